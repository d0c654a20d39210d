"""Reads stored comments anew when the rules for reading them have changed, some at a time."""

import msgspec
from sqlalchemy import Connection, select

from tracker.model.papers import Paper
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.mentions import read_mentions, replace_mentions, told_anew
from tracker.store.rows import read_paper
from tracker.store.upserts import upsert
from tracker.venues.mentions import RULES_VERSION

# A row of `checkpoints`, which no source has: its name says why.
_NAME = "venue rules"


class Position(msgspec.Struct, frozen=True):
    """How far the papers have been read with these rules: up to row `after`, or all of them."""

    rules: int = 0
    after: int = 0
    done: bool = False


class Rereading:
    """The texts that were read with other rules."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def step(self, most: int = 2000, rules: int = RULES_VERSION) -> int:
        """Read the next papers anew and return how many that were; 0 where there are none.

        Every step is one transaction, so that a run that is ended goes on where it stopped. What
        is found is no event: the papers have not changed.
        """
        with self._database.read() as connection:
            if _position(connection, rules).done:
                return 0
        with self._database.write_alone() as connection:
            position = _position(connection, rules)
            papers = _papers(connection, position.after, most)
            _reread(connection, papers)
            last = max(papers, default=position.after)
            _settle(connection, Position(rules, last, done=len(papers) < most))
            return len(papers)


def _position(connection: Connection, rules: int) -> Position:
    table = tables.checkpoints
    query = select(table.c.checkpoint).where(table.c.source == _NAME)
    known = connection.scalar(query)
    position = _POSITION.decode(known) if known else Position()
    return position if position.rules == rules else Position(rules)


def _papers(connection: Connection, after: int, most: int) -> dict[int, Paper]:
    table = tables.papers
    query = select(*table.c).where(table.c.id > after).order_by(table.c.id).limit(most)
    return {row["id"]: read_paper(row) for row in connection.execute(query).mappings()}


def _reread(connection: Connection, papers: dict[int, Paper]) -> None:
    before = read_mentions(connection, papers)
    after = {n: told_anew(before.get(n, ()), (), paper) for n, paper in papers.items()}
    replace_mentions(connection, before, after)


def _settle(connection: Connection, position: Position) -> None:
    row = {"source": _NAME, "checkpoint": msgspec.json.encode(position).decode()}
    upsert(connection, tables.checkpoints, row)


_POSITION = msgspec.json.Decoder(Position)
