"""Whatever ends a process, what it recorded is whole, and what it had not is absent."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import NOW, FixedClock, announcement, arxiv_id, batch, edition, post, score
from tests.store.crashes import dies_at_statement
from tracker.errors import ConfigError, StorageFailed, Unavailable
from tracker.model.harvests import Coverage, CoverageState
from tracker.store import Store
from tracker.store.database import Database
from tracker.store.reading import open_reader

DAY = Coverage("arxiv-rss/cs.CL", NOW.date(), CoverageState.COMPLETE, seen=2)


def _record(url: str) -> None:
    store = Store.open(url, FixedClock())
    full = batch(
        announcement(1), announcement(2), posts=(post(),), coverage=(DAY,), checkpoint="{}"
    )
    store.record(full, NOW)


def _issue(url: str) -> None:
    rows = [("email", "a@x.org", "<1@x>"), ("site", "", "<2@x>")]
    Store.open(url, FixedClock()).editions.issue(edition(), [arxiv_id(1)], [post()], rows)


def _counts(url: str, *tables: str) -> list[int]:
    database = Database(url)
    with database.read() as connection:
        found = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in tables
        ]
    database.close()
    return [count or 0 for count in found]


def test_a_process_killed_while_it_records_leaves_all_or_nothing(url: str) -> None:
    tables = ("papers", "identifiers", "announcements", "posts", "coverage", "checkpoints")
    deaths = 0
    while dies_at_statement(deaths, _record, url):
        assert _counts(url, *tables) == [0] * 6
        deaths += 1
    assert deaths > 8
    assert _counts(url, *tables) == [2, 2, 2, 1, 1, 1]


def test_a_process_killed_while_it_issues_leaves_no_mail_without_its_edition(url: str) -> None:
    store = Store.open(url, FixedClock())
    store.record(batch(announcement(1), posts=(post(),)), NOW)
    store.scores.record("a", [score(1)])
    store.close()
    tables, deaths = ("editions", "edition_papers", "edition_posts", "deliveries"), 0
    while dies_at_statement(deaths, _issue, url):
        assert _counts(url, *tables) == [0] * 4
        deaths += 1
    assert deaths > 5
    assert _counts(url, *tables) == [1, 1, 1, 2]


def test_a_cut_off_server_connection_is_made_again(server_url: str) -> None:
    store = Store.open(server_url, FixedClock())
    store.record(batch(announcement(1)), NOW)
    _cut_all_connections(server_url)
    assert store.record(batch(announcement(2)), NOW).papers == 1
    store.close()


def test_a_connection_cut_off_in_a_transaction_records_nothing_and_says_so(
    server_url: str,
) -> None:
    class CutsOff:
        """A coverage whose reading ends all connections."""

        @property
        def announced_on(self) -> object:
            _cut_all_connections(server_url)
            return NOW.date()

        source = "x"

    store = Store.open(server_url, FixedClock())
    with pytest.raises(Unavailable, match="no connection"):
        store.record(batch(announcement(1), coverage=(CutsOff(),)), NOW)  # type: ignore[arg-type]
    assert store.papers.count() == 0
    store.close()


def _cut_all_connections(url: str) -> None:
    other = Database(url)
    with other.read() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.close()


def test_a_server_that_does_not_answer_is_unavailable_and_its_password_unsaid(
    tmp_path: Path,
) -> None:
    url = f"postgresql+psycopg://me:s3cret@/papers?host={tmp_path}"
    for way_in in (lambda: Store.open(url, FixedClock()), lambda: open_reader(url)):
        with pytest.raises(Unavailable, match="no connection") as refused:
            way_in()
        assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "tracker.db"])
def test_an_address_of_another_kind_is_a_mistake_in_the_configuration(url: str) -> None:
    with pytest.raises(ConfigError, match=r"database\.url must be"):
        Store.open(url, FixedClock())
    with pytest.raises(ConfigError, match=r"database\.url must be"):
        open_reader(url)


def test_a_full_disk_keeps_what_was_recorded(file_url: str) -> None:
    store = Store.open(file_url, FixedClock())
    store.record(batch(announcement(1)), NOW)
    database = Database(file_url)
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    full = batch(*(announcement(number) for number in range(2, 3000)))
    with store._database.read() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFailed, match="full"):
        store.record(full, NOW)
    assert store.papers.count() == 1
    store.close()
    database.close()


def test_every_connection_survives_a_power_cut_and_knows_foreign_keys(file_url: str) -> None:
    database = Database(file_url)
    with database.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "journal_mode", "busy_timeout")
        }
    assert found == {
        "synchronous": 2,
        "foreign_keys": 1,
        "journal_mode": "wal",
        "busy_timeout": 10_000,
    }
    database.close()


def test_a_reader_cannot_write(file_url: str) -> None:
    with open_reader(file_url) as reader, pytest.raises(sqlite3.OperationalError):
        reader._connection._connection.execute("DELETE FROM papers")  # type: ignore[attr-defined]
    with closing(sqlite3.connect(file_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
