"""Makes scores of different topics comparable: where a score stands in the recent stream."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STREAM = 2_000
"""The last papers of a stream that percentiles are taken in."""


def percentiles(scores: Floats, recent: Sequence[float], stand_in: Floats, enough: int) -> Floats:
    """Return for each of `scores` the share (0..100) of the stream below it, ties counted half.

    The stream is `recent` and `scores` themselves, filled up to `enough` from `stand_in` while
    the two are short. A score of 0 is no match and stands at 0.
    """
    shares = shares_below(scores, _stream(scores, recent, stand_in, enough))
    return np.where(scores > 0, shares, 0.0)


def shares_below(scores: Floats, stream: Floats) -> Floats:
    """Return for each of `scores` the share (0..100) of the ascending `stream` below it."""
    below = np.searchsorted(stream, scores, side="left")
    not_above = np.searchsorted(stream, scores, side="right")
    shares: Floats = np.round(100.0 * (below + not_above) / (2.0 * max(1, len(stream))), 3)
    return shares


def tail(percentile: Floats) -> Floats:
    """Return how much each percentile stands out, 0..1: each tenfold rarity adds a third.

    The 90th gives about 1/3, the 99th 2/3, the 99.9th and above 1.
    """
    rarity = 100.0 / np.maximum(0.1, 100.0 - percentile)
    return np.asarray(np.round(np.clip(np.log10(rarity) / 3.0, 0.0, 1.0), 9), dtype=np.float64)


def _stream(scores: Floats, recent: Sequence[float], stand_in: Floats, enough: int) -> Floats:
    missing = max(0, enough - len(recent) - len(scores))
    parts = [np.asarray(recent, dtype=np.float64), scores, stand_in[:missing]]
    return np.sort(np.concatenate(parts))
