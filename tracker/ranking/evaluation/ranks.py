"""From the scores of a day to how near the top its judged papers stand."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tracker.ranking.evaluation.stream import ListingDay

Floats = NDArray[np.float64]

CUTS = (5, 10, 20)


class Method(Protocol):
    """A way of ranking; `note` names what it had to work with instead of what it was made for."""

    name: str
    note: str

    def scores(self, day: ListingDay, known: range) -> Floats:
        """Return candidates of `day` x topics, having seen the rows `known` of the stream."""


def ranked(
    method: Method,
    days: Iterable[ListingDay],
    known: Callable[[ListingDay], range],
    judged: Sequence[Sequence[int]],
) -> list[Floats]:
    """Return the outcomes of the rows `judged`, one list of them for each topic of `method`."""
    found: list[list[Floats]] = [[] for _ in judged]
    for day in days:
        places = [[row - day.rows.start for row in rows if row in day.rows] for rows in judged]
        if any(places):
            scores = method.scores(day, known(day))
            for topic, each in enumerate(places):
                found[topic].append(outcomes(scores[:, topic], each))
    return [np.concatenate(each) for each in found]


def outcomes(scores: Floats, judged: Sequence[int]) -> Floats:
    """Return `judged` x METRICS, for candidates with `scores` and the places `judged` among them.

    Candidates with equal scores count as shuffled: each has what it would have on average.
    """
    ordered = np.sort(scores)
    own = scores[list(judged)]
    above = len(scores) - np.searchsorted(ordered, own, side="right")
    equal = len(scores) - np.searchsorted(ordered, own, side="left") - above
    recalls = [np.clip((cut - above) / equal, 0, 1) for cut in CUTS]
    return np.column_stack([*recalls, 1 - (above + (equal - 1) / 2) / max(1, len(scores) - 1)])
