"""Harvests arXiv's OAI server, one category: full metadata of all that changed, and what was new.

https://info.arxiv.org/help/oa/index.html
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tracker.model.arxiv_calendar import (
    NEW_YORK,
    arxiv_day,
    kind_of_day,
    next_listing,
    previous_listing,
)
from tracker.model.harvests import Batch, Checkpoint, Coverage, CoverageState, SourceSpec
from tracker.model.papers import Announcement, Kind
from tracker.sources import Tools
from tracker.sources.announced_days import Announced, Record, announcements_of
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.oai_lists import OaiList
from tracker.sources.oai_pages import Dropped
from tracker.sources.oai_reading import Reading, notes
from tracker.sources.polling import evening_turn

KIND = "arxiv-oai"

_DAY = timedelta(days=1)
_REFRESHED = time(22, 30)  # In New York, on evenings with an announcement.
_AFTER_THE_REFRESH = time(22, 45)
_LONG_AGO = timedelta(days=60)
_LISTED = frozenset({Kind.NEW, Kind.CROSS_LIST})


def open_source(spec: SourceSpec, tools: Tools) -> "ArxivOai":
    """Return the server at `spec.url`; options: `category`, and `first_days` to fill at first."""
    return ArxivOai(spec, tools)


@dataclass(frozen=True, slots=True)
class _Resume:
    """The datestamp that the next list begins with, and the hash of the last list's first page."""

    since: date
    first_page: str = ""


@dataclass(frozen=True, slots=True)
class _Window:
    """The days `first` to `last`, and the datestamps `since` to `until` to look for them in.

    None leaves an end open.
    """

    first: date
    since: date
    last: date | None = None
    until: date | None = None

    @property
    def opened(self) -> date:
        return _listing_from(self.first)


class ArxivOai:
    """One category's records; asked on evenings with an announcement, after the refresh."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._category = str(spec.options["category"])
        self.categories = (self._category,)
        self._first_days = int(str(spec.options.get("first_days", 0)))

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield the papers of each page, then the announcements by day, and at last a checkpoint.

        Only whole lists tell the days: one that fails before its end announces nothing, and the
        next begins where it began.
        """
        resume = read_checkpoint(checkpoint, _Resume)
        window = _next_window(resume) if resume else _first_window(now, self._first_days)
        reading = Reading(now)
        for page, digest in self._list(window).pages(self._http):
            if resume and digest == resume.first_page:  # The server keeps answers for an hour.
                yield self._settled(resume, now)
                return
            yield from self._papers(reading.take(page, digest), page.dropped)
        days = self._days(reading, window)
        yield from (day for day in days if day.announcements)
        yield self._closing(reading, window, days, now)

    def backfill(self, since: date, until: date, now: datetime) -> Iterator[Batch]:
        """Yield the papers of each page, then a batch for each day of the range.

        What was listed long ago is looked for only among records that have not changed since,
        because the whole list takes hours; such days stay `unknown`.
        """
        until = min(until, arxiv_day(now) + _DAY)
        if since > until:
            return
        window, reading = _backfill_window(since, until, now), Reading(now)
        for page, digest in self._list(window).pages(self._http):
            yield from self._papers(reading.take(page, digest), page.dropped)
        yield from self._days(reading, window)

    def _list(self, window: _Window) -> OaiList:
        return OaiList(self.spec.url, self._category, window.since, window.until)

    def _papers(self, records: tuple[Record, ...], dropped: Sequence[Dropped]) -> Iterator[Batch]:
        if records or dropped:
            yield Batch(
                self.spec.name,
                papers=tuple(each.paper for each in records),
                withdrawn=tuple(each.paper.id for each in records if each.withdrawn),
                notes=tuple(notes(dropped)),
            )

    def _days(self, reading: Reading, window: _Window) -> list[Batch]:
        """Return a batch for each day of the window, and for each that has announcements."""
        found = self._announcements(reading, window)
        refreshed = _last_refreshed(reading.started_at)
        return [
            self._day(day, found.get(day, ()), reading.dropped_on(day), window, refreshed)
            for day in _days_of(window, refreshed, found)
        ]

    def _day(
        self,
        day: date,
        found: Sequence[Announcement],
        dropped: int,
        window: _Window,
        refreshed: date,
    ) -> Batch:
        seen = sum(each.kind in _LISTED for each in found)
        state = CoverageState.PENDING if day > refreshed else _state(day, seen, dropped, window)
        expected = seen + dropped if dropped else None
        coverage = Coverage(self.spec.name, day, state, seen, expected)
        return Batch(self.spec.name, announcements=tuple(found), coverage=(coverage,))

    def _announcements(
        self, reading: Reading, window: _Window
    ) -> Mapping[date, list[Announcement]]:
        found: dict[date, list[Announcement]] = defaultdict(list)
        records = reading.records.values()
        for each in announcements_of(records, self._category, window.opened):
            if window.last is None or each.on <= window.last:
                found[each.on].append(self._announcement(each))
        return found

    def _announcement(self, told: Announced) -> Announcement:
        return Announcement(
            told.paper, self.spec.name, told.kind, told.on, estimated=True, category=self._category
        )

    def _closing(
        self, reading: Reading, window: _Window, days: Sequence[Batch], now: datetime
    ) -> Batch:
        resume = _Resume(reading.next_since(window.since, _last_new(days)), reading.first_page)
        empty = (day.coverage for day in days if not day.announcements)
        nothing = f"arXiv's OAI server has no record of {self._category} since {window.since}"
        return replace(
            self._settled(resume, now),
            coverage=tuple(row for coverage in empty for row in coverage),
            notes=() if reading.records else (nothing,),
        )

    def _settled(self, resume: _Resume, now: datetime) -> Batch:
        return Batch(
            self.spec.name,
            checkpoint=write_checkpoint(resume),
            next_at=evening_turn(now, _AFTER_THE_REFRESH, self.spec.name),
        )


