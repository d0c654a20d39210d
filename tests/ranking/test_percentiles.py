import numpy as np
import pytest

from tracker.ranking.percentiles import percentiles, tail

NONE = np.array([])


def test_percentiles_grow_with_the_scores() -> None:
    scores = np.array([0.01, 0.2, 0.05, 0.2, 0.9])
    found = percentiles(scores, [0.02, 0.3, 0.04], NONE, 0)
    order = np.argsort(scores, kind="stable")
    assert list(found[order]) == sorted(found)
    assert found[1] == found[3]


def test_a_score_is_placed_in_the_recent_stream() -> None:
    assert percentiles(np.array([0.5]), [0.1] * 98 + [0.9], NONE, 0)[0] == 98.5


def test_no_match_stands_at_zero_even_where_everyone_has_none() -> None:
    assert list(percentiles(np.zeros(3), [0.0] * 5, NONE, 0)) == [0.0, 0.0, 0.0]


def test_the_sample_stands_in_until_the_stream_is_long_enough() -> None:
    sample = np.full(10, 0.9)
    assert percentiles(np.array([0.5]), [], sample, 10)[0] < 10
    assert percentiles(np.array([0.5]), [0.1] * 9, sample, 10)[0] == 95.0


@pytest.mark.parametrize(("percentile", "share"), [(0, 0), (90, 1 / 3), (99, 2 / 3), (100, 1)])
def test_each_tenfold_rarity_adds_a_third(percentile: float, share: float) -> None:
    assert tail(percentile) == pytest.approx(share)
