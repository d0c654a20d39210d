"""arXiv's week: which day a paper is listed on, and what kind of day a date is.

Deadlines are 14:00 in New York on weekdays; the batch stands in the listing and feed of the next
weekday (https://info.arxiv.org/help/availability.html). A mailing-free date empties the listing of
the weekday after it.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")

# Published by arXiv for 2026; 2025 as seen in the listings (empty days follow these dates).
MAILING_FREE = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2025-01-01", "2025-01-20", "2025-06-19", "2025-07-04", "2025-09-01", "2025-11-27"),
        *("2025-12-25", "2025-12-30"),
        *("2026-01-01", "2026-01-19", "2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26"),
        *("2026-12-25", "2026-12-29", "2026-12-31"),
    )
)

_DEADLINE = time(14, 0)
_DAY = timedelta(days=1)


def arxiv_day(instant: datetime) -> date:
    """Return the date in New York at `instant` (aware)."""
    return instant.astimezone(NEW_YORK).date()


def kind_of_day(day: date, mailing_free: Collection[date] = MAILING_FREE) -> str:
    """Return `weekend`, `holiday` (an empty weekday listing) or `listing`."""
    if day.weekday() >= 5:
        return "weekend"
    return "holiday" if _weekday_before(day) in mailing_free else "listing"


def deadline(listing: date) -> datetime:
    """Return the UTC instant before which a paper had to be submitted to stand in `listing`."""
    return datetime.combine(_weekday_before(listing), _DEADLINE, NEW_YORK).astimezone(UTC)


def listing_day(submitted_at: datetime, mailing_free: Collection[date] = MAILING_FREE) -> date:
    """Return the first listing whose deadline lies after `submitted_at` (aware).

    An estimate: moderation can hold a paper for weeks.
    """
    day = arxiv_day(submitted_at) + _DAY
    while kind_of_day(day, mailing_free) != "listing" or deadline(day) <= submitted_at:
        day += _DAY
    return day


def previous_listing(day: date, mailing_free: Collection[date] = MAILING_FREE) -> date:
    """Return the last listing day before `day`."""
    day -= _DAY
    while kind_of_day(day, mailing_free) != "listing":
        day -= _DAY
    return day


def next_listing(day: date, mailing_free: Collection[date] = MAILING_FREE) -> date:
    """Return the first listing day after `day`."""
    day += _DAY
    while kind_of_day(day, mailing_free) != "listing":
        day += _DAY
    return day


def _weekday_before(day: date) -> date:
    day -= _DAY
    while day.weekday() >= 5:
        day -= _DAY
    return day
