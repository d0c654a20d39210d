"""Reads Retry-After (RFC 9110, 10.2.3): seconds or an HTTP date, as a bounded pause."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FLOOR = 60.0
CEILING = 24 * 3600.0

_SECONDS = re.compile(r"[+-]?\d+(\.\d+)?")


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds to wait from `now`, from 60 to a day; None where nothing is said.

    Zero, negative numbers and dates in the past count as 60.
    """
    seconds = _seconds((value or "").strip(), now)
    return None if seconds is None else min(max(seconds, FLOOR), CEILING)


def _seconds(value: str, now: datetime) -> float | None:
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # Neither form: as good as nothing said.
        return None
    # HTTP dates are GMT; the parser leaves "-0000" and a missing zone naive.
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now.timestamp()
