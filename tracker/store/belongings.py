"""Moves what hangs on a paper's row to the row of another paper, and gives it back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    UniqueConstraint,
    and_,
    delete,
    select,
    update,
)

from tracker.store import tables
from tracker.store.news import LISTED, TOP
from tracker.store.papers import sliced
from tracker.store.rows import Values
from tracker.store.upserts import insert_new

Rows: TypeAlias = dict[str, list[Values]]
"""Rows by table, without the number of the paper."""

_PLACES = (None, LISTED, TOP)

_Key: TypeAlias = tuple[str | int | float | None, ...]

# These are made from the text of the paper itself.
_DERIVED = frozenset({"identifiers", "categories", "scores", "topic_scores"})


@dataclass(frozen=True, slots=True)
class Belongings:
    """What hung on a paper that went into another one.

    `met` are the rows of that other paper that stood where some of `rows` would have gone.
    """

    rows: Rows = field(default_factory=dict)
    met: Rows = field(default_factory=dict)


def move(connection: Connection, taken: int, kept: int) -> Belongings:
    """Hang everything on row `kept` that hangs on row `taken`; return it as it was.

    Where both have the same (an edition, an event, a reader's opinion) it is there once afterwards.
    """
    found = Belongings()
    for table, names in _hanging():
        rows = _rows(connection, table, taken)
        if not rows:
            continue
        found.rows[table.name] = rows
        theirs = {_key(row, names): row for row in _rows(connection, table, kept)}
        for row in rows:
            if met := theirs.get(_key(row, names)):
                found.met.setdefault(table.name, []).append(met)
                own, other = (_is(table, names, number, row) for number in (taken, kept))
                _meet(connection, table, own, other, _both(row, met))
        connection.execute(update(table).where(table.c.paper_id == taken).values(paper_id=kept))
    return found


def give_back(
    connection: Connection, had: Belongings, kept: int, given: int, sources: Collection[str]
) -> None:
    """Hang what `move` has moved on row `given`, and what `sources` have told of it since then.

    `sources` are those that had told of the taken paper only.
    """
    for table, names in _hanging():
        met = {_key(row, names): row for row in had.met.get(table.name, [])}
        for row in had.rows.get(table.name, []):
            own, other = (_is(table, names, number, row) for number in (given, kept))
            if theirs := met.get(_key(row, names)):
                _insert(connection, table, row, given)
                _part(connection, table, own, other, _both(row, theirs), theirs)
            elif not _hand_over(connection, table, other, given):
                _insert(connection, table, row, given)
        _hand_over_sources(connection, table, names, kept, given, sources)


def without(had: Belongings, gone: Belongings) -> Belongings:
    """Return what a later move has taken, without what `gone` had brought there before."""
    names = {table.name: keys for table, keys in _hanging()}
    return Belongings(
        {table: _rest(rows, gone, table, names[table]) for table, rows in had.rows.items()},
        had.met,
    )


def _rest(rows: list[Values], gone: Belongings, table: str, names: tuple[str, ...]) -> list[Values]:
    own = {_key(row, names) for row in gone.met.get(table, [])}
    left = {_key(row, names) for row in gone.rows.get(table, [])} - own
    return [row for row in rows if _key(row, names) not in left]


def sources_of(connection: Connection, numbers: Iterable[int]) -> dict[int, set[str]]:
    """Return the sources that have shown each of these papers."""
    table, found = tables.announcements, dict[int, set[str]]()
    for some in sliced(numbers):
        query = select(table.c.paper_id, table.c.source).where(table.c.paper_id.in_(some))
        for number, source in connection.execute(query.distinct()):
            found.setdefault(number, set()).add(source)
    return found


@cache
def _hanging() -> tuple[tuple[Table, tuple[str, ...]], ...]:
    """Return every table with rows of papers, and the columns that tell the rows of one apart."""
    found = [table for table in tables.metadata.sorted_tables if "paper_id" in table.c]
    return tuple((table, _names(table)) for table in found if table.name not in _DERIVED)


def _names(table: Table) -> tuple[str, ...]:
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    for constraint in (table.primary_key, *unique):
        names = [column.name for column in constraint.columns]
        if "paper_id" in names:
            return tuple(name for name in names if name != "paper_id")
    raise ValueError(f"nothing tells the rows of one paper in {table.name} apart")


def _rows(connection: Connection, table: Table, number: int) -> list[Values]:
    query = select(table).where(table.c.paper_id == number)
    rows = connection.execute(query).mappings()
    return [{name: row[name] for name in row if name not in ("paper_id", "id")} for row in rows]


def _key(row: Values, names: tuple[str, ...]) -> _Key:
    return tuple(row[name] for name in names)


def _is(table: Table, names: tuple[str, ...], number: int, row: Values) -> ColumnElement[bool]:
    return and_(table.c.paper_id == number, *(table.c[name] == row[name] for name in names))


def _meet(
    connection: Connection,
    table: Table,
    own: ColumnElement[bool],
    other: ColumnElement[bool],
    both: Values,
) -> None:
    """Leave one row where both papers have the same."""
    if table in (tables.feedback, tables.edition_papers):
        connection.execute(update(table).where(other).values(both))
    elif table is tables.events:
        _copy_shown(connection, own, other)
        shown = tables.edition_events
        connection.execute(delete(shown).where(shown.c.event_id.in_(select(table.c.id).where(own))))
    connection.execute(delete(table).where(own))


def _part(
    connection: Connection,
    table: Table,
    own: ColumnElement[bool],
    other: ColumnElement[bool],
    both: Values,
    theirs: Values,
) -> None:
    """Give the other paper its row back as it was, where nobody has changed it since."""
    if table in (tables.feedback, tables.edition_papers):
        unchanged = (table.c[name].is_not_distinct_from(value) for name, value in both.items())
        connection.execute(update(table).where(other, *unchanged).values(theirs))
    elif table is tables.events:
        _copy_shown(connection, other, own)


def _copy_shown(
    connection: Connection, event: ColumnElement[bool], other: ColumnElement[bool]
) -> None:
    """Let no edition tell of the other event that has told of this one."""
    shown, ids = tables.edition_events, tables.events.c.id
    number = connection.scalar(select(ids).where(other))
    query = select(shown).where(shown.c.event_id.in_(select(ids).where(event)))
    rows = [{**row, "event_id": number} for row in connection.execute(query).mappings()]
    insert_new(connection, shown, rows)


def _both(row: Values, other: Values) -> Values:
    """Return what a reader has said of two papers that are one: the last word, the first reading;
    and of where a digest has shown them, the place that stood out more.

    Rows of other tables are alike, and stay.
    """
    if "shown" in row:
        return max(other, row, key=lambda each: _PLACES.index(each["shown"]))
    if "opinion_at" not in row:
        return other
    last = max(other, row, key=lambda each: str(each["opinion_at"] or ""))
    read = [str(each["read_at"]) for each in (row, other) if each["read_at"]]
    return {
        "opinion": last["opinion"],
        "opinion_at": last["opinion_at"],
        "read_at": min(read, default=None),
    }


def _insert(connection: Connection, table: Table, row: Values, number: int) -> None:
    insert_new(connection, table, [{**row, "paper_id": number}])


def _hand_over(
    connection: Connection, table: Table, where: ColumnElement[bool], number: int
) -> bool:
    return connection.execute(update(table).where(where).values(paper_id=number)).rowcount == 1


def _hand_over_sources(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    kept: int,
    given: int,
    sources: Collection[str],
) -> None:
    column = "origin" if "origin" in table.c else "source"
    if column not in table.c:
        return
    theirs = {_key(row, names) for row in _rows(connection, table, given)}
    for row in _rows(connection, table, kept):
        if row[column] in sources and _key(row, names) not in theirs:
            _hand_over(connection, table, _is(table, names, kept, row), given)
