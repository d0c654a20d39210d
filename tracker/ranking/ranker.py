"""Scores papers against a roadmap, and says in parts that add up why each stands where it does."""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.model.papers import Paper
from tracker.model.roadmap import MustRead, Roadmap, Topic, Watch
from tracker.model.scores import Reason, Score, TopicScore
from tracker.ranking.background import Background
from tracker.ranking.mentions import Mentions
from tracker.ranking.percentiles import Floats, percentiles, tail
from tracker.ranking.terms import Rows, TermSpace, columns, products
from tracker.ranking.text import document, read
from tracker.ranking.weights import Weights
from tracker.ranking.wording import Wording

__all__ = ["Ranker", "Weights"]

ALGORITHM = 2
"""Changes whenever the same input gives other scores."""

_DECIMALS = 1  # Of every part, so that what a reader adds up is the score.
_LEAST = 0.1
_MATCHED = 90.0  # A paper under this percentile of a topic would not have been taken for it.


@dataclass(frozen=True, slots=True)
class _Reading:
    """A paper with all that was measured on it, before it is put into points.

    `nearness` and `standing` (cosine, percentile) go by topic, `anchors` (cosine) by must-read;
    `excluded` has the topics the paper is ruled out of, by id, with the word that did it.
    """

    paper: Paper
    wording: Wording
    row: Rows
    nearness: Floats
    standing: Floats
    anchors: Floats
    excluded: Mapping[str, str]


