"""Fills a range of announcement days from the routes that can look back, a day at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tracker.errors import TrackerError
from tracker.model.arxiv_calendar import arxiv_day, kind_of_day
from tracker.model.clock import Clock
from tracker.model.harvests import CoverageState
from tracker.model.reports import FilledDay
from tracker.sources import Backfills
from tracker.store.store import Store

Told = Callable[[FilledDay, int], None]


def open_days(
    store: Store, routes: Sequence[Backfills], since: date, until: date, today: date
) -> tuple[date, ...]:
    """Return the listing days from `since` to `until` that are not complete, oldest first.

    What was filled before is left out, so that an interrupted range goes on where it stopped.
    """
    categories = tuple(dict.fromkeys(c for route in routes for c in route.categories))
    mailing_free = {day for route in routes for day in route.mailing_free}
    lines = store.sources.ledger(categories, since, today, mailing_free)
    complete = {
        day
        for day in {each.announced_on for each in lines}
        if all(e.state is CoverageState.COMPLETE for e in lines if e.announced_on == day)
    }
    span = (since + timedelta(days=n) for n in range((min(until, today) - since).days + 1))
    listings = (day for day in span if kind_of_day(day, mailing_free) == "listing")
    return tuple(day for day in listings if day not in complete)


def backfill(
    store: Store,
    routes: Sequence[Backfills],
    clock: Clock,
    since: date,
    until: date,
    *,
    told: Told = lambda _day, _left: None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[FilledDay, ...]:
    """Fill every open day of the range and return what each brought, oldest first.

    `routes` are tried in order until one has the day; `told` hears of each day and how many are
    left. Safe to run again, and to end between two days.
    """
    days = open_days(store, routes, since, until, arxiv_day(clock()))
    filled = []
    for left, day in enumerate(days):
        if stopped():
            break
        filled.append(_fill(store, routes, clock, day))
        told(filled[-1], len(days) - left - 1)
    return tuple(filled)


def _fill(store: Store, routes: Sequence[Backfills], clock: Clock, day: date) -> FilledDay:
    """Ask one route after the other; what an earlier one recorded before it failed is kept."""
    found = FilledDay(day)
    for route in routes:
        try:
            for batch in route.backfill(day, day, clock()):
                found = replace(found, recorded=found.recorded + store.record(batch, clock()))
        except TrackerError as error:
            found = replace(found, error=str(error))
        else:
            return replace(found, error=None)
    return found
