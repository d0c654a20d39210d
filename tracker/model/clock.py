"""The seam for time: everything that needs an instant or a pause takes one of these."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Returns the present as an aware UTC datetime."""

Sleep: TypeAlias = Callable[[float], None]
"""Waits for so many seconds."""


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)
