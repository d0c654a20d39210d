"""Reads arXiv's web page of a category's new listings: its day, its sections, what they count.

https://info.arxiv.org/help/availability.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from tracker.errors import BadData, NotAFeed
from tracker.model.identifiers import ARXIV, PaperId, arxiv_id
from tracker.model.papers import Author, Kind, Paper
from tracker.sources.arxiv_records import (
    abstract_page,
    identifiers_of,
    one_line,
    paragraphs,
    pdf_file,
)
from tracker.sources.web_pages import whole_page

_HEADING = re.compile(r"Showing new listings for \w+, (\d{1,2} \w+ \d{4})")
_SECTION = re.compile(
    r"(?P<name>\w+) submissions .{0,20}\bshowing (?:\w+ )?\d+ of (?P<total>\d+) entries"
)
_KINDS = {"New": Kind.NEW, "Cross": Kind.CROSS_LIST}
_QUIET = "No updates today"
_CATEGORY = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)")


@dataclass(frozen=True, slots=True)
class Listing:
    """The new and cross-listed papers of a day, and how many the page says there are.

    `day` is None where the page says that there are no updates.
    """

    day: date | None
    papers: tuple[tuple[Kind, Paper], ...] = ()
    total: int = 0


def read_listing(body: bytes) -> Listing:
    """Return the listing in the page `body`; its replacements are left out.

    Raises NotAFeed for a page that is cut or is none of new listings, BadData for one without day.
    """
    page = whole_page(body, "arXiv", "listing")
    text = one_line(page.text_content())
    heading = _HEADING.search(text)
    if heading and _SECTION.search(text):
        return _listing(page, _day(heading[1]))
    if heading or _QUIET in text:
        return Listing(None)
    raise NotAFeed("arXiv sent a web page that is no listing")


def _day(said: str) -> date:
    try:
        return datetime.strptime(f"{said} +0000", "%d %B %Y %z").date()
    except ValueError as error:
        raise BadData(f"arXiv's listing is of no day: {said}") from error


def _listing(page: Any, day: date) -> Listing:
    found: dict[str, tuple[Kind, Paper]] = {}
    total = 0
    for heading, items in _sections(page):
        section = _SECTION.search(heading)
        kind = _KINDS.get(section["name"]) if section else None
        if section and kind:
            total += int(section["total"])
            for paper in _papers(items):
                found.setdefault(paper.id.value, (kind, paper))
    return Listing(day, tuple(found.values()), total)


def _sections(page: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield the headings with the `dt` and `dd` elements that follow each of them."""
    heading = ""
    items: list[Any] = []
    for element in page.iter("h3", "dt", "dd"):
        if element.tag == "h3":
            yield heading, items
            heading, items = one_line(element.text_content()), []
        else:
            items.append(element)
    yield heading, items


def _papers(items: list[Any]) -> Iterator[Paper]:
    for term, description in pairwise(items):
        base = _base(term) if (term.tag, description.tag) == ("dt", "dd") else None
        if base:
            yield _paper(base, description)


def _base(term: Any) -> str | None:
    links = (link.get("href", "") for link in term.iter("a"))
    found = (arxiv_id(link.removeprefix("/abs/")) for link in links if link.startswith("/abs/"))
    return next((each.base for each in found if each), None)


def _paper(base: str, described: Any) -> Paper:
    return Paper(
        id=PaperId(ARXIV, base),
        title=_told(described, "list-title"),
        authors=tuple(Author(name) for name in _names(described)),
        abstract=paragraphs("".join(p.text_content() for p in described.iterfind(".//p"))),
        url=abstract_page(base),
        pdf_url=pdf_file(base),
        identifiers=identifiers_of(base, None),
        categories=tuple(dict.fromkeys(_CATEGORY.findall(_told(described, "list-subjects")))),
        comment=_told(described, "list-comments") or None,
        journal_ref=_told(described, "list-journal-ref") or None,
    )


def _names(described: Any) -> Iterator[str]:
    for block in _blocks(described, "list-authors"):
        yield from filter(None, (one_line(link.text_content()) for link in block.iter("a")))


def _told(described: Any, name: str) -> str:
    """Return the text of the block `name`, without the word that describes it."""
    for block in _blocks(described, name):
        spans = block.iterfind("./span[@class='descriptor']")
        label = one_line("".join(each.text_content() for each in spans))
        return one_line(block.text_content()).removeprefix(label).strip()
    return ""


def _blocks(described: Any, name: str) -> Iterator[Any]:
    return (div for div in described.iter("div") if name in div.get("class", "").split())