# --- what is asked for ----------------------------------------------------------------------------


def _first_window(now: datetime, days: int) -> _Window:
    first = arxiv_day(now) - days * _DAY
    # Without days to look back for, nothing older is wanted either.
    return _Window(first, _day_before(first) if days else first)


def _next_window(resume: _Resume) -> _Window:
    # The last list has told the first papers of this day, so no day before it is needed.
    return _Window(resume.since, resume.since)


def _backfill_window(since: date, until: date, now: datetime) -> _Window:
    if until >= arxiv_day(now) - _LONG_AGO:
        return _Window(since, _day_before(since), until)
    return _Window(since, _day_before(since), until, until + _DAY)


def _day_before(first: date) -> date:
    """Return the listing before the first one of a window, whose ids tell where that begins."""
    return previous_listing(_listing_from(first))


def _listing_from(day: date) -> date:
    return day if kind_of_day(day) == "listing" else next_listing(day)


# --- what is known of the days --------------------------------------------------------------------


def _last_refreshed(at: datetime) -> date:
    """Return the last day whose listing, if it has one, the server had taken in at `at`."""
    local = at.astimezone(NEW_YORK)
    return local.date() + _DAY if local.time() >= _REFRESHED else local.date()


def _days_of(window: _Window, refreshed: date, found: Mapping[date, object]) -> list[date]:
    last = refreshed if window.last is None else min(window.last, refreshed)
    span = (window.first + days * _DAY for days in range((last - window.first).days + 1))
    return sorted({*span, *found})


def _last_new(days: Sequence[Batch]) -> date | None:
    found = (each for day in days for each in day.announcements if each.kind is Kind.NEW)
    return max((each.announced_on for each in found if each.announced_on), default=None)


def _state(day: date, seen: int, dropped: int, window: _Window) -> CoverageState:
    if dropped:
        return CoverageState.SHORT
    if seen:
        return CoverageState.UNKNOWN if window.until else CoverageState.COMPLETE
    kind = kind_of_day(day)
    return CoverageState.UNKNOWN if kind == "listing" else CoverageState(kind)
