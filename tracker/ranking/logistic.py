"""Logistic regression with the weights that scikit-learn gives, but without its import.

That import takes as long as learning what eighty readers like, and somebody's likes are learnt in
every run. Topics, which are learnt once a week, are left to scikit-learn.
"""

import numpy as np

from tracker.ranking.percentiles import Floats
from tracker.ranking.terms import Rows

_CLOSE = 1e-4  # Done when the gradient is so small beside the first one; ranks change no more.
_ROUGH = 0.5  # So much of the gradient may be left by the first steps, and ever less by the next.
_STEPS = 50  # Six are usual.
_DESCENT, _LEAST = 1e-4, 1e-6


def regression(rows: Rows, examples: int, importance: Floats, trust: float) -> Floats:
    """Return the weight of each column; the first `examples` rows are the positives.

    `importance` weighs the rows, positives and others being balanced as a whole; `trust` in them is
    the inverse strength of the L2 regularization of all weights. A constant is a column of ones. By
    Newton's method, its steps by conjugate gradients (Nocedal and Wright, Numerical Optimization,
    chapter 7).
    """
    is_one = np.arange(rows.shape[0]) < examples
    sides = np.where(is_one, 1.0, -1.0)
    balance = np.where(is_one, importance[is_one].sum(), importance[~is_one].sum())
    costs = trust * importance * importance.sum() / (2 * balance)
    columns = rows.T
    weights, margins, first = np.zeros(rows.shape[1]), np.zeros(rows.shape[0]), 0.0
    for _ in range(_STEPS):
        doubts = np.exp(-np.logaddexp(0.0, margins))
        gradient = weights - columns @ (sides * costs * doubts)
        size = float(np.linalg.norm(gradient))
        first = first or size
        if size <= _CLOSE * first:
            break
        share_left = min(_ROUGH, (size / first) ** 0.5)
        step = _step(rows, columns, gradient, costs * doubts * (1 - doubts), share_left)
        moved = sides * (rows @ step)
        share = _share(margins, moved, costs, weights, step, gradient)
        weights, margins = weights + share * step, margins + share * moved
    return weights


def _step(
    rows: Rows, columns: Rows, gradient: Floats, curvature: Floats, share_left: float
) -> Floats:
    """Return about where a quadratic that fits the loss here has its minimum."""
    step, left = np.zeros(len(gradient)), -gradient
    towards, size = left, float(left @ left)
    enough = share_left**2 * size
    while size > enough:
        bent = towards + columns @ (curvature * (rows @ towards))
        along = size / float(towards @ bent)
        step, left = step + along * towards, left - along * bent
        size, before = float(left @ left), size
        towards = left + (size / before) * towards
    return step


def _share(
    margins: Floats, moved: Floats, costs: Floats, weights: Floats, step: Floats, gradient: Floats
) -> float:
    """Return how much of a step makes the loss smaller by a fair part of what it promises."""

    def loss(share: float) -> float:
        there = weights + share * step
        return float(costs @ np.logaddexp(0.0, -margins - share * moved) + there @ there / 2)

    here, slope, share = loss(0.0), float(gradient @ step), 1.0
    while loss(share) > here + _DESCENT * share * slope and share > _LEAST:
        share /= 2
    return share
