"""How much a paper matters to a roadmap, and the parts that say why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score; the values of all parts sum to the score.

    `kind` is `topic`, `must-read`, `liked`, `disliked`, `watch`, `venue`, `lab` or `penalty`;
    `about` is the id of the topic, must-read or liked paper; `label` its English name or title;
    `terms` the matched words, strongest first.
    """

    kind: str
    label: str
    value: float
    about: str = ""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A paper's score on one topic and its percentile (0..100) in the recent stream."""

    id: str
    score: float
    percentile: float


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one paper for one roadmap; `topics` has every topic of the roadmap."""

    paper_id: str
    value: float
    topics: tuple[TopicScore, ...]
    reasons: tuple[Reason, ...]
