"""What the ranking has learnt is kept whole, by name."""

from sqlalchemy import update

from tests.builders import NOW, TODAY, announcement, arxiv_id, batch, score
from tracker.store import Store, tables


def test_a_model_is_read_as_it_was_written(store: Store) -> None:
    store.models.write("topics", "abc", {"weights": {"distil": 1.5}}, NOW)
    found = store.models.read("topics")
    assert found is not None
    assert (found.fingerprint, found.made_at, found.body) == (
        "abc",
        NOW,
        {"weights": {"distil": 1.5}},
    )


def test_a_model_takes_the_place_of_the_one_before(store: Store) -> None:
    store.models.write("topics", "abc", {"old": 1}, NOW)
    store.models.write("topics", "def", {"new": 2}, NOW)
    found = store.models.read("topics")
    assert found is not None
    assert found.body == {"new": 2}


def test_a_model_that_was_never_written_is_none(store: Store) -> None:
    assert store.models.read("topics") is None


def test_a_model_that_is_no_json_is_as_if_it_were_not_there(store: Store) -> None:
    store.models.write("topics", "abc", {}, NOW)
    for text in ("{", "3"):
        with store._database.write_alone() as connection:
            connection.execute(update(tables.models).values(body=text))
        assert store.models.read("topics") is None


def test_papers_in_reach_are_out_of_date_under_another_fingerprint(store: Store) -> None:
    store.record(batch(announcement(1), announcement(2)), NOW)
    store.scores.record("road.one", [score(1), score(2)])
    assert store.scores.unscored("road", 10) == ()
    assert store.scores.outdated("road.one", TODAY, 10) == ()
    two = store.scores.outdated("road.two", TODAY, 10)
    assert [each.id for each in two] == [arxiv_id(1), arxiv_id(2)]
    assert len(store.scores.outdated("road.two", TODAY, 1)) == 1


def test_texts_come_latest_first(store: Store) -> None:
    store.record(batch(announcement(1), announcement(2)), NOW)
    assert len(store.papers.latest_texts(1)) == 1
    numbers = [number for number, _, _ in store.papers.texts_after(0, 10)]
    assert numbers == sorted(numbers, reverse=True)
    assert store.papers.texts_after(max(numbers), 10) == ()
