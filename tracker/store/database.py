"""One database, SQLite or PostgreSQL: connections, transactions, and what their errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.errors import ConfigError
from tracker.store.address import postgresql_address, sqlite_file, without_password
from tracker.store.driver_errors import damaged, meaning

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up with Busy."""

# Any constant: the same number in every process that writes to a PostgreSQL database of ours.
_WRITERS_LOCK = 0x74726B72


class Database:
    """The engine of one database URL; every transaction of the store begins here.

    `name` is what messages call it; `file` is the SQLite file, None on PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        self.file: Path | None = sqlite_file(url)
        self.name = str(self.file) if self.file else without_password(url)
        self.engine = _sqlite(self.file) if self.file else _postgresql(url)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database and changes nothing."""
        with translated(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction, committed at the end and rolled back on an error."""
        with translated(self.name), self.engine.connect() as connection:
            connection.execution_options(begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    @contextmanager
    def write_alone(self) -> Iterator[Connection]:
        """As `write`, with no other such writer beside it; SQLite never has two."""
        with self.write() as connection:
            if self.dialect == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITERS_LOCK}
                )
            yield connection

    @contextmanager
    def rebuild(self) -> Iterator[Connection]:
        """As `write`, for a migration: foreign keys are checked at its end, not on the way.

        SQLite changes a table by making it anew, which they would not let it do, and turns them
        off outside of transactions only (https://www.sqlite.org/lang_altertable.html#otheralter).
        """
        if self.dialect == "postgresql":
            with self.write() as connection:
                yield connection
            return
        with self._unchecked() as connection, connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise damaged(self.name, f"{len(broken)} rows refer to nothing")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _unchecked(self) -> Iterator[Connection]:
        with translated(self.name), self.engine.connect() as connection:
            connection.execution_options(begin="BEGIN IMMEDIATE")
            driver = connection.connection
            driver.cursor().execute("PRAGMA foreign_keys=OFF")
            try:
                yield connection
            finally:
                driver.cursor().execute("PRAGMA foreign_keys=ON")


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn what a database driver raises into an error of ours that names the database.

    A mistake of our own (a broken constraint, wrong SQL) stays what it is, with its traceback.
    """
    try:
        yield
    except DBAPIError as error:
        known = meaning(error.orig, name) if error.orig else None
        raise known or error from error
    except sqlite3.Error as error:
        raise meaning(error, name) or error from error


def _sqlite(file: Path) -> Engine:
    engine = create_engine(
        # Not as text: a file name may have a question mark.
        URL.create("sqlite", database=str(file)),
        paramstyle="named",  # as psycopg's, so that rows are mappings on both
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # An outbox must survive a power cut, not only a kill.
        "foreign_keys=ON",
        "mmap_size=268435456",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # The driver begins nothing by itself (isolation_level=None), so that a migration is one
    # transaction; a writer takes its lock first, because a reader that turns writer can deadlock.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _postgresql(url: str) -> Engine:
    try:
        address = make_url(postgresql_address(url)).set(drivername="postgresql+psycopg")
        engine = create_engine(address, pool_pre_ping=True)
    except (ArgumentError, ImportError) as error:
        raise ConfigError(
            f"cannot use the database {without_password(url)}: {error} "
            "(PostgreSQL needs `pip install paper-tracker[postgres]`)"
        ) from error
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {int(BUSY_SECONDS * 1000)}")
    cursor.close()
    connection.commit()
