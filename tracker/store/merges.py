"""Merges of papers: those that a batch brings about, and those that a person makes or undoes."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from tracker.errors import TrackerError
from tracker.identity.sameness import Finding, compare
from tracker.model.harvests import Batch
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.merges import Merge, Verdict
from tracker.model.papers import Paper
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.events import between, record_events
from tracker.store.joining import MERGE, adopted, join, merge_row, part, read_body
from tracker.store.mentions import read_mentions
from tracker.store.merge_rows import read_merge
from tracker.store.pairs import list_likely, rename_pairs
from tracker.store.papers import find_numbers, read_papers, sliced
from tracker.store.programmes import proceedings
from tracker.store.rows import (
    Row,
    Values,
    canonical,
    paper_ids,
    paper_key,
    read_paper,
)
from tracker.store.shelf import Joint, Shelf
from tracker.store.upserts import insert_all

BY_HAND = "by hand"


class Merges:
    """One paper is one paper: what was made one, and how to make it two again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(self, one: PaperId, other: PaperId, now: datetime) -> Merge:
        """Make one paper of two: the one on arXiv is kept, else the one that was stored first.

        Raises TrackerError where one of them is not stored, or where they are one already.
        """
        with self._database.write_alone() as connection:
            numbers = [_number(connection, each) for each in (one, other)]
            if numbers[0] == numbers[1]:
                raise TrackerError(f"{one} and {other} are one paper already")
            papers = read_papers(connection, numbers)
            kept, taken = sorted(numbers, key=lambda n: (papers[n].id.scheme != ARXIV, n))
            joint = Joint(kept, taken, Finding(Verdict.SAME, BY_HAND))
            _unite(connection, [joint], frozenset(), now)
            last = select(tables.merges).order_by(tables.merges.c.id.desc()).limit(1)
            return read_merge(connection.execute(last).mappings().one())

    def split(self, paper_id: PaperId, now: datetime, other: PaperId | None = None) -> Merge:
        """Undo the last merge of a paper, or the one with `other`, and keep the two apart.

        Raises TrackerError where the paper is not stored, or nothing was merged into it.
        """
        with self._database.write_alone() as connection:
            paper = read_papers(connection, [number := _number(connection, paper_id)])[number]
            ids, table = [str(each) for each in paper_ids(paper)], tables.merges
            query = _standing(or_(table.c.kept.in_(ids), table.c.taken.in_(ids)))
            merges = connection.execute(query).mappings().all()
            chosen = _chosen(paper, merges, paper_id, other)
            part(connection, chosen, BY_HAND, now)
            return replace(read_merge(chosen), undone_at=now)


def record_merges(
    connection: Connection,
    shelf: Shelf,
    batch: Batch,
    seen_in: Mapping[int, set[str]],
    now: datetime,
) -> int:
    """Write down what `shelf` has found out about the papers of `batch`, which are written already.

    `seen_in` are the sources that had shown the papers before. Returns how many became one.
    """
    rows = _adoptions(shelf, batch, seen_in, now)
    insert_all(connection, tables.merges, rows)
    _unite(connection, shelf.joints, shelf.new().keys(), now)
    rename_pairs(connection, _renamed(shelf))
    list_likely(connection, _likely(shelf), now)
    _doubt(connection, shelf, now)
    return len(rows) + len(shelf.joints)


def _unite(connection: Connection, joints: Sequence[Joint], new: Set[int], now: datetime) -> None:
    """Join rows; what lists say of either paper is news of both, unless one of them is `new`."""
    numbers = sorted({each.kept for each in joints if new.isdisjoint(each[:2])})
    before = read_mentions(connection, numbers)
    join(connection, joints, now)
    after = read_mentions(connection, numbers)
    papers = read_papers(connection, numbers)
    states = {number: (paper, paper) for number, paper in papers.items()}
    in_print = proceedings(connection) if numbers else frozenset()
    record_events(connection, between(states, before, after, in_print, now, MERGE), now)


def _adoptions(
    shelf: Shelf, batch: Batch, seen_in: Mapping[int, set[str]], now: datetime
) -> list[Values]:
    told: dict[PaperId, set[str]] = {}
    for announcement in batch.announcements:
        told.setdefault(canonical(announcement.paper.id), set()).add(announcement.source)
    rows = []
    for each in shelf.adoptions:
        own_id = canonical(each.taken.id)
        sources = {batch.source, *told.get(own_id, ())} - seen_in.get(each.number, set())
        body = adopted(each, sorted(sources), now)
        rows.append(merge_row(paper_key(each.after), str(own_id), each.finding.why, body, now))
    return rows


def _likely(shelf: Shelf) -> Iterator[tuple[str, str, str]]:
    """Yield pairs of keys with why; what has gone to an arXiv paper since may be no pair of it."""
    for each in shelf.likely:
        one, other = (shelf.paper(number) for number in each[:2])
        if compare(one, other).verdict is not Verdict.DIFFERENT:
            yield paper_key(one), paper_key(other), each.finding.why


def _renamed(shelf: Shelf) -> dict[str, str]:
    """Return the new keys of stored papers that have got an arXiv id, by the old ones."""
    keys = ((paper_key(shelf.before[n]), paper_key(paper)) for n, paper in shelf.changed().items())
    return {old: new for old, new in keys if old != new}


def _doubt(connection: Connection, shelf: Shelf, now: datetime) -> None:
    """Undo what titles alone have merged, where arXiv's authors are known now and are others."""
    named = {paper_key(paper): paper for n, paper in shelf.changed().items()
             if paper.authors != shelf.before[n].authors}  # fmt: skip
    for some in sliced(named):
        for row in connection.execute(_standing(tables.merges.c.kept.in_(some))).mappings():
            body = read_body(row)
            if body.proven:
                continue
            found = compare(named[row["kept"]], read_paper(body.paper))
            if found.verdict is Verdict.DIFFERENT:
                part(connection, row, "the same title, but other authors", now)


def _number(connection: Connection, paper_id: PaperId) -> int:
    found = find_numbers(connection, [canonical(paper_id)])
    if not found:
        raise TrackerError(f"no paper {paper_id} in the database")
    return next(iter(found.values()))


def _standing(where: ColumnElement[bool]) -> Select[Any]:
    """Select the merges that nobody has undone, the last one first."""
    table = tables.merges
    return select(table).where(table.c.undone_at.is_(None), where).order_by(table.c.id.desc())


def _chosen(paper: Paper, merges: Sequence[Row], asked: PaperId, other: PaperId | None) -> Row:
    """Return the merge to undo: with `other`, else of the id that was asked for, else the last."""
    if not merges:
        raise TrackerError(f"nothing was merged into {paper.id}")
    wanted = str(canonical(other or asked))
    of_it = [each for each in merges if wanted == each["taken"]]
    if other and not of_it:
        taken = ", ".join(each["taken"] for each in merges)
        raise TrackerError(f"{other} was not merged into {paper.id} (merged were: {taken})")
    return (of_it or merges)[0]
