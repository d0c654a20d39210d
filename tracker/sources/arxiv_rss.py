"""Reads arXiv's daily feed of one category: today's announcements, and nothing older.

https://info.arxiv.org/help/rss_specifications.html
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tracker.errors import BadData
from tracker.http import Validators
from tracker.model.arxiv_calendar import arxiv_day, kind_of_day, previous_listing
from tracker.model.harvests import Batch, Checkpoint, Coverage, CoverageState, SourceSpec
from tracker.model.identifiers import ARXIV, ArxivId, PaperId, arxiv_id
from tracker.model.papers import LISTED, Announcement, Author, Kind, Paper
from tracker.sources import Tools
from tracker.sources.arxiv_records import (
    abstract_page,
    identifiers_of,
    one_line,
    outside_parentheses,
    paragraphs,
    pdf_file,
)
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.parsing import ParsedEntry, ParsedFeed
from tracker.sources.polling import mailing_free, weekday_turn

KIND = "arxiv-rss"

_CUT_AT = 2000  # arXiv sends no more items; new and cross-listed ones stand first.
_DAY = timedelta(days=1)
_RETRY = timedelta(hours=1)
_AFTER_MIDNIGHT = time(0, 15)  # In New York; the feed is made at midnight.

_KINDS = {
    "new": Kind.NEW,
    "cross": Kind.CROSS_LIST,
    "replace": Kind.REPLACEMENT,
    "replace-cross": Kind.REPLACEMENT,
}
_PREAMBLE = re.compile(r"^arXiv:(?P<id>\S+)\s+Announce Type:\s*(?P<type>\S+)\s+Abstract:\s*")


def open_source(spec: SourceSpec, tools: Tools) -> "ArxivRss":
    """Return the feed of `spec.options["category"]` below `spec.url`."""
    return ArxivRss(spec, tools)


@dataclass(frozen=True, slots=True)
class _Resume:
    """The last listing that was stored: its day, its new and cross-listed papers, its body."""

    announced_on: date | None = None
    ids: tuple[str, ...] = ()
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class _Listing:
    """What a feed says: the day it is of, what it announces, and what could not be read."""

    day: date
    announcements: tuple[Announcement, ...]
    items: int
    dropped: int

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.paper.id.value for each in self.announcements if each.kind in LISTED)

    @property
    def cut(self) -> bool:
        return self.items >= _CUT_AT


class ArxivRss:
    """One category's feed; asked on weekdays after midnight in New York, hourly while stale."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._tools = tools
        self._category = str(spec.options["category"])

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch with what the feed announces; raises NotAFeed for anything but a feed."""
        resume = read_checkpoint(checkpoint, _Resume) or _Resume()
        address = f"{self.spec.url.rstrip('/')}/{self._category}"
        response = self._tools.http.get(address, validators=resume.validators)
        fetched = replace(resume, validators=response.validators)
        if response.unchanged:
            yield self._nothing_new(fetched, now)
        else:
            content_type = response.headers.get("content-type", "")
            feed = self._tools.parser.parse(
                response.body, content_type=content_type, keep_markup=True
            )
            yield self._batch(self._read(feed, now), fetched, now)

    def _nothing_new(self, fetched: _Resume, now: datetime) -> Batch:
        today = arxiv_day(now)
        if fetched.announced_on == today:
            return self._settled(fetched, now)
        return self._without_todays(
            fetched, now, f"its feed has not changed since {_said(fetched)}"
        )

    def _batch(self, listing: _Listing, fetched: _Resume, now: datetime) -> Batch:
        if not listing.announcements:
            return self._without_todays(fetched, now, "its feed is empty")
        if _is_repetition(listing, fetched, arxiv_day(now)):
            return self._without_todays(fetched, now, f"its feed is that of {_said(fetched)} again")
        resume = _Resume(listing.day, listing.ids, fetched.validators)
        if listing.day >= arxiv_day(now):
            return _with_listing(self._settled(resume, now), listing)
        waiting = self._without_todays(resume, now, f"its feed is of {listing.day}")
        return _with_listing(replace(waiting, checkpoint=_unconditional(resume)), listing)

    def _settled(self, resume: _Resume, now: datetime) -> Batch:
        return Batch(
            self.spec.name,
            checkpoint=write_checkpoint(resume),
            next_at=weekday_turn(arxiv_day(now), _AFTER_MIDNIGHT, self.spec.name),
        )

    def _without_todays(self, fetched: _Resume, now: datetime, why: str) -> Batch:
        """Return the batch of a day whose listing is not there: rightly, or not yet."""
        today = arxiv_day(now)
        kind = kind_of_day(today, mailing_free(self.spec))
        if kind != "listing":
            rest = Coverage(self.spec.name, today, CoverageState(kind), 0)
            return replace(self._settled(fetched, now), coverage=(rest,))
        stale = Coverage(self.spec.name, today, CoverageState.STALE, 0)
        note = f"no listing of {today} yet: {why}"
        return Batch(self.spec.name, coverage=(stale,), next_at=now + _RETRY, notes=(note,))

    def _read(self, feed: ParsedFeed, now: datetime) -> _Listing:
        if feed.title.startswith("Feed error"):
            raise BadData(f"arXiv has no feed for {self._category!r}")
        day, certain = _day_of(feed, now, mailing_free(self.spec))
        found: dict[str, Announcement] = {}
        for entry in feed.entries:
            paper_id = _id_of(entry)
            if paper_id:
                sighting = self._announcement(entry, paper_id, day, not certain)
                found.setdefault(paper_id.base, sighting)
        dropped = sum(_id_of(entry) is None for entry in feed.entries)
        return _Listing(day, tuple(found.values()), len(feed.entries), dropped)

    def _announcement(
        self, entry: ParsedEntry, paper_id: ArxivId, day: date, estimated: bool
    ) -> Announcement:
        on = _plausible(entry.published_at, day) or day
        return Announcement(
            _paper(entry, paper_id),
            self.spec.name,
            _kind_of(entry, paper_id, self._category),
            on,
            estimated and on == day,
            self._category,
        )


def _is_repetition(listing: _Listing, resume: _Resume, today: date) -> bool:
    # A stale feed may carry today's date over yesterday's papers.
    if resume.announced_on is None or listing.day > resume.announced_on:
        return bool(listing.ids) and set(listing.ids) <= set(resume.ids)
    return listing.day < today


def _with_listing(batch: Batch, listing: _Listing) -> Batch:
    return replace(
        batch,
        announcements=listing.announcements,
        coverage=(_coverage(batch.source, listing), *batch.coverage),
        notes=(*_notes(listing), *batch.notes),
    )


def _coverage(source: str, listing: _Listing) -> Coverage:
    seen = len(listing.ids)
    lost_to_the_cut = listing.cut and listing.announcements[-1].kind in LISTED
    state = CoverageState.SHORT if listing.dropped or lost_to_the_cut else CoverageState.COMPLETE
    return Coverage(source, listing.day, state, seen, seen + listing.dropped)


def _notes(listing: _Listing) -> Iterator[str]:
    if listing.cut:
        yield f"cut at {_CUT_AT}: the feed of {listing.day} may lack papers"
    if listing.dropped:
        yield f"dropped {listing.dropped} items without an arXiv id"


def _unconditional(resume: _Resume) -> Checkpoint:
    # With validators a server could keep answering "unchanged" to who waits for a change.
    return write_checkpoint(replace(resume, validators=None))


def _said(resume: _Resume) -> str:
    return str(resume.announced_on) if resume.announced_on else "the last time"


def _day_of(feed: ParsedFeed, now: datetime, free: Collection[date]) -> tuple[date, bool]:
    """Return the day a feed is of, and whether the feed says so."""
    today = arxiv_day(now)
    said = (feed.published_at, *(entry.published_at for entry in feed.entries))
    days = (_plausible(instant, today) for instant in said)
    found = next((day for day in days if day), None)
    return (found, True) if found else (previous_listing(today + _DAY, free), False)


def _plausible(instant: datetime | None, near: date) -> date | None:
    # A wrong date far ahead would make every later feed look old; weekends have no listing.
    day = arxiv_day(instant) if instant else None
    return day if day and day <= near + _DAY and day.weekday() < 5 else None


def _id_of(entry: ParsedEntry) -> ArxivId | None:
    preamble = _PREAMBLE.match(entry.summary)
    said = (entry.id, preamble["id"] if preamble else "", entry.link)
    return next((found for each in said if (found := arxiv_id(each))), None)


def _kind_of(entry: ParsedEntry, paper_id: ArxivId, category: str) -> Kind:
    preamble = _PREAMBLE.match(entry.summary)
    said = entry.announce_type or (preamble["type"] if preamble else "")
    if said in _KINDS:
        return _KINDS[said]
    if (paper_id.version or 1) > 1:
        return Kind.REPLACEMENT
    return Kind.NEW if entry.categories[:1] == (category,) else Kind.CROSS_LIST


def _paper(entry: ParsedEntry, paper_id: ArxivId) -> Paper:
    return Paper(
        id=PaperId(ARXIV, paper_id.base),
        title=one_line(entry.title),
        authors=authors(entry.author),
        abstract=paragraphs(_PREAMBLE.sub("", entry.summary)),
        url=abstract_page(paper_id.base),
        pdf_url=pdf_file(paper_id.base),
        identifiers=identifiers_of(paper_id.base, entry.doi),
        categories=entry.categories,
        version=paper_id.version,
        journal_ref=one_line(entry.journal_ref) or None,
        licence=entry.rights or None,
    )


def authors(creator: str) -> tuple[Author, ...]:
    """Read arXiv's one `dc:creator` line: `Ann Other (Lab A, Lab B), Bo Third`."""
    names = (one_line(part) for part in outside_parentheses(creator))
    return tuple(_author(name) for name in names if name)


def _author(name: str) -> Author:
    match = re.fullmatch(r"(?P<name>[^()]+?)\s*\((?P<affiliation>.+)\)", name)
    return Author(match["name"], match["affiliation"]) if match else Author(name)
