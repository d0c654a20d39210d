"""Means, intervals and leads of outcomes."""

import numpy as np
import pytest

from tracker.model.evaluation import METRICS, Contest, Estimate
from tracker.ranking.evaluation.figures import contest

RANDOM = np.random.RandomState(1)


def outcomes(*papers: int, share: float = 0.5) -> list[np.ndarray]:
    return [(RANDOM.rand(count, len(METRICS)) < share).astype(float) for count in papers]


OURS, OTHER = outcomes(40, 10, 200, share=0.7), outcomes(40, 10, 200, share=0.4)


def made() -> Contest:
    results = {"tracker": OURS, "other": OTHER, "same": [each.copy() for each in OURS]}
    return contest(0, ["a", "b", "c"], results, {"other": "a note"})


def test_macro_averages_topics_and_pooled_averages_papers() -> None:
    ours, *_ = made().methods
    assert ours.macro[0].value == pytest.approx(
        np.mean([each[:, 0].mean() for each in OURS]), abs=1e-4
    )
    assert ours.pooled[0].value == pytest.approx(np.concatenate(OURS)[:, 0].mean(), abs=1e-4)
    assert [each.papers for each in ours.topics] == [40, 10, 200]
    assert ours.topics[1].figures[3] == pytest.approx(OURS[1][:, 3].mean(), abs=1e-4)


def test_a_lead_is_the_difference_of_the_means() -> None:
    ours, other, same = made().methods
    assert other.lead[1].value == pytest.approx(
        ours.macro[1].value - other.macro[1].value, abs=2e-4
    )
    assert ours.lead == ours.pooled_lead == ()
    assert same.lead == (Estimate(0.0, *[same.lead[0].papers] * 2),) * 4
    assert (same.lead[0].papers.low, same.lead[0].papers.high) == (0.0, 0.0)
    assert other.note == "a note"


def test_intervals_hold_the_mean_and_are_wider_where_topics_are_drawn_too() -> None:
    for method in made().methods[:2]:
        for each in (*method.macro, *method.pooled, *method.lead):
            assert each.papers.low <= each.value <= each.papers.high
            assert each.topics.low <= each.value <= each.topics.high
    ours = made().methods[0]
    assert width(ours.macro[0].topics) > width(ours.macro[0].papers)


def test_an_interval_is_as_wide_as_the_binomial_says() -> None:
    found = contest(0, ["a"], {"tracker": [OURS[2]]}, {}).methods[0].macro[0]
    spread = (OURS[2][:, 0].std() / np.sqrt(200)) * 2 * 1.96
    assert width(found.papers) == pytest.approx(spread, rel=0.15)


def test_more_papers_make_a_narrower_interval() -> None:
    few, many = (
        contest(0, ["a"], {"tracker": outcomes(count)}, {}).methods[0].macro[0].papers
        for count in (20, 2000)
    )
    assert width(many) < width(few) / 4


def test_the_same_outcomes_give_the_same_figures() -> None:
    assert made() == made()


def width(interval: object) -> float:
    return interval.high - interval.low  # type: ignore[attr-defined]
