"""Puts what was measured on a paper into points: reasons, whose values add up to its score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.model.papers import Paper
from tracker.model.roadmap import Roadmap, Topic
from tracker.model.scores import Reason
from tracker.ranking.mentions import Mentions
from tracker.ranking.percentiles import Floats, tail
from tracker.ranking.signals import Signals
from tracker.ranking.terms import Row, Rows, TermSpace
from tracker.ranking.weights import DECIMALS, Weights
from tracker.ranking.wording import Wording

_LEAST = 0.1
_MATCHED = 90.0  # A paper under this percentile of a topic would not have been taken for it.
_ONE_WORD = 0.5  # What a match is worth where one word alone makes it.


@dataclass(frozen=True, slots=True)
class Reading:
    """One paper and what was measured on it.

    `scores`, `standing` and `strengths` go by topic, `anchors` by must-read; `excluded` has the
    topics the paper is ruled out of, by id, with the word that did it.
    """

    paper: Paper
    wording: Wording
    row: Row
    scores: Floats
    standing: Floats
    strengths: Floats
    anchors: Floats
    excluded: Mapping[str, str]


def strengths(
    topics: Sequence[Topic], weights: Weights, scores: Floats, standing: Floats
) -> Floats:
    """Return papers x topics: 0..1 times the topic's weight, how far each paper stands out."""
    firm = np.minimum(1.0, scores / weights.solid)
    strong: Floats = tail(standing) * firm * np.array([topic.weight for topic in topics])
    return strong


class Points:
    """What each part of a score is worth, for one roadmap.

    `own_weights` are topics x terms and `anchors` must-reads x terms: what the words of a reason
    are taken from.
    """

    def __init__(
        self,
        roadmap: Roadmap,
        weights: Weights,
        space: TermSpace,
        own_weights: Rows,
        anchors: Rows,
        mentions: Mentions,
    ) -> None:
        self._topics = roadmap.topics
        self._must_reads = roadmap.must_read
        self._weights = weights
        self._space = space
        self._own_weights = own_weights
        self._anchors = anchors
        self._mentions = mentions
        self._signals = Signals(roadmap, weights)

    def reasons(self, reading: Reading) -> tuple[Reason, ...]:
        """Return why the paper matters, the greatest first, and then what counts against it."""
        return (
            *self._watches(reading),
            *self._topic_parts(reading),
            *self._must_read_part(reading),
            *self._signals.of(reading.paper),
            *self._penalties(reading),
        )

    def _watches(self, reading: Reading) -> Iterator[Reason]:
        """Yield the watch entries that the paper meets; the points go to the first of them."""
        points = self._weights.watch
        for watch, found in self._mentions.watches(reading.paper):
            yield Reason("watch", watch.name, points, watch.name, found)
            points = 0.0

    def _topic_parts(self, reading: Reading) -> Iterator[Reason]:
        """Yield the paper's best topics, each worth a smaller share than the one before.

        The best is named however little it gives; the others only where they are worth a word.
        """
        found = self._strengths(reading)
        order = sorted(range(len(found)), key=lambda at: (-found[at], at))
        likely = order[: 2 * len(self._weights.topics)]
        terms = {at: self._matched(reading, at) for at in likely if self._may_count(found, at)}
        sure = {at: found[at] * _certainty(terms[at]) for at in terms}
        best = sorted(sure, key=lambda at: (-sure[at], -reading.scores[at], at))
        for at, share in zip(best, self._weights.topics, strict=False):
            value = round(share * sure[at], DECIMALS)
            if value >= (self._weights.worth_a_word if at != best[0] else _LEAST):
                topic = self._topics[at]
                yield Reason("topic", label(topic), value, topic.id, reading.wording.of(terms[at]))

    def _may_count(self, found: Sequence[float], at: int) -> bool:
        """Return whether the topic can give a part, or be the best once single words are halved."""
        second = max(self._weights.topics[1:2], default=0.0)
        return found[at] > 0 and (
            second * found[at] >= self._weights.worth_a_word or found[at] >= _ONE_WORD * max(found)
        )

    def _strengths(self, reading: Reading) -> list[float]:
        found = zip(self._topics, reading.strengths.tolist(), strict=True)
        return [0.0 if topic.id in reading.excluded else strength for topic, strength in found]

    def _matched(self, reading: Reading, at: int) -> list[str]:
        return self._space.strongest(reading.row, Row.of(self._own_weights, at))

    def _must_read_part(self, reading: Reading) -> Iterator[Reason]:
        """Yield the must-read that the paper is nearest to, where it is near enough to mention."""
        if not self._must_reads:
            return
        at = int(np.argmax(reading.anchors))
        start, full = self._weights.must_read_from, self._weights.must_read_at
        share = min(1.0, (float(reading.anchors[at]) - start) / (full - start))
        value = round(self._weights.must_read * share, DECIMALS)
        if value >= self._weights.worth_a_word:
            must_read = self._must_reads[at]
            terms = self._space.strongest(reading.row, Row.of(self._anchors, at))
            words = reading.wording.of(terms)
            yield Reason("must-read", must_read.title, value, must_read.id, words)

    def _penalties(self, reading: Reading) -> Iterator[Reason]:
        """Yield what counts against the paper; at most one excluded word does."""
        for at, topic in enumerate(self._topics):
            if topic.id in reading.excluded and reading.standing[at] >= _MATCHED:
                word = reading.excluded[topic.id]
                yield Reason("penalty", "excluded", -self._weights.excluded, topic.id, (word,))
                break
        if not reading.paper.abstract.strip():
            yield Reason("penalty", "no abstract", -self._weights.no_abstract)


def label(topic: Topic) -> str:
    """Return the name a reason gives a topic."""
    return topic.name.in_language("en")


def _certainty(terms: Sequence[str]) -> float:
    """Return less than 1 where all that matched is one word: many fields use it for something."""
    return 1.0 if len({stem for term in terms for stem in term.split()}) > 1 else _ONE_WORD
