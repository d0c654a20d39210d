"""What readers say of papers, and what they have read; a reader's last word counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, select

from tracker.model.feedback import Judged, Opinion, Standing
from tracker.model.identifiers import PaperId
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.papers import find_numbers, sliced
from tracker.store.rows import Row, canonical, instant, instant_text, read_paper, storable
from tracker.store.upserts import insert_all

_COLUMNS = ("opinion", "opinion_at", "read_at")

Said: TypeAlias = Mapping[str, Any]
"""A row of `feedback` with the paper's title: all empty where nothing was said of it."""


class Feedback:
    """The opinions and the reading of every reader; `ME` is the reader without a name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judged(self, reader: str) -> tuple[Judged, ...]:
        """Return the papers that `reader` has an opinion of, the newest opinion first."""
        table, papers = tables.feedback, tables.papers
        query = (
            select(*papers.c, table.c.opinion, table.c.opinion_at)
            .join(papers, papers.c.id == table.c.paper_id)
            .where(table.c.reader == storable(reader), table.c.opinion.is_not(None))
            .order_by(table.c.opinion_at.desc(), papers.c.key)
        )
        with self._database.read() as connection:
            return tuple(_judged(row) for row in connection.execute(query).mappings())

    def readers(self) -> tuple[str, ...]:
        """Return everyone who has an opinion of a paper, by name."""
        table = tables.feedback
        query = select(table.c.reader).where(table.c.opinion.is_not(None)).distinct()
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(table.c.reader)))

    def say(
        self,
        reader: str,
        ids: Sequence[PaperId],
        opinion: Opinion | None,
        now: datetime,
        *,
        only: Opinion | None = None,
    ) -> tuple[Standing, ...]:
        """Write down what `reader` thinks of papers (None: nothing any more), over what they said.

        With `only`, papers of another opinion are left as they are. Returns how the papers stood
        before, in the order of `ids`; an id that no stored paper has is left out.
        """
        said: Said = {"opinion": None, "opinion_at": None}
        if opinion:
            said = {"opinion": opinion.value, "opinion_at": instant_text(now)}

        def changed(row: Said) -> Said:
            same = row["opinion"] == said["opinion"] or (only and row["opinion"] != only.value)
            return row if same else {**row, **said}

        with self._database.write_alone() as connection:
            return _change(connection, storable(reader), ids, changed)

    def mark_read(
        self, reader: str, ids: Sequence[PaperId], read: bool, now: datetime
    ) -> tuple[Standing, ...]:
        """Write down that `reader` has read papers, or has not; returns as `say` does."""

        def changed(row: Said) -> Said:
            same = bool(row["read_at"]) == read
            return row if same else {**row, "read_at": instant_text(now) if read else None}

        with self._database.write_alone() as connection:
            return _change(connection, storable(reader), ids, changed)


def _change(
    connection: Connection, reader: str, ids: Sequence[PaperId], changed: Callable[[Said], Said]
) -> tuple[Standing, ...]:
    """Replace the rows of these papers by what `changed` makes of them."""
    named = {each: canonical(each) for each in ids}
    numbers = find_numbers(connection, named.values())
    before = _rows(connection, reader, numbers.values())
    _write(connection, reader, before, {n: changed(row) for n, row in before.items()})
    return tuple(
        _standing(each, before[numbers[asked]]) for each, asked in named.items() if asked in numbers
    )


def _rows(connection: Connection, reader: str, numbers: Iterable[int]) -> dict[int, Said]:
    """Return the title and what was said of each paper, all of it empty where nothing was."""
    table, papers = tables.feedback, tables.papers
    said = (table.c.paper_id == papers.c.id) & (table.c.reader == reader)
    query = select(papers.c.id, papers.c.title, *(table.c[name] for name in _COLUMNS))
    query = query.join(table, said, isouter=True)
    found: dict[int, Said] = {}
    for some in sliced(sorted(set(numbers))):
        rows = connection.execute(query.where(papers.c.id.in_(some)))
        found |= {row["id"]: row for row in rows.mappings()}
    return found


def _write(
    connection: Connection, reader: str, before: Mapping[int, Said], after: Mapping[int, Said]
) -> None:
    table = tables.feedback
    new = {n: row for n, row in after.items() if row is not before[n]}
    for some in sliced(new):
        gone = delete(table).where(table.c.reader == reader, table.c.paper_id.in_(some))
        connection.execute(gone)
    rows = [
        {"reader": reader, "paper_id": number} | {name: row[name] for name in _COLUMNS}
        for number, row in new.items()
        if row["opinion"] or row["read_at"]
    ]
    insert_all(connection, table, rows)


def _standing(named: PaperId, row: Said) -> Standing:
    opinion = Opinion(row["opinion"]) if row["opinion"] else None
    return Standing(named, row["title"], opinion, bool(row["read_at"]))


def _judged(row: Row) -> Judged:
    return Judged(read_paper(row), Opinion(row["opinion"]), instant(row["opinion_at"]))
