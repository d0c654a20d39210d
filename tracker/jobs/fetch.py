"""Asks the sources that are due for what is new, and records it batch by batch."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

from tracker.errors import HostResting, TrackerError
from tracker.jobs import schedule
from tracker.model.arxiv_calendar import arxiv_day
from tracker.model.clock import Clock
from tracker.model.harvests import Batch, Recorded, SourceHealth
from tracker.model.ledger import gaps
from tracker.model.reports import SourceOutcome
from tracker.sources import Backfills, Completes, Source
from tracker.sources.programmes import GROUP, broken
from tracker.store.store import Store

log = logging.getLogger(__name__)

_LANES = 8
_COMPLETE_AT_MOST = 2000
_COMPLETE_DAYS = timedelta(days=7)
_FILL_DAYS = timedelta(days=31)

Told = Callable[[SourceOutcome], None]


def due(
    sources: Iterable[Source], health: Collection[SourceHealth], clock: Clock
) -> tuple[Source, ...]:
    """Return the sources that a scheduled run asks now."""
    known = {each.name: each for each in health}
    now = clock()
    return tuple(each for each in sources if schedule.is_due(known.get(each.spec.name), now))


def fetch(
    store: Store,
    sources: Sequence[Source],
    clock: Clock,
    *,
    stopped: Callable[[], bool] = lambda: False,
    told: Told = lambda _: None,
) -> tuple[SourceOutcome, ...]:
    """Harvest `sources` and return one outcome for each, in their order.

    All arXiv sources share one lane, because arXiv wants a single connection, and so do venues,
    whose lists fill tens of megabytes each; every other source has its own, at most eight at once.
    A failure of one source is its outcome; the others go on.
    """
    lanes = _lanes(sources)
    with ThreadPoolExecutor(max_workers=_LANES, thread_name_prefix="fetch") as pool:
        ran = [pool.submit(_walk, lane, store, clock, stopped, told) for lane in lanes]
        outcomes = {each.source: each for lane in ran for each in lane.result()}
    return tuple(outcomes[each.spec.name] for each in sources if each.spec.name in outcomes)


def _lanes(sources: Sequence[Source]) -> list[list[Source]]:
    """Feeds of the day come before longer walks: tomorrow they are gone."""
    arxiv = [each for each in sources if each.spec.group == "arxiv"]
    arxiv.sort(key=lambda each: isinstance(each, Completes))
    venues = [each for each in sources if each.spec.group == GROUP]
    others = ([each] for each in sources if each.spec.group not in ("arxiv", GROUP))
    return [lane for lane in [arxiv, venues, *others] if lane]


def _walk(
    lane: Sequence[Source], store: Store, clock: Clock, stopped: Callable[[], bool], told: Told
) -> list[SourceOutcome]:
    outcomes = []
    for source in lane:
        if stopped():
            break
        outcomes.append(_harvest(source, store, clock, stopped))
        told(outcomes[-1])
    return outcomes


def _harvest(
    source: Source, store: Store, clock: Clock, stopped: Callable[[], bool]
) -> SourceOutcome:
    """Ask one source; whatever was recorded before a failure stays recorded."""
    outcome = SourceOutcome(source.spec.name)
    try:
        checkpoint = store.sources.checkpoint(source.spec.name)
        for batch in source.harvest(checkpoint, clock()):
            outcome = _add(outcome, batch, store.record(batch, clock()))
        if isinstance(source, Completes):
            outcome = _complete(source, store, clock, outcome, stopped)
        if isinstance(source, Completes) and isinstance(source, Backfills):
            outcome = _fill_gaps(source, store, clock, outcome, stopped)
    except HostResting as error:
        return _rested(source, store, clock, outcome, error)
    except TrackerError as error:
        return _failed(source, store, clock, outcome, error)
    except Exception as error:
        # A bug in one source must not cost the others their day; it is seen with its traceback.
        log.exception("source %s: unexpected error", source.spec.name)
        unexpected = TrackerError(f"unexpected {type(error).__name__}: {error}")
        return replace(_failed(source, store, clock, outcome, unexpected), bug=True)
    return _succeeded(source, store, clock, outcome)


def _add(outcome: SourceOutcome, batch: Batch, recorded: Recorded) -> SourceOutcome:
    return replace(
        outcome,
        recorded=outcome.recorded + recorded,
        next_at=batch.next_at or outcome.next_at,
        notes=outcome.notes + batch.notes,
    )


def _complete(
    source: Completes,
    store: Store,
    clock: Clock,
    outcome: SourceOutcome,
    stopped: Callable[[], bool],
) -> SourceOutcome:
    """Fetch comments, dates and identifiers of what the feeds announced lately without them."""
    since: date = (clock() - _COMPLETE_DAYS).date()
    ids = store.papers.incomplete(_COMPLETE_AT_MOST, since)
    for batch in source.complete(ids, clock()) if ids else ():
        outcome = _add(outcome, batch, store.record(batch, clock()))
        if stopped():
            break
    return outcome


def _fill_gaps(
    source: Backfills,
    store: Store,
    clock: Clock,
    outcome: SourceOutcome,
    stopped: Callable[[], bool],
) -> SourceOutcome:
    """Ask for the days of the last weeks that no route has covered, oldest first."""
    today = arxiv_day(clock())
    lines = store.sources.ledger(source.categories, today - _FILL_DAYS, today)
    for day in gaps(lines, today):
        if stopped():
            break
        for batch in source.backfill(day, day, clock()):
            outcome = _add(outcome, batch, store.record(batch, clock()))
    return outcome


def _succeeded(source: Source, store: Store, clock: Clock, outcome: SourceOutcome) -> SourceOutcome:
    now = clock()
    next_at = schedule.after_success(source.spec, outcome.next_at, now)
    new_items = outcome.recorded.announcements + outcome.recorded.posts
    store.sources.succeeded(source.spec, now, next_at, new_items)
    return replace(outcome, next_at=next_at)


def _failed(
    source: Source, store: Store, clock: Clock, outcome: SourceOutcome, error: TrackerError
) -> SourceOutcome:
    now = clock()
    failures = store.sources.health(source.spec.name).failures + 1
    next_at = schedule.after_failure(source.spec, error, failures, now)
    store.sources.failed(source.spec, now, str(error), next_at)
    if no_list := broken(source.spec, error):
        store.record(no_list, now)
    log.warning("source %s: %s", source.spec.name, error)
    return replace(outcome, error=str(error), next_at=next_at)


def _rested(
    source: Source, store: Store, clock: Clock, outcome: SourceOutcome, error: HostResting
) -> SourceOutcome:
    """No request was sent, so nothing is counted against the source; it waits for its host."""
    next_at = schedule.after_failure(source.spec, error, 0, clock())
    store.sources.waits(source.spec, str(error), next_at)
    return replace(outcome, error=str(error), next_at=next_at, resting=True)
