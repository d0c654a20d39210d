"""The daily benchmark on a small corpus: what is measured, and what may be known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.ranking.evaluation.corpora import AGENTS, FIRST, ROADMAP, SPECULATIVE, judgements, papers
from tracker.errors import BadData
from tracker.model.evaluation import Contest, Evaluation, Examination, Knowledge, Unmeasured
from tracker.model.papers import Paper
from tracker.model.roadmap import Roadmap
from tracker.ranking.evaluation.benchmark import evaluate

SAID: list[tuple[str, int, int]] = []
UNTIL_EIGHT = FIRST + timedelta(days=7)


def measured(
    corpus: Iterable[Paper] | None = None,
    judged: dict[str, set[str]] | None = None,
    roadmap: Roadmap = ROADMAP,
    **examination: object,
) -> Evaluation:
    SAID.clear()
    return evaluate(
        papers() if corpus is None else corpus,
        judgements() if judged is None else judged,
        roadmap,
        Examination(**examination),  # type: ignore[arg-type]  # tests change what they name
        told=lambda *each: SAID.append(each),
    )


def macro(found: Contest, name: str) -> tuple[float, ...]:
    method = next(each for each in found.methods if each.name == name)
    return tuple(each.value for each in method.macro)


@pytest.fixture(scope="module")
def whole() -> Evaluation:
    return measured()


def test_what_was_measured_is_told(whole: Evaluation) -> None:
    assert (whole.first, whole.last) == (FIRST, FIRST + timedelta(days=11))
    assert (whole.days, whole.candidates) == (12, 360)
    assert (whole.daily.papers, whole.daily.topics) == (24, (SPECULATIVE.id, AGENTS.id))
    assert whole.unmeasured == ()


def test_every_built_in_baseline_is_in_the_same_run(whole: Evaluation) -> None:
    names = [each.name for each in whole.daily.methods]
    assert names == [
        "tracker", "arxiv-sanity-lite", "zotero-arxiv-daily", "TF-IDF cosine", "BM25",
        "keyword count", "date order", "chance",
    ]  # fmt: skip


def test_recipes_that_want_a_library_say_what_they_have_for_one(whole: Evaluation) -> None:
    notes = {each.name for each in whole.daily.methods if each.note}
    assert notes == {"arxiv-sanity-lite", "zotero-arxiv-daily"}


def test_ours_finds_the_papers_on_a_topic(whole: Evaluation) -> None:
    assert macro(whole.daily, "tracker")[1] > 0.9
    assert macro(whole.daily, "chance") == pytest.approx((5 / 30, 10 / 30, 20 / 30, 0.5), abs=1e-3)
    # The judged papers are each day's first two of thirty.
    assert macro(whole.daily, "date order") == pytest.approx((0, 0, 0, 0.5 / 29), abs=1e-3)


def test_what_is_listed_later_changes_no_causal_figure(whole: Evaluation) -> None:
    early = measured(papers(8))
    assert measured(until=UNTIL_EIGHT).daily == early.daily


def test_over_the_whole_window_later_papers_count() -> None:
    knowledge = Knowledge.WHOLE_WINDOW
    early = measured(papers(8), knowledge=knowledge)
    assert measured(until=UNTIL_EIGHT, knowledge=knowledge).daily != early.daily


def test_in_a_cold_start_no_other_day_counts() -> None:
    last = FIRST + timedelta(days=11)
    alone = [paper for paper in papers() if paper.announced_on == last]
    ids = {each.id.value for each in alone}
    five = {AGENTS.id: set(sorted(ids)[:5])}
    knowledge = Knowledge.COLD_START
    assert (
        measured(judged=five, since=last, knowledge=knowledge).daily
        == measured(alone, five, knowledge=knowledge).daily
        == measured(alone, five).daily
    )


def test_papers_of_other_categories_are_no_candidates() -> None:
    others = (replace(each, categories=("stat.ML",)) for each in papers(12, a_day=60))
    mixed = [each for each in others if int(each.id.value[-2:]) >= 30]
    assert measured([*papers(), *mixed]).candidates == 360


def test_a_paper_in_any_of_the_four_categories_is_one() -> None:
    moved = [replace(each, categories=("stat.ML", "cs.CV")) for each in papers()]
    assert measured(moved).candidates == 360


def test_a_topic_with_few_judged_papers_is_named_and_not_measured() -> None:
    judged = judgements()
    judged[AGENTS.id] = set(sorted(judged[AGENTS.id])[:4])
    found = measured(judged=judged)
    assert found.daily.topics == (SPECULATIVE.id,)
    assert found.unmeasured == (Unmeasured(AGENTS.id, 4, "few papers"),)


def test_a_topic_that_the_roadmap_lacks_is_named_and_not_measured() -> None:
    found = measured(judged=judgements() | {"gardening": judgements()[AGENTS.id]})
    assert found.unmeasured == (Unmeasured("gardening", 12, "not in the roadmap"),)
    assert found.daily.papers == 24


@pytest.mark.parametrize("spelling", ["Speculation", "推测解码", "speculative decoding"])
def test_a_judged_topic_may_be_spelled_as_the_roadmap_spells_it(spelling: str) -> None:
    judged = judgements()
    judged[spelling] = judged.pop(SPECULATIVE.id)
    assert measured(judged=judged).daily.topics == (SPECULATIVE.id, AGENTS.id)


def test_only_the_topics_that_are_asked_for_are_measured() -> None:
    found = measured(judged=judgements() | {"gardening": set()}, topics=(AGENTS.id,))
    assert (found.daily.topics, found.unmeasured) == ((AGENTS.id,), ())


def test_each_method_tells_how_far_it_is(whole: Evaluation) -> None:
    measured(until=UNTIL_EIGHT)
    assert [each for each in SAID if each[0] == "BM25"] == [("BM25", n, 8) for n in range(1, 9)]


def test_the_same_corpus_in_any_order_gives_the_same_figures(whole: Evaluation) -> None:
    assert measured(reversed(list(papers()))) == whole


@pytest.mark.parametrize(
    ("corpus", "judged", "since", "words"),
    [
        ([], {}, date.min, "no paper of the corpus was listed"),
        (list(papers(3)), judgements(), date(2026, 1, 1), "no paper of the corpus was listed"),
        (list(papers(3)), judgements(), date.min, "2 have fewer than 5 judged papers"),
        (list(papers()), {"gardening": set()}, date.min, "1 judged topics are not in the roadmap"),
    ],
)
def test_where_nothing_can_be_measured_the_reason_is_given(
    corpus: list[Paper], judged: dict[str, set[str]], since: date, words: str
) -> None:
    with pytest.raises(BadData, match=words):
        measured(corpus, judged, since=since)
