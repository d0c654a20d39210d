"""Harvests arXiv's OAI server, one category: full metadata of all that changed, and what was new.

https://info.arxiv.org/help/oa/index.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from tracker.model.arxiv_calendar import (
    NEW_YORK,
    arxiv_day,
    kind_of_day,
    next_listing,
    previous_listing,
)
from tracker.model.harvests import Batch, Checkpoint, Coverage, CoverageState, SourceSpec
from tracker.model.papers import Announcement, Kind, Paper
from tracker.sources import Tools
from tracker.sources.announced_days import Record, announcements_of, listing_at
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.oai_lists import OaiList
from tracker.sources.oai_pages import Dropped, Page
from tracker.sources.polling import evening_turn

KIND = "arxiv-oai"

_DAY = timedelta(days=1)
_REFRESHED = time(22, 30)  # In New York, on evenings with an announcement.
_AFTER_THE_REFRESH = time(22, 45)
_RECENT = timedelta(days=60)
_NAMED = 5
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
    """Listing days from `opened` on, in records that changed since `since`.

    `closed` and `until` bound both at the other end; None leaves it open.
    """

    opened: date
    since: date
    closed: date | None = None
    until: date | None = None


class ArxivOai:
    """One category's records; asked on evenings with an announcement, after the refresh."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._category = str(spec.options["category"])
        self._first_days = int(str(spec.options.get("first_days", 0)))

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield the papers of each page, then a batch a day of announcements, then a checkpoint.

        Only whole lists tell the days; a list that fails before its end announces nothing, and the
        next one begins where it began.
        """
        resume = read_checkpoint(checkpoint, _Resume)
        window = _next_window(resume) if resume else _first_window(now, self._first_days)
        reading = _Reading()
        for page, digest in self._list(window).pages(self._http):
            if resume and digest == resume.first_page:  # Answers are kept for an hour.
                yield self._settled(resume, now)
                return
            yield from self._read(reading, page, digest)
        yield from self._days(reading, window, now)
        yield replace(self._settled(reading.resume(now), now), notes=self._notes(reading))

    def backfill(self, since: date, until: date, now: datetime) -> Iterator[Batch]:
        """Yield the papers of each page, then a batch a day of announcements, without checkpoint.

        What was listed long ago is looked for only among records that have not changed since: the
        whole list would take hours. The coverage of such days is unknown.
        """
        window = _backfill_window(since, until, now)
        reading = _Reading()
        if since <= until:
            for page, digest in self._list(window).pages(self._http):
                yield from self._read(reading, page, digest)
            yield from self._days(reading, window, now)

    def _list(self, window: _Window) -> OaiList:
        return OaiList(self.spec.url, self._category, window.since, window.until)

    def _settled(self, resume: _Resume, now: datetime) -> Batch:
        return Batch(
            self.spec.name,
            checkpoint=write_checkpoint(resume),
            next_at=evening_turn(now, _AFTER_THE_REFRESH, self.spec.name),
        )

    def _read(self, reading: "_Reading", page: Page, digest: str) -> Iterator[Batch]:
        papers = reading.take(page, digest)
        if papers or page.dropped:
            yield Batch(self.spec.name, papers=papers, notes=tuple(_dropped(page.dropped)))

    def _days(self, reading: "_Reading", window: _Window, now: datetime) -> Iterator[Batch]:
        """Yield a batch for each day of the window and for each that has announcements."""
        found = self._announcements(reading, window)
        last = _last_refreshed(min(reading.answered_at, now))
        for day in _days_of(window, last, found):
            seen = sum(each.kind in _LISTED for each in found.get(day, ()))
            coverage = _coverage(self.spec.name, day, seen, reading.dropped_on(day))
            if day > last:
                coverage = replace(coverage, state=CoverageState.PENDING)
            elif window.until and seen:
                coverage = replace(coverage, state=CoverageState.UNKNOWN)
            yield Batch(
                self.spec.name, announcements=tuple(found.get(day, ())), coverage=(coverage,)
            )
