"""What a job did, as a value: an expected failure of one source is a line, not an exception."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.model.deliveries import Delivery
from tracker.model.editions import EditionState
from tracker.model.harvests import Recorded


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """One source's harvest; `error` is None on success. `next_at` is its next scheduled turn."""

    source: str
    recorded: Recorded = field(default_factory=Recorded)
    error: str | None = None
    next_at: datetime | None = None
    notes: tuple[str, ...] = ()
    resting: bool = False
    bug: bool = False


@dataclass(frozen=True, slots=True)
class FilledDay:
    """One announcement day that a backfill asked for; `error` is None where a route had it."""

    day: date
    recorded: Recorded = field(default_factory=Recorded)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class IssuedEdition:
    """An edition that a run wrote down."""

    digest: str
    local_date: str
    state: EditionState
    picks: int
    considered: int


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """One delivery attempt; `error` is None where it was sent."""

    digest: str
    local_date: str
    channel: str
    recipient: str
    error: str | None = None
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Resting:
    """A source that is waiting after a failure, until `until`."""

    source: str
    until: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one cycle did; `resting` are the sources that wait after failures, `next_at` is when
    something is due again.
    """

    sources: tuple[SourceOutcome, ...] = ()
    ranked: int = 0
    issued: tuple[IssuedEdition, ...] = ()
    delivered: tuple[DeliveryOutcome, ...] = ()
    resting: tuple[Resting, ...] = ()
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cycle would do now; nothing of it has been done."""

    sources: tuple[str, ...]
    resting: tuple[Resting, ...]
    digests: tuple[tuple[str, date], ...]
    deliveries: tuple[Delivery, ...]
    next_at: datetime | None = None
