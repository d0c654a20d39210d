"""One paper has one score, for the roadmap it was last ranked against."""

import pytest

from tests.builders import NOW, announcement, batch, listing, score
from tracker.model.queries import PaperQuery
from tracker.model.scores import TopicScore
from tracker.store import Store
from tracker.store.reading import Reader


@pytest.fixture(autouse=True)
def _three_papers(store: Store) -> None:
    store.record(batch(*(announcement(number) for number in (1, 2, 3))), NOW)


def test_a_score_comes_back_with_all_its_topics_and_reasons(store: Store, reader: Reader) -> None:
    store.scores.record("a", [score(2, 0.1 + 0.2)])
    known = reader.paper("arxiv:2511.00002")
    assert known is not None
    assert (known.score, known.topics) == (0.1 + 0.2, score(2, 0.1 + 0.2).topics)
    assert known.reasons == score(2, 0.1 + 0.2).reasons


def test_a_new_score_takes_the_place_of_the_old_one(store: Store, reader: Reader) -> None:
    store.scores.record("a", [score(1)])
    moved = (TopicScore("transformers", 0.1, 5.0), TopicScore("diffusion", 0.9, 99.0))
    store.scores.record("b", [score(1, 0.9, topics=moved)])
    assert reader.papers(PaperQuery(topic="transformers")) == ()
    assert len(reader.papers(PaperQuery(topic="diffusion"))) == 1
    assert store.scores.recent("a") == {}


def test_recent_scores_are_those_of_the_papers_recorded_last(store: Store) -> None:
    store.scores.record("a", [score(1, 0.1), score(2, 0.2), score(3, 0.3)])
    assert store.scores.recent("a", limit=2) == {
        "transformers": [0.3, 0.2],
        "diffusion": [0.01, 0.01],
    }


def test_a_conference_is_no_part_of_the_stream(store: Store) -> None:
    store.record(listing(4, 5), NOW)
    store.scores.record("a", [score(n, n / 10) for n in range(1, 6)])
    assert store.scores.recent("a", limit=2)["transformers"] == [0.3, 0.2]


def test_a_score_of_an_unknown_paper_is_left_out(store: Store) -> None:
    store.scores.record("a", [score(99), score(1)])
    assert len(store.scores.recent("a")["transformers"]) == 1


def test_topics_are_counted_by_their_strong_papers(store: Store, reader: Reader) -> None:
    store.scores.record("a", [score(1), score(2)])
    assert reader.topics() == (("transformers", 2),)
    assert reader.topics(since=NOW.date()) == (("transformers", 2),)
    assert reader.topics(since=NOW.date().replace(year=2026)) == ()
