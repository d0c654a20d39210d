"""How far readers are with the papers that must be read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, text

from tracker.model.roadmap import MustRead
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.must_reads_done import read_done
from tracker.store.rows import instant_text, storable
from tracker.store.upserts import insert_new


class MustReads:
    """Which must-reads are done, by reader."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def done(self, reader: str, must_reads: Sequence[MustRead]) -> frozenset[str]:
        """Return the ids of those of `must_reads` that are done, see `read_done`."""
        with self._database.read() as connection:
            return read_done(
                lambda asked: connection.execute(text(asked.sql), asked.parameters).mappings(),
                reader,
                must_reads,
            )

    def mark(self, reader: str, id_: str, done: bool, now: datetime) -> bool:
        """Write down that a must-read is done, or is not; returns whether that is news."""
        table = tables.must_reads_done
        row = {"reader": storable(reader), "id": storable(id_), "done_at": instant_text(now)}
        with self._database.write_alone() as connection:
            if done:
                return insert_new(connection, table, [row]) == 1
            gone = delete(table).where(table.c.reader == row["reader"], table.c.id == row["id"])
            return connection.execute(gone).rowcount == 1
