"""The ledger of sources: where each one stands, and how it has been doing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, text

from tracker.model.harvests import Checkpoint, Coverage, SourceHealth, SourceSpec
from tracker.model.ledger import LedgerLine
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.health import read_coverage, read_health
from tracker.store.ledger import read_ledger
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
        with self._database.read() as connection:
            return _health(connection, name)

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

    def ledger(
        self,
        categories: Sequence[str],
        since: date,
        today: date,
        mailing_free: Collection[date] | None = None,
    ) -> tuple[LedgerLine, ...]:
        """Return the ledger of arXiv days, a line for each category and day, newest first."""
        with self._database.read() as connection:
            return read_ledger(
                lambda asked: connection.execute(text(asked.sql), asked.parameters).mappings(),
                categories,
                since,
                today,
                mailing_free,
            )

    def succeeded(
        self, spec: SourceSpec, now: datetime, next_at: datetime | None, new_items: int
    ) -> None:
        """Write down a harvest that came to its end; `next_at` is the source's next turn."""
        row = _attempt(spec, now, next_at)
        row |= {"failures": 0, "error": None, "failing_since": None}
        row["last_success_at"] = instant_text(now)
        with self._database.write() as connection:
            known = _health(connection, spec.name)
            if known.is_told:
                row["recovered_at"] = instant_text(now)
            if new_items:
                # A venue's list is full one day and stays so: no gap between its news is usual.
                gap = None if spec.group == "venue" else _usual_gap(known, now)
                row |= {"last_item_at": instant_text(now), "usual_gap": gap}
            upsert(connection, tables.sources, row)

    def waits(self, spec: SourceSpec, why: str, next_at: datetime) -> None:
        """Write down that the source was not asked, because its host wants a pause."""
        row = {"kind": spec.kind, "failures": 0, "name": spec.name}
        with self._database.write() as connection:
            row["failures"] = _health(connection, spec.name).failures
            pause = {"error": storable(why), "next_at": instant_text(next_at)}
            upsert(connection, tables.sources, row | pause)

    def failed(self, spec: SourceSpec, now: datetime, error: str, next_at: datetime | None) -> None:
        """Write down a harvest that failed; what it recorded before stays recorded."""
        row = _attempt(spec, now, next_at)
        with self._database.write() as connection:
            known = _health(connection, spec.name)
            row |= {"failures": known.failures + 1, "error": storable(error)}
            row["failing_since"] = instant_text(known.failing_since or now)
            upsert(connection, tables.sources, row)


def _health(connection: Connection, name: str) -> SourceHealth:
    query = select(tables.sources).where(tables.sources.c.name == name)
    row = connection.execute(query).mappings().first()
    return read_health(row) if row else SourceHealth(name)


def _usual_gap(known: SourceHealth, now: datetime) -> float | None:
    """Return the moving mean of the seconds between two harvests that brought something."""
    if known.last_item_at is None:
        return None
    gap = (now - known.last_item_at).total_seconds()
    return gap if known.usual_gap is None else 0.8 * known.usual_gap.total_seconds() + 0.2 * gap


def _attempt(spec: SourceSpec, now: datetime, next_at: datetime | None) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind,
        "last_attempt_at": instant_text(now),
        "next_at": next_at and instant_text(next_at),
    }
