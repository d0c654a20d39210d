"""A database is made whole, upgraded whole, and refused where it is not ours."""

import multiprocessing
import os
import shutil
import sqlite3
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from tests.builders import NOW, FixedClock, announcement, batch, edition, paper, pick, post
from tests.store.crashes import answer_of, dies_at_statement
from tests.store.postgresql import Cluster
from tracker import resources
from tracker.errors import Busy, ConfigError, SchemaAbsent, SchemaMismatch, TrackerError
from tracker.model.editions import Section
from tracker.model.identifiers import PaperId
from tracker.model.roadmap import Name
from tracker.store import Store, schema
from tracker.store.database import Database
from tracker.store.reading import open_reader
from tracker.store.tables import metadata
from tracker.store.version import APPLICATION_ID, SCHEMA_VERSION

# Rebuilds a table that others refer to, makes one, and writes: what a migration may have to do.
NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{revision:04}", "{before:04}"


def upgrade():
    with op.batch_alter_table("posts") as posts:
        posts.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default="calm"))
        posts.alter_column("author", nullable=True)
    op.create_table("moods", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO moods (id) VALUES (1)")
    {last}


def downgrade():
    op.drop_table("moods")
    with op.batch_alter_table("posts") as posts:
        posts.drop_column("mood")
        posts.alter_column("author", nullable=False)
"""


@pytest.fixture
def newer_migrations(tmp_path: Path) -> Path:
    """Our migrations and one more."""
    return _migrations(tmp_path / "newer", "pass")


@pytest.fixture
def failing_migrations(tmp_path: Path) -> Path:
    """Our migrations and one that fails at its last step."""
    return _migrations(tmp_path / "failing", 'op.execute("INSERT INTO moods (id) VALUES (1)")')


@pytest.fixture
def database(url: str, store: Store) -> Database:
    """A database with a paper, a post and an edition of both."""
    store.record(batch(announcement(), posts=(post(),)), NOW)
    store.editions.issue(edition(), [announcement().paper.id], [post()], [("site", "", "<1@x>")])
    return Database(url)


def _migrations(folder: Path, last: str) -> Path:
    shutil.copytree(resources.folder("migrations"), folder)
    body = NEXT.format(revision=SCHEMA_VERSION + 1, before=SCHEMA_VERSION, last=last)
    (folder / "versions" / "9999_next.py").write_text(body)
    return folder


def _tables(database: Database) -> set[str]:
    with database.read() as connection:
        return set(inspect(connection).get_table_names())


def _dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_the_newest_migration_has_the_number_that_the_program_expects() -> None:
    assert schema.newest_version() == SCHEMA_VERSION


def test_the_migrations_make_the_tables_that_the_program_uses(url: str) -> None:
    def ours(_object: object, name: str | None, kind: str, reflected: bool, _to: object) -> bool:
        return not (reflected and (name or "").startswith(("papers_fts", "search", "ix_papers_se")))

    with Database(url).read() as connection:
        options = {"include_object": ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_a_database_is_made_with_its_folder_and_marked_as_ours(tmp_path: Path) -> None:
    file = tmp_path / "no" / "folder yet %20?#" / "tracker.db"
    Store.open(f"sqlite:///{file}", FixedClock(), create=True).close()
    with closing(sqlite3.connect(file)) as connection:
        pragmas = ("application_id", "user_version", "journal_mode")
        found = [connection.execute(f"PRAGMA {each}").fetchone()[0] for each in pragmas]
    assert found == [APPLICATION_ID, SCHEMA_VERSION, "wal"]
    with open_reader(f"sqlite:///{file}") as reader:
        assert reader.health() == ()


def test_making_a_database_that_is_there_changes_nothing(url: str, store: Store) -> None:
    store.record(batch(announcement()), NOW)
    again = Store.open(url, FixedClock(), create=True)
    assert again.papers.count() == 1
    again.close()


def test_without_leave_no_database_is_made(tmp_path: Path, cluster: Cluster) -> None:
    for url in (f"sqlite:///{tmp_path / 'none.db'}", cluster.new_database()):
        for way_in in (lambda url: Store.open(url, FixedClock()), open_reader):
            with pytest.raises(SchemaAbsent, match="run `tracker run`"):
                way_in(url)
    assert list(tmp_path.iterdir()) == []


def test_an_upgrade_keeps_what_is_stored_and_the_way_back_too(
    database: Database, store: Store, newer_migrations: Path
) -> None:
    before = store.editions.latest()
    store.close()
    backup = schema.upgrade(database, newer_migrations)

    assert schema.current(database) == SCHEMA_VERSION + 1
    assert "moods" in _tables(database)
    assert store.editions.latest() == before
    if database.file:
        assert backup is not None
        assert len(_dump(backup)) > 10
    with pytest.raises(SchemaMismatch, match="newer program"):
        schema.ready(database, create_absent=True, upgrade_older=True)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_papers_of_the_first_schema_get_the_keys_that_they_are_found_by(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if kind == "postgresql":
        url = request.getfixturevalue("cluster").new_database()
    database = Database(url)
    schema.create(database, _only_the_first(tmp_path))
    with database.write() as connection:
        connection.execute(text(OLD_PAPER))
        connection.execute(text("INSERT INTO identifiers VALUES ('arxiv', '2511.00001', 1)"))
    store = Store.open(url, FixedClock(), create=True, upgrade=True)
    venues = paper(1, id=PaperId("event", "icml-2026/1"), title="paper 1 on Attention")
    assert store.record(batch(papers=(venues,)), NOW).merged == 1
    store.close()
    with database.read() as connection:
        keys = "SELECT title_key, title_core, author_key FROM papers WHERE id = 1"
        found = connection.execute(text(keys)).one()
    assert found == ("paper1onattention", "paper1attention", "alovelace aturing")
    database.close()


OLD_PAPER = """
    INSERT INTO papers (id, key, announced_on_estimated, complete, recorded_at, identifiers,
        categories, url, title, authors, abstract)
    VALUES (1, 'arxiv:2511.00001', 0, 0, '2025-11-03T00:00:00.000000Z', 'arxiv:2511.00001',
        'cs.CL', '', 'Paper 1 on attention', 'Ada Lovelace\nAlan Turing', 'We study.')
"""


def _only_the_first(folder: Path) -> Path:
    shutil.copytree(resources.folder("migrations"), folder / "first")
    for file in (folder / "first" / "versions").glob("000[2-9]*.py"):
        file.unlink()
    return folder / "first"


def test_a_backup_is_the_database_before_the_upgrade(file_url: str, newer_migrations: Path) -> None:
    database = Database(file_url)
    assert database.file is not None
    before = _dump(database.file)
    backup = schema.upgrade(database, newer_migrations)
    assert backup is not None
    assert _dump(backup) == before
    assert schema.upgrade(database, newer_migrations) is None


def test_an_older_schema_is_upgraded_only_with_leave(
    database: Database, url: str, newer_migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr(resources, "folder", lambda _name: newer_migrations)
    monkeypatch.setattr(schema.require_version, "__defaults__", (SCHEMA_VERSION + 1,))
    for way_in in (lambda: Store.open(url, FixedClock(), create=True), lambda: open_reader(url)):
        with pytest.raises(SchemaMismatch, match="run `tracker db upgrade`"):
            way_in()
    Store.open(url, FixedClock(), upgrade=True).close()
    assert schema.current(database) == SCHEMA_VERSION + 1


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    database: Database, failing_migrations: Path, newer_migrations: Path
) -> None:
    tables = _tables(database)
    with pytest.raises(Exception, match=r"(?i)unique"):
        schema.upgrade(database, failing_migrations)
    assert schema.current(database) == SCHEMA_VERSION
    assert _tables(database) == tables
    schema.upgrade(database, newer_migrations)
    assert schema.current(database) == SCHEMA_VERSION + 1


def test_a_migration_killed_at_any_statement_can_be_done_again(
    database: Database, store: Store, newer_migrations: Path
) -> None:
    store.close()
    database.close()
    tables, deaths = _tables(database), 0
    database.close()
    while dies_at_statement(deaths, _upgrade, str(database.engine.url), str(newer_migrations)):
        deaths += 1
        assert schema.current(database) == SCHEMA_VERSION
        assert _tables(database) == tables
        database.close()
    assert deaths > 5
    assert schema.current(database) == SCHEMA_VERSION + 1
    assert "moods" in _tables(database)


def test_down_and_up_again_is_the_same_database(file_url: str, newer_migrations: Path) -> None:
    database = Database(file_url)
    assert database.file is not None
    schema.upgrade(database, newer_migrations)
    before = _dump(database.file)
    configuration = schema._configuration(newer_migrations)
    with database.rebuild() as connection:
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "-1")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    schema.upgrade(database, newer_migrations)
    assert sorted(_dump(database.file)) == sorted(before)


def test_what_older_editions_have_shown_is_read_from_them(url: str, store: Store) -> None:
    store.record(batch(*(announcement(n) for n in (1, 2, 3))), NOW)
    name = Name("a", "b")
    sections = (Section("top", "top", name, (pick(1),)), Section("topic", "t", name, (pick(2),)))
    considered = [announcement(n).paper.id for n in (1, 2, 3)]
    store.editions.issue(edition(sections=sections), considered, [], [])
    store.close()
    database = Database(url)
    configuration = schema._configuration(None)
    with database.rebuild() as connection:
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "0001")
        if not url.startswith("postgresql"):
            connection.exec_driver_sql("PRAGMA user_version = 1")
    schema.upgrade(database)
    with database.read() as connection:
        shown = connection.execute(
            text("SELECT paper_id, shown FROM edition_papers ORDER BY paper_id")
        ).all()
    assert [tuple(row) for row in shown] == [(1, "top"), (2, "listed"), (3, None)]


def test_the_first_migration_can_be_taken_back(url: str) -> None:
    database = Database(url)
    configuration = schema._configuration(None)
    with database.rebuild() as connection:
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "base")
    assert _tables(database) == {"alembic_version"}
    database.close()


def _create(url: str) -> int:
    store = Store.open(url, FixedClock(), create=True)
    number = store.papers.count()
    store.close()
    return number


def test_of_several_processes_that_make_a_database_one_does(
    tmp_path: Path, cluster: Cluster
) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=context) as pool:
        for url in (f"sqlite:///{tmp_path}/new/tracker.db", cluster.new_database()):
            assert list(pool.map(_create, [url] * 4)) == [0] * 4
            assert schema.current(Database(url)) == SCHEMA_VERSION


def _upgrade(url: str, migrations: str) -> None:
    schema.upgrade(Database(url), Path(migrations))


def test_of_several_processes_that_upgrade_one_does(
    url: str, store: Store, newer_migrations: Path
) -> None:
    store.close()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=context) as pool:
        list(pool.map(_upgrade, [url] * 4, [str(newer_migrations)] * 4))
    assert schema.current(Database(url)) == SCHEMA_VERSION + 1


def test_a_process_killed_while_it_makes_a_database_leaves_none(tmp_path: Path) -> None:
    file, deaths = tmp_path / "tracker.db", 0
    while dies_at_statement(deaths, _create, f"sqlite:///{file}"):
        # The last statement only counts the papers of a database that is whole.
        assert not file.exists() or schema.current(Database(f"sqlite:///{file}")) == SCHEMA_VERSION
        deaths += 10
    assert deaths > 20
    left = {each.name for each in tmp_path.iterdir()}
    assert left <= {"tracker.db", "tracker.db.lock", "tracker.db-wal", "tracker.db-shm"}
    assert schema.current(Database(f"sqlite:///{file}")) == SCHEMA_VERSION


def _ways_in(url: str) -> list[TrackerError]:
    """Return what the store, with all leave there is, and the reader say of a database."""
    errors = []
    for way_in in (
        lambda: Store.open(url, FixedClock(), create=True, upgrade=True),
        lambda: open_reader(url),
    ):
        with pytest.raises(TrackerError) as refused:
            way_in()
        errors.append(refused.value)
    return errors


@pytest.mark.parametrize(
    "content", [b"", b"# my notes\n" * 500, b"SQLite format 3\0" + b"\1" * 5000]
)
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "tracker.db"
    file.write_bytes(content)
    for error in _ways_in(f"sqlite:///{file}"):
        assert isinstance(error, ConfigError)
        assert str(file) in str(error)
        assert "\n" not in str(error)
        assert "restore a backup" in str(error)
    assert file.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bookmarks.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    for error in _ways_in(f"sqlite:///{file}"):
        assert isinstance(error, ConfigError)
        assert "another program" in str(error)


def test_a_newer_schema_is_refused_and_not_written(file_url: str) -> None:
    file = Path(file_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = file.read_bytes()
    for error in _ways_in(file_url):
        assert isinstance(error, SchemaMismatch)
        assert "update tracker" in str(error)
    assert file.read_bytes() == before


def test_a_newer_schema_on_a_server_is_refused(server_url: str) -> None:
    database = Database(server_url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for error in _ways_in(server_url):
        assert isinstance(error, SchemaMismatch)
    database.close()


def test_a_database_damaged_inside_is_refused_where_it_is_read(file_url: str) -> None:
    file = Path(file_url.removeprefix("sqlite:///"))
    body = bytearray(file.read_bytes())
    body[4096:] = b"\xff" * (len(body) - 4096)
    file.write_bytes(body)
    with pytest.raises(ConfigError, match="restore a backup"):
        Store.open(file_url, FixedClock()).papers.count()
    with pytest.raises(ConfigError, match="restore a backup"), open_reader(file_url) as reader:
        reader.health()


def test_a_locked_database_is_busy_after_a_while(
    file_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.store.database.BUSY_SECONDS", 0.05)
    store = Store.open(file_url, FixedClock())
    holder = sqlite3.connect(file_url.removeprefix("sqlite:///"), isolation_level=None)
    with closing(holder):
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="try again"):
            store.record(batch(announcement()), NOW)
    assert store.record(batch(announcement()), NOW).papers == 1
    store.close()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="cannot make the database"):
        Store.open(f"sqlite:///{tmp_path}/file/tracker.db", FixedClock(), create=True)


def test_a_folder_that_cannot_be_written_or_entered_is_a_clear_error(empty_file: Path) -> None:
    # Not `tmp_path`: the folders above it are closed to others.
    with tempfile.TemporaryDirectory() as folder:
        known = shutil.copy(empty_file, folder)
        closed = Path(folder, "closed")
        closed.mkdir(mode=0o700 if os.geteuid() == 0 else 0)
        Path(folder).chmod(0o555)
        for file in (known, f"{folder}/new.db", f"{closed}/tracker.db"):
            assert "ConfigError: cannot" in answer_of(_record_as_nobody, f"sqlite:///{file}")
        Path(folder).chmod(0o755)
        closed.chmod(0o755)


def _record_as_nobody(url: str) -> str:
    # Root may write anywhere, so that it has to become somebody else first.
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        Store.open(url, FixedClock(), create=True).record(batch(announcement()), NOW)
    except Exception as error:  # noqa: BLE001 - whatever it is, the test has to see it
        return f"{type(error).__name__}: {error}"
    return "written"
