"""What the played servers answer to a request at an instant; pure."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from tracker.model.arxiv_calendar import NEW_YORK, arxiv_day
from tracker.model.identifiers import arxiv_id
from tracker.replay.documents import (
    Announced,
    Page,
    blog_feed,
    error_page,
    listing_error,
    listing_feed,
    result_page,
    web_page,
)
from tracker.replay.queries import QueryError, parse_query
from tracker.replay.world import PlayedPaper, World

_CUT_AT = 2000
_WINDOW = 10_000  # The API refuses results beyond it.
_ORDER = ("new", "cross", "replace", "replace-cross")
_ARCHIVES = frozenset(
    [
        "astro-ph",
        "cond-mat",
        "cs",
        "econ",
        "eess",
        "gr-qc",
        "hep-ex",
        "hep-lat",
        "hep-ph",
        "hep-th",
        "math",
        "math-ph",
        "nlin",
        "nucl-ex",
        "nucl-th",
        "physics",
        "q-bio",
        "q-fin",
        "quant-ph",
        "stat",
    ]
)
_SORTING: Mapping[str, Callable[[PlayedPaper], tuple[object, ...]]] = {
    "submittedDate": lambda paper: (paper.submitted_at, paper.id),
    "lastUpdatedDate": lambda paper: (paper.submitted_at, paper.id),
    "relevance": lambda paper: (paper.id,),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before it is sent; header names as they go over the wire."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(world: World, target: str, headers: Mapping[str, str], now: datetime) -> Answer:
    """Answer `GET target` (path and query); `headers` have lower-case names."""
    parts = urlsplit(target)
    path = unquote(parts.path)
    if path.startswith("/rss/"):
        return _conditional(_listing(world, path.removeprefix("/rss/"), now), headers)
    if path == "/api/query":
        return _search(world, parse_qs(parts.query), now)
    if path.startswith("/feeds/"):
        return _conditional(_blog(world, path.removeprefix("/feeds/"), now), headers)
    return Answer(404, web_page("404 Not Found"), "text/html; charset=utf-8")


def _conditional(whole: Answer, headers: Mapping[str, str]) -> Answer:
    if whole.status != 200:
        return whole
    etag = f'"{hashlib.sha256(whole.body).hexdigest()[:32]}"'
    sent = {"ETag": etag, **whole.headers}
    if headers.get("if-none-match") == etag:
        return Answer(304, b"", whole.content_type, sent)
    return Answer(200, whole.body, whole.content_type, sent)


def _listing(world: World, asked: str, now: datetime) -> Answer:
    names = asked.split("+")
    if not all(_is_category(name) for name in names):
        reason = "Invalid archive or subject class"
        return Answer(400, listing_error(asked, reason), "application/rss+xml")
    items = _listed(world, names, now)
    max_age = {"Cache-Control": f"max-age={_seconds_to_midnight(now)}"}
    return Answer(200, listing_feed(asked, items, now), "application/rss+xml", max_age)


def _is_category(name: str) -> bool:
    archive, _, subject = name.partition(".")
    return archive.lower() in _ARCHIVES and bool(re.fullmatch(r"[A-Za-z-]*", subject))


def _listed(world: World, names: Iterable[str], now: datetime) -> list[Announced]:
    asked = [name.casefold() for name in names]
    day = arxiv_day(now)
    items = [
        *(_item(paper, 1, ("new", "cross"), asked) for paper in world.listed_on(day)),
        *(
            _item(paper, paper.version_on(day), ("replace", "replace-cross"), asked)
            for paper in world.replaced_on(day)
        ),
    ]
    found = [item for item in items if item]
    return sorted(found, key=lambda item: _ORDER.index(item.type))[:_CUT_AT]


def _item(
    paper: PlayedPaper, version: int, types: tuple[str, str], asked: list[str]
) -> Announced | None:
    """Return the paper as it stands in the listing of the asked categories, if it does."""
    if not any(_is_in(category, asked) for category in paper.categories):
        return None
    return Announced(paper, version, types[0 if _is_in(paper.categories[0], asked) else 1])


def _is_in(category: str, asked: list[str]) -> bool:
    name = category.casefold()
    return name in asked or name.partition(".")[0] in asked


def _seconds_to_midnight(now: datetime) -> int:
    local = now.astimezone(NEW_YORK)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - local).total_seconds())


def _search(world: World, asked: Mapping[str, list[str]], now: datetime) -> Answer:
    try:
        page = _page(world, {name: values[0] for name, values in asked.items()}, now)
    except QueryError as error:
        return Answer(400, error_page(str(error), now), "application/atom+xml")
    if page is None:
        return Answer(500, web_page("500 Internal Server Error"), "text/html; charset=utf-8")
    return Answer(200, result_page(page, now), "application/atom+xml; charset=utf-8")


def _page(world: World, asked: Mapping[str, str], now: datetime) -> Page | None:
    """Return the asked page, None where the real server breaks."""
    start, size = _number(asked, "start", 0), _number(asked, "max_results", 10)
    papers = [paper for paper in _found(world, asked) if paper.announced_at <= now]
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


def _found(world: World, asked: Mapping[str, str]) -> Iterable[PlayedPaper]:
    query, ids = asked.get("search_query", ""), asked.get("id_list", "")
    if not query and not ids:
        raise QueryError("search_query and id_list are both empty")
    papers = _by_ids(world, ids.split(",")) if ids else world.papers
    matches = parse_query(query) if query else None
    return (paper for paper in papers if matches is None or matches(paper))


def _by_ids(world: World, ids: Iterable[str]) -> list[PlayedPaper]:
    found = []
    for text in ids:
        known = arxiv_id(text)
        if known is None:
            raise QueryError(f"incorrect id format for {text}")
        found.append(world.paper(known.base))
    return [paper for paper in found if paper]


def _blog(world: World, name: str, now: datetime) -> Answer:
    if name not in world.feeds:
        return Answer(404, web_page("404 Not Found"), "text/html; charset=utf-8")
    fresh = {"Cache-Control": "max-age=300"}
    return Answer(200, blog_feed(name, world.feed(name, now)), "application/rss+xml", fresh)
