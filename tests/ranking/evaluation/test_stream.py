"""The order of a corpus, and what may be known on a day of it."""

from dataclasses import replace
from datetime import date, timedelta

from tests.ranking.evaluation.corpora import A_DAY, FIRST, paper, papers
from tracker.model.evaluation import Knowledge
from tracker.ranking.evaluation.stream import Stream


def test_papers_stand_by_day_and_id_whatever_order_they_come_in() -> None:
    stream = Stream(reversed(list(papers(3))))
    assert stream.papers == tuple(papers(3))
    assert [day.on for day in stream.days] == [FIRST + timedelta(days=each) for each in range(3)]
    assert [len(day.rows) for day in stream.days] == [A_DAY] * 3


def test_a_paper_without_a_listing_day_is_left_out() -> None:
    assert Stream([replace(paper(0, 0), announced_on=None)]).papers == ()


def test_a_paper_that_comes_twice_stands_on_its_first_day() -> None:
    early, late = paper(0, 0), replace(paper(0, 0), announced_on=date(2025, 8, 1))
    assert Stream([late, early]).papers == Stream([early, late]).papers == (early,)


def test_what_is_known_of_a_day() -> None:
    stream = Stream(papers(3))
    day = stream.days[1]
    assert stream.known(day, Knowledge.CAUSAL) == range(2 * A_DAY)
    assert stream.known(day, Knowledge.WHOLE_WINDOW) == range(3 * A_DAY)
    assert stream.known(day, Knowledge.COLD_START) == range(A_DAY, 2 * A_DAY)


def test_a_window_has_its_first_and_last_day() -> None:
    stream = Stream(papers(4))
    found = stream.within(FIRST + timedelta(days=1), FIRST + timedelta(days=2))
    assert found == stream.days[1:3]
    assert stream.rows_of({paper(1, 5).id.value, paper(3, 0).id.value}, found) == [A_DAY + 5]
