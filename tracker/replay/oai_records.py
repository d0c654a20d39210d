"""OAI-PMH's XML: records in `arXivRaw`, lists of them, errors."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from lxml import etree

from tracker.replay.announcements import group_of
from tracker.replay.markup import add, document, filled, inside, mark
from tracker.replay.papers import PlayedPaper, PlayedVersion, share

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_ADDRESS = "https://oaipmh.arxiv.org/oai"
_NAMES = {None: _OAI[1:-1]}
_LINE = re.compile(r"(.{1,78}) ")


@dataclass(frozen=True, slots=True)
class Token:
    """What ends a page of a list that goes on (`text`) or was resumed (empty)."""

    text: str
    expires: datetime


def record_list(
    verb: str,
    request: Mapping[str, str],
    now: datetime,
    records: Iterable[bytes],
    token: Token | None = None,
) -> bytes:
    """Return the answer to ListRecords, ListIdentifiers or GetRecord with made `records`."""
    root = _envelope(request, now)
    listed = add(root, f"{_OAI}{verb}")
    mark(listed)
    if token and token.text:
        expires = token.expires.strftime("%Y-%m-%dT%H:%M:%SZ")
        add(listed, f"{_OAI}resumptionToken", token.text, expirationDate=expires)
    elif token:
        add(listed, f"{_OAI}resumptionToken")
    return filled(document(root), records)


def identity(request: Mapping[str, str], now: datetime) -> bytes:
    """Return the answer to Identify."""
    root = _envelope(request, now)
    told = add(root, f"{_OAI}Identify")
    for name, text in {
        "repositoryName": "arXiv",
        "baseURL": _ADDRESS,
        "protocolVersion": "2.0",
        "adminEmail": "help@arxiv.org",
        "earliestDatestamp": "2005-09-16",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DD",
    }.items():
        add(told, f"{_OAI}{name}", text)
    return document(root)


def failure(code: str, reason: str, request: Mapping[str, str], now: datetime) -> bytes:
    """Return an error, which comes with status 200."""
    root = _envelope(request, now)
    add(root, f"{_OAI}error", reason, code=code)
    return document(root)


# The state of a record only changes with its datestamp, so the pair names the bytes.
@lru_cache(maxsize=50_000)
def raw_record(paper: PlayedPaper, datestamp: date) -> bytes:
    """Return the record of `paper` as it stands since `datestamp`."""
    root = etree.Element(f"{_OAI}OAI-PMH", nsmap=_NAMES)
    shown = paper.on(datestamp)
    record = add(root, f"{_OAI}record")
    _add_header(record, shown, datestamp)
    _add_raw(add(record, f"{_OAI}metadata"), shown, paper.versions_on(datestamp))
    return inside(root)


@lru_cache(maxsize=50_000)
def raw_header(paper: PlayedPaper, datestamp: date) -> bytes:
    """Return the header alone."""
    root = etree.Element(f"{_OAI}OAI-PMH", nsmap=_NAMES)
    _add_header(root, paper.on(datestamp), datestamp)
    return inside(root)


def sets_of(paper: PlayedPaper) -> tuple[str, ...]:
    """Return the set of each category: `cs:cs:CL`, `physics:hep-th`."""
    return tuple(set_of(each) for each in paper.categories)


def set_of(category: str) -> str:
    """Return the set of a category or archive."""
    archive, _, subject = category.partition(".")
    return ":".join(each for each in (group_of(archive), archive, subject) if each)


def _envelope(request: Mapping[str, str], now: datetime) -> Any:
    root = etree.Element(f"{_OAI}OAI-PMH", nsmap=_NAMES)
    add(root, f"{_OAI}responseDate", now.strftime("%Y-%m-%dT%H:%M:%SZ"))
    add(root, f"{_OAI}request", _ADDRESS, **request)
    return root


def _add_header(parent: Any, paper: PlayedPaper, datestamp: date) -> None:
    header = add(parent, f"{_OAI}header")
    add(header, f"{_OAI}identifier", f"oai:arXiv.org:{paper.id}")
    add(header, f"{_OAI}datestamp", datestamp.isoformat())
    for each in sets_of(paper):
        add(header, f"{_OAI}setSpec", each)


def _add_raw(parent: Any, paper: PlayedPaper, versions: Iterable[PlayedVersion]) -> None:
    raw = etree.SubElement(parent, f"{_RAW}arXivRaw", nsmap={None: _RAW[1:-1]})
    add(raw, f"{_RAW}id", paper.id)
    add(raw, f"{_RAW}submitter", paper.authors[0] if paper.authors else "")
    for version in versions:
        _add_version(raw, paper, version)
    for name, text in {
        "title": _wrapped(paper.title, "\n  "),
        "authors": _wrapped(_joined(paper.authors), "\n  "),
        "categories": " ".join(paper.categories),
        "comments": _wrapped(paper.comment or "", "\n  "),
        "journal-ref": paper.journal_ref,
        "doi": paper.doi,
        "license": paper.licence,
        "abstract": f"  {_wrapped(paper.abstract, chr(10))}\n",
    }.items():
        if text:
            add(raw, f"{_RAW}{name}", text)


def _add_version(raw: Any, paper: PlayedPaper, version: PlayedVersion) -> None:
    told = add(raw, f"{_RAW}version", version=f"v{version.number}")
    size = 0 if version.withdrawn else 80 + int(4000 * share(f"{paper.id}v{version.number}"))
    add(told, f"{_RAW}date", version.submitted_at.strftime("%a, %d %b %Y %H:%M:%S GMT"))
    add(told, f"{_RAW}size", f"{size}kb")
    add(told, f"{_RAW}source_type", "I" if version.withdrawn else "D")


def _joined(names: tuple[str, ...]) -> str:
    return " and ".join(each for each in (", ".join(names[:-1]), *names[-1:]) if each)


def _wrapped(text: str, line_end: str) -> str:
    """Break lines where the raw metadata has them; collapsing white space undoes it."""
    return _LINE.sub(lambda match: match[1] + line_end, text + " ").removesuffix(line_end)
