"""Makes a database, brings an older one up to date, and refuses any that is not ours.

A new SQLite file is made beside its place and moved there whole, so a file of 0 bytes is damage.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from tracker import resources
from tracker.errors import ConfigError, StorageFailed
from tracker.store.address import size
from tracker.store.database import Database, translated
from tracker.store.driver_errors import damaged
from tracker.store.version import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    newer_schema,
    no_schema,
    require_version,
)

_MIGRATION_LOCK = 0x74726B73


def current(database: Database) -> int:
    """Return the number of the database's newest migration, 0 where there is no schema yet.

    Raises ConfigError for a damaged file and for one that another program made.
    """
    if database.file:
        found = size(database.file)
        if found is None:
            return 0
        if found == 0:
            raise damaged(database.name, "it has 0 bytes")
    with database.read() as connection:
        return _version(connection, database.name)


def create(database: Database, migrations: Path | None = None) -> None:
    """Make the schema, and the folder of a SQLite file; does nothing where a schema is."""
    if database.file is None:
        _upgrade(database, migrations)
        return
    with _folder_of(database.file), _locked(database.file):
        if size(database.file) is None:
            _create_file(database.file, migrations)


def upgrade(database: Database, migrations: Path | None = None) -> Path | None:
    """Bring an older schema up to the newest; returns the backup made first, if any.

    One process at a time; a migration that fails leaves the database as it was. Raises
    SchemaMismatch for a newer schema, SchemaAbsent for none.
    """
    if database.file is None:
        _upgrade(database, migrations)
        return None
    with _locked(database.file):
        found, newest = current(database), newest_version(migrations)
        if found == 0:
            raise no_schema(database.name)
        if found > newest:
            raise newer_schema(found, database.name, newest)
        if found == newest:
            return None
        backup = database.file.with_name(f"{database.file.name}.schema-{found}.backup")
        back_up(database.file, backup)
        _upgrade(database, migrations)
        return backup


def ready(database: Database, *, create_absent: bool, upgrade_older: bool) -> None:
    """Make sure that the schema is the one this program works with.

    Raises SchemaAbsent or SchemaMismatch where it is not and may not be made so.
    """
    found = current(database)
    if found == 0 and create_absent:
        create(database)
    elif 0 < found < SCHEMA_VERSION and upgrade_older:
        upgrade(database)
    else:
        require_version(found, database.name)


def back_up(file: Path, target: Path) -> None:
    """Copy a SQLite database, in use or not, and check the copy whole.

    Raises StorageFailed where the copy does not pass; `target` then keeps its earlier content.
    """
    made = target.with_name(f"{target.name}.part")
    with translated(str(file)), closing(sqlite3.connect(file)) as origin:
        made.unlink(missing_ok=True)
        with closing(sqlite3.connect(made)) as copy:
            origin.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        made.unlink()
        raise StorageFailed(f"the backup of {file} is not sound: {verdict}")
    made.replace(target)


def newest_version(migrations: Path | None = None) -> int:
    """Return the number of the newest migration."""
    return int(ScriptDirectory.from_config(_configuration(migrations)).get_current_head() or 0)


@contextmanager
def _folder_of(file: Path) -> Iterator[None]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ConfigError(f"cannot make the database {file}: {error}") from error


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    # The lock is of the open file, so the system lets go of it when its holder dies.
    try:
        handle = file.with_name(f"{file.name}.lock").open("w")
    except OSError as error:
        raise ConfigError(f"cannot lock the database {file}: {error}") from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _create_file(file: Path, migrations: Path | None) -> None:
    made = file.with_name(f"{file.name}.new")
    _remove(made)
    database = Database(f"sqlite:///{made}")
    try:
        _upgrade(database, migrations)
        database.close()  # The last connection moves the log into the file and removes it.
        made.replace(file)
        _persist(file.parent)
    finally:
        database.close()
        _remove(made)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _persist(folder: Path) -> None:
    # A rename is on the disk only when its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _upgrade(database: Database, migrations: Path | None) -> None:
    configuration = _configuration(migrations)
    with database.rebuild() as connection:
        if database.dialect == "postgresql":
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK}
            )
        found, newest = _version(connection, database.name), newest_version(migrations)
        if found > newest:
            raise newer_schema(found, database.name, newest)
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")
        if database.dialect == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {newest}")


def _configuration(migrations: Path | None) -> Config:
    configuration = Config()
    folder = str(migrations or resources.folder("migrations"))
    configuration.set_main_option("script_location", folder.replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    return configuration


def _version(connection: Connection, name: str) -> int:
    if connection.dialect.name == "sqlite":
        return _sqlite_version(connection, name)
    if not inspect(connection).has_table("alembic_version"):
        return 0
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return int(found or 0)


def _sqlite_version(connection: Connection, name: str) -> int:
    owner = connection.exec_driver_sql("PRAGMA application_id").scalar()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    if owner != APPLICATION_ID and (owner or tables):
        raise ConfigError(
            f"{name} is a database of another program: set database.url to a file of its own"
        )
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
