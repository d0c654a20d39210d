"""What a source is, what it hands over, and how it has been doing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from tracker.model.events import Discussion
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Paper
from tracker.model.posts import Post
from tracker.model.venues import Programme

Checkpoint: TypeAlias = str
"""A source's opaque resume point: JSON text that only the source itself reads."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One configured origin: `kind` names the file in `sources/` that can harvest it.

    `name` is unique and shown to people (`arxiv-rss/cs.CL`, `OpenAI`); `group` is `arxiv`, `lab`,
    `community` or `venue`; `every` is the shortest time between two scheduled harvests.
    """

    name: str
    kind: str
    url: str
    group: str = "lab"
    every: timedelta = timedelta(hours=2)
    options: Mapping[str, object] = field(default_factory=dict)


class CoverageState(StrEnum):
    """What is known of one source and day."""

    COMPLETE = "complete"
    SHORT = "short"
    STALE = "stale"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    PENDING = "pending"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ledger's line for one source and announcement day; counts are papers.

    `expected` is None where no route tells it; `stored` is filled by the store.
    """

    source: str
    announced_on: date
    state: CoverageState
    seen: int
    expected: int | None = None
    stored: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step of a harvest brings; it is recorded whole, in one transaction, or not at all.

    `announcements` are sightings, `papers` better metadata of papers without a sighting,
    `discussions` places that talk about papers. `programme` goes with the announcements of a
    venue's whole list of a year: one snapshot, one batch. `withdrawn` are papers of the batch whose
    newest version the source calls a withdrawal. A
    `checkpoint` of None keeps the stored one. `next_at` is when the source wants to be asked again
    (None: after its usual interval). `notes` are lines for a person, in English.
    """

    source: str
    announcements: tuple[Announcement, ...] = ()
    papers: tuple[Paper, ...] = ()
    posts: tuple[Post, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    programme: Programme | None = None
    withdrawn: tuple[PaperId, ...] = ()
    checkpoint: Checkpoint | None = None
    next_at: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a batch changed, in rows."""

    papers: int = 0
    updated: int = 0
    announcements: int = 0
    posts: int = 0

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(
            self.papers + other.papers,
            self.updated + other.updated,
            self.announcements + other.announcements,
            self.posts + other.posts,
        )


TELL_AFTER = 3
"""Failures in a row until people are told of a source that is not arXiv's."""

SILENT_GAPS = 3
"""Usual gaps without anything new until people are told that a source is silent."""


FORGOTTEN = timedelta(days=7)
"""How long after its turn a source that nobody asks is taken for one that is not followed."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source has been doing; all instants are UTC.

    `failing_since` is its first failure in a row of them; `recovered_at` when it last answered
    after a row that people were told of; `usual_gap` the usual time between two new items.
    """

    name: str
    kind: str = ""
    failures: int = 0
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_item_at: datetime | None = None
    next_at: datetime | None = None
    error: str | None = None
    failing_since: datetime | None = None
    recovered_at: datetime | None = None
    usual_gap: timedelta | None = None

    @property
    def is_told(self) -> bool:
        """Tell whether people should know that the source fails: arXiv at once, others in time."""
        return self.failures >= (1 if self.kind.startswith("arxiv") else TELL_AFTER)

    def is_silent(self, now: datetime) -> bool:
        """Tell whether the source has had nothing new for three times its usual gap."""
        if self.usual_gap is None or self.last_item_at is None:
            return False
        return now - self.last_item_at > SILENT_GAPS * max(self.usual_gap, timedelta(days=1))

    def is_forgotten(self, now: datetime) -> bool:
        """Tell whether its turn came and nobody asked: a feed left out, a venue of another year."""
        return self.next_at is not None and now - self.next_at > FORGOTTEN
