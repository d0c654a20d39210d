"""Reads the file of events that a conference's virtual site is made from.

A paper may have several events (a poster and an oral), any field may be null, and the file holds
what is hidden, rejected or of another year too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qs, urljoin, urlsplit

import msgspec

from tracker.errors import BadData, NotAFeed
from tracker.model.identifiers import linked_arxiv_ids
from tracker.model.papers import Author
from tracker.sources.arxiv_records import one_line, paragraphs
from tracker.text import safe_url

_Shape = TypeVar("_Shape")

_BOM = b"\xef\xbb\xbf"
_YEAR = re.compile(r"/virtual/(\d{4})/")
_NOT_ACCEPTED = re.compile(r"reject|withdr[ae]w", re.IGNORECASE)
# Forum ids are about ten characters; sites put `2026-Oral--...` where they know none.
_FORUM = re.compile(r"(?!\d{4}-[A-Za-z]+--)[A-Za-z0-9_-]{8,16}")
_PRESENTATIONS = (
    ("award", re.compile(r"award|best paper|outstanding|honou?rable", re.IGNORECASE)),
    ("oral", re.compile(r"\boral\b", re.IGNORECASE)),
    ("spotlight", re.compile("spotlight", re.IGNORECASE)),
    ("highlight", re.compile("highlight", re.IGNORECASE)),
    ("poster", re.compile("poster", re.IGNORECASE)),
)
_GROUP_YEAR = re.compile(r"/\d{4}(?:/|$)")
_NOT_IN_A_KIND = re.compile(r"[\W_]+")
_PAPER = re.compile(r"paper|pdf|arxiv", re.IGNORECASE)
_FINDINGS = re.compile("findings", re.IGNORECASE)
_TRACKS = (
    ("findings", _FINDINGS),
    ("workshop", re.compile("workshop", re.IGNORECASE)),
    ("position", re.compile("position", re.IGNORECASE)),
    ("datasets", re.compile("dataset|benchmark|evaluations", re.IGNORECASE)),
    ("journal", re.compile("journal|tmlr|jmlr", re.IGNORECASE)),
    ("challenge", re.compile("challenge|competition", re.IGNORECASE)),
    ("industry", re.compile("industry", re.IGNORECASE)),
    ("demo", re.compile("demos?(?![a-z])|demonstration", re.IGNORECASE)),
    ("srw", re.compile("student|srw", re.IGNORECASE)),
    ("tutorial", re.compile("tutorial|blog.?post|creative|tiny.?paper", re.IGNORECASE)),
    ("main", re.compile("conference|main", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One appearance of a paper in the programme; what is not told is empty.

    `kind` is None where the site names no track, `page` is the event's own page, and `openreview`
    and `arxiv` are ids of the paper that the site links.
    """

    number: str
    uid: str
    title: str
    authors: tuple[Author, ...]
    abstract: str
    kind: str | None
    presentation: str | None
    page: str
    pdf: str
    openreview: str
    arxiv: str


@dataclass(frozen=True, slots=True)
class EventFile:
    """What the file holds: `told` events by its own count, of which `sent` came.

    `events` are the ones to show; `unreadable` counts those that make no sense. With `paged` the
    rest stands elsewhere.
    """

    told: int
    sent: int
    paged: bool
    events: tuple[Event, ...]
    unreadable: int


class _Person(msgspec.Struct):
    fullname: str | None = None
    institution: str | None = None


class _Media(msgspec.Struct):
    name: str | None = None
    uri: str | None = None


class _Event(msgspec.Struct):
    id: int | str | None = None
    uid: int | str | None = None
    name: str | None = None
    authors: list[_Person | None] | None = None
    abstract: str | None = None
    decision: str | None = None
    session: str | None = None
    eventtype: str | None = None
    event_type: str | None = None
    virtualsite_url: str | None = None
    sourceurl: str | None = None
    paper_url: str | None = None
    paper_pdf_url: str | None = None
    eventmedia: list[_Media | None] | None = None
    visible: bool | None = None


class _File(msgspec.Struct):
    results: list[msgspec.Raw]
    count: int | None = None
    next: str | None = None


_FILES = msgspec.json.Decoder(_File)
_EVENTS = msgspec.json.Decoder(_Event)
_ABSTRACTS = msgspec.json.Decoder(dict[str, str | None])


def read_events(body: bytes, url: str, year: int) -> EventFile:
    """Return the events in `body`, which came from `url`; raises BadData for anything else."""
    file = _decoded(_FILES, body, url, "list of events")
    read = [_read(raw) for raw in file.results]
    events = (_event(each, url) for each in read if each and _is_shown(each, year))
    return EventFile(
        told=len(read) if file.count is None else file.count,
        sent=len(read),
        paged=bool(file.next),
        events=tuple(events),
        unreadable=sum(each is None for each in read),
    )


