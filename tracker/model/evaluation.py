"""A measurement of the ranking: what was asked, and how near the top judged papers came."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

METRICS = ("recall@5", "recall@10", "recall@20", "percentile")
"""Of a judged paper among its day's candidates; all lie between 0 and 1."""


class Knowledge(StrEnum):
    """What a method may have seen of the papers when it scores a day.

    Causal: the day itself and those before it. Whole window: all of them. Cold start: the day only.
    """

    CAUSAL = "causal"
    WHOLE_WINDOW = "whole-window"
    COLD_START = "cold-start"


@dataclass(frozen=True, slots=True)
class Examination:
    """What to measure: listing days `since` to `until`, both included; no topics means all.

    `likes` are the numbers of likes that the feedback benchmark is run with.
    """

    since: date = date.min
    until: date = date.max
    knowledge: Knowledge = Knowledge.CAUSAL
    topics: tuple[str, ...] = ()
    likes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of the resampled means."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean; `papers` resamples the papers of every topic, `topics` the topics as well."""

    value: float
    papers: Interval
    topics: Interval


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """The means of one topic, in the order of METRICS, over `papers` judged papers."""

    id: str
    papers: int
    figures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MethodFigures:
    """How a method did, in the order of METRICS.

    `macro` averages topics, `pooled` papers. `lead` and `pooled_lead` are what ours is ahead of it,
    paper by paper; ours has none. `note` says where a method had to work otherwise than made for.
    """

    name: str
    note: str
    macro: tuple[Estimate, ...]
    pooled: tuple[Estimate, ...]
    lead: tuple[Estimate, ...]
    pooled_lead: tuple[Estimate, ...]
    topics: tuple[TopicFigures, ...]


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A judged topic that no figure is given for; `reason` is `few papers` or `no such topic`.

    `papers` are its judged ones in the window.
    """

    id: str
    papers: int
    reason: str


@dataclass(frozen=True, slots=True)
class Contest:
    """The same judged papers ranked by several methods, ours first.

    `likes` is the number of likes that the methods were told of, 0 in the daily benchmark.
    """

    likes: int
    papers: int
    topics: tuple[str, ...]
    methods: tuple[MethodFigures, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured; `candidates` are the papers of the `days` that were measured."""

    knowledge: Knowledge
    first: date
    last: date
    days: int
    candidates: int
    daily: Contest
    feedback: tuple[Contest, ...]
    unmeasured: tuple[Unmeasured, ...]
