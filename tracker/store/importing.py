"""Takes in papers by the thousand: those that are new at once, all others as `record` does."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, select

from tracker.identity.titles import title_key
from tracker.model.harvests import Batch, Checkpoint, Recorded
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Paper
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.lookalikes import find_lookalikes
from tracker.store.mentions import insert_told
from tracker.store.papers import (
    find_numbers,
    index_rows,
    insert_rows,
    last_number,
    sliced,
)
from tracker.store.prepared import Prepared, PreparedBatch
from tracker.store.recording import record
from tracker.store.rows import Values, announcement_values
from tracker.store.upserts import insert_all, upsert

# FTS5 writes a piece of the index whenever it holds so many bytes, a megabyte unless told. Merging
# the pieces costs an import a tenth of its time; a batch fits into this whole.
# https://github.com/sqlite/sqlite/blob/master/ext/fts5/fts5_config.c
_INDEX_BUFFER = 32 << 20

# A batch changes more pages than SQLite's usual 2 MB hold, and each would be written several times.
# What is mapped counts as our memory, and an import touches all of the file.
_ROOM = ("cache_size = -65536", "mmap_size = 67108864")


class Imports:
    """What files bring, and how far each of them has been read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        batch: PreparedBatch,
        now: datetime,
        checkpoint: Callable[[Recorded], Checkpoint] | None = None,
        idle: Callable[[bool], object] = lambda _: None,
    ) -> Recorded:
        """Write announcements and papers of a file in one transaction, or nothing of them.

        Papers merge as `Store.record` merges them, but full metadata of a version that is stored
        stays as it is, and a DOI that two arXiv papers give stays with the first. `checkpoint`
        makes the batch's own from what was recorded. `idle` is called when Python is done with the
        new papers and the database has the longest part of its work before it; it is told whether
        there are any.
        """
        with self._database.write_alone() as connection:
            _make_room(connection)
            recorded = _take_in(connection, batch, now, idle)
            if checkpoint:
                row = {"source": batch.source, "checkpoint": checkpoint(recorded)}
                upsert(connection, tables.checkpoints, row)
            return recorded

    def forget(self, sources: Sequence[str]) -> None:
        """Take away the checkpoints of files that are done with."""
        with self._database.write_alone() as connection:
            for some in sliced(sources):
                table = tables.checkpoints
                connection.execute(delete(table).where(table.c.source.in_(some)))


def _make_room(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    for pragma in _ROOM:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    known = "SELECT v FROM papers_fts_config WHERE k = 'hashsize'"
    if connection.exec_driver_sql(known).scalar() != _INDEX_BUFFER:
        widen = "INSERT INTO papers_fts(papers_fts, rank) VALUES ('hashsize', ?)"
        connection.exec_driver_sql(widen, (_INDEX_BUFFER,))


def _take_in(
    connection: Connection, batch: PreparedBatch, now: datetime, idle: Callable[[bool], object]
) -> Recorded:
    pile = _pile(connection, batch.papers)
    # PostgreSQL indexes a paper as it takes it in, SQLite all of them at the end.
    indexed_last = connection.dialect.name == "sqlite"
    if not indexed_last:
        idle(bool(pile.fresh))
    insert_rows(connection, {number: each.row for number, each in pile.fresh.items()}, now)
    insert_told(connection, {number: each.mentions for number, each in pile.fresh.items()})
    insert_all(connection, tables.announcements, pile.sightings)
    if indexed_last:
        idle(bool(pile.fresh))
    index_rows(connection, pile.fresh)
    recorded = Recorded(papers=len(pile.fresh), announcements=len(pile.sightings))
    if not pile.again:
        return recorded
    full = _full_versions(connection, {number for number, _, _ in pile.again if number})
    modest = [
        (_modest(paper, full.get(number) if number else None), told)
        for number, paper, told in pile.again
    ]
    return recorded + record(connection, _batch(batch.source, modest), now)


class _Pile:
    """The papers of a batch: those that can be no other paper, under their new row numbers, and
    all that may be, which `record` looks into; of these some lead to a row already.
    """

    def __init__(
        self, numbers: dict[PaperId, int], lookalikes: Collection[PaperId], last_number: int
    ) -> None:
        self.fresh: dict[int, Prepared] = {}
        self.sightings: list[Values] = []
        self.again: list[tuple[int | None, Paper, Announcement | None]] = []
        self._numbers = numbers
        self._lookalikes = lookalikes
        self._titles: set[str] = set()
        self._next_number = last_number + 1

    def put(self, each: Prepared) -> None:
        ids = each.ids
        number = next((self._numbers[known] for known in ids if known in self._numbers), None)
        if number is not None or self._may_be_another(each.paper, ids[0]):
            self.again.append((number, each.paper, each.told))
            return
        number, self._next_number = self._next_number, self._next_number + 1
        self._numbers.update(dict.fromkeys(ids, number))
        self.fresh[number] = each
        if each.told:
            self.sightings.append(announcement_values(number, each.told))

    def _may_be_another(self, paper: Paper, own: PaperId) -> bool:
        key = title_key(paper.title)
        if own in self._lookalikes or (key and key in self._titles):
            return True
        self._titles.add(key)
        return False


def _pile(connection: Connection, papers: Sequence[Prepared]) -> _Pile:
    numbers = find_numbers(connection, (known for each in papers for known in each.ids))
    strangers = (each.paper for each in papers if numbers.keys().isdisjoint(each.ids))
    pile = _Pile(numbers, find_lookalikes(connection, strangers), last_number(connection))
    for each in papers:
        pile.put(each)
    return pile


def _full_versions(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """Return the version, 0 where it is unknown, of those papers that have full metadata."""
    table, found = tables.papers, dict[int, int]()
    for some in sliced(numbers):
        query = select(table.c.id, table.c.version).where(
            table.c.id.in_(some), table.c.complete == 1
        )
        found |= {row[0]: row[1] or 0 for row in connection.execute(query)}
    return found


def _modest(paper: Paper, full: int | None) -> Paper:
    """Return `paper` as one that only fills gaps, where its version is stored in `full`."""
    if full is None or not paper.complete or (paper.version or 0) > full:
        return paper
    return replace(paper, complete=False)


def _batch(source: str, seen: Iterable[tuple[Paper, Announcement | None]]) -> Batch:
    told, papers = [], []
    for paper, announcement in seen:
        if announcement:
            told.append(replace(announcement, paper=paper))
        else:
            papers.append(paper)
    return Batch(source, announcements=tuple(told), papers=tuple(papers))