def read_abstracts(body: bytes, url: str) -> dict[str, str]:
    """Return the abstracts in `body` by the number of their event; raises BadData."""
    found = _decoded(_ABSTRACTS, body, url, "file of abstracts")
    return {number: paragraphs(text) for number, text in found.items() if text}


def _decoded(decoder: "msgspec.json.Decoder[_Shape]", body: bytes, url: str, what: str) -> _Shape:
    host = urlsplit(url).netloc
    try:
        return decoder.decode(body.removeprefix(_BOM) if body.startswith(_BOM) else body)
    except msgspec.ValidationError as error:
        raise BadData(f"{host} sent no {what}: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        start = " ".join(body[:60].decode("utf-8", "replace").split())
        raise NotAFeed(f"{host} sent no {what} but {start!r}") from error


def _read(raw: msgspec.Raw) -> _Event | None:
    try:
        event = _EVENTS.decode(raw)
    except msgspec.DecodeError:
        return None
    return event if event.name and event.name.strip() else None


def _is_shown(event: _Event, year: int) -> bool:
    found = _YEAR.search(event.virtualsite_url or "")
    return (
        event.visible is not False
        and (found is None or int(found[1]) == year)
        and not _NOT_ACCEPTED.search(event.decision or "")
    )


def _event(event: _Event, url: str) -> Event:
    papers = tuple(_paper_links(event))
    return Event(
        number=_plain(event.id),
        uid=_plain(event.uid),
        title=one_line(event.name or ""),
        authors=tuple(_authors(event)),
        abstract=paragraphs(event.abstract or ""),
        kind=_track(event),
        presentation=_presentation(event),
        page=_page(event, url),
        pdf=safe_url(event.paper_pdf_url) or "",
        openreview=next(filter(None, map(_forum, _links(event))), ""),
        arxiv=papers[0] if len(papers) == 1 else "",
    )


def _page(event: _Event, url: str) -> str:
    path = event.virtualsite_url
    try:
        page = urljoin(url, path) if path else event.paper_url
    except ValueError:  # No address at all.
        page = event.paper_url
    return safe_url(page) or ""


def _plain(value: int | str | None) -> str:
    return "" if value is None else "".join(str(value).split())


def _authors(event: _Event) -> Iterator[Author]:
    for person in event.authors or ():
        if person and person.fullname and person.fullname.strip():
            where = one_line(person.institution or "")
            yield Author(one_line(person.fullname), where or None)


def _track(event: _Event) -> str | None:
    """Return what of the venue the event is, None where only the title could tell."""
    hints = (event.decision, event.session, event.eventtype, event.event_type)
    if any(_FINDINGS.search(each or "") for each in hints):
        return "findings"
    # What stands below the year: NeurIPS.cc/2025/Datasets_and_Benchmarks_Track.
    track = _GROUP_YEAR.split(_asked(event.sourceurl or "", "id"), maxsplit=1)[-1]
    named = next((kind for kind, said in _TRACKS if said.search(track)), None)
    return named or _NOT_IN_A_KIND.sub("-", track).casefold().removesuffix("-track") or None


def _presentation(event: _Event) -> str | None:
    told = " ".join(filter(None, (event.decision, event.eventtype, event.event_type)))
    return next((name for name, said in _PRESENTATIONS if said.search(told)), None)


def _links(event: _Event) -> Iterator[str]:
    yield event.paper_url or ""
    yield event.paper_pdf_url or ""
    yield from (media.uri or "" for media in event.eventmedia or () if media)


def _forum(link: str) -> str:
    """Return the OpenReview id that `link` asks for; '' for none, and for placeholders."""
    if "openreview.net/" not in link:
        return ""
    found = _asked(link, "id")
    return found if _FORUM.fullmatch(found) else ""


def _paper_links(event: _Event) -> Iterator[str]:
    """Yield the arXiv ids of the paper itself: other media may be of other papers."""
    named = (media for media in event.eventmedia or () if media and media.uri)
    papers = (each.uri or "" for each in named if _PAPER.search(each.name or ""))
    yield from linked_arxiv_ids(
        " ".join((event.paper_url or "", event.paper_pdf_url or "", *papers))
    )


def _asked(link: str, name: str) -> str:
    try:
        return "".join(parse_qs(urlsplit(link).query).get(name, ())[:1])
    except ValueError:  # No address at all.
        return ""
