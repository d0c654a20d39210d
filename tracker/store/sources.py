"""The ledger of sources: where each one stands, and how it has been doing."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.model.harvests import Checkpoint, Coverage, SourceHealth, SourceSpec
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.health import read_coverage, read_health
from tracker.store.rows import instant_text, storable
from tracker.store.upserts import upsert


class SourceLedger:
    """What is written down of sources; a checkpoint is written by `Store.record` only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def checkpoint(self, name: str) -> Checkpoint | None:
        """Return the point where the source's next harvest goes on; None before the first."""
        table = tables.checkpoints
        with self._database.read() as connection:
            return connection.scalar(select(table.c.checkpoint).where(table.c.source == name))

    def health(self, name: str) -> SourceHealth:
        """Return how the source has been doing; empty where it was never asked."""
        query = select(tables.sources).where(tables.sources.c.name == name)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
            return read_health(row) if row else SourceHealth(name)

    def all(self) -> tuple[SourceHealth, ...]:
        """Return all sources that were ever asked, by name."""
        query = select(tables.sources).order_by(tables.sources.c.name)
        with self._database.read() as connection:
            return tuple(read_health(row) for row in connection.execute(query).mappings())

    def coverage(self, name: str, day: date) -> Coverage | None:
        """Return what is known of a source's announcement day."""
        table = tables.coverage
        query = select(table).where(table.c.source == name, table.c.announced_on == str(day))
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
            return read_coverage(row) if row else None

    def succeeded(
        self, spec: SourceSpec, now: datetime, next_at: datetime | None, new_items: int
    ) -> None:
        """Write down a harvest that came to its end; `next_at` is the source's next turn."""
        at = instant_text(now)
        row = _attempt(spec, at, next_at) | {"failures": 0, "error": None, "last_success_at": at}
        if new_items:
            row["last_item_at"] = at
        with self._database.write() as connection:
            upsert(connection, tables.sources, row)

    def failed(self, spec: SourceSpec, now: datetime, error: str, next_at: datetime | None) -> None:
        """Write down a harvest that failed; what it recorded before stays recorded."""
        row = _attempt(spec, instant_text(now), next_at)
        row |= {"failures": 1, "error": storable(error)}
        with self._database.write() as connection:
            one_more = {"failures": tables.sources.c.failures + 1}
            upsert(connection, tables.sources, row, also=one_more)


def _attempt(spec: SourceSpec, at: str, next_at: datetime | None) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind,
        "last_attempt_at": at,
        "next_at": next_at and instant_text(next_at),
    }
