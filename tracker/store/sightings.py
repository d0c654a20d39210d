"""The sightings of papers as new or cross-listed, among their announcements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, and_, bindparam, delete, select

from tracker.model.papers import LISTED, Kind
from tracker.store import tables
from tracker.store.listings import Shown, Sightings
from tracker.store.papers import sliced
from tracker.store.rows import Values
from tracker.store.upserts import insert_all

_KEY = tuple(column.name for column in tables.announcements.primary_key)


def read_sightings(connection: Connection, numbers: Iterable[int]) -> Mapping[int, Sightings]:
    """Return what was shown of these papers, by row number; those never shown are left out."""
    table = tables.announcements
    listings = select(table).where(table.c.kind.in_(LISTED), table.c.announced_on != "")
    found: dict[int, set[Shown]] = defaultdict(set)
    for some in sliced(numbers):
        for row in connection.execute(listings.where(table.c.paper_id.in_(some))).mappings():
            on = date.fromisoformat(row["announced_on"])
            shown = Shown(
                row["source"], Kind(row["kind"]), row["category"], on, bool(row["estimated"])
            )
            found[row["paper_id"]].add(shown)
    return {number: frozenset(shown) for number, shown in found.items()}


def replace_sightings(
    connection: Connection,
    gone: Iterable[tuple[int, Shown]],
    shown: Iterable[tuple[int, Shown]],
) -> None:
    """Take away the rows of `gone`, and write those of `shown`, which are not there."""
    table = tables.announcements
    same = and_(*(table.c[name] == bindparam(f"was_{name}") for name in _KEY))
    rows = [_values(number, each) for number, each in gone]
    if rows:
        keys = [{f"was_{name}": row[name] for name in _KEY} for row in rows]
        connection.execute(delete(table).where(same), keys)
    insert_all(connection, table, [_values(number, each) for number, each in shown])


def _values(number: int, shown: Shown) -> Values:
    return {
        "paper_id": number,
        "source": shown.source,
        "kind": shown.kind.value,
        "category": shown.category,
        "announced_on": shown.on.isoformat(),
        "estimated": int(shown.estimated),
    }
