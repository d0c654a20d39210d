"""One cycle: fetch what is due, rank, issue, deliver; each step can be run again without harm."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from tracker.app.workbench import Workbench
from tracker.jobs import fetch as fetching
from tracker.jobs import issue as issuing
from tracker.jobs import schedule
from tracker.jobs.backfill import backfill
from tracker.jobs.deliver import deliver
from tracker.jobs.rank import rank
from tracker.jobs.rereading import reread
from tracker.model.deliveries import Delivery
from tracker.model.editions import Digest
from tracker.model.harvests import SourceHealth
from tracker.model.reports import DeliveryOutcome, FilledDay, Plan, Report, Resting, SourceOutcome
from tracker.sources import Backfills, Completes, Source

Stopped = Callable[[], bool]
Told = Callable[[SourceOutcome], None]


def cycle(
    bench: Workbench,
    digests: Sequence[Digest],
    *,
    told: Told,
    stopped: Stopped,
    catch_up_read: bool = False,
) -> Report:
    """Run every step that has something to do; `stopped` ends it between two steps or sources."""
    reread(bench.store, stopped=stopped)
    outcomes = _fetch_due(bench, told, stopped)
    ranked = rank(bench.store, bench.ranker, stopped=stopped)
    if catch_up_read:
        issuing.mark_all_seen(bench.store, digests, bench.desk)
    issued = (
        ()
        if stopped()
        else issuing.issue(bench.store, digests, bench.desk, bench.clock(), bench.new_message_id)
    )
    delivered = deliver_pending(bench, stopped)
    return Report(
        outcomes,
        ranked,
        issued,
        delivered,
        resting=_resting(bench.store.sources.all(), bench.sources, bench.clock()),
        next_at=_next_at(bench, digests),
    )


def fetch_by_hand(
    bench: Workbench, names: Sequence[str], *, told: Told, stopped: Stopped
) -> tuple[SourceOutcome, ...]:
    """Ask the named sources (or all), except those that may not be asked so soon again."""
    now = bench.clock()
    asked, outcomes = [], []
    for source in bench.sources:
        if names and source.spec.name not in names:
            continue
        health = bench.store.sources.health(source.spec.name)
        if schedule.may_ask_by_hand(health, now):
            asked.append(source)
        else:
            outcomes.append(_not_yet(health))
            told(outcomes[-1])
    fetched = fetching.fetch(bench.store, asked, bench.clock, stopped=stopped, told=told)
    return (*fetched, *outcomes)


def _not_yet(health: SourceHealth) -> SourceOutcome:
    if health.error:
        return SourceOutcome(health.name, error=health.error, next_at=health.next_at, resting=True)
    return SourceOutcome(health.name, notes=("asked less than nine minutes ago",))


def fill_range(
    bench: Workbench,
    since: date,
    until: date,
    *,
    told: Callable[[FilledDay, int], None],
    stopped: Stopped,
) -> tuple[FilledDay, ...]:
    """Fill the open days of a range: by submission date first, which works for any year."""
    routes = [each for each in bench.sources if isinstance(each, Backfills)]
    routes.sort(key=lambda each: not isinstance(each, Completes))
    return backfill(bench.store, routes, bench.clock, since, until, told=told, stopped=stopped)


def deliver_pending(bench: Workbench, stopped: Stopped) -> tuple[DeliveryOutcome, ...]:
    """Try every delivery that may be tried now."""
    return deliver(
        bench.store,
        bench.channels,
        bench.renderer,
        bench.clock,
        resend_in_doubt=bench.settings.smtp.in_doubt == "resend",
        stopped=stopped,
    )


def plan(bench: Workbench, digests: Sequence[Digest]) -> Plan:
    """Return what a cycle would do now."""
    now = bench.clock()
    health = bench.store.sources.all()
    return Plan(
        sources=tuple(each.spec.name for each in fetching.due(bench.sources, health, bench.clock)),
        resting=_resting(health, bench.sources, now),
        digests=tuple((d.name, on) for d, on in issuing.due(bench.store, digests, now)),
        deliveries=tuple(each for each in bench.store.deliveries.all(200) if _may_go(each, now)),
        next_at=_next_at(bench, digests),
    )


def _may_go(delivery: Delivery, now: datetime) -> bool:
    return delivery.next_attempt_at is not None and delivery.next_attempt_at <= now


def _fetch_due(bench: Workbench, told: Told, stopped: Stopped) -> tuple[SourceOutcome, ...]:
    due = fetching.due(bench.sources, bench.store.sources.all(), bench.clock)
    return fetching.fetch(bench.store, due, bench.clock, stopped=stopped, told=told)


def _resting(
    health: Iterable[SourceHealth], sources: Iterable[Source], now: datetime
) -> tuple[Resting, ...]:
    configured = {source.spec.name for source in sources}
    return tuple(
        Resting(each.name, each.next_at, each.error or "")
        for each in health
        if each.name in configured and each.error and each.next_at and each.next_at > now
    )


def _next_at(bench: Workbench, digests: Sequence[Digest]) -> datetime | None:
    """Return the first instant at which a source, a digest or a delivery is due."""
    now = bench.clock()
    configured = {source.spec.name for source in bench.sources}
    instants = [each.next_at for each in bench.store.sources.all() if each.name in configured]
    instants += [issuing.next_at(bench.store, each, now) for each in digests]
    instants.append(bench.store.deliveries.next_at())
    return min((each for each in instants if each), default=None)
