"""The feedback benchmark: who likes what, what is to be found, and with which methods."""

from datetime import timedelta

import pytest

from tests.ranking.evaluation.corpora import AGENTS, FIRST, ROADMAP, SPECULATIVE, judgements, papers
from tracker.model.evaluation import Contest, Examination
from tracker.ranking.evaluation.bench import Bench, laid_out
from tracker.ranking.evaluation.benchmark import evaluate
from tracker.ranking.evaluation.feedback import LEAST_TO_FIND, readers, trials

DAYS = 24
CORPUS = tuple(papers(DAYS))


def bench(judged: dict[str, set[str]]) -> Bench:
    return laid_out(CORPUS, judged, ROADMAP, Examination(), told=lambda *_: None)


@pytest.fixture(scope="module")
def usual() -> Bench:
    return bench(judgements(DAYS))


def measured(*likes: int) -> tuple[Contest, ...]:
    return evaluate(
        CORPUS, judgements(DAYS), ROADMAP, Examination(likes=likes), told=lambda *_: None
    ).feedback


def test_the_oldest_judged_papers_are_the_likes(usual: Bench) -> None:
    for trial in trials(usual, 5):
        rows = usual.judged[trial.topic]
        assert trial.liked == rows[:5]
        assert trial.later == rows[5:]


def test_a_topic_needs_fifteen_judged_papers_beside_its_likes(usual: Bench) -> None:
    assert len(trials(usual, DAYS - LEAST_TO_FIND)) == 2
    assert trials(usual, DAYS - LEAST_TO_FIND + 1) == []


def test_what_was_listed_on_the_day_of_the_last_like_is_not_to_be_found() -> None:
    judged = judgements(DAYS)
    judged[AGENTS.id] |= {paper.id.value for paper in CORPUS[60:65]}
    rows = bench(judged).judged[1]
    liked_on = [row // 30 for row in rows[:5]]
    assert liked_on == [0, 1, 2, 2, 2]
    (_, trial) = trials(bench(judged), 5)
    assert min(trial.later) >= 90


def test_readers_come_number_by_number(usual: Bench) -> None:
    found = [(each.topic, len(each.liked)) for each in readers(usual, (5, 3, 20))]
    assert found == [(0, 5), (1, 5), (0, 3), (1, 3)]


def test_each_number_of_likes_is_a_contest_of_its_own() -> None:
    five, nine, twenty = measured(5, 9, 20)
    assert [each.likes for each in (five, nine, twenty)] == [5, 9, 20]
    assert (five.topics, five.papers) == ((SPECULATIVE.id, AGENTS.id), 38)
    assert nine.papers == 30
    assert twenty == Contest(20, 0, (), ())
    assert [each.name for each in five.methods] == [
        "tracker", "topic prior only", "arxiv-sanity-lite", "zotero-arxiv-daily",
        "linear model on likes",
    ]  # fmt: skip
    assert not any(each.note for each in five.methods)


def test_likes_help() -> None:
    (found,) = measured(5)
    for method in found.methods:
        assert method.macro[1].value > 10 / 30, method.name
    assert all(method.pooled_lead for method in found.methods[1:])


def test_a_number_alone_gives_the_figures_that_it_gives_among_others() -> None:
    assert measured(9) == measured(5, 9)[1:]


def test_later_papers_change_no_figure_of_earlier_days() -> None:
    last = FIRST + timedelta(days=DAYS - 1)
    longer = evaluate(
        papers(DAYS + 4),
        judgements(DAYS),
        ROADMAP,
        Examination(until=last, likes=(5,)),
        told=lambda *_: None,
    )
    assert longer.feedback == measured(5)
