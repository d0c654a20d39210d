import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ranking.making import (
    DIFFUSED,
    DIFFUSION,
    DISTILLATION,
    DISTILLED,
    HEADS,
    STREAM,
    UNRELATED,
    paper,
    roadmap,
)
from tracker.model.identifiers import PaperId
from tracker.model.papers import Paper
from tracker.model.roadmap import Name, Roadmap, Topic, Watch
from tracker.model.scores import Score
from tracker.ranking.background import Background, builtin_background
from tracker.ranking.ranker import Ranker, Weights
from tracker.ranking.roadmap_file import builtin_roadmap


@pytest.fixture(scope="module")
def background() -> Background:
    return builtin_background()


@pytest.fixture(scope="module")
def ranker(background: Background) -> Ranker:
    return Ranker(roadmap(), Weights(), background)


@pytest.fixture(scope="module")
def builtin(background: Background) -> Ranker:
    return Ranker(builtin_roadmap(), Weights(), background)


def topic_of(score: Score, topic: str) -> float:
    return next(each.score for each in score.topics if each.id == topic)


def kinds(score: Score) -> list[str]:
    return [reason.kind for reason in score.reasons]


def test_the_reasons_sum_to_the_score(ranker: Ranker) -> None:
    for score in ranker.score(STREAM, {}):
        assert abs(sum(reason.value for reason in score.reasons) - score.value) < 1e-9


def test_scores_lie_between_nothing_and_a_hundred(builtin: Ranker) -> None:
    assert all(0 <= score.value <= 100 for score in builtin.score(STREAM, {}))


def test_every_topic_of_the_roadmap_is_scored_in_its_order(builtin: Ranker) -> None:
    wanted = [topic.id for topic in builtin_roadmap().topics]
    for score in builtin.score(STREAM, {}):
        assert [topic.id for topic in score.topics] == wanted


def test_the_order_of_the_papers_changes_nothing(builtin: Ranker) -> None:
    papers = [*STREAM, *(paper(number, f"Model {number} for tokens") for number in range(10, 40))]
    shuffled = random.Random(7).sample(papers, len(papers))
    expected = {score.paper_id: score for score in builtin.score(papers, {})}
    assert {score.paper_id: score for score in builtin.score(shuffled, {})} == expected


def test_scores_come_in_the_order_of_the_papers(ranker: Ranker) -> None:
    assert [score.paper_id for score in ranker.score(STREAM, {})] == [
        str(each.id) for each in STREAM
    ]


def test_a_paper_on_distillation_stands_above_an_unrelated_one(builtin: Ranker) -> None:
    distilled, unrelated = builtin.score([DISTILLED, UNRELATED], {})
    assert topic_of(distilled, "distillation") > topic_of(unrelated, "distillation")
    assert distilled.value > unrelated.value
    assert distilled.reasons[0].about == "distillation"


def test_the_matched_terms_are_readable_and_strongest_first(ranker: Ranker) -> None:
    (score,) = ranker.score([DISTILLED], {})
    assert score.reasons[0].label == "Knowledge distillation"
    assert score.reasons[0].terms == ("Knowledge Distillation", "teacher", "student")


def test_a_paper_near_a_must_read_says_so(ranker: Ranker) -> None:
    (score,) = ranker.score([HEADS], {})
    reason = next(reason for reason in score.reasons if reason.kind == "must-read")
    assert (reason.label, reason.about) == ("Attention Is All You Need", "attention")
    assert reason.value > 0
    assert reason.terms


def test_an_unrelated_paper_is_near_no_must_read(ranker: Ranker) -> None:
    assert "must-read" not in kinds(ranker.score([UNRELATED], {})[0])


def test_an_empty_abstract_costs_points_and_is_no_error(ranker: Ranker) -> None:
    whole, bare = ranker.score([DISTILLED, replace(DISTILLED, abstract=" ")], {})
    assert kinds(bare)[-1] == "penalty"
    assert bare.reasons[-1].value < 0
    assert "penalty" not in kinds(whole)


def test_a_paper_without_any_known_word_scores_nothing(ranker: Ranker) -> None:
    (score,) = ranker.score([paper(9, "低秩", "。")], {})
    assert score.value == 0
    assert score.reasons == ()


def test_an_excluded_word_rules_a_paper_out_of_the_topic(background: Background) -> None:
    strict = Ranker(
        roadmap([replace(DISTILLATION, exclude=("on its own",)), DIFFUSION]), Weights(), background
    )
    distilled, diffused = strict.score([DISTILLED, DIFFUSED], {})
    assert topic_of(distilled, "distillation") == 0
    assert topic_of(diffused, "diffusion") > 0
    penalty = next(reason for reason in distilled.reasons if reason.kind == "penalty")
    assert penalty.value < 0
    assert penalty.terms == ("on its own",)
    assert distilled.value < diffused.value


def test_part_of_a_word_excludes_nothing(background: Background) -> None:
    careful = Ranker(roadmap([replace(DISTILLATION, exclude=("distil",))]), Weights(), background)
    assert topic_of(careful.score([DISTILLED], {})[0], "distillation") > 0


