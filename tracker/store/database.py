"""One database, SQLite or PostgreSQL: connections, transactions, and what their errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.errors import Busy, ConfigError, StorageFailed, TrackerError, Unavailable
from tracker.store.address import postgresql_address, sqlite_file, without_password

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up with Busy."""

# Any constant: the same number in every process that writes to a PostgreSQL database of ours.
_WRITERS_LOCK = 0x74726B72

# The primary result codes of https://www.sqlite.org/rescode.html
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_FAILING = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

# SQLSTATE: no lock in time, serialization, deadlock; then disk and memory; then who may come in.
_PG_BUSY = ("55P03", "40001", "40P01")
_PG_FAILING = ("53", "58")
_PG_CLOSED = ("28", "3D", "42501", "25006")


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

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn what a database driver raises into an error of ours that names the database.

    A mistake of our own (a broken constraint, wrong SQL) stays what it is, with its traceback.
    """
    try:
        yield
    except DBAPIError as error:
        meaning = _meaning(error.orig, name) if error.orig else None
        if meaning is None:
            raise
        raise meaning from error
    except sqlite3.Error as error:
        meaning = _sqlite_meaning(error, name)
        if meaning is None:
            raise
        raise meaning from error


def _sqlite(file: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{file}", connect_args={"isolation_level": None, "timeout": BUSY_SECONDS}
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


def _meaning(error: BaseException, name: str) -> TrackerError | None:
    if isinstance(error, sqlite3.Error):
        return _sqlite_meaning(error, name)
    return _postgresql_meaning(error, name)


def _sqlite_meaning(error: sqlite3.Error, name: str) -> TrackerError | None:
    # The low byte is the primary code; errors that the driver itself raises have none.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return Busy(f"another process holds the database {name}: try again")
    if code in _DAMAGED:
        return damaged(name, str(error))
    if code in _CLOSED:
        return ConfigError(f"cannot use the database {name}: {error}")
    if code in _FAILING:
        return StorageFailed(f"the database {name} could not be read or written: {error}")
    return None


def damaged(name: str, what: str) -> ConfigError:
    """Return the error for a file that is no database, or no whole one."""
    return ConfigError(
        f"{name} is damaged or not a database ({what}): move it away and restore a backup"
    )


def _postgresql_meaning(error: BaseException, name: str) -> TrackerError | None:
    code = getattr(error, "sqlstate", None)
    what = " ".join(str(error).split())
    if code is None and type(error).__name__ == "OperationalError":
        # Never connected, or cut off: the server had no say.
        return Unavailable(f"no connection to the database {name}: {what}")
    if code is None:
        return None
    if code in _PG_BUSY:
        return Busy(f"another process holds the database {name}: try again")
    if code.startswith(_PG_FAILING):
        return StorageFailed(f"the database {name} could not be read or written: {what}")
    if code.startswith(_PG_CLOSED):
        return ConfigError(f"cannot use the database {name}: {what}")
    if code.startswith(("08", "57P")):
        return Unavailable(f"no connection to the database {name}: {what}")
    return None
