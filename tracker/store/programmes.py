"""Programmes: what a venue's list of a year held when it was read, and which papers it lists."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from tracker.model.venues import Programme, ProgrammeState
from tracker.store import tables
from tracker.store.rows import instant_text
from tracker.store.upserts import insert_all, upsert
from tracker.store.venue_rows import programme_values, read_programme


def record_programme(
    connection: Connection, told: Programme, listed: Collection[int], now: datetime
) -> None:
    """Write what a source told of a list, and the rows of the papers that it listed.

    Nothing is ever deleted: a paper that a complete list lacks is counted as absent once more.
    """
    table = tables.programmes
    query = select(table).where(table.c.source == told.source)
    row = connection.execute(query).mappings().first()
    programme = kept(read_programme(row) if row else None, told)
    appeared_at = row["appeared_at"] if row else None
    if told.listed and not appeared_at:
        appeared_at = instant_text(now)
    values = programme_values(programme, now) | {"appeared_at": appeared_at}
    upsert(connection, table, values)
    _record_papers(connection, told, listed)


def kept(known: Programme | None, told: Programme) -> Programme:
    """Return what is known of a list after `told`: one without papers keeps the earlier counts."""
    if known is None or told.listed:
        return told
    return replace(known, state=told.state, message=told.message)


def absences(known: Mapping[int, int], listed: Collection[int], *, whole: bool) -> dict[int, int]:
    """Return the new count of snapshots in a row without it for each paper whose count changes.

    Only a `whole` list says that a paper is absent.
    """
    changed = {number: 0 for number in listed if known.get(number) != 0}
    if whole:
        changed |= {number: count + 1 for number, count in known.items() if number not in listed}
    return changed


def proceedings(connection: Connection) -> frozenset[str]:
    """Return the sources whose lists are of what is in print."""
    table = tables.programmes
    query = select(table.c.source).where(table.c.proceedings == 1)
    return frozenset(connection.scalars(query))


def _record_papers(connection: Connection, told: Programme, listed: Collection[int]) -> None:
    if not told.listed:
        return
    table = tables.programme_papers
    query = select(table.c.paper_id, table.c.absent).where(table.c.source == told.source)
    known = {row[0]: row[1] for row in connection.execute(query)}
    whole = told.state is ProgrammeState.COMPLETE
    changed = absences(known, frozenset(listed), whole=whole)
    new = sorted(changed.keys() - known.keys())
    rows = [{"source": told.source, "paper_id": number, "absent": 0} for number in new]
    insert_all(connection, table, rows)
    _update(connection, told.source, {n: changed[n] for n in changed if n in known})


def _update(connection: Connection, source: str, absent: Mapping[int, int]) -> None:
    table = tables.programme_papers
    statement = (
        update(table)
        .where(table.c.source == source, table.c.paper_id == bindparam("number"))
        .values(absent=bindparam("count"))
    )
    rows: Iterable[dict[str, int]] = ({"number": n, "count": c} for n, c in absent.items())
    if absent:
        connection.execute(statement, list(rows))
