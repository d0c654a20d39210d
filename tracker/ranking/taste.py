"""Says what a reader likes beyond the roadmap, and in which of their papers it was seen."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tracker.model.papers import Paper
from tracker.model.scores import Reason, Score
from tracker.ranking.measures import Measured, Measures
from tracker.ranking.opinions import Opinions
from tracker.ranking.percentiles import Floats, shares_below, tail
from tracker.ranking.preferences import learn_preferences
from tracker.ranking.terms import Row, Rows, TermSpace, products
from tracker.ranking.weights import DECIMALS, Weights
from tracker.ranking.wording import Wording

PERSONAL = frozenset({"liked", "disliked"})
"""The kinds of reasons that are one reader's; all others are the same for everybody."""

_GROWS_BY = 5  # So many likes make each worth once more,
_MOST_GROWTH = 4.0  # and at the most so much.
_ALIKE = 0.1  # A cosine under which nobody would see the likeness.
_FROM = float(tail(np.array(95.0)))


class Taste:
    """What papers gain and lose for what one reader has said of others."""

    def __init__(
        self, opinions: Opinions, space: TermSpace, measures: Measures, weights: Weights
    ) -> None:
        self._opinions = opinions
        self._space = space
        self._weights = weights
        judged = space.rows([(paper.title, paper.abstract) for paper in opinions.papers])
        likes, dislikes, _ = opinions.sizes
        self._liked, self._disliked = judged[:likes], judged[likes : likes + dislikes]
        self._preferences = learn_preferences(opinions, judged, measures)
        # The more is liked, the less the roadmap says beside it.
        self._growth = min(_MOST_GROWTH, 1 + likes / _GROWS_BY)
        self._likeable = np.maximum(self._preferences.words, 0.0)
        raw = self._raw(measures.sample, measures.sample_deviations, measures.sample_filed)
        self._middle, self._deviation = float(raw.mean()), float(raw.std()) or 1.0
        self._stream = np.sort(self._standard(raw))

    def deviations(self, measured: Measured) -> Floats:
        """Return for each paper how far out it is among what the reader likes, 0 for the stream."""
        return self._standard(self._raw(measured.rows, measured.deviations, measured.filed))

    def reasons(
        self, measured: Measured, wordings: Sequence[Wording]
    ) -> tuple[tuple[Reason, ...], ...]:
        """Return the personal parts of each paper's score; `wordings` are the papers' own."""
        if not self._opinions.version:
            return tuple(() for _ in measured.papers)
        gains, disliked = self._most_gains(measured), products(measured.rows, self._disliked)
        far = disliked.max(axis=1, initial=0.0)
        losses = self._weights.disliked * self._too_near(far)
        # Most papers neither stand out nor are near to a disliked one, and need not be compared.
        most = np.round(np.maximum(gains, losses), DECIMALS)
        likely = np.flatnonzero(most >= self._weights.worth_a_word)
        liked = self._alike(measured, likely)
        near = liked.max(axis=1, initial=0.0)
        gained = _points(gains[likely] * _nearness(near))
        lost = _points(np.where(far[likely] > near, losses[likely], 0.0))
        found: list[tuple[Reason, ...]] = [()] * len(measured.papers)
        for at, alike, gain, loss in zip(likely.tolist(), liked, gained, lost, strict=True):
            row, wording = Row.of(measured.rows, at), wordings[at]
            if gain >= self._weights.worth_a_word:
                found[at] += (self._liked_part(gain, alike, row, wording),)
            if loss >= self._weights.worth_a_word:
                found[at] += (self._disliked_part(loss, disliked[at], row, wording),)
        return tuple(found)

    def gains(self, measured: Measured) -> Floats:
        """Return the points that each paper gets for what is liked."""
        near = self._alike(measured, np.arange(len(measured.papers))).max(axis=1, initial=0.0)
        gains: Floats = self._most_gains(measured) * _nearness(near)
        return gains

    def _alike(self, measured: Measured, chosen: NDArray[np.int64]) -> Floats:
        """Return `chosen` papers x liked ones: how alike they are, no paper being so to itself."""
        alike = products(measured.rows[chosen], self._liked)
        places = {each.id: at for at, each in enumerate(self._opinions.liked)}
        for at, paper in enumerate(measured.papers[each] for each in chosen):
            if paper.id in places:
                alike[at, places[paper.id]] = 0.0
        return alike

    def _most_gains(self, measured: Measured) -> Floats:
        """Return the points of papers for how far out they are, if a liked one is near enough."""
        standing = shares_below(self.deviations(measured), self._stream)
        gains: Floats = self._weights.liked * self._growth * _stand_out(standing)
        return gains

    def _raw(self, rows: Rows, deviations: Floats, filed: Floats) -> Floats:
        words, topics, categories = self._preferences
        raw: Floats = np.round(rows @ words + (deviations @ topics + filed @ categories), 6)
        return raw

    def _standard(self, raw: Floats) -> Floats:
        standard: Floats = np.round((raw - self._middle) / self._deviation, 6)
        return standard

    def _liked_part(self, value: float, nearness: Floats, row: Row, wording: Wording) -> Reason:
        """Return what the nearest liked paper gives, and the words it was found by."""
        at = int(nearness.argmax())
        words = wording.of(self._space.strongest(row, Row.of(self._liked, at), self._likeable))
        return _reason("liked", self._opinions.liked[at], value, words)

    def _disliked_part(self, value: float, nearness: Floats, row: Row, wording: Wording) -> Reason:
        at = int(nearness.argmax())
        words = wording.of(self._space.strongest(row, Row.of(self._disliked, at)))
        return _reason("disliked", self._opinions.disliked[at], -value, words)

    def _too_near(self, cosines_: Floats) -> Floats:
        start, full = self._weights.alike_from, self._weights.alike_at
        shares: Floats = np.clip((cosines_ - start) / (full - start), 0.0, 1.0)
        return shares


def exchanged(score: Score, personal: Sequence[Reason]) -> Score:
    """Return `score` with its personal parts in place of those it has, and their sum."""
    general = [reason for reason in score.reasons if reason.kind not in PERSONAL]
    if not personal and len(general) == len(score.reasons):
        return score
    gains = [reason for reason in general if reason.value >= 0]
    losses = [reason for reason in general if reason.value < 0]
    reasons = (*gains, *personal, *losses)
    return replace(score, value=summed(reasons), reasons=reasons)


def summed(reasons: Sequence[Reason]) -> float:
    """Return what the parts of a score add up to."""
    return round(math.fsum(reason.value for reason in reasons), DECIMALS)


def _points(values: Floats) -> list[float]:
    return [round(value, DECIMALS) for value in values.tolist()]


def _nearness(near: Floats) -> Floats:
    """Return 1, and less where nobody would see the likeness."""
    return np.minimum(1.0, near / _ALIKE)


def _stand_out(standing: Floats) -> Floats:
    """Return 0 up to the 95th percentile of what is liked, and 1 at the 99.9th."""
    return np.maximum(0.0, (tail(standing) - _FROM) / (1.0 - _FROM))


def _reason(kind: str, paper: Paper, value: float, words: tuple[str, ...]) -> Reason:
    return Reason(kind, paper.title, value, str(paper.id), words)
