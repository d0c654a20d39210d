"""Takes in papers by the thousand: those that are new at once, all others as `record` does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, delete, select

from tracker.model.harvests import Batch, Checkpoint, Recorded
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.papers import Announcement, Paper
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.mentions import insert_mentions
from tracker.store.merging import listed
from tracker.store.papers import find_numbers, insert_papers, last_number, read_papers, sliced
from tracker.store.recording import record
from tracker.store.rows import Values, announcement_values, paper_ids
from tracker.store.upserts import insert_all, upsert

# FTS5 writes a piece of the index whenever it holds so many bytes, a megabyte unless told. Merging
# the pieces costs an import a tenth of its time; a batch fits into this whole.
# https://github.com/sqlite/sqlite/blob/master/ext/fts5/fts5_config.c
_INDEX_BUFFER = 32 << 20

# A batch changes more pages than SQLite's usual 2 MB hold, and each would be written several times.
# What is mapped counts as our memory, and an import touches all of the file.
_ROOM = ("cache_size = -65536", "mmap_size = 67108864")

Seen: TypeAlias = tuple[Paper, Announcement | None]


class Imports:
    """What files bring, and how far each of them has been read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        batch: Batch,
        now: datetime,
        checkpoint: Callable[[Recorded], Checkpoint] | None = None,
    ) -> Recorded:
        """Write announcements and papers of a file in one transaction, or nothing of them.

        Papers merge as `Store.record` merges them, but full metadata of a version that is stored
        stays as it is, and a DOI that two arXiv papers give stays with the first. `checkpoint`
        makes the batch's own from what was recorded.
        """
        with self._database.write_alone() as connection:
            _make_room(connection)
            recorded = _take_in(connection, batch, now)
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


def _take_in(connection: Connection, batch: Batch, now: datetime) -> Recorded:
    pile = _pile(connection, batch)
    insert_papers(connection, pile.fresh, now)
    insert_mentions(connection, pile.fresh)
    insert_all(connection, tables.announcements, pile.sightings)
    recorded = Recorded(papers=len(pile.fresh), announcements=len(pile.sightings))
    if not pile.again:
        return recorded
    full = _full_versions(connection, {number for number, _, _ in pile.again})
    modest = [(_modest(paper, full.get(number)), told) for number, paper, told in pile.again]
    return recorded + record(connection, _batch(batch.source, modest), now)


class _Pile:
    """The papers of a batch: the unknown ones under their new row numbers, and those seen again."""

    def __init__(self, numbers: dict[PaperId, int], last_number: int) -> None:
        self.fresh: dict[int, Paper] = {}
        self.sightings: list[Values] = []
        self.again: list[tuple[int, Paper, Announcement | None]] = []
        self._numbers = numbers
        self._next_number = last_number + 1

    def put(self, paper: Paper, told: Announcement | None) -> None:
        ids = paper_ids(paper)
        number = next((self._numbers[each] for each in ids if each in self._numbers), None)
        if number is not None:
            self.again.append((number, paper, told))
            return
        number, self._next_number = self._next_number, self._next_number + 1
        self._numbers.update(dict.fromkeys(ids, number))
        self.fresh[number] = _listed(paper, told)
        if told:
            self.sightings.append(announcement_values(number, told))


def _pile(connection: Connection, batch: Batch) -> _Pile:
    told = [(each.paper, each) for each in batch.announcements]
    seen: list[tuple[Paper, Announcement | None]] = [
        *told,
        *((each, None) for each in batch.papers),
    ]
    numbers = find_numbers(connection, (each for paper, _ in seen for each in paper_ids(paper)))
    holders = _holders(connection, numbers)
    pile = _Pile(numbers, last_number(connection))
    for paper, announcement in seen:
        pile.put(_with_own_ids(paper, holders), announcement)
    return pile


def _listed(paper: Paper, told: Announcement | None) -> Paper:
    """Return a new paper with the listing day that its announcement tells."""
    day = listed(None, told) if told else None
    on, estimated = day or (None, False)
    if (paper.announced_on, paper.announced_on_estimated) == (on, estimated):
        return paper
    return replace(paper, announced_on=on, announced_on_estimated=estimated)


def _holders(connection: Connection, numbers: Mapping[PaperId, int]) -> dict[PaperId, set[PaperId]]:
    """Return the arXiv ids of the papers that other identifiers lead to."""
    others = {each: number for each, number in numbers.items() if each.scheme != ARXIV}
    found = read_papers(connection, sorted(set(others.values())))
    arxiv = {number: {each for each in paper_ids(paper) if each.scheme == ARXIV}
             for number, paper in found.items()}  # fmt: skip
    return {each: arxiv[number] for each, number in others.items() if arxiv[number]}


def _with_own_ids(paper: Paper, holders: dict[PaperId, set[PaperId]]) -> Paper:
    """Return `paper` without identifiers that another arXiv paper holds: the parts of a work, and
    a comment and its reply, may give the same DOI.
    """
    if len(paper.identifiers) < 2 or paper.id.scheme != ARXIV:
        return paper
    own = [each for each in paper_ids(paper)
           if each.scheme == ARXIV or paper.id in holders.setdefault(each, {paper.id})]  # fmt: skip
    return replace(paper, identifiers=tuple(own))


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


def _batch(source: str, seen: Iterable[Seen]) -> Batch:
    told, papers = [], []
    for paper, announcement in seen:
        if announcement:
            told.append(replace(announcement, paper=paper))
        else:
            papers.append(paper)
    return Batch(source, announcements=tuple(told), papers=tuple(papers))
