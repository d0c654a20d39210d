"""Decides when a source wants to be asked again; pure."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeGuard

from tracker.model.arxiv_calendar import MAILING_FREE, NEW_YORK, arxiv_day
from tracker.model.harvests import SourceSpec

_WITH_VALIDATORS = timedelta(hours=1)
_WITHOUT = timedelta(hours=24)  # Every answer is the whole feed.
_LONGEST_HINT = timedelta(hours=24)
_DAY = timedelta(days=1)
_JITTER = 300  # Seconds over which arXiv's readers spread.
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def mailing_free(spec: SourceSpec) -> Collection[date]:
    """Return the dates without a mailing: `spec.options["mailing_free"]`, else arXiv's own list."""
    dates = spec.options.get("mailing_free")
    return [each for each in dates if isinstance(each, date)] if _is_list(dates) else MAILING_FREE


def _is_list(value: object) -> TypeGuard[Iterable[object]]:
    return isinstance(value, Iterable)


def next_poll(
    now: datetime,
    every: timedelta,
    headers: Mapping[str, str],
    *,
    ttl: int | None = None,
    skip_days: Collection[str] = (),
    conditional: bool = True,
) -> datetime:
    """Return the next turn: after `every`, or later where the server asks for it.

    `headers` have lower-case keys; `ttl` is the feed's own wish in minutes; `conditional` says
    whether the server offers validators. Hints count up to 24 hours; `skip_days` are in UTC.
    """
    floor = _WITH_VALIDATORS if conditional else _WITHOUT
    hints = (_minutes(ttl), _max_age(headers), _expires(headers, now))
    due = now + max(every, floor, *(min(hint, _LONGEST_HINT) for hint in hints))
    return _after(due, skip_days)


def weekday_turn(after: date, at: time, name: str) -> datetime:
    """Return the UTC instant of `at` in New York, on the first weekday after `after`.

    Up to five minutes later, by `name`, so that not all sources of all readers come at once.
    """
    day = after + _DAY
    while day.weekday() > _WEEK.index("Friday"):
        day += _DAY
    return _spread(day, at, name)


def evening_turn(now: datetime, at: time, name: str) -> datetime:
    """Return the next UTC instant after `now` of `at` in New York, on an evening of announcements.

    Those are Sunday to Thursday. Up to five minutes later, by `name`.
    """
    day = arxiv_day(now)
    while _WEEK[day.weekday()] in ("Friday", "Saturday") or _spread(day, at, name) <= now:
        day += _DAY
    return _spread(day, at, name)


def _spread(day: date, at: time, name: str) -> datetime:
    jitter = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % _JITTER
    return datetime.combine(day, at, NEW_YORK).astimezone(UTC) + timedelta(seconds=jitter)


def _minutes(ttl: int | None) -> timedelta:
    return timedelta(minutes=min(ttl or 0, 100_000))


def _max_age(headers: Mapping[str, str]) -> timedelta:
    found = re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", headers.get("cache-control", ""))
    return timedelta(seconds=int(found[1])) if found else timedelta()


def _expires(headers: Mapping[str, str], now: datetime) -> timedelta:
    try:
        said = parsedate_to_datetime(headers.get("expires", ""))
    except ValueError:  # "0" and "-1" are common.
        return timedelta()
    return said - now if said.tzinfo else said.replace(tzinfo=UTC) - now


def _after(due: datetime, skip_days: Collection[str]) -> datetime:
    days = (due + days * _DAY for days in range(len(_WEEK)))
    open_days = (day for day in days if _WEEK[day.astimezone(UTC).weekday()] not in skip_days)
    return next(open_days, due)
