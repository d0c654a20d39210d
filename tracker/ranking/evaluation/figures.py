"""From outcomes to means with intervals: how sure a figure is, and a lead over another method."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.model.evaluation import (
    METRICS,
    Contest,
    Estimate,
    Interval,
    MethodFigures,
    TopicFigures,
)
from tracker.ranking.evaluation.ranks import Floats

SAMPLES = 1_000
SEED = 5

_MIDDLE = (2.5, 97.5)
_DECIMALS = 4

Outcomes = Sequence[Floats]
"""A method's, for each topic: its judged papers x METRICS."""


def contest(
    likes: int, topics: Sequence[str], results: Mapping[str, Outcomes], notes: Mapping[str, str]
) -> Contest:
    """Return the figures of all methods, the first of which is ours, over the same papers.

    Every method is resampled alike, so that differences are those of pairs. Without topics there
    are no figures.
    """
    if not topics:
        return Contest(likes, 0, (), ())
    ours = next(iter(results))
    papers = [len(each) for each in results[ours]]
    draws = _Draws(papers)
    return Contest(
        likes=likes,
        papers=sum(papers),
        topics=tuple(topics),
        methods=tuple(
            _figures(name, notes.get(name, ""), topics, results[name], results[ours], draws)
            for name in results
        ),
    )


def _figures(
    name: str,
    note: str,
    topics: Sequence[str],
    outcomes: Outcomes,
    ours: Outcomes,
    draws: "_Draws",
) -> MethodFigures:
    leads = [mine - other for mine, other in zip(ours, outcomes, strict=True)]
    is_ours = outcomes is ours
    return MethodFigures(
        name=name,
        note=note,
        macro=draws.macro(outcomes),
        pooled=draws.pooled(outcomes),
        lead=() if is_ours else draws.macro(leads),
        pooled_lead=() if is_ours else draws.pooled(leads),
        topics=tuple(
            TopicFigures(topic, len(each), tuple(map(_rounded, each.mean(axis=0))))
            for topic, each in zip(topics, outcomes, strict=True)
        ),
    )


class _Draws:
    """How often each paper of each topic, and each topic, is drawn in each of the samples.

    The seed and the generator are ones that numpy promises to keep (NEP 19).
    """

    def __init__(self, papers: Sequence[int]) -> None:
        random = np.random.RandomState(SEED)
        self._sizes = np.array(papers, dtype=np.float64)
        self._papers = [_shares(random, count) for count in papers]
        self._topics = _shares(random, len(papers))
        self._even = np.full_like(self._topics, 1 / max(1, len(papers)))

    def macro(self, outcomes: Outcomes) -> tuple[Estimate, ...]:
        """Return the mean of the topics' means."""
        return self._estimates(outcomes, np.ones_like(self._sizes))

    def pooled(self, outcomes: Outcomes) -> tuple[Estimate, ...]:
        """Return the mean of all papers, each topic counting by its papers."""
        return self._estimates(outcomes, self._sizes)

    def _estimates(self, outcomes: Outcomes, sizes: Floats) -> tuple[Estimate, ...]:
        means = np.array([each.mean(axis=0) for each in outcomes])
        drawn = np.array(
            [shares @ each for shares, each in zip(self._papers, outcomes, strict=True)]
        )
        papers = _weighted(drawn, self._even * sizes)
        topics = _weighted(drawn, self._topics * sizes)
        return tuple(
            Estimate(
                _rounded(np.average(means[:, at], weights=sizes)),
                _interval(papers[:, at]),
                _interval(topics[:, at]),
            )
            for at in range(len(METRICS))
        )


def _shares(random: np.random.RandomState, count: int) -> Floats:
    """Return samples x `count`: the shares that draws with replacement give to each."""
    drawn = random.randint(count, size=(SAMPLES, count)) + np.arange(SAMPLES)[:, None] * count
    counts = np.bincount(drawn.ravel(), minlength=SAMPLES * count)
    return counts.reshape(SAMPLES, count) / count


def _weighted(drawn: NDArray[np.float64], weights: Floats) -> Floats:
    """Return samples x METRICS of topics x samples x METRICS, with weights of samples x topics."""
    sums = np.einsum("tsm,st->sm", drawn, weights)
    return np.asarray(sums / weights.sum(axis=1)[:, None])


def _interval(values: Floats) -> Interval:
    low, high = np.percentile(values, _MIDDLE)
    return Interval(_rounded(low), _rounded(high))


def _rounded(value: float) -> float:
    return round(float(value), _DECIMALS) + 0.0
