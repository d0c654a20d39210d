"""The query API: finds papers by words, categories, ids and windows of submission, in slices."""

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qs

from tracker.model.identifiers import arxiv_id
from tracker.replay.documents import Page, error_page, result_page
from tracker.replay.exchange import Answer, page_answer
from tracker.replay.queries import QueryError, parse_query
from tracker.replay.scene import Scene
from tracker.replay.world import PlayedPaper

_WINDOW = 10_000  # The API refuses results beyond it.
_SORTING: Mapping[str, Callable[[PlayedPaper], tuple[object, ...]]] = {
    "submittedDate": lambda paper: (paper.submitted_at, paper.id),
    "lastUpdatedDate": lambda paper: (paper.submitted_at, paper.id),
    "relevance": lambda paper: (paper.id,),
}


def search_answer(scene: Scene, query: str) -> Answer:
    """Answer `/api/query?query`."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    try:
        page = _page(scene, asked)
    except QueryError as error:
        return Answer(400, error_page(str(error), scene.now), "application/atom+xml")
    if page is None:
        return page_answer(500, "500 Internal Server Error")
    body = result_page(page, scene.now, scene.mailed)
    return Answer(200, body, "application/atom+xml; charset=utf-8")


def _page(scene: Scene, asked: Mapping[str, str]) -> Page | None:
    """Return the asked page, None where the real server breaks."""
    start, size = _number(asked, "start", 0), _number(asked, "max_results", 10)
    papers = scene.kept(_found(scene, asked), lambda paper: paper.id)
    if size == 0 or start + size > _WINDOW:
        return None
    key = _SORTING.get(asked.get("sortBy", "relevance"))
    if key is None:
        raise QueryError("sortBy must be in: relevance, lastUpdatedDate, submittedDate")
    descending = asked.get("sortOrder", "descending") == "descending"
    papers.sort(key=key, reverse=descending)
    echo = "&".join(f"{name}={value}" for name, value in asked.items())
    return Page(echo, papers[start : start + size], len(papers), start, size)


def _number(asked: Mapping[str, str], name: str, default: int) -> int:
    text = asked.get(name, str(default))
    if not text.isdigit():
        raise QueryError(f"{name} must be an integer")
    return int(text)


def _found(scene: Scene, asked: Mapping[str, str]) -> Iterable[PlayedPaper]:
    query, ids = asked.get("search_query", ""), asked.get("id_list", "")
    if not query and not ids:
        raise QueryError("search_query and id_list are both empty")
    papers = _by_ids(scene, ids.split(",")) if ids else scene.world.papers
    matches = parse_query(query) if query else None
    day = scene.mailed
    known = (paper.on(day) for paper in papers if paper.listed <= day)
    return (paper for paper in known if matches is None or matches(paper))


def _by_ids(scene: Scene, ids: Iterable[str]) -> list[PlayedPaper]:
    found = []
    for text in ids:
        known = arxiv_id(text)
        if known is None:
            raise QueryError(f"incorrect id format for {text}")
        found.append(scene.world.paper(known.base))
    return [paper for paper in found if paper]
