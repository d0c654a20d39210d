"""Recall and percentile of judged papers among the candidates of a day."""

import numpy as np
import pytest

from tracker.ranking.evaluation.ranks import outcomes


def of(scores: list[float], *judged: int) -> list[list[float]]:
    return outcomes(np.array(scores), judged).tolist()


def test_the_first_of_a_hundred_is_in_every_cut_and_above_all() -> None:
    assert of([float(-number) for number in range(100)], 0) == [[1, 1, 1, 1]]


def test_the_eighth_is_among_ten_and_twenty() -> None:
    (found,) = of([float(-number) for number in range(100)], 7)
    assert found[:3] == [0, 1, 1]
    assert found[3] == pytest.approx(1 - 7 / 99)


def test_the_last_is_nowhere() -> None:
    assert of([float(-number) for number in range(100)], 99) == [[0, 0, 0, 0]]


def test_equal_scores_count_as_shuffled() -> None:
    assert of([0.0] * 40, 3) == [[5 / 40, 10 / 40, 20 / 40, 0.5]]
    (found,) = of([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0], 5)
    assert found == pytest.approx([2 / 4, 1, 1, 1 - 4.5 / 6])


def test_a_day_with_one_paper_has_it_at_the_top() -> None:
    assert of([0.3], 0) == [[1, 1, 1, 1]]


def test_every_judged_paper_has_a_row() -> None:
    assert len(of([3.0, 2.0, 1.0], 2, 0)) == 2
