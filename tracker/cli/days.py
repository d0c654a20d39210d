"""Reads a day as people write it: `2026-11-01`, `today`, or `7d` for seven days ago."""

from datetime import date, timedelta
from typing import TypeAlias

import click

When: TypeAlias = date | timedelta
"""A date, or how long before today."""

_UNITS = {"d": 1, "w": 7}
_WORDS = {"today": timedelta(), "yesterday": timedelta(days=1)}
_LONGEST = 36_500


class Day(click.ParamType[When]):
    """The type of `--since`, `--until` and `--date`."""

    name = "day"

    def convert(
        self, value: str | When, param: click.Parameter | None, ctx: click.Context | None
    ) -> When:
        if not isinstance(value, str):
            return value
        found = _read(value.strip().lower())
        if found is None:
            self.fail(f"{value!r} is not a day; write 2026-11-01 or 7d", param, ctx)
        return found


def _read(text: str) -> When | None:
    if text in _WORDS:
        return _WORDS[text]
    count, unit = text[:-1], text[-1:]
    if unit in _UNITS and count.isdecimal() and len(count) < 6:
        return timedelta(days=min(int(count) * _UNITS[unit], _LONGEST))
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def resolve(when: When | None, today: date) -> date | None:
    """Return the date that is meant on `today`."""
    return today - when if isinstance(when, timedelta) else when
