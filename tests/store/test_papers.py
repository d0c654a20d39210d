"""Which papers still need work."""

from datetime import timedelta

from tests.builders import (
    NOW,
    TODAY,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    paper,
    score,
)
from tracker.model.identifiers import PaperId
from tracker.model.papers import Kind
from tracker.store import Store


def test_incomplete_papers_come_newest_first(store: Store) -> None:
    old = TODAY - timedelta(days=10)
    store.record(
        batch(
            announcement(1, announced_on=old),
            announcement(2),
            announcement(paper=complete_paper(3)),
            announcement(4, kind=Kind.REPLACEMENT),
        ),
        NOW - timedelta(days=1),
    )
    assert store.papers.incomplete(10) == ("2511.00002", "2511.00004", "2511.00001")
    assert store.papers.incomplete(1) == ("2511.00002",)
    assert store.papers.incomplete(10, since=TODAY) == ("2511.00002",)


def test_a_paper_without_an_arxiv_id_is_not_asked_for_there(store: Store) -> None:
    elsewhere = paper(1, id=PaperId("anthology", "2025.acl-long.1"))
    known_there_too = paper(2, id=PaperId("doi", "10.1/x"), identifiers=(arxiv_id(2),))
    told = (announcement(paper=each, kind=Kind.PUBLISHED) for each in (elsewhere, known_there_too))
    store.record(batch(*told), NOW)
    assert store.papers.incomplete(10) == ("2511.00002",)


def test_unscored_papers_come_in_the_order_of_recording(store: Store) -> None:
    store.record(batch(announcement(2), announcement(1), announcement(3)), NOW)
    store.scores.record("a", [score(1)])
    assert [each.id for each in store.scores.unscored("a", 10)] == [arxiv_id(2), arxiv_id(3)]
    assert len(store.scores.unscored("b", 10)) == 3
    assert len(store.scores.unscored("b", 2)) == 2


def test_nothing_is_unscored_once_all_are(store: Store) -> None:
    store.record(batch(announcement(1)), NOW)
    store.scores.record("a", [score(1)])
    assert store.scores.unscored("a", 10) == ()


def test_a_paper_whose_words_changed_is_scored_again(store: Store) -> None:
    store.record(batch(announcement(1), announcement(2)), NOW)
    store.scores.record("a", [score(1), score(2)])
    better_words = complete_paper(1, abstract="In other words.")
    same_words = complete_paper(2)
    store.record(batch(papers=(better_words, same_words)), NOW)
    assert [each.id for each in store.scores.unscored("a", 10)] == [arxiv_id(1)]
