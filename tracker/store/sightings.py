"""The sightings of papers, and how estimated ones follow when a paper's day is told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from sqlalchemy import Connection, and_, bindparam, delete, select

from tracker.model.papers import LISTED
from tracker.store import tables
from tracker.store.merging import standing
from tracker.store.papers import sliced
from tracker.store.rows import Row, Values
from tracker.store.shelf import ExactDays
from tracker.store.upserts import insert_new

_KEY = tuple(column.name for column in tables.announcements.primary_key)


def exact_days(connection: Connection, numbers: Iterable[int]) -> ExactDays:
    """Return the days that are told, not estimated, of these papers in each category."""
    return _exact(row for row in _listings(connection, numbers) if not row["estimated"])


def follow(connection: Connection, numbers: Collection[int]) -> None:
    """Let the estimated sightings of these papers stand where they belong by what is stored now."""
    rows = _listings(connection, numbers)
    exact = _exact(row for row in rows if not row["estimated"])
    _replace(connection, [each for each in _followed(rows, exact) if each[1] != each[0]])


def _listings(connection: Connection, numbers: Iterable[int]) -> list[Row]:
    """Return all sightings of these papers as listed, each with `listed_on`, the paper's day."""
    table, papers = tables.announcements, tables.papers
    query = select(table, papers.c.announced_on.label("listed_on")).join(papers)
    query = query.where(table.c.kind.in_(LISTED), table.c.announced_on != "")
    return [
        row
        for some in sliced(numbers)
        for row in connection.execute(query.where(table.c.paper_id.in_(some))).mappings()
    ]


def _exact(rows: Iterable[Row]) -> ExactDays:
    days: dict[tuple[int, str], set[date]] = defaultdict(set)
    for row in rows:
        days[row["paper_id"], row["category"]].add(date.fromisoformat(row["announced_on"]))
    return days


def _followed(rows: Iterable[Row], exact: ExactDays) -> Iterator[tuple[Values, Values | None]]:
    """Yield each estimated sighting with what it becomes."""
    for row in rows:
        if row["estimated"]:
            was = {name: row[name] for name in (*_KEY, "estimated")}
            day, estimate = (date.fromisoformat(row[n]) for n in ("listed_on", "announced_on"))
            stands = standing(day, estimate, exact.get((row["paper_id"], row["category"]), ()))
            yield was, was | {"announced_on": stands.isoformat()} if stands else None


def _replace(connection: Connection, changed: Collection[tuple[Values, Values | None]]) -> None:
    if not changed:
        return
    table = tables.announcements
    same = and_(*(table.c[name] == bindparam(f"was_{name}") for name in _KEY))
    gone = [{f"was_{name}": was[name] for name in _KEY} for was, _ in changed]
    connection.execute(delete(table).where(same), gone)
    insert_new(connection, table, [each for _, each in changed if each])
