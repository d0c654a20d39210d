"""Writes rows that may be there already; the two databases spell it alike, in two modules."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are all new and have the same columns."""
    _insert_many(connection, _insert(connection, table), rows)


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that are not there yet; returns how many that were."""
    return _insert_many(connection, _insert(connection, table).on_conflict_do_nothing(), rows)


def upsert(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or update the one with its primary key."""
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in row.items() if name not in keys}
    statement = _insert(connection, table).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _insert_many(
    connection: Connection,
    statement: sqlite.Insert | postgresql.Insert,
    rows: Sequence[Mapping[str, Any]],
) -> int:
    if not rows:
        return 0
    # All our columns are text and numbers, so the driver takes the rows as they are; looking at
    # each value first would cost an import a fifth of its time.
    sql = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    counted = {"preserve_rowcount": True}
    return connection.exec_driver_sql(str(sql), [*rows], execution_options=counted).rowcount
