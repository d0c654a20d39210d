"""What the papers of the last weeks say of a roadmap, and what shares words with a text."""

from datetime import timedelta

import pytest

from tests.builders import NOW, TODAY, announcement, arxiv_id, batch, paper, score
from tracker.model.feedback import ME, Opinion
from tracker.model.roadmap import Activity, Name, Roadmap, Stage, Topic
from tracker.store import Store
from tracker.store.reading import Reader

LONG_AGO = TODAY - timedelta(days=90)
TOPICS = (
    Topic("transformers", Name("T", ""), ("attention of models", "study"), ("cats", "dogs -- x")),
    Topic("diffusion", Name("D", ""), ("denoising diffusion", "--")),
)
ROADMAP = Roadmap(Name("Way", ""), (Stage("one", Name("One", ""), TOPICS),))


@pytest.fixture(autouse=True)
def _papers(store: Store) -> None:
    old = announcement(4, paper=paper(4, abstract="On cats."), announced_on=LONG_AGO)
    store.record(batch(*(announcement(number) for number in (1, 2, 3)), old), NOW)
    store.scores.record("a", [score(number, 0.5) for number in (1, 2, 4)])


def test_ranked_strong_asked_and_excluded_are_counted(reader: Reader) -> None:
    assert reader.activity(ROADMAP, TODAY) == Activity(
        ranked=2,
        strong={"transformers": 2, "diffusion": 0},
        asked={"attention of models": 3, "study": 3, "denoising diffusion": 0, "--": 0},
        excluded={"cats": 1, "dogs -- x": 0},
    )


def test_where_nothing_was_ranked_nothing_is_counted(reader: Reader) -> None:
    assert reader.activity(ROADMAP, TODAY + timedelta(days=1)) == Activity()


def test_papers_with_any_of_the_words_are_found_those_with_most_first(
    store: Store, reader: Reader
) -> None:
    told = paper(5, title="Cats and models", abstract="The attention of cats.")
    store.record(batch(announcement(5, paper=told)), NOW)
    found = reader.like(["cats", "attention of models"], 10)
    assert {each.id for each in found} == {arxiv_id(number) for number in range(1, 6)}
    assert reader.like(["cats"], 10)[0].id == arxiv_id(5)
    assert len(reader.like(["attention"], 2)) == 2


def test_hidden_papers_are_like_nothing(store: Store, reader: Reader) -> None:
    store.feedback.say(ME, [arxiv_id(4)], Opinion.HIDE, NOW)
    assert reader.like(["cats"], 10) == ()
    assert [each.id for each in reader.like(["cats"], 10, "ada")] == [arxiv_id(4)]


@pytest.mark.parametrize("parts", [[], [""], ["--", '"'], ["zyxgloop"]])
def test_words_that_are_none_find_nothing(reader: Reader, parts: list[str]) -> None:
    assert reader.like(parts, 10) == ()
