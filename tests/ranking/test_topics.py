import json

import pytest

from tests.ranking.making import DIFFUSION, DISTILLATION, paper, roadmap
from tracker.model.roadmap import Name, Topic
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker, Weights
from tracker.ranking.topics import TopicModels, learn

NOVEL = Topic("novel", Name("", ""), ("zorbification",))
OTHERS = [(f"Soil sample {number}", "We measure soil moisture in fields.") for number in range(60)]
ZORBED = [(f"Zorbification of kind {number}", "A flumox is zorbed twice.") for number in range(20)]


@pytest.fixture(scope="module")
def models() -> TopicModels:
    return learn([DISTILLATION, DIFFUSION], builtin_background())


def strongest(models: TopicModels, at: int, limit: int = 15) -> list[str]:
    weights = models.topics[at].weights
    return sorted(weights, key=lambda term: (-weights[term], term))[:limit]


def test_a_topic_is_learnt_from_its_name_and_queries_alone(models: TopicModels) -> None:
    assert {"distil", "knowledg distil", "teacher", "student"} <= set(strongest(models, 0))
    assert "diffus model" in strongest(models, 1)


def test_words_that_no_query_has_are_learnt_too(models: TopicModels) -> None:
    assert models.topics[0].weights["kd"] > 0


def test_the_same_input_gives_the_same_models(models: TopicModels) -> None:
    again = learn([DISTILLATION, DIFFUSION], builtin_background())
    assert again.version == models.version


def test_models_survive_the_way_through_json(models: TopicModels) -> None:
    assert TopicModels.from_json(json.loads(json.dumps(models.to_json()))) == models


def test_a_word_of_the_users_own_papers_brings_its_companions() -> None:
    background = builtin_background().grown(80, {"zorbif": 20, "flumox": 20, "zorb": 20})
    learnt = learn([NOVEL], background, [*OTHERS, *ZORBED])
    assert "flumox" in strongest(learnt, 0)


def test_a_topic_without_words_has_no_weights() -> None:
    (model,) = learn([Topic("zh", Name("", ""), ("、。",))], builtin_background()).topics
    assert model.weights == {}


def test_a_roadmap_without_topics_learns_nothing() -> None:
    assert learn([], builtin_background()).topics == ()


def test_the_terms_of_a_topic_are_printed_as_people_write_them() -> None:
    ranker = Ranker(roadmap(), Weights(), builtin_background())
    terms = ranker.topic_terms("distillation", 10)
    assert "knowledge distillation" in [term for term, _ in terms]
    assert [weight for _, weight in terms] == sorted((w for _, w in terms), reverse=True)
    with pytest.raises(KeyError):
        ranker.topic_terms("nothing")


def test_one_word_alone_lifts_a_paper_half_as_much() -> None:
    parallel = Topic("parallel", Name("", ""), ("parallelization",))
    ranker = Ranker(roadmap([parallel]), Weights(), builtin_background())
    alone = paper(1, "Parallelization", "Sheep and goats graze on green hills.")
    (score,) = ranker.score([alone], {})
    reason = next(each for each in score.reasons if each.kind == "topic")
    assert reason.terms == ("Parallelization",)
    assert reason.value <= Weights().topics[0] / 2
