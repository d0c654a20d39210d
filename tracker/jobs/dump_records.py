"""Reads one line of a dump, the public arXiv snapshot's or our own, as a paper; pure."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeAlias

import msgspec

from tracker.errors import BadData
from tracker.jobs.json_lines import decoder
from tracker.model.identifiers import ARXIV, PaperId, arxiv_id
from tracker.model.papers import Announcement, Author, Kind, Paper
from tracker.sources.arxiv_records import (
    abstract_page,
    identifiers_of,
    one_line,
    paragraphs,
    pdf_file,
)
from tracker.sources.oai_pages import authors as authors_of_line

SOURCE = "import"

# Far above what exists (3,488 characters, 3,303 authors), below what an index can hold.
_MOST = {"title": 5_000, "abstract": 100_000, "authors": 300_000, "doi": 500, "category": 200}
_YEARS = range(1980, 2200)
_VERSIONS = range(1, 1000)
_FIRST_DAY = date(1991, 8, 14)  # arXiv's own
_DOI = re.compile(r"10\.\d{4,9}/\S+")

Strings: TypeAlias = list[str] | str | None


class _Version(msgspec.Struct):
    created: str
    version: str = ""


class _Line(msgspec.Struct):
    """All that a line may tell: ours, or `tracker papers --format jsonl`, or the snapshot's."""

    id: str
    title: str | None = None
    abstract: str | None = None
    authors: Strings = None
    categories: Strings = None
    published: str | None = None
    updated: str | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    listed: date | None = None
    announced_on: date | None = None
    announced_on_estimated: bool = False
    submitted_at: str | None = None
    version: int | None = None
    comments: str | None = None
    snapshot_journal_ref: str | None = msgspec.field(name="journal-ref", default=None)
    licence: str | None = msgspec.field(name="license", default=None)
    authors_parsed: list[list[str]] | None = None
    versions: list[_Version] | None = None


def read_paper(line: bytes, today: date) -> Paper:
    """Return the paper of one line; what the line does not tell stays empty.

    `announced_on` is our own lines' `listed`, which must not lie after tomorrow. Raises BadData
    with the reason where the line is no record of a paper.
    """
    try:
        return _paper(_decoded(line), today)
    except ValueError as error:
        raise BadData(str(error)) from error


def announcement_of(paper: Paper) -> Announcement | None:
    """Return the sighting that a line tells of, None where it names no listing day."""
    if paper.announced_on is None:
        return None
    estimated = paper.announced_on_estimated
    return Announcement(paper, SOURCE, Kind.NEW, paper.announced_on, estimated=estimated)


def _paper(line: _Line, today: date) -> Paper:
    base, version = _identity(line)
    first, last = _submissions(line)
    return Paper(
        id=PaperId(ARXIV, base),
        title=_title(line.title),
        authors=_authors(line),
        abstract=_abstract(line.abstract),
        url=abstract_page(base),
        pdf_url=pdf_file(base),
        identifiers=_identifiers(base, line.doi),
        categories=_categories(line.categories),
        version=version,
        submitted_at=first,
        updated_at=last,
        comment=one_line(line.comment or line.comments or "") or None,
        journal_ref=one_line(line.journal_ref or line.snapshot_journal_ref or "") or None,
        licence=line.licence or None,
        announced_on=_day(line.listed or line.announced_on, today),
        announced_on_estimated=line.announced_on_estimated and not line.listed,
        # The snapshot is arXiv's own full metadata; our own lines cannot tell "none" from unknown.
        complete=bool(line.versions and line.abstract and line.categories),
    )


def _identity(line: _Line) -> tuple[str, int | None]:
    """Return the arXiv id and the number of the version that the line is about."""
    found = arxiv_id(line.id)
    if found is None:
        raise ValueError(f"id: {line.id[:40]!r} is no arXiv id")
    version = _number(line.versions) if line.versions else line.version or found.version
    if version is not None and version not in _VERSIONS:
        raise ValueError(f"version {version}")
    return found.base, version


def _number(versions: list[_Version]) -> int:
    said = versions[-1].version.removeprefix("v")
    return int(said) if said else len(versions)


def _title(text: str | None) -> str:
    title = one_line(text or "")
    if not title:
        raise ValueError("no title")
    return _short("title", title)


def _day(day: date | None, today: date) -> date | None:
    """Return a listing day; the day of arXiv is never ahead of any clock by more than one."""
    if day and not _FIRST_DAY <= day <= today + timedelta(days=1):
        raise ValueError(f"listed on {day}, which cannot be")
    return day


def _submissions(line: _Line) -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last version were submitted."""
    if line.versions:
        return _sent(line.versions[0].created), _sent(line.versions[-1].created)
    first = _instant("published", line.published or line.submitted_at)
    return first, _instant("updated", line.updated)


def _sent(text: str) -> datetime:
    """Read `Mon, 2 Apr 2007 19:18:42 GMT`."""
    try:
        return _sane(parsedate_to_datetime(text))
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(f"versions: {text[:40]!r} is no date") from error


def _instant(name: str, text: str | None) -> datetime | None:
    """Read `2008-10-10T07:49:30Z`, or a date alone."""
    if not text:
        return None
    try:
        return _sane(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{name}: {text[:40]!r} is no date") from error


def _sane(at: datetime) -> datetime:
    if at.year not in _YEARS:
        raise ValueError(at)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _abstract(text: str | None) -> str:
    text = text or ""
    # Our own lines have none; looking for paragraphs costs as much as all else.
    return _short("abstract", paragraphs(text) if "\n" in text else text.strip())


def _authors(line: _Line) -> tuple[Author, ...]:
    if line.authors_parsed:
        found = tuple(_parsed_authors(line.authors_parsed))
    elif isinstance(line.authors, str):
        found = authors_of_line(line.authors)
    else:
        found = tuple([Author(name) for name in line.authors or () if name])
    if sum([len(author.name) for author in found]) > _MOST["authors"]:
        raise ValueError(f"authors: more than {_MOST['authors']:,} characters")
    return found


def _parsed_authors(authors: list[list[str]]) -> Iterator[Author]:
    """Read `["Lovelace", "Ada", "Jr.", "Lab A", "Lab B"]`; teams have a last name only."""
    for last, first, suffix, *affiliations in ([*each, "", "", ""] for each in authors):
        name = one_line(f"{first} {last} {suffix}")
        if name:
            yield Author(name, "; ".join(each for each in affiliations if each) or None)


def _categories(said: Strings) -> tuple[str, ...]:
    listed = said.split() if isinstance(said, str) else [one_line(each) for each in said or ()]
    for each in listed:
        _short("category", each)
        if "\0" in each:
            raise ValueError("a category with a NUL")
    return tuple(dict.fromkeys([each for each in listed if each]))


def _identifiers(base: str, doi: str | None) -> tuple[PaperId, ...]:
    """Return the ids of a paper with a DOI, nothing where the arXiv id is the only one."""
    found = _DOI.search(doi) if doi else None
    return identifiers_of(base, _short("doi", found[0])) if found else ()


def _short(name: str, text: str) -> str:
    if len(text) > _MOST[name]:
        raise ValueError(f"{name}: more than {_MOST[name]:,} characters")
    return text


_decoded = decoder(_Line)
