"""A check names what a roadmap could do better, and nothing else."""

from dataclasses import replace

import pytest

from tracker.model.identifiers import PaperId
from tracker.model.roadmap import (
    Activity,
    Finding,
    Flaw,
    MustRead,
    Name,
    Roadmap,
    Stage,
    Topic,
)
from tracker.ranking.roadmap_check import findings
from tracker.ranking.roadmap_file import builtin_roadmap

GOOD = Topic(
    "kd", Name("Distillation", "蒸馏"), ("knowledge distillation",), ("dataset distillation",)
)
LATELY = Activity(100, {"kd": 10}, {"knowledge distillation": 12}, {"dataset distillation": 3})


def flaws(*topics: Topic, lately: Activity = LATELY) -> list[tuple[str, Flaw, str]]:
    way = Roadmap(Name("Way", ""), (Stage("one", Name("One", ""), topics),))
    return [(each.id, each.flaw, each.what) for each in findings(way, lately)]


def test_nothing_is_said_of_a_good_topic() -> None:
    assert flaws(GOOD) == []
    assert flaws(GOOD, lately=Activity()) == []


def test_a_topic_that_found_nothing_is_named() -> None:
    assert flaws(GOOD, lately=replace(LATELY, strong={"kd": 0})) == [("kd", Flaw.NO_MATCH, "")]


def test_a_query_that_a_fifth_of_all_papers_has_is_named() -> None:
    lately = replace(LATELY, asked={"knowledge distillation": 21})
    assert flaws(GOOD, lately=lately) == [("kd", Flaw.TOO_MUCH, "knowledge distillation")]
    assert flaws(GOOD, lately=replace(lately, asked={"knowledge distillation": 20})) == []


def test_a_few_papers_are_not_enough_to_call_a_query_too_common() -> None:
    lately = Activity(49, {"kd": 49}, {"knowledge distillation": 49}, {})
    assert flaws(GOOD, lately=lately) == []


def test_a_topic_of_one_word_is_named_and_one_of_several_words_is_not() -> None:
    one = replace(GOOD, queries=("Mamba", "mamba"))
    assert flaws(one, lately=Activity()) == [("kd", Flaw.ONE_WORD, "Mamba")]
    assert flaws(replace(GOOD, queries=("NumPy", "Pandas")), lately=Activity()) == []


def test_a_query_in_chinese_is_named() -> None:
    both = replace(GOOD, queries=("知识蒸馏", "knowledge distillation"))
    assert flaws(both, lately=Activity()) == [("kd", Flaw.CHINESE, "知识蒸馏")]


def test_an_excluded_word_that_no_paper_has_is_named() -> None:
    lately = replace(LATELY, excluded={"dataset distillation": 0})
    assert flaws(GOOD, lately=lately) == [("kd", Flaw.UNKNOWN_EXCLUDE, "dataset distillation")]


def test_a_topic_that_excludes_its_own_query_is_named() -> None:
    own = replace(GOOD, exclude=("Distillation",))
    assert flaws(own, lately=Activity()) == [("kd", Flaw.OWN_EXCLUDE, "Distillation")]


def test_a_topic_that_no_paper_was_ranked_for_is_named_only_in_a_roadmap_in_use() -> None:
    new = replace(GOOD, id="new")
    assert flaws(GOOD, new) == [("new", Flaw.NOT_RANKED, "")]
    assert flaws(new) == []


def test_a_must_read_without_an_identifier_is_named() -> None:
    known = MustRead("a", "A", (), 0, (PaperId("arxiv", "1706.03762"),), Name("", ""))
    unknown = MustRead("b", "B", (), 0, (), Name("", ""))
    way = Roadmap(Name("Way", ""), (Stage("one", Name("", "一"), (GOOD,)),), (known, unknown))
    assert findings(way, LATELY) == (Finding(Flaw.NO_ID, "b"),)


@pytest.mark.parametrize("ranked", [0, 1000])
def test_the_builtin_roadmap_has_no_flaw_of_wording(ranked: int) -> None:
    way = builtin_roadmap()
    strong = {topic.id: 9 for topic in way.topics}
    assert findings(way, Activity(ranked, strong)) == ()
