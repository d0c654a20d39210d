"""Reads a PostgreSQL database, in transactions that cannot change it."""

import re
from typing import Any

from tracker.errors import ConfigError
from tracker.store.address import postgresql_address, without_password
from tracker.store.driver_errors import meaning
from tracker.store.find import Statement
from tracker.store.rows import Row
from tracker.store.version import no_schema, require_version

try:
    import psycopg
    from psycopg.rows import dict_row
except ImportError as error:
    raise ConfigError("PostgreSQL needs `pip install paper-tracker[postgres]`") from error

_PARAMETER = re.compile(r":(\w+)")


class PostgresqlConnection:
    """A connection to a PostgreSQL database that holds our schema."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._name = without_password(url)
        try:
            self._connection = psycopg.connect(
                postgresql_address(url), row_factory=dict_row, autocommit=True
            )
        except psycopg.Error as error:
            raise meaning(error, self._name) or error from error
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def rows(self, statement: Statement) -> list[Row]:
        """Return all rows of a statement."""
        # Our parameters are `:name`, the driver's `%(name)s`.
        sql = _PARAMETER.sub(r"%(\1)s", statement.sql.replace("%", "%%"))
        try:
            rows: list[Any] = self._connection.execute(sql, statement.parameters).fetchall()
        except psycopg.Error as error:
            raise meaning(error, self._name) or error from error
        return rows

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _check(self) -> None:
        self._connection.read_only = True
        known = self.rows(Statement("SELECT to_regclass('alembic_version') AS found"))
        if known[0]["found"] is None:
            raise no_schema(self._name)
        rows = self.rows(Statement("SELECT version_num FROM alembic_version"))
        require_version(int(rows[0]["version_num"]) if rows else 0, self._name)
