"""Reads one answer of arXiv's OAI server: a page of records, its token, or an error.

All errors come with HTTP 200 (https://info.arxiv.org/help/oa/index.html,
https://www.openarchives.org/OAI/openarchivesprotocol.html).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tracker.errors import BadData
from tracker.model.identifiers import ARXIV, PaperId, arxiv_id
from tracker.model.papers import Author, Paper
from tracker.sources.announced_days import Record
from tracker.sources.arxiv_records import (
    abstract_page,
    identifiers_of,
    one_line,
    outside_parentheses,
    paragraphs,
    pdf_file,
)
from tracker.sources.strict_xml import read_strictly

_SERVER = "arXiv's OAI server"
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_BETWEEN_NAMES = r",\s*and\s|,|\sand\s"
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_FOOTNOTE = re.compile(r"[\d\s,;*]*|\(.*")
_TOO_MANY = 10
_FIRST_YEAR, _LAST_YEAR = 1986, 2099  # The oldest papers are older than arXiv itself.

# Control characters, as such and as references: legal in no XML, and now and then in an abstract.
_ILLEGAL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]"
    rb"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)


class TokenRefused(BadData):
    """The server does not know its resumption token any more; the list has to be begun again."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A record that cannot be read: the name it goes by, and when it was changed, if it says so."""

    name: str
    changed_on: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `token` asks for the next one, None where this is the last.

    `matched` is False where the server says that there is nothing at all.
    """

    answered_at: datetime
    records: tuple[Record, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    token: str | None = None
    matched: bool = True


def read_page(body: bytes) -> Page:
    """Return the page in `body`; a record that cannot be read is dropped, deleted ones are ignored.

    Raises NotAFeed for what is no whole OAI answer, TokenRefused, and BadData for other errors.
    """
    root = read_strictly(_ILLEGAL.sub(b"", body), _SERVER, "OAI answer", f"{_OAI}OAI-PMH")
    answered_at = _answered_at(root)
    for error in root.iterfind(f"{_OAI}error"):
        return _without_records(error, answered_at)
    listed = root.find(f"{_OAI}ListRecords")
    if listed is None:
        raise BadData(f"{_SERVER} sent neither records nor an error")
    return _page(listed, answered_at)


def _answered_at(root: Any) -> datetime:
    said = root.findtext(f"{_OAI}responseDate", "").strip()
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise BadData(f"{_SERVER} does not say when it answered, but {said[:60]!r}") from error
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _without_records(error: Any, answered_at: datetime) -> Page:
    code = error.get("code", "")
    if code == "noRecordsMatch":
        return Page(answered_at, matched=False)
    kind = TokenRefused if code == "badResumptionToken" else BadData
    raise kind(f"{_SERVER} says {one_line(f'{code}: {_text(error)}')}")


def _page(listed: Any, answered_at: datetime) -> Page:
    read = tuple(_read_all(listed))
    records = tuple(each for each in read if isinstance(each, Record))
    dropped = tuple(each for each in read if isinstance(each, Dropped))
    if not records and len(dropped) > _TOO_MANY:
        raise BadData(f"{_SERVER} sent {len(dropped)} records of which none can be read")
    token = listed.findtext(f"{_OAI}resumptionToken", "").strip()
    return Page(answered_at, records, dropped, token or None)


def _read_all(listed: Any) -> Iterator[Record | Dropped]:
    for number, element in enumerate(listed.iterfind(f"{_OAI}record"), start=1):
        header = element.find(f"{_OAI}header")
        if header is not None and header.get("status") == "deleted":
            continue
        try:
            yield _record(element)
        except ValueError as error:
            name = element.findtext(f"{_OAI}header/{_OAI}identifier", "").strip()
            yield Dropped(name or f"the record at place {number}", _changed_on(element), str(error))


def _record(element: Any) -> Record:
    raw = element.find(f"{_OAI}metadata/{_RAW}arXivRaw")
    datestamp = _changed_on(element)
    if raw is None or datestamp is None:
        raise ValueError("no metadata" if raw is None else "no datestamp")
    versions = dict(_versions(raw))
    if not versions:
        raise ValueError("no version")
    first, last = versions[min(versions)], versions[max(versions)]
    paper = _paper(raw, _base(element, raw), first, last, max(versions))
    return Record(paper, first, last, max(versions), datestamp, _is_withdrawn(raw, max(versions)))


def _changed_on(element: Any) -> date | None:
    try:
        return date.fromisoformat(
            element.findtext(f"{_OAI}header/{_OAI}datestamp", "").strip()[:10]
        )
    except ValueError:
        return None


def _versions(raw: Any) -> Iterator[tuple[int, datetime]]:
    for version in raw.iterfind(f"{_RAW}version"):
        number = version.get("version", "").removeprefix("v")
        said = parsedate_to_datetime(version.findtext(f"{_RAW}date", ""))
        if not _FIRST_YEAR <= said.year <= _LAST_YEAR:
            raise ValueError(f"a version of the year {said.year}")
        yield int(number), said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)


def _is_withdrawn(raw: Any, last: int) -> bool:
    """Tell whether the last version is one to be ignored, which is how arXiv marks a withdrawal."""
    types = (
        version.findtext(f"{_RAW}source_type", "")
        for version in raw.iterfind(f"{_RAW}version")
        if version.get("version") == f"v{last}"
    )
    return any("I" in each for each in types)


def _base(element: Any, raw: Any) -> str:
    said = (raw.findtext(f"{_RAW}id"), element.findtext(f"{_OAI}header/{_OAI}identifier"))
    found = next((read for each in said if (read := arxiv_id(each or ""))), None)
    if found is None:
        raise ValueError("no arXiv id")
    return found.base


def _paper(raw: Any, base: str, first: datetime, last: datetime, version: int) -> Paper:
    def said(name: str) -> str:
        return _text(raw.find(f"{_RAW}{name}"))

    if not said("title") or not said("categories"):
        raise ValueError("no title" if not said("title") else "no categories")
    return Paper(
        id=PaperId(ARXIV, base),
        title=one_line(said("title")),
        authors=authors(said("authors")),
        abstract=paragraphs(said("abstract")),
        url=abstract_page(base),
        pdf_url=pdf_file(base),
        identifiers=identifiers_of(base, said("doi")),
        categories=tuple(dict.fromkeys(said("categories").split())),
        version=version,
        submitted_at=first,
        updated_at=last,
        comment=one_line(said("comments")) or None,
        journal_ref=one_line(said("journal-ref")) or None,
        licence=said("license") or None,
        complete=True,
    )


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def authors(line: str) -> tuple[Author, ...]:
    """Read the one line of authors: `Zo\\"e Example (Lab A, Lab B), Toy Team and Ann Other, Jr`."""
    names: list[str] = []
    for part in outside_parentheses(one_line(line), _BETWEEN_NAMES):
        if names and _SUFFIX.fullmatch(part.strip()):
            names[-1] = f"{names[-1]} {part.strip()}"
        else:
            names.append(one_line(part))
    return tuple(author for name in names if (author := _author(name)))


def _author(text: str) -> Author | None:
    """Return who stands before the affiliations; `A (1)` and `B (2) ((1) MIT)` name none."""
    name, _, affiliation = text.partition("(")
    first = affiliation.strip().partition(") (")[0].removesuffix(")")
    if not name.strip():
        return None
    return Author(name.strip(), None if _FOOTNOTE.fullmatch(first) else first)
