"""Reads a SQLite file, opened so that it cannot be changed."""

import sqlite3
from pathlib import Path

from tracker.errors import ConfigError
from tracker.store.address import size
from tracker.store.driver_errors import damaged, meaning
from tracker.store.find import Statement
from tracker.store.rows import Row
from tracker.store.version import APPLICATION_ID, no_schema, require_version

_BUSY_SECONDS = 10.0


class SqliteConnection:
    """A connection to a SQLite file that holds our schema."""

    dialect = "sqlite"

    def __init__(self, file: Path) -> None:
        self._name = str(file)
        found = size(file)
        if found is None:
            raise no_schema(self._name)
        if found == 0:
            raise damaged(self._name, "it has 0 bytes")
        self._connection = self._opened(file)

    def rows(self, statement: Statement) -> list[Row]:
        """Return all rows of a statement."""
        try:
            return self._connection.execute(statement.sql, statement.parameters).fetchall()
        except sqlite3.Error as error:
            raise meaning(error, self._name) or error from error

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _opened(self, file: Path) -> sqlite3.Connection:
        # What has a meaning in a URI stands for itself in a file name.
        path = str(file.absolute())
        for mark in "%?#":
            path = path.replace(mark, f"%{ord(mark):x}")
        connection = None
        try:
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA mmap_size=268435456")
            self._check(connection)
        except sqlite3.Error as error:
            raise meaning(error, self._name) or error from error
        except BaseException:
            if connection:
                connection.close()
            raise
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        if owner != APPLICATION_ID:
            raise ConfigError(
                f"{self._name} is a database of another program: "
                "set database.url to a file of its own"
            )
        require_version(connection.execute("PRAGMA user_version").fetchone()[0], self._name)
