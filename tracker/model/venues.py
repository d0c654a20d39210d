"""What a venue is, what its programme of a year lists, and what a text says of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CLAIMED = "bare"
"""The status of a venue that a text names without a word on acceptance."""

SHOWN = ("accepted", "bare")
"""The statuses that make a badge; a bare one is shown as claimed."""


class ProgrammeState(StrEnum):
    """What is known of a venue's list of one year."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_PUBLISHED = "not published"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Programme:
    """What one source told of a venue and year when it was last read; counts are papers.

    `expected` is the source's own count (None: it tells none), `listed` how many different papers
    it gave, `abstracts` how many of them with one; `message` says in one line what was wrong.
    `counts` are the listed papers by kind (`main`, `position`, ...).
    """

    source: str
    venue: str
    year: int
    state: ProgrammeState
    expected: int | None = None
    listed: int = 0
    abstracts: int = 0
    message: str = ""
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class VenueLine:
    """A programme beside what the store has of it: the line of `tracker venues`.

    `stored` counts its papers, `matched` those that are also on arXiv; `appeared_at` is when the
    list was first read with papers in it.
    """

    programme: Programme
    stored: int
    matched: int
    checked_at: datetime | None = None
    appeared_at: datetime | None = None
