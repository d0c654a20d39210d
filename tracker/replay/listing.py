"""The listing page of a category, as a browser gets it: counts, sections, comments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from lxml.builder import E

from tracker.replay.announcements import Announced, announced, is_category
from tracker.replay.exchange import HTML, Answer, html, page_answer
from tracker.replay.markup import filled, inside, legal, mark
from tracker.replay.papers import PlayedPaper
from tracker.replay.scene import Scene

_SHOWN = range(25, 2001)
_SECTIONS = (
    ("New submissions", ("new",)),
    ("Cross submissions", ("cross",)),
    ("Replacement submissions", ("replace", "replace-cross")),
)
_SUBJECTS = {
    "cs.AI": "Artificial Intelligence",
    "cs.CL": "Computation and Language",
    "cs.CV": "Computer Vision and Pattern Recognition",
    "cs.IR": "Information Retrieval",
    "cs.LG": "Machine Learning",
    "cs.MA": "Multiagent Systems",
    "cs.NE": "Neural and Evolutionary Computing",
    "stat.ML": "Machine Learning",
}


def listing_answer(scene: Scene, category: str, query: str) -> Answer:
    """Answer `/list/category/new?query`, where `skip` and `show` (25 to 2000) choose a page."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    skip, show = asked.get("skip", "0"), asked.get("show", "2000")
    if not is_category(category):
        return page_answer(404, "404 Not Found")
    if not (skip.isdigit() and show.isdigit() and int(show) in _SHOWN):
        return page_answer(400, "400 Bad Request")
    page = range(int(skip), int(skip) + int(show))
    return Answer(200, _document(scene, category, page), HTML)


def _document(scene: Scene, category: str, page: range) -> bytes:
    day = _weekday(scene.mailed)
    items = scene.kept(announced(scene.world, [category], day), lambda each: each.paper.id)
    body = E.body(E.h1(category), E.h3(f"Showing new listings for {day:%A, {day.day} %B %Y}"))
    parts: list[bytes] = []
    for heading, types in _SECTIONS:
        numbers = [n for n, item in enumerate(items) if item.type in types]
        shown = [n for n in numbers if n in page]
        if shown:
            body.append(_section(f"{heading} ({_counts(numbers, shown)})"))
            parts.append(b"".join(_entry(n + 1, items[n]) for n in shown))
    if not parts:
        body.append(E.p("No updates today."))
    return _with_parts(
        html(E.html(E.head(E.meta(charset="utf-8"), E.title(category)), body)), parts
    )


def _weekday(day: date) -> date:
    # There is no page of a weekend: Friday's stays.
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _section(heading: str) -> Any:
    section = E.dl(E.h3(heading), id="articles")
    mark(section)
    return section


def _with_parts(whole: bytes, parts: Iterable[bytes]) -> bytes:
    for part in parts:
        whole = filled(whole, [part])
    return whole


def _counts(numbers: Sequence[int], shown: Sequence[int]) -> str:
    begins, ends = shown[0] == numbers[0], shown[-1] == numbers[-1]
    showing = {
        (True, True): "showing",
        (True, False): "showing first",
        (False, True): "continued, showing last",
        (False, False): "continued, showing next",
    }
    return f"{showing[begins, ends]} {len(shown)} of {len(numbers)} entries"


def _entry(number: int, item: Announced) -> bytes:
    paper = item.paper
    notes = {"cross": f"(cross-list from {paper.categories[0]}) ", "new": ""}
    term = E.dt(
        E.a(f"[{number}]", name=f"item{number}"),
        " ",
        E.a(f" arXiv:{paper.id} ", href=f"/abs/{paper.id}", title="Abstract", id=paper.id),
        f" {notes.get(item.type, '(replaced) ')}[",
        E.a("pdf", href=f"/pdf/{paper.id}", title="Download PDF", id=f"pdf-{paper.id}"),
        "]",
    )
    return inside(E.dl(term), "html") + _description(paper)


@lru_cache(maxsize=10_000)
def _description(paper: PlayedPaper) -> bytes:
    meta = E.div(_told("list-title mathjax", "Title:", paper.title), {"class": "meta"})
    meta.append(E.div(*_authors(paper.authors), {"class": "list-authors"}))
    if paper.comment:
        meta.append(_told("list-comments mathjax", "Comments:", paper.comment))
    if paper.journal_ref:
        meta.append(_told("list-journal-ref", "Journal-ref:", paper.journal_ref))
    meta.append(_subjects(paper.categories))
    meta.append(E.p(legal(paper.abstract), {"class": "mathjax"}))
    return inside(E.dl(E.dd(meta)), "html")


def _told(kind: str, descriptor: str, text: str) -> Any:
    label = E.span(descriptor, {"class": "descriptor"})
    return E.div(label, f" {legal(text)} ", {"class": kind})


def _authors(names: Iterable[str]) -> Iterator[Any]:
    for number, name in enumerate(names):
        if number:
            yield ", "
        yield E.a(legal(name), href="#", rel="nofollow")


def _subjects(categories: Sequence[str]) -> Any:
    first, *others = (f"{_SUBJECTS.get(each, each)} ({each})" for each in categories)
    return E.div(
        E.span("Subjects:", {"class": "descriptor"}),
        " ",
        E.span(first, {"class": "primary-subject"}),
        "".join(f"; {each}" for each in others),
        {"class": "list-subjects"},
    )
