"""Mentions as the tables of these tests write them: `ICLR 2026 workshop oral accepted; ...`."""

from collections.abc import Sequence
from pathlib import Path

from tracker.model.papers import VenueMention

NONE = "-"


def written(mentions: Sequence[VenueMention]) -> str:
    """Return the mentions in the words of the tables, `-` for none."""
    return "; ".join(map(_written, mentions)) or NONE


def rows(table: Path) -> list[list[str]]:
    """Return the rows of a table, without its remarks and blank lines."""
    lines = table.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def _written(mention: VenueMention) -> str:
    fields = (mention.venue, mention.year, mention.kind, mention.presentation, mention.status)
    return " ".join(str(field or NONE) for field in fields)
