"""Scores papers against a roadmap, and says in parts that add up why each stands where it does."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from tracker.model.feedback import Judged
from tracker.model.papers import Paper
from tracker.model.roadmap import Roadmap, Watch
from tracker.model.scores import Reason, Score, TopicScore
from tracker.ranking.background import Background
from tracker.ranking.measures import Measured, Measures
from tracker.ranking.mentions import Mentions
from tracker.ranking.opinions import Opinions
from tracker.ranking.points import Points, Reading, strengths
from tracker.ranking.taste import Taste, exchanged, summed
from tracker.ranking.terms import Row, TermSpace
from tracker.ranking.text import read
from tracker.ranking.topics import TopicModels, learn_from, query_terms
from tracker.ranking.weights import Weights
from tracker.ranking.wording import Wording

__all__ = ["Ranker", "Weights", "exchanged"]

Personal: TypeAlias = tuple[tuple[Reason, ...], ...]
"""One reader's parts of the scores of some papers, in the papers' order."""

ALGORITHM = 5
"""Changes whenever the same input gives other scores."""

_OF_THE_ROADMAP, _OF_WHAT_IS_LEARNT = 16, 8  # Characters of the two parts of a fingerprint.


class Ranker:
    """A roadmap ready to score papers; of one call it keeps for the next what it has read.

    `fingerprint` names everything that scores depend on beside the papers and the recent stream:
    scores stored under another one are out of date. It begins with `roadmap_fingerprint`, which
    names what the user has configured, and goes on with what was learnt. `topics` are the
    roadmap's. Without `models` the topics are learnt from the background's sample, when first
    needed. `judged` is what the reader whose scores these are has said of papers.
    """

    def __init__(
        self,
        roadmap: Roadmap,
        weights: Weights,
        background: Background,
        watch: Sequence[Watch] = (),
        *,
        models: TopicModels | None = None,
        judged: Sequence[Judged] = (),
    ) -> None:
        self.topics = roadmap.topics
        self.roadmap_fingerprint = _hash(
            ALGORITHM, weights, roadmap, *watch, length=_OF_THE_ROADMAP
        )
        self._roadmap = roadmap
        self._weights = weights
        self._background = background
        self._models = models
        self._opinions = Opinions(judged)
        self._mentions = Mentions(roadmap.topics, watch)
        self._read: tuple[Sequence[Paper], Measured] | None = None
        learnt = (background.version, models.version if models else "", self._opinions.version)
        self.fingerprint = f"{self.roadmap_fingerprint}.{_hash(*learnt, length=_OF_WHAT_IS_LEARNT)}"

    def score(
        self, papers: Sequence[Paper], recent: Mapping[str, Sequence[float]]
    ) -> tuple[Score, ...]:
        """Return a score for each of `papers`, in their order.

        `recent` maps topic ids to the raw scores (`TopicScore.score`) that earlier papers got
        under this fingerprint. Percentiles are taken in that stream and `papers` together, so the
        order of `papers` changes nothing.
        """
        scores, _ = self.score_for(papers, recent, ())
        return scores

    def score_for(
        self,
        papers: Sequence[Paper],
        recent: Mapping[str, Sequence[float]],
        tastes: Sequence[Taste],
    ) -> tuple[tuple[Score, ...], tuple[Personal, ...]]:
        """Return what `score` does and, by taste, what `personal` does, reading papers once."""
        if not papers:
            return (), tuple(() for _ in tastes)
        measured, wordings = self._measures.of(papers, recent), _wordings(papers)
        own, *others = (each.reasons(measured, wordings) for each in (self._own_taste, *tastes))
        scores = map(self._scored, self._readings(measured, wordings), own)
        return tuple(scores), tuple(others)

    def taste(self, judged: Sequence[Judged]) -> Taste:
        """Return what a reader likes, learnt from what they have said of papers."""
        return self._taste(Opinions(judged))

    def personal(self, papers: Sequence[Paper], tastes: Sequence[Taste]) -> tuple[Personal, ...]:
        """Return, by taste and then by paper, the parts of a score that are one reader's.

        `exchanged` puts them in the place of another's.
        """
        if not papers:
            return tuple(() for _ in tastes)
        measured, wordings = self._measured_before(papers), _wordings(papers)
        return tuple(taste.reasons(measured, wordings) for taste in tastes)

    def _measured_before(self, papers: Sequence[Paper]) -> Measured:
        """Measure `papers`, once for all readers who ask for the same ones in turn."""
        if self._read is None or self._read[0] != papers:
            self._read = papers, self._measures.of(papers, {})
        return self._read[1]

    def topic_terms(self, topic_id: str, limit: int = 20) -> tuple[tuple[str, float], ...]:
        """Return the terms that speak most for a topic, as people write them, with their weights.

        Raises KeyError for a topic that the roadmap has not.
        """
        places = {topic.id: at for at, topic in enumerate(self.topics)}
        row = Row.of(self._measures.own_weights, places[topic_id])
        named = zip(row.values.tolist(), row.places, strict=True)
        found = sorted((-round(weight, 2), self._space.terms[at]) for weight, at in named)
        strongest = [(term, -weight) for weight, term in found[:limit] if weight < 0]
        return tuple((self._background.as_written(term), weight) for term, weight in strongest)

    @cached_property
    def _space(self) -> TermSpace:
        """The terms of the background, and those that only this roadmap knows."""
        queries = (term for topic in self.topics for terms in query_terms(topic) for term in terms)
        must_reads = (term for each in self._roadmap.must_read for term in read(each.text).terms)
        return TermSpace(self._background, (*queries, *must_reads))

    @cached_property
    def _measures(self) -> Measures:
        space, roadmap = self._space, self._roadmap
        models = self._models or learn_from(self.topics, space, space.sample_rows())
        return Measures(space, self.topics, models, roadmap.must_read, self._weights.enough)

    @cached_property
    def _points(self) -> Points:
        measures = self._measures
        return Points(
            self._roadmap,
            self._weights,
            self._space,
            measures.own_weights,
            measures.anchors,
            self._mentions,
        )

    @cached_property
    def _own_taste(self) -> Taste:
        return self._taste(self._opinions)

    def _taste(self, opinions: Opinions) -> Taste:
        return Taste(opinions, self._space, self._measures, self._weights)

    def _readings(self, measured: Measured, wordings: Sequence[Wording]) -> Iterator[Reading]:
        strong = strengths(self.topics, self._weights, measured.scores, measured.standing)
        for at, paper in enumerate(measured.papers):
            yield Reading(
                paper,
                wordings[at],
                Row.of(measured.rows, at),
                measured.scores[at],
                measured.standing[at],
                strong[at],
                measured.anchors[at],
                self._mentions.exclusions(paper),
            )

    def _scored(self, reading: Reading, personal: Sequence[Reason]) -> Score:
        reasons = self._points.reasons(reading)
        topics = tuple(self._topic_scores(reading))
        return exchanged(Score(str(reading.paper.id), summed(reasons), topics, reasons), personal)

    def _topic_scores(self, reading: Reading) -> Iterator[TopicScore]:
        found = zip(self.topics, reading.scores.tolist(), reading.standing.tolist(), strict=True)
        for topic, score, standing in found:
            ruled_out = topic.id in reading.excluded
            yield TopicScore(topic.id, *((0.0, 0.0) if ruled_out else (score, standing)))


def _wordings(papers: Sequence[Paper]) -> list[Wording]:
    return [Wording(paper.title, paper.abstract) for paper in papers]


def _hash(*parts: object, length: int) -> str:
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:length]
