"""Writes rows that may be there already; the two databases spell it alike, in two modules."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that are not there yet; returns how many that were."""
    if not rows:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing()
    # Without this SQLAlchemy leaves the count of several inserts to chance.
    counted = {"preserve_rowcount": True}
    return connection.execute(statement, rows, execution_options=counted).rowcount


def upsert(
    connection: Connection,
    table: Table,
    row: Mapping[str, Any],
    also: Mapping[str, Any] | None = None,
) -> None:
    """Insert a row, or update the one with its primary key.

    `also` are columns that an update sets in another way than the insert.
    """
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in row.items() if name not in keys} | dict(also or {})
    statement = _insert(connection, table).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
