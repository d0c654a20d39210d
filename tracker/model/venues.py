"""What a venue is, what its programme of a year lists, and what a text says of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CLAIMED = "bare"
"""The status of a venue that a text names without a word on acceptance."""

SHOWN = ("accepted", "bare")
"""The statuses that make a badge; a bare one is shown as claimed."""


PRESENTATIONS = ("award", "oral", "spotlight", "highlight", "poster")
"""How a paper can be presented, what is talked about first."""


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
    `counts` are the listed papers by kind (`main`, `position`, ...). `proceedings` is True where
    the list is of what is in print, not of what will be presented; `url` is its page for people.
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
    proceedings: bool = False
    url: str = ""


GONE_AFTER = 2
"""A paper that so many complete snapshots in a row lacked is called gone; it stays stored."""

_BEST_FIRST = (
    ProgrammeState.COMPLETE,
    ProgrammeState.PARTIAL,
    ProgrammeState.BROKEN,
    ProgrammeState.NOT_PUBLISHED,
)


@dataclass(frozen=True, slots=True)
class VenueLine:
    """A venue and year, what its sources told and what is stored: the line of `tracker venues`.

    `programmes` are what each source told last. `stored` counts the papers that any of them has
    ever listed, `abstracts` those with one, `matched` those that are also on arXiv, `gone` those
    that are no longer listed. `appeared_at` is when a list was first read with papers in it.
    """

    venue: str
    year: int
    programmes: tuple[Programme, ...]
    stored: int = 0
    abstracts: int = 0
    matched: int = 0
    gone: int = 0
    checked_at: datetime | None = None
    appeared_at: datetime | None = None

    @property
    def state(self) -> ProgrammeState:
        """What the best informed source says."""
        return min((each.state for each in self.programmes), key=_BEST_FIRST.index)

    @property
    def expected(self) -> int | None:
        """The highest count that a source tells."""
        told = [each.expected for each in self.programmes if each.expected is not None]
        return max(told, default=None)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The papers by kind, in the words of the source with the longest list."""
        return max(self.programmes, key=lambda each: each.listed).counts

    @property
    def messages(self) -> tuple[str, ...]:
        """What was wrong with a source, a line each."""
        told = (each for each in self.programmes if each.message)
        return tuple(f"{each.source}: {each.message}" for each in told)
