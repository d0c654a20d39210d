"""Measures papers against a roadmap: how far out in each topic, how near to each must-read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack

from tracker.model.papers import Paper
from tracker.model.roadmap import MustRead, Topic
from tracker.ranking.categories import category_features
from tracker.ranking.percentiles import percentiles
from tracker.ranking.terms import Floats, Rows, TermSpace, products
from tracker.ranking.topics import TopicModels, spread

_FAR_OUT = 3.0  # Deviations from the stream at which a score is one half.
_DECIMALS = 6
_OTHERS = 2000


@dataclass(frozen=True, slots=True)
class Measured:
    """Papers with all that was measured on them, in the same order, before any points are given.

    `rows` are papers x terms, `deviations`, `scores` (0..1) and `standing` (percentiles) papers x
    topics, `anchors` (cosines) papers x must-reads, `filed` papers x features of categories.
    """

    papers: Sequence[Paper]
    rows: Rows
    deviations: Floats
    scores: Floats
    standing: Floats
    anchors: Floats
    filed: Floats


class Measures:
    """The topics and must-reads of a roadmap in one term space.

    `others` are some rows of the sample and what is `beside` them, to set a reader's likes apart
    from.
    `own_weights` are topics x terms, `anchors` must-reads x terms. A topic's score is the distance
    of its linear model from what the shipped sample gets, in standard deviations, bent into 0..1:
    the same whichever papers the model was learnt from.
    """

    def __init__(
        self,
        space: TermSpace,
        topics: Sequence[Topic],
        models: TopicModels,
        must_reads: Sequence[MustRead],
        enough: int,
    ) -> None:
        self._space = space
        self._topics = topics
        self._enough = enough
        weights = {model.id: model.weights for model in models.topics}
        self.own_weights = space.vectors([weights.get(topic.id, {}) for topic in topics])
        self._own_terms = self.own_weights.astype(bool).astype(np.float64)
        self._weights = vstack([self.own_weights, space.vectors([models.roadmap])], format="csr")
        self.anchors = space.rows([(each.title, each.text) for each in must_reads])
        self.sample = space.sample_rows()
        raw = self._raw(self.sample)
        self._middle = raw.mean(axis=0) if len(raw) else np.zeros(len(topics))
        deviation = raw.std(axis=0) if len(raw) else np.ones(len(topics))
        self._deviation = np.where(deviation > 0, deviation, 1.0)
        self.sample_deviations = self._out(raw)
        self._stand_in = _bent(self.sample_deviations)
        self.sample_filed = category_features(space.sample_categories)
        self._usual = self.sample_filed.mean(axis=0) if len(raw) else None
        some = spread(self.sample.shape[0], _OTHERS)
        beside = self.beside(self.sample_deviations[some], self.sample_filed[some])
        self.others = self.sample[some], beside

    def of(self, papers: Sequence[Paper], recent: Mapping[str, Sequence[float]]) -> Measured:
        """Measure `papers`; `recent` has the scores of earlier ones by topic id."""
        rows = self._space.rows([(paper.title, paper.abstract) for paper in papers])
        deviations = self.deviations(rows)
        scores = self._scores(rows, deviations)
        anchors = products(rows, self.anchors)
        standing = self._standing(scores, recent)
        return Measured(papers, rows, deviations, scores, standing, anchors, self.filed(papers))

    def filed(self, papers: Sequence[Paper]) -> Floats:
        """Return papers x features of their categories, the usual ones where none are known."""
        return category_features([paper.categories for paper in papers], self._usual)

    def deviations(self, rows: Rows) -> Floats:
        """Return papers x topics: how many deviations of the stream each paper is out."""
        return self._out(self._raw(rows))

    def beside(self, deviations: Floats, filed: Floats) -> Rows:
        """Return what papers have beside their words: their topics, categories and a constant 1."""
        return csr_matrix(np.hstack([deviations, filed, np.ones((len(filed), 1))]))

    def _out(self, raw: Floats) -> Floats:
        return np.round((raw - self._middle) / self._deviation, _DECIMALS)

    def _raw(self, rows: Rows) -> Floats:
        found = products(rows, self._weights)
        raw: Floats = found[:, :-1] + found[:, -1:]
        return raw

    def _scores(self, rows: Rows, deviations: Floats) -> Floats:
        """Return 0 where a paper has not one of the topic's own terms."""
        return np.where(products(rows, self._own_terms) > 0, _bent(deviations), 0.0)

    def _standing(self, scores: Floats, recent: Mapping[str, Sequence[float]]) -> Floats:
        standing = np.zeros_like(scores)
        for at, topic in enumerate(self._topics):
            earlier = recent.get(topic.id, ())
            stand_in = self._stand_in[:, at]
            standing[:, at] = percentiles(scores[:, at], earlier, stand_in, self._enough)
        return standing


def _bent(deviations: Floats) -> Floats:
    bent: Floats = np.round(1 / (1 + np.exp(_FAR_OUT - deviations)), _DECIMALS)
    return bent
