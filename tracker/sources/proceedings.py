"""Reads the list of a year's proceedings of NeurIPS or ICLR: one web page, without abstracts.

The papers' own pages have the abstracts, but the virtual sites hand all of them over at once.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from tracker.errors import NotAFeed
from tracker.http import Response
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.papers import Author, Paper
from tracker.sources import Tools
from tracker.sources.arxiv_records import one_line
from tracker.sources.programmes import Entry, Snapshot, meeting_of, proceedings_of
from tracker.sources.web_pages import WEB_PAGE, whole_page
from tracker.sources.whole_document import harvest_document

KIND = "proceedings"

_PAPER = re.compile(r"/paper/(?P<year>\d{4})/hash/(?P<hash>[0-9a-f]{32})-Abstract(?P<track>[^/]*)")
_KINDS = (("datasets", "datasets"), ("position", "position"), ("creative", "tutorial"))


def open_source(spec: SourceSpec, tools: Tools) -> "Proceedings":
    """Return the proceedings listed at `spec.url`; options: `venue` and `year`."""
    return Proceedings(spec, tools)


class Proceedings:
    """The proceedings of one year; the whole list is handed over whenever the page has changed."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._meeting = meeting_of(spec)

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch, empty where nothing has changed; raises NotAFeed for another page."""
        yield harvest_document(self.spec, self._http, checkpoint, now, WEB_PAGE, self._read)

    def _read(self, answer: Response) -> Snapshot:
        page = whole_page(answer.body, self._meeting.label, "proceedings")
        items = (item for item in page.iter("li") if _link(item) is not None)
        found = proceedings_of(self._entry(item, answer.url) for item in items)
        if not found.entries:
            raise NotAFeed(f"{answer.url} lists no papers of {self._meeting.year}")
        return found

    def _entry(self, item: Any, base: str) -> Entry | None:
        link = _link(item)
        url = urljoin(base, link.get("href", ""))
        page, title = _PAPER.search(url), one_line(link.text_content())
        if not page or not title or int(page["year"]) != self._meeting.year:
            return None
        slug = self._meeting.slug
        paper_id = PaperId("proceedings", f"{slug}/{page['hash']}")
        authors = tuple(Author(name) for name in _names(item))
        paper = Paper(paper_id, title, authors, url=url, pdf_url=_pdf(url))
        return Entry(paper, _kind(item, page["track"]), evidence=url)


def _link(item: Any) -> Any:
    return next((a for a in item.iter("a") if a.get("title") == "paper title"), None)


def _names(item: Any) -> Iterator[str]:
    for element in item.iter("i"):
        yield from filter(None, map(one_line, element.text_content().split(",")))
        return


def _kind(item: Any, track: str) -> str:
    told = f"{item.get('data-track', '')} {track}".casefold()
    return next((kind for word, kind in _KINDS if word in told), "main")


def _pdf(url: str) -> str:
    """Return where the paper's file is: its page's address in other words."""
    return re.sub(r"/hash/([0-9a-f]{32})-Abstract([^/]*)\.html$", r"/file/\1-Paper\2.pdf", url)
