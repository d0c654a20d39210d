"""Reads a page of Hugging Face's daily papers: which papers of arXiv it shows, with upvotes."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from tracker.errors import BadData, NotAFeed
from tracker.model.identifiers import ARXIV, PaperId, arxiv_id
from tracker.model.papers import Author, Paper
from tracker.sources.arxiv_records import abstract_page, one_line, pdf_file

_WHO = "Hugging Face"


@dataclass(frozen=True, slots=True)
class DailyPaper:
    """A paper that was put on the page `at` an instant (None: it is not told), as an arXiv paper.

    Its title, authors and abstract are the page's; authors who hide themselves are left out.
    """

    paper: Paper
    at: datetime | None
    upvotes: int

    @property
    def id(self) -> str:
        """The arXiv base id."""
        return self.paper.id.value


@dataclass(frozen=True, slots=True)
class DailyPage:
    """The papers of one page, in its order; `size` counts its entries, those left out too."""

    papers: tuple[DailyPaper, ...]
    size: int
    notes: tuple[str, ...] = ()


def read_page(body: bytes) -> DailyPage:
    """Read a page; an empty one is right on weekends.

    Entries that are no papers of arXiv, or cannot be read, are left out and named in the notes.
    Raises NotAFeed for an empty body and a web page, BadData for any other document.
    """
    entries = _entries(body)
    read = [_read(entry) for entry in entries]
    papers = {each.id: each for each in read if isinstance(each, DailyPaper)}
    strange = tuple(each for each in read if isinstance(each, str))
    if entries and not papers and len(strange) == len(entries) and not any(strange):
        raise BadData(f"{_WHO} sent {len(entries)} entries that are no daily papers")
    return DailyPage(tuple(papers.values()), len(entries), _notes(strange))


class _Person(msgspec.Struct):
    name: str = ""
    hidden: bool | None = None


class _Told(msgspec.Struct, rename="camel"):
    id: str
    title: str | None = None
    summary: str | None = None
    authors: list[_Person] | None = None
    upvotes: int | None = None
    submitted_on_daily_at: datetime | None = None


class _Entry(msgspec.Struct):
    paper: _Told


def _entries(body: bytes) -> list[msgspec.Raw]:
    start = body.lstrip()[:1]
    if not start:
        raise NotAFeed(f"{_WHO} sent nothing where its daily papers should be")
    if start == b"<":
        raise NotAFeed(f"{_WHO} sent a web page where its daily papers should be")
    try:
        return msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadData(f"{_WHO} sent what is no list of daily papers: {error}") from error


def _read(entry: msgspec.Raw) -> DailyPaper | str:
    """Return the paper of an entry, else its id, which is '' where it cannot be read at all."""
    try:
        told = msgspec.json.decode(entry, type=_Entry).paper
    except msgspec.DecodeError:
        return ""
    found = arxiv_id(told.id)
    return _daily(found.base, told) if found else told.id or "?"


def _daily(base: str, told: _Told) -> DailyPaper:
    people = (each for each in told.authors or () if not each.hidden)
    # Not when it was submitted: that is taken for a sign that its whole record is known.
    names = (name for each in people if (name := one_line(each.name)))
    paper = Paper(
        id=PaperId(ARXIV, base),
        title=one_line(told.title or ""),
        authors=tuple(map(Author, names)),
        abstract=one_line(told.summary or ""),
        url=abstract_page(base),
        pdf_url=pdf_file(base),
    )
    return DailyPaper(paper, told.submitted_on_daily_at, max(told.upvotes or 0, 0))


def _notes(strange: tuple[str, ...]) -> tuple[str, ...]:
    elsewhere = sorted({each for each in strange if each})
    unread = strange.count("")
    told = (
        f"{_WHO} shows papers that are not arXiv's: {', '.join(elsewhere)}" if elsewhere else "",
        f"{_WHO} sent entries that cannot be read: {unread}" if unread else "",
    )
    return tuple(filter(None, told))