@pytest.mark.parametrize(
    "watch",
    [
        Watch("Rain", phrases=("rainfall in Spring",)),
        Watch("José", authors=("Jose Núñez",)),
    ],
)
def test_a_watched_paper_always_comes_first(background: Background, watch: Watch) -> None:
    loud = [replace(topic, weight=3.0) for topic in (DISTILLATION, DIFFUSION)]
    ranker = Ranker(roadmap(loud), Weights(), background, [watch])
    watched = replace(paper(7, UNRELATED.title, UNRELATED.abstract, [r"Jos\'e N\'u\~nez"]))
    scores = ranker.score([DISTILLED, watched, DIFFUSED], {})
    assert max(scores, key=lambda score: score.value).paper_id == str(watched.id)
    assert (scores[1].reasons[0].kind, scores[1].reasons[0].label) == ("watch", watch.name)


def test_a_watched_name_is_matched_whole(background: Background) -> None:
    ranker = Ranker(roadmap(), Weights(), background, [Watch("Lee", authors=("Lee",))])
    assert "watch" not in kinds(ranker.score([replace(paper(8, "x", "", ["Kenton Lee"]))], {})[0])


def test_percentiles_follow_the_scores_of_a_topic(builtin: Ranker) -> None:
    for at in range(len(builtin_roadmap().topics)):
        topics = [score.topics[at] for score in builtin.score(STREAM, {})]
        ordered = sorted(topics, key=lambda topic: topic.score)
        assert [each.percentile for each in ordered] == sorted(each.percentile for each in ordered)


def test_a_stream_full_of_a_topic_makes_it_worth_less(ranker: Ranker) -> None:
    (alone,) = ranker.score([DISTILLED], {})
    (crowded,) = ranker.score([DISTILLED], {"distillation": [1.0] * 500})
    assert crowded.value < alone.value


def test_no_papers_no_topics_and_no_must_reads_are_no_error(background: Background) -> None:
    empty = Ranker(Roadmap(roadmap().title, ()), Weights(), background)
    assert empty.score([], {}) == ()
    assert empty.score([DISTILLED], {})[0].value == 0
    assert Ranker(roadmap(must_read=False), Weights(), background).score([HEADS], {})


def test_a_topic_in_chinese_only_is_sane(background: Background) -> None:
    chinese = Topic("zh", Name("", "模型蒸馏"), ("模型蒸馏",))
    (score,) = Ranker(roadmap([chinese]), Weights(), background).score([DISTILLED], {})
    assert topic_of(score, "zh") == 0


def test_a_topic_is_also_found_by_its_english_name(background: Background) -> None:
    chinese = Topic("zh", DISTILLATION.name, ("模型蒸馏",))
    (score,) = Ranker(roadmap([chinese]), Weights(), background).score([DISTILLED], {})
    assert topic_of(score, "zh") > 0


def test_a_word_the_background_lacks_still_finds_its_papers(background: Background) -> None:
    novel = Topic("novel", DISTILLATION.name, ("zorbification",))
    ranker = Ranker(roadmap([novel]), Weights(), background)
    assert topic_of(ranker.score([paper(5, "Zorbification at scale")], {})[0], "novel") > 0


def test_the_fingerprint_names_roadmap_weights_background_and_watch_list(
    background: Background,
) -> None:
    def of(road: Roadmap, weights: Weights, back: Background, *watch: Watch) -> str:
        return Ranker(road, weights, back, watch).fingerprint

    plain = of(roadmap(), Weights(), background)
    assert plain == of(roadmap(), Weights(), background)
    others = {
        of(roadmap([DIFFUSION]), Weights(), background),
        of(roadmap(), Weights(must_read=1.0), background),
        of(roadmap(), Weights(), replace(background, version="other")),
        of(roadmap(), Weights(), background, Watch("Rain", phrases=("rain",))),
    }
    assert len(others | {plain}) == 5


def test_the_top_papers_of_a_real_day_on_diffusion_speak_of_diffusion(
    builtin: Ranker, shared_folder: Path
) -> None:
    papers = listed(shared_folder, "2025-11-04")
    scores = builtin.score(papers, {})
    best = sorted(scores, key=lambda score: -topic_of(score, "diffusion"))[:10]
    texts = {str(each.id): f"{each.title} {each.abstract}".lower() for each in papers}
    assert sum("diffus" in texts[score.paper_id] for score in best) >= 8
    assert all(abs(sum(r.value for r in each.reasons) - each.value) < 1e-9 for each in scores)


def listed(shared: Path, day: str) -> list[Paper]:
    """Return the cs.CL and cs.LG papers that were listed on `day`."""
    with gzip.open(shared / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz", "rt") as file:
        rows = [json.loads(line) for line in file]
    return [
        Paper(PaperId("arxiv", row["id"]), row["title"], abstract=row["abstract"])
        for row in rows
        if row["listed"] == day and {"cs.CL", "cs.LG"} & set(row["categories"])
    ]
