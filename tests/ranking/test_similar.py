"""What is like a paper is found by a few telling words and put in order by all of them."""

import pytest

from tests.builders import paper
from tracker.model.roadmap import Name, Topic
from tracker.ranking.background import Background, builtin_background
from tracker.ranking.similar import Likeness
from tracker.ranking.topic_terms import topic_terms

TITLE = "Speculative decoding with a small draft model"
ABSTRACT = "We verify the tokens of a small draft model in parallel, which speeds up decoding."
NEAR = paper(1, title="Draft models for speculative decoding", abstract="Tokens are verified.")
FAR = paper(2, title="Diffusion for images", abstract="We denoise pictures of cats.")
NEARISH = paper(3, title="Decoding strategies", abstract="Sampling tokens from a model.")


@pytest.fixture(scope="module")
def background() -> Background:
    return builtin_background()


@pytest.fixture(scope="module")
def likeness(background: Background) -> Likeness:
    return Likeness(TITLE, ABSTRACT, background)


def test_the_telling_words_are_the_rare_ones_as_the_text_writes_them(likeness: Likeness) -> None:
    telling = likeness.telling()
    assert "Speculative decoding" in telling
    assert "draft model" in telling
    assert len(telling) <= 40
    assert not {"model", "We", "in"} & set(telling)


def test_the_nearest_comes_first_and_what_shares_nothing_is_left_out(likeness: Likeness) -> None:
    found = likeness.nearest([FAR, NEARISH, NEAR], 10)
    assert [each.paper.id for each in found] == [NEAR.id, NEARISH.id]
    assert 1 >= found[0].likeness > found[1].likeness > 0


def test_the_shared_words_are_the_reason_as_the_other_paper_writes_them(
    likeness: Likeness,
) -> None:
    (found,) = likeness.nearest([NEAR], 1)
    assert "speculative decoding" in found.terms
    assert "Draft models" in found.terms


def test_a_paper_is_wholly_like_itself(likeness: Likeness) -> None:
    (found,) = likeness.nearest([paper(9, title=TITLE, abstract=ABSTRACT)], 5)
    assert found.likeness == pytest.approx(1.0)


def test_the_order_of_the_candidates_changes_nothing(likeness: Likeness) -> None:
    candidates = [NEAR, NEARISH, paper(7, title=NEAR.title, abstract=NEAR.abstract)]
    assert likeness.nearest(candidates, 3) == likeness.nearest(candidates[::-1], 3)


def test_a_word_that_no_background_knows_finds_its_paper(background: Background) -> None:
    text = Likeness("Zyxgloop", "", background)
    assert text.telling() == ("Zyxgloop",)
    named = paper(5, title="On zyxgloops", abstract="")
    assert [each.paper for each in text.nearest([FAR, named], 5)] == [named]


@pytest.mark.parametrize("text", ["", "the of and", "$$", "12 34", "量化"])
def test_a_text_without_words_is_like_nothing(background: Background, text: str) -> None:
    silent = Likeness(text, "", background)
    assert silent.nearest([FAR, NEAR], 5) == ()
    assert silent.nearest([], 5) == ()


def test_a_topic_tells_its_terms_by_weight(background: Background) -> None:
    topic = Topic("sd", Name("Speculative decoding", ""), ("draft model", "decoding"))
    terms = topic_terms(topic, background, 3)
    assert terms[0][0] in {"Speculative decoding", "Speculative", "draft model"}
    assert [weight for _, weight in terms] == sorted((w for _, w in terms), reverse=True)
    assert all(0 < weight <= 1 for _, weight in terms)
    assert len(terms) == 3


def test_a_topic_without_words_has_no_terms(background: Background) -> None:
    assert topic_terms(Topic("n", Name("", "数"), ("42",)), background, 5) == ()
