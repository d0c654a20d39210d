"""Reads the list of a conference of the Computer Vision Foundation: one page, with arXiv links.

https://openaccess.thecvf.com/menu
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from tracker.errors import NotAFeed
from tracker.http import Response
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.model.identifiers import ARXIV, PaperId, linked_arxiv_ids
from tracker.model.papers import Author, Paper
from tracker.sources import Tools
from tracker.sources.arxiv_records import one_line
from tracker.sources.programmes import Entry, Snapshot, meeting_of, proceedings_of
from tracker.sources.web_pages import WEB_PAGE, whole_page
from tracker.sources.whole_document import harvest_document

KIND = "cvf"

_PAPER = re.compile(r"/content/(?P<meeting>[A-Za-z]+\d{4})/html/(?P<name>.+?)_paper\.html$")


def open_source(spec: SourceSpec, tools: Tools) -> "Cvf":
    """Return the conference listed at `spec.url`; options: `venue` and `year`."""
    return Cvf(spec, tools)


class Cvf:
    """One conference; the whole list is handed over whenever the page has changed."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._meeting = meeting_of(spec)

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch, empty where nothing has changed; raises NotAFeed for another page."""
        yield harvest_document(self.spec, self._http, checkpoint, now, WEB_PAGE, self._read)

    def _read(self, answer: Response) -> Snapshot:
        page = whole_page(answer.body, self._meeting.label, "list of papers")
        found = proceedings_of(self._entry(*item, answer.url) for item in _items(page))
        if not found.entries:
            raise NotAFeed(f"{answer.url} lists no papers of {self._meeting.label}")
        return found

    def _entry(self, term: Any, described: list[Any], base: str) -> Entry | None:
        link = next(term.iter("a"), None)
        url = urljoin(base, link.get("href", "")) if link is not None else ""
        page, title = _PAPER.search(url), one_line(term.text_content())
        if not page or not title or page["meeting"].casefold() != self._named:
            return None
        paper_id = PaperId("cvf", f"{page['meeting']}/{page['name']}")
        paper = Paper(
            id=paper_id,
            title=title,
            authors=tuple(Author(name) for name in _names(described)),
            url=url,
            pdf_url=_pdf(described, base),
            identifiers=(paper_id, *_on_arxiv(described)),
        )
        return Entry(paper, "main", evidence=url)

    @property
    def _named(self) -> str:
        """How the site writes the meeting, in lower case: `cvpr2025`."""
        return f"{self._meeting.venue}{self._meeting.year}".casefold()


def _items(page: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each title (`dt`) with the elements that tell of it (`dd`)."""
    for term in page.iter("dt"):
        if "ptitle" in term.get("class", "").split():
            described = []
            for element in term.itersiblings():
                if element.tag != "dd":
                    break
                described.append(element)
            yield term, described


def _names(described: list[Any]) -> Iterator[str]:
    fields = (field for each in described for field in each.iter("input"))
    told = (f.get("value", "") for f in fields if f.get("name") == "query_author")
    yield from filter(None, map(one_line, told))


def _links(described: list[Any], word: str) -> Iterator[str]:
    """Yield the addresses of the links that say `word`."""
    for each in described:
        for link in each.iter("a"):
            if one_line(link.text_content()).casefold() == word:
                yield link.get("href", "")


def _pdf(described: list[Any], base: str) -> str | None:
    return next((urljoin(base, href) for href in _links(described, "pdf") if href), None)


def _on_arxiv(described: list[Any]) -> Iterator[PaperId]:
    for address in _links(described, "arxiv"):
        yield from (PaperId(ARXIV, each) for each in linked_arxiv_ids(address))