class Ranker:
    """A roadmap ready to score papers; it keeps nothing between calls.

    `fingerprint` names everything that scores depend on beside the papers and the recent stream:
    scores stored under another one are out of date. `topics` are the roadmap's.
    """

    def __init__(
        self,
        roadmap: Roadmap,
        weights: Weights,
        background: Background,
        watch: Sequence[Watch] = (),
    ) -> None:
        self.fingerprint = _fingerprint(roadmap, weights, background, watch)
        self._points = weights
        self.topics = roadmap.topics
        self._must_reads = roadmap.must_read
        self._mentions = Mentions(roadmap.topics, watch)
        queries = [_query(topic) for topic in self.topics]
        anchors = [_anchor(must_read) for must_read in self._must_reads]
        self._space = TermSpace(background, (term for text in queries for term in text))
        self._queries = columns(self._space.rows(queries))
        self._anchors = columns(self._space.rows(anchors))
        self._stand_in = products(self._space.sample_rows(), self._queries)

    def score(
        self, papers: Sequence[Paper], recent: Mapping[str, Sequence[float]]
    ) -> tuple[Score, ...]:
        """Return a score for each of `papers`, in their order.

        `recent` maps topic ids to the raw scores (`TopicScore.score`) that earlier papers got
        under this fingerprint. Percentiles are taken in that stream and `papers` together, so the
        order of `papers` changes nothing.
        """
        if not papers:
            return ()
        return tuple(self._scored(reading) for reading in self._readings(papers, recent))

    def _readings(
        self, papers: Sequence[Paper], recent: Mapping[str, Sequence[float]]
    ) -> Iterator[_Reading]:
        texts = [(read(paper.title), read(paper.abstract)) for paper in papers]
        rows = self._space.rows([document(title, abstract) for title, abstract in texts])
        nearness = products(rows, self._queries)
        standing = self._standing(nearness, recent)
        anchors = products(rows, self._anchors)
        for at, (paper, (title, abstract)) in enumerate(zip(papers, texts, strict=True)):
            measured = (rows[at], nearness[at], standing[at], anchors[at])
            yield _Reading(
                paper, Wording(title, abstract), *measured, self._mentions.exclusions(paper)
            )

    def _standing(self, nearness: Floats, recent: Mapping[str, Sequence[float]]) -> Floats:
        """Return papers x topics: the percentile of every paper in every topic's stream."""
        standing = np.zeros_like(nearness)
        for at, topic in enumerate(self.topics):
            earlier = recent.get(topic.id, ())
            stand_in = self._stand_in[:, at]
            standing[:, at] = percentiles(nearness[:, at], earlier, stand_in, self._points.enough)
        return standing

    def _scored(self, reading: _Reading) -> Score:
        reasons = (
            *self._watches(reading),
            *self._topic_parts(reading),
            *self._must_read_part(reading),
            *self._penalties(reading),
        )
        return Score(
            paper_id=str(reading.paper.id),
            value=round(math.fsum(reason.value for reason in reasons), _DECIMALS),
            topics=tuple(self._topic_scores(reading)),
            reasons=reasons,
        )

    def _topic_scores(self, reading: _Reading) -> Iterator[TopicScore]:
        for at, topic in enumerate(self.topics):
            if topic.id in reading.excluded:
                yield TopicScore(topic.id, 0.0, 0.0)
            else:
                yield TopicScore(topic.id, float(reading.nearness[at]), float(reading.standing[at]))

    def _watches(self, reading: _Reading) -> Iterator[Reason]:
        """Yield the watch entries that the paper meets; the points go to the first of them."""
        points = self._points.watch
        for watch, found in self._mentions.watches(reading.paper):
            yield Reason("watch", watch.name, points, watch.name, found)
            points = 0.0

    def _topic_parts(self, reading: _Reading) -> Iterator[Reason]:
        """Yield the paper's best topics, each worth a smaller share than the one before.

        The best is named however little it gives; the others only where they are worth a word.
        """
        strengths = {at: self._strength(reading, at) for at in range(len(self.topics))}
        best = sorted(strengths, key=lambda at: (-strengths[at], at))
        for at, share in zip(best, self._points.topics, strict=False):
            value = round(share * strengths[at], _DECIMALS)
            if value >= (self._points.worth_a_word if at != best[0] else _LEAST):
                topic = self.topics[at]
                terms = self._terms(reading, self._queries[:, at])
                yield Reason("topic", _label(topic), value, topic.id, terms)

    def _strength(self, reading: _Reading, at: int) -> float:
        """Return 0..1 times the topic's weight: how far the paper stands out in the topic."""
        topic = self.topics[at]
        if topic.id in reading.excluded:
            return 0.0
        firm = min(1.0, float(reading.nearness[at]) / self._points.solid)
        return topic.weight * firm * tail(float(reading.standing[at]))

    def _must_read_part(self, reading: _Reading) -> Iterator[Reason]:
        """Yield the must-read that the paper is nearest to, where it is near enough to mention."""
        if not self._must_reads:
            return
        at = int(np.argmax(reading.anchors))
        start, full = self._points.must_read_from, self._points.must_read_at
        share = min(1.0, (float(reading.anchors[at]) - start) / (full - start))
        value = round(self._points.must_read * share, _DECIMALS)
        if value >= self._points.worth_a_word:
            must_read = self._must_reads[at]
            terms = self._terms(reading, self._anchors[:, at])
            yield Reason("must-read", must_read.title, value, must_read.id, terms)

    def _penalties(self, reading: _Reading) -> Iterator[Reason]:
        """Yield what counts against the paper; at most one excluded word does."""
        for at, topic in enumerate(self.topics):
            if topic.id in reading.excluded and reading.standing[at] >= _MATCHED:
                word = reading.excluded[topic.id]
                yield Reason("penalty", "excluded", -self._points.excluded, topic.id, (word,))
                break
        if not reading.paper.abstract.strip():
            yield Reason("penalty", "no abstract", -self._points.no_abstract)

    def _terms(self, reading: _Reading, weights: Floats) -> tuple[str, ...]:
        return reading.wording.of(self._space.strongest(reading.row, weights))


def _query(topic: Topic) -> list[str]:
    """Return the terms of the name and of all queries; no pair of words spans two of them."""
    return [term for text in (topic.name.en, *topic.queries) for term in read(text).terms]


def _anchor(must_read: MustRead) -> list[str]:
    return document(read(must_read.title), read(must_read.text))


def _label(topic: Topic) -> str:
    return topic.name.in_language("en")


def _fingerprint(
    roadmap: Roadmap, weights: Weights, background: Background, watch: Sequence[Watch]
) -> str:
    parts = (ALGORITHM, background.version, weights, roadmap.topics, roadmap.must_read, *watch)
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:16]
