"""The child that reads one feed document after the other under limits of time and memory."""

import calendar
import os
import re
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import msgspec
from lxml import etree

from tracker.errors import NotAFeed
from tracker.sources.parsing import (
    Document,
    ParsedEntry,
    ParsedFeed,
    Reply,
    read_frame,
    write_frame,
)

_HEAD = 64 * 1024
_TEXT_LIMIT = 256 * 1024  # Characters of one field; an excerpt and its links need far fewer.

# What XML 1.0 forbids, and halves of surrogate pairs, which are no UTF-8.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_END_OF_FEED = re.compile(rb"</\s*(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_NO_FAULTS_OF_THE_XML = frozenset({"NonXMLContentType", "CharacterEncodingOverride"})
_DAY = re.compile(rb"<day>\s*(\w+)\s*</day>", re.IGNORECASE)


def main(seconds: float, memory_bytes: int) -> None:
    """Answer documents from standard input on standard output until it ends."""
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)  # Running out of CPU time would leave one.
    import feedparser  # noqa: F401 - before "ready", so that no document pays for it

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # A stray print would break a frame.
    write_frame(answers, b"ready")
    while (message := read_frame(sys.stdin.buffer)) is not None:
        _limit(resource.RLIMIT_CPU, int(time.process_time() + seconds) + 1)
        reply = answer(msgspec.msgpack.decode(message, type=Document))
        write_frame(answers, msgspec.msgpack.encode(reply))


def answer(document: Document) -> Reply:
    """Return the feed or the reason why there is none; never raises an Exception."""
    try:
        return Reply(feed=read_feed(document))
    except NotAFeed as error:
        return Reply(refused=str(error))
    except MemoryError:
        return Reply(stopped="the feed took too much memory")
    except Exception as error:  # noqa: BLE001 - feedparser raises almost anything on garbage
        return Reply(refused=f"the feed could not be read ({type(error).__name__})")


def read_feed(document: Document) -> ParsedFeed:
    """Return the feed in `document`; raises NotAFeed."""
    import feedparser  # The parent imports this file too, and must not pay for it.

    _refuse_what_cannot_be_one(document.body)
    if document.keep_markup:
        _require_well_formed(document.body)
    # `bytes` would be taken for the name of a file, capital letters in a header be ignored.
    found = feedparser.parse(
        BytesIO(document.body),
        response_headers=_headers(document),
        sanitize_html=not document.keep_markup,
        resolve_relative_uris=not document.keep_markup,
    )
    if not found.get("version"):
        raise NotAFeed("this is no feed: neither RSS nor Atom")
    _refuse_cut(document.body, found)
    return _feed(found, document)


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (value, hard))


def _refuse_what_cannot_be_one(body: bytes) -> None:
    head = body[:_HEAD].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip()  # UTF-16 too
    if not head:
        raise NotAFeed("the body is empty")
    if re.match(rb"<!doctype\s+html|<html", head, re.IGNORECASE):
        raise NotAFeed("a web page came where a feed should be")
    if b"<" not in head:
        raise NotAFeed(f"text came where a feed should be: {_quoted(head)}")
    if b"<!ENTITY" in head:
        raise NotAFeed("the document defines entities, which can grow without bound")


def _quoted(head: bytes) -> str:
    return repr(" ".join(head[:60].decode("utf-8", "replace").split()))


def _require_well_formed(body: bytes) -> None:
    # Recovery would drop the papers behind a cut in silence.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"the XML is cut or broken: {error.msg}") from error


def _headers(document: Document) -> dict[str, str]:
    # No content-location: it would turn ids into addresses that change with the feed's own.
    said = "application/xml; charset=utf-8" if _is_utf8(document.body) else document.content_type
    return {"content-type": said} if said else {}


def _is_utf8(body: bytes) -> bool:
    # Servers and XML declarations that disagree with the bytes are common; bytes that are UTF-8
    # by chance are not. NUL and ESC mark UTF-16 and ISO-2022, which would pass as ASCII.
    if body.isascii() or b"\0" in body or b"\x1b" in body:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_cut(body: bytes, found: Any) -> None:
    # Broken XML is often usable; but where even the end is missing, so are entries.
    tail = body[-_HEAD:].replace(b"\0", b"")
    if found.get("bozo") and not _END_OF_FEED.search(tail):
        raise NotAFeed("the XML is cut: the feed does not end")


def _feed(found: Any, document: Document) -> ParsedFeed:
    about = found.feed
    entries = tuple(_entry(each, document.base_url) for each in found.entries)
    usable = tuple(each for each in entries if each.title or each.link)
    return ParsedFeed(
        title=_text(about, "title"),
        version=found.version,
        link=_absolute(document.base_url, _text(about, "link")),
        published_at=_instant(about, "published_parsed"),
        updated_at=_instant(about, "updated_parsed"),
        ttl=_minutes(_text(about, "ttl")),
        skip_days=_skip_days(document.body),
        entries=usable,
        notes=tuple(_notes(found, len(entries) - len(usable))),
    )


def _entry(found: Any, base_url: str) -> ParsedEntry:
    contents = found.get("content") or [{}]
    terms = (_text(tag, "term") for tag in found.get("tags") or ())
    return ParsedEntry(
        id=_text(found, "id"),
        link=_absolute(base_url, _text(found, "link")),
        title=_text(found, "title"),
        summary=_text(found, "summary"),
        content=_text(contents[0], "value"),
        author=_text(found, "author"),
        categories=tuple(dict.fromkeys(term for term in terms if term)),
        published_at=_instant(found, "published_parsed"),
        updated_at=_instant(found, "updated_parsed"),
        rights=_text(found, "rights"),
        announce_type=_text(found, "arxiv_announce_type"),
        doi=_text(found, "arxiv_doi"),
        journal_ref=_text(found, "arxiv_journal_reference"),
    )


def _absolute(base_url: str, link: str) -> str:
    try:
        return urljoin(base_url, link) if base_url and link else link
    except ValueError:  # "http://[": no address.
        return link


def _text(found: Any, key: str) -> str:
    value = found.get(key)
    return _ILLEGAL.sub("", value)[:_TEXT_LIMIT].strip() if isinstance(value, str) else ""


def _instant(found: Any, key: str) -> datetime | None:
    parsed = found.get(key)
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):  # A year that no calendar has.
        return None


def _minutes(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _skip_days(body: bytes) -> tuple[str, ...]:
    # feedparser keeps the last one only.
    block = _SKIP_DAYS.search(body[:_HEAD])
    return tuple(day.decode().capitalize() for day in _DAY.findall(block[1])) if block else ()


def _notes(found: Any, dropped: int) -> Iterator[str]:
    reason = type(found.get("bozo_exception")).__name__
    if found.get("bozo") and reason not in _NO_FAULTS_OF_THE_XML:
        yield f"the feed is not clean XML ({reason})"
    if dropped:
        yield f"dropped {dropped} entries that have neither title nor link"


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
