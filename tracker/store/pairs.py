"""Pairs of papers that are likely one, and pairs that a person has split and that stay two."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select

from tracker.model.identifiers import PaperId
from tracker.store import tables
from tracker.store.papers import sliced
from tracker.store.rows import Values, instant_text, read_paper_id
from tracker.store.upserts import insert_new, upsert

LIKELY, APART = "likely", "apart"


def find_apart(connection: Connection) -> frozenset[frozenset[PaperId]]:
    """Return the pairs that nothing but a person may merge again; there are few."""
    table = tables.pairs
    query = select(table.c.one, table.c.other).where(table.c.state == APART)
    rows = connection.execute(query)
    return frozenset(frozenset(map(read_paper_id, row)) for row in rows)


def list_likely(
    connection: Connection, pairs: Iterable[tuple[str, str, str]], now: datetime
) -> None:
    """Write down pairs of keys, with why; one that is known, or was split, stays as it is."""
    rows = [_row(one, other, LIKELY, why, now) for one, other, why in pairs if one != other]
    insert_new(connection, tables.pairs, rows)


def keep_apart(connection: Connection, one: str, other: str, why: str, now: datetime) -> None:
    """Let nothing but a person merge the papers of two keys any more."""
    upsert(connection, tables.pairs, _row(one, other, APART, why, now))


def rename_pairs(connection: Connection, names: Mapping[str, str]) -> None:
    """Let pairs go by the new keys of their papers; a pair that has become one paper is none."""
    table = tables.pairs
    for some in sliced(names):
        of_them = or_(table.c.one.in_(some), table.c.other.in_(some))
        rows = [{**row} for row in connection.execute(select(table).where(of_them)).mappings()]
        if rows:
            connection.execute(delete(table).where(of_them))
            insert_new(connection, table, [row for each in rows if (row := _renamed(each, names))])


def _renamed(row: Values, names: Mapping[str, str]) -> Values | None:
    one, other = (_last_name(str(row[end]), names) for end in ("one", "other"))
    if one == other:
        return None
    return {**row, "one": min(one, other), "other": max(one, other)}


def _last_name(key: str, names: Mapping[str, str]) -> str:
    # A paper that took others in may have been taken in itself, all in one batch.
    while names.get(key, key) != key:
        key = names[key]
    return key


def _row(one: str, other: str, state: str, why: str, now: datetime) -> Values:
    return {
        "one": min(one, other),
        "other": max(one, other),
        "state": state,
        "why": why,
        "at": instant_text(now),
    }
