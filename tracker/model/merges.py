"""Two records that are one paper, or may be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.identifiers import PaperId


class Verdict(StrEnum):
    """What comparing two records gives; only `SAME` merges them."""

    SAME = "same"
    LIKELY = "likely"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that was made: `taken` hangs on `kept` since then; `undone_at` is when it was split.

    `why` is one line of English: `same DOI`, `same title and authors`, `by hand`.
    """

    id: int
    kept: PaperId
    taken: PaperId
    why: str
    at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two papers that are probably one and were left apart; `why` says what is missing."""

    one: PaperId
    other: PaperId
    one_title: str
    other_title: str
    why: str
    at: datetime
