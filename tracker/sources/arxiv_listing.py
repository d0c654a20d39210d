"""Reads the web page of a category's new listings: the last fallback, and arXiv's own count.

https://info.arxiv.org/help/availability.html
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tracker.errors import BadData
from tracker.http import Validators
from tracker.model.arxiv_calendar import arxiv_day, kind_of_day
from tracker.model.harvests import Batch, Checkpoint, Coverage, CoverageState, SourceSpec
from tracker.model.papers import Announcement, Kind, Paper
from tracker.sources import Tools
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.listing_page import Listing, read_listing
from tracker.sources.polling import mailing_free, weekday_turn

KIND = "arxiv-listing"

_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_DAY = timedelta(days=1)
_RETRY = timedelta(hours=1)
_AFTER_THE_FEEDS = time(0, 35)  # In New York; see `arxiv_rss`.


def open_source(spec: SourceSpec, tools: Tools) -> "ArxivListing":
    """Return the listing of `spec.options["category"]` below `spec.url`."""
    return ArxivListing(spec, tools)


@dataclass(frozen=True, slots=True)
class _Resume:
    """The day of the last listing that was stored whole, and what its page is recognised by."""

    announced_on: date | None = None
    validators: Validators | None = None


class ArxivListing:
    """One category's page; asked on weekdays after the feeds, hourly while it is behind."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._category = str(spec.options["category"])

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch with what the page lists; raises BadData for any other page."""
        resume = read_checkpoint(checkpoint, _Resume) or _Resume()
        address = f"{self.spec.url.rstrip('/')}/{self._category}/new?skip=0&show=2000"
        response = self._http.get(address, validators=resume.validators, accept=_PAGE)
        if response.unchanged:
            fetched = replace(resume, validators=response.validators)
            yield self._without_news(fetched, now, "its page has not changed")
        else:
            listing = read_listing(response.body)
            yield self._batch(listing, replace(resume, validators=response.validators), now)

    def _batch(self, listing: Listing, fetched: _Resume, now: datetime) -> Batch:
        today = arxiv_day(now)
        if listing.day is None:
            return self._without_news(fetched, now, "its page has no updates")
        if listing.day > today + _DAY:
            raise BadData(f"arXiv's listing is of {listing.day}, and today is {today}")
        if fetched.announced_on and listing.day <= fetched.announced_on:
            return self._without_news(fetched, now, f"its page is of {listing.day}")
        return self._news(listing, listing.day, fetched, now)

    def _news(self, listing: Listing, day: date, fetched: _Resume, now: datetime) -> Batch:
        resume = _Resume(day, fetched.validators)
        found = tuple(self._announcement(kind, paper, day) for kind, paper in listing.papers)
        coverage = _coverage(self.spec.name, listing, day)
        behind = self._without_news(resume, now, f"its page is of {day}")
        if coverage.state is CoverageState.SHORT:
            # Without a checkpoint the page is read again, should the rest appear.
            behind = replace(behind, checkpoint=None, next_at=now + _RETRY)
        return replace(
            behind,
            announcements=found,
            coverage=(coverage, *behind.coverage),
            notes=(*_notes(coverage), *behind.notes),
        )

    def _announcement(self, kind: Kind, paper: Paper, day: date) -> Announcement:
        return Announcement(paper, self.spec.name, kind, day, category=self._category)

    def _without_news(self, resume: _Resume, now: datetime, why: str) -> Batch:
        """Return the batch of a day whose listing is known, or rightly absent, or not there yet."""
        today = arxiv_day(now)
        if resume.announced_on and resume.announced_on >= today:
            return self._settled(resume, now)
        kind = kind_of_day(today, mailing_free(self.spec))
        if kind != "listing":
            rest = Coverage(self.spec.name, today, CoverageState(kind), 0)
            return replace(self._settled(resume, now), coverage=(rest,))
        stale = Coverage(self.spec.name, today, CoverageState.STALE, 0)
        # With validators a server could keep answering "unchanged" to who waits for a change.
        waiting = write_checkpoint(replace(resume, validators=None))
        note = f"no listing of {today} yet: {why}"
        return Batch(
            self.spec.name,
            coverage=(stale,),
            checkpoint=waiting,
            next_at=now + _RETRY,
            notes=(note,),
        )

    def _settled(self, resume: _Resume, now: datetime) -> Batch:
        return Batch(
            self.spec.name,
            checkpoint=write_checkpoint(resume),
            next_at=weekday_turn(arxiv_day(now), _AFTER_THE_FEEDS, self.spec.name),
        )


def _coverage(source: str, listing: Listing, day: date) -> Coverage:
    seen = len(listing.papers)
    state = CoverageState.SHORT if seen < listing.total else CoverageState.COMPLETE
    return Coverage(source, day, state, seen, listing.total)


def _notes(coverage: Coverage) -> Iterator[str]:
    if coverage.state is CoverageState.SHORT:
        yield (
            f"the listing of {coverage.announced_on} counts {coverage.expected} papers, "
            f"and {coverage.seen} can be read"
        )
