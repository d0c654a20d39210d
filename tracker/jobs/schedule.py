"""Which digest is due, and which source: pure functions of the clock and of what was done before.

Cron triggers lose and repeat days around clock changes (agronholm/apscheduler
#1036), so an edition is keyed by local date and its instant is computed for that date alone.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tracker.errors import BadStatus, HostResting, TrackerError
from tracker.model.editions import Digest
from tracker.model.harvests import SourceHealth, SourceSpec

_DAY = timedelta(days=1)
_JUST_PASSED = timedelta(hours=6)
_MANUAL_FLOOR = timedelta(minutes=9)  # what feed servers put up with, also by hand
_FIRST_PAUSE = timedelta(minutes=10)
_LONGEST_PAUSE = timedelta(hours=24)
_LONGEST_ARXIV_PAUSE = timedelta(hours=1)  # a weekday's listing is gone the next day
_GONE = {404, 410}


def due_on(digest: Digest, now: datetime, last_on: date | None) -> date | None:
    """Return the local date for which an edition is due at `now`, or None.

    `last_on` is the local date of the newest edition. Each local date comes once, also where the
    clock skips or repeats the hour. A run shortly after midnight still issues for an hour just
    before it; a weekly digest that was missed comes on the next day, with that day's date.
    """
    latest = _latest_scheduled(digest, now)
    if latest is None or (last_on is not None and last_on >= latest):
        return None
    if now - instant_of(digest, latest) <= _JUST_PASSED:
        return latest
    today = now.astimezone(ZoneInfo(digest.timezone)).date()
    return today if latest == today or digest.frequency == "weekly" else None


def missed(digest: Digest, last_on: date, due: date) -> tuple[date, ...]:
    """Return the scheduled dates after `last_on` and before `due`, oldest first."""
    days = (last_on + n * _DAY for n in range(1, (due - last_on).days))
    return tuple(day for day in days if _is_scheduled(digest, day))


def next_due(digest: Digest, now: datetime, last_on: date | None) -> datetime:
    """Return the next instant at which an edition is due (now, where one is due already)."""
    if due_on(digest, now, last_on):
        return now
    day = now.astimezone(ZoneInfo(digest.timezone)).date()
    while not (_is_scheduled(digest, day) and day != last_on and instant_of(digest, day) > now):
        day += _DAY
    return instant_of(digest, day)


def instant_of(digest: Digest, day: date) -> datetime:
    """Return the UTC instant of the digest's hour on `day`; a skipped hour is the one after."""
    return datetime.combine(day, digest.at, ZoneInfo(digest.timezone)).astimezone(UTC)


def _latest_scheduled(digest: Digest, now: datetime) -> date | None:
    """Return the newest scheduled date of the last week whose instant has passed."""
    today = now.astimezone(ZoneInfo(digest.timezone)).date()
    days = (today - back * _DAY for back in range(8))
    passed = (day for day in days if _is_scheduled(digest, day) and instant_of(digest, day) <= now)
    return next(passed, None)


def _is_scheduled(digest: Digest, day: date) -> bool:
    if digest.frequency == "weekly":
        return day.weekday() == digest.weekday
    return digest.frequency == "daily" or day.weekday() < 5


def is_due(health: SourceHealth | None, now: datetime) -> bool:
    """Tell whether a scheduled run may ask the source now."""
    return health is None or health.next_at is None or health.next_at <= now


def may_ask_by_hand(health: SourceHealth | None, now: datetime) -> bool:
    """Tell whether a person may ask the source now; a source that is backing off says no."""
    if health is None or health.last_attempt_at is None:
        return True
    if health.error and health.next_at and health.next_at > now:
        return False
    return now - health.last_attempt_at >= _MANUAL_FLOOR


def after_failure(spec: SourceSpec, error: TrackerError, failures: int, now: datetime) -> datetime:
    """Return when a source is asked again after its `failures`-th failure in a row.

    Doubling from ten minutes; an address that is gone waits a day; a host that asked for a pause
    gets it. No source is ever given up.
    """
    if isinstance(error, HostResting):
        return datetime.fromisoformat(error.until)
    if isinstance(error, BadStatus) and error.status in _GONE:
        return now + _LONGEST_PAUSE
    longest = _LONGEST_ARXIV_PAUSE if spec.group == "arxiv" else _LONGEST_PAUSE
    pause: timedelta = min(_FIRST_PAUSE * 2 ** min(failures - 1, 10), longest)
    return now + pause * _jitter(spec.name, failures)


def after_success(spec: SourceSpec, wanted: datetime | None, now: datetime) -> datetime:
    """Return when a source is asked again: when it wants to be, else after its usual interval."""
    return wanted or now + spec.every * _jitter(spec.name, now.toordinal())


def _jitter(name: str, turn: int) -> float:
    """Return 0.9..1.1, always the same for a name and turn: many machines, no thundering herd."""
    return Random(f"{name}/{turn}").uniform(0.9, 1.1)  # noqa: S311  (spreads load, guards nothing)
