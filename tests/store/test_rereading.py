"""New rules read all stored comments once more, some at a time, and then never again."""

import pytest

from tests.builders import NOW, announcement, batch, complete_paper, listing, mention
from tracker.store import Store, tables
from tracker.store.database import Database
from tracker.store.mentions import read_mentions

COMMENT = "Accepted to ICLR 2026"


@pytest.fixture
def database(url: str) -> Database:
    return Database(url)


@pytest.fixture
def forgotten(store: Store, database: Database) -> Store:
    """Five papers, as a program without these rules has left them."""
    told = [announcement(paper=complete_paper(n, comment=COMMENT)) for n in range(1, 6)]
    store.record(batch(*told), NOW)
    with database.write() as connection:
        connection.execute(tables.venue_mentions.delete())
    return store


def mentions(database: Database) -> list[str]:
    with database.read() as connection:
        told = read_mentions(connection, range(1, 10))
    return [f"{n} {mention.venue}" for n, all_ in sorted(told.items()) for _, mention in all_]


def test_all_comments_are_read_anew_step_by_step_and_once(
    forgotten: Store, database: Database
) -> None:
    assert forgotten.rereading.step(2) == 2
    assert mentions(database) == ["1 ICLR", "2 ICLR"]
    assert [forgotten.rereading.step(2) for _ in range(3)] == [2, 1, 0]
    assert mentions(database) == [f"{n} ICLR" for n in range(1, 6)]


def test_raised_rules_read_them_once_more(forgotten: Store) -> None:
    assert (forgotten.rereading.step(9, 7), forgotten.rereading.step(9, 7)) == (5, 0)
    assert (forgotten.rereading.step(9, 8), forgotten.rereading.step(9, 8)) == (5, 0)


def test_what_lists_say_is_left_alone(forgotten: Store, database: Database) -> None:
    forgotten.record(listing(1, venues=(mention("ACL"),)), NOW)
    forgotten.rereading.step()
    assert mentions(database)[:2] == ["1 ACL", "1 ICLR"]


def test_what_new_rules_find_has_not_happened(forgotten: Store, database: Database) -> None:
    forgotten.rereading.step()
    with database.read() as connection:
        assert connection.execute(tables.events.select()).all() == []


def test_an_empty_database_has_nothing_to_read(store: Store) -> None:
    assert store.rereading.step() == 0
    store.record(batch(announcement(paper=complete_paper(comment=COMMENT))), NOW)
    assert store.rereading.step() == 0
