"""Logistic regression with the weights that scikit-learn gives, but without its import.

That import takes as long as learning what eighty readers like, and somebody's likes are learnt in
every run. Topics, which are learnt once a week, are left to scikit-learn.
"""

import numpy as np

from tracker.ranking.percentiles import Floats
from tracker.ranking.terms import Rows

_CLOSE = 1e-4  # Done when the gradient is so small beside the first one; ranks change no more.
_WORTH = 0.1  # A step is worked out so far: the next one starts from a better place.
_STEPS = 50  # Ten are usual.
_DESCENT = 1e-4


def regression(rows: Rows, examples: int, importance: Floats, trust: float) -> Floats:
    """Return the weight of each column; the first `examples` rows are the positives.

    `importance` weighs the rows, positives and others being balanced as a whole; `trust` in them is
    the inverse strength of the L2 regularization, which a constant that is learnt too is under. By
    Newton's method, its steps by conjugate gradients (Nocedal and Wright, Numerical Optimization,
    chapter 7).
    """
    is_one = np.arange(rows.shape[0]) < examples
    sides = np.where(is_one, 1.0, -1.0)
    balance = np.where(is_one, importance[is_one].sum(), importance[~is_one].sum())
    costs = trust * importance * importance.sum() / (2 * balance)
    weights, margins = np.zeros(rows.shape[1] + 1), np.zeros(rows.shape[0])
    first = 0.0
    for _ in range(_STEPS):
        doubts = np.exp(-np.logaddexp(0.0, margins))
        gradient = weights - _back(rows, sides * costs * doubts)
        first = first or float(np.linalg.norm(gradient))
        if np.linalg.norm(gradient) <= _CLOSE * first:
            break
        step = _step(rows, gradient, costs * doubts * (1 - doubts))
        moved = sides * _forth(rows, step)
        share = _share(margins, moved, costs, weights, step, gradient)
        weights, margins = weights + share * step, margins + share * moved
    found: Floats = weights[:-1]
    return found


def _step(rows: Rows, gradient: Floats, curvature: Floats) -> Floats:
    """Return where a quadratic that fits the loss here would have its minimum, about."""
    step, left = np.zeros(len(gradient)), -gradient
    towards, size = left, float(left @ left)
    enough = _WORTH**2 * size
    while size > enough:
        bent = towards + _back(rows, curvature * _forth(rows, towards))
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
    while loss(share) > here + _DESCENT * share * slope and share > 1e-6:
        share /= 2
    return share


def _forth(rows: Rows, weights: Floats) -> Floats:
    """Return what the weights give each row; the last weight is the constant's."""
    found: Floats = rows @ weights[:-1] + weights[-1]
    return found


def _back(rows: Rows, values: Floats) -> Floats:
    """Return what values of rows are for columns and, last, for the constant."""
    return np.append(rows.T @ values, values.sum())
