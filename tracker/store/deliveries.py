"""The outbox: what has to be sent, claimed by one process at a time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from tracker.model.deliveries import Delivery, DeliveryState
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.health import read_delivery
from tracker.store.rows import instant_text, optional_instant, storable

CRASHED_AFTER = timedelta(minutes=15)
"""A delivery that is `sending` for so long was left behind by a process that died."""

_WAITING = (DeliveryState.PENDING, DeliveryState.FAILED, DeliveryState.IN_DOUBT)


class Deliveries:
    """Every delivery there is and where it stands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime) -> Delivery | None:
        """Take the oldest delivery that is due, or None; nobody else gets it then.

        It is `sending` from now on, and `attempts` counts this one. The `state` returned is the
        one it had before, so that the caller can hold back what may have arrived (`in-doubt`).
        """
        while True:
            with self._database.write() as connection:
                _doubt_abandoned(connection, now)
                row = connection.execute(_due(now)).mappings().first()
                if row is None:
                    return None
                if _claimed(connection, row["id"], row["state"], row["attempts"], now):
                    return replace(read_delivery(row), attempts=row["attempts"] + 1)

    def sent(self, delivery_id: int, now: datetime) -> None:
        """Mark a delivery as accepted by its channel."""
        sent_at = instant_text(now)
        self._set(delivery_id, DeliveryState.SENT, sent_at=sent_at, error=None)

    def delayed(self, delivery_id: int, error: str, next_attempt_at: datetime) -> None:
        """Mark a delivery as failed for now, to be tried again."""
        self._set(
            delivery_id,
            DeliveryState.FAILED,
            error=storable(error),
            next_attempt_at=instant_text(next_attempt_at),
        )

    def refused(self, delivery_id: int, error: str) -> None:
        """Mark a delivery as failed for good."""
        self._set(delivery_id, DeliveryState.FAILED, error=storable(error))

    def in_doubt(self, delivery_id: int, error: str, next_attempt_at: datetime | None) -> None:
        """Mark a delivery that may or may not have arrived; None holds it for a person."""
        self._set(
            delivery_id,
            DeliveryState.IN_DOUBT,
            error=storable(error),
            next_attempt_at=next_attempt_at and instant_text(next_attempt_at),
        )

    def all(self, limit: int = 100) -> tuple[Delivery, ...]:
        """Return deliveries, newest first."""
        query = _deliveries().order_by(tables.deliveries.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(read_delivery(row) for row in connection.execute(query).mappings())

    def next_at(self) -> datetime | None:
        """Return when the next attempt of any delivery is due; None where none is waiting."""
        table = tables.deliveries
        waiting = select(func.min(table.c.next_attempt_at)).where(table.c.state.in_(_WAITING))
        sending = select(func.min(table.c.claimed_at)).where(table.c.state == DeliveryState.SENDING)
        with self._database.read() as connection:
            due = optional_instant(connection.scalar(waiting))
            claimed = optional_instant(connection.scalar(sending))
        return min(filter(None, (due, claimed and claimed + CRASHED_AFTER)), default=None)

    def _set(self, delivery_id: int, state: DeliveryState, **values: Any) -> None:
        values = {"next_attempt_at": None, "claimed_at": None} | values
        table = tables.deliveries
        with self._database.write() as connection:
            connection.execute(
                update(table).where(table.c.id == delivery_id).values(state=state.value, **values)
            )


def _deliveries() -> Select[Any]:
    editions = tables.editions
    return select(*tables.deliveries.c, editions.c.digest, editions.c.local_date).join(
        editions, editions.c.id == tables.deliveries.c.edition_id
    )


def _due(now: datetime) -> Select[Any]:
    table = tables.deliveries
    return (
        _deliveries()
        .where(table.c.state.in_(_WAITING), table.c.next_attempt_at <= instant_text(now))
        .order_by(table.c.id)
        .limit(1)
    )


def _doubt_abandoned(connection: Connection, now: datetime) -> None:
    table = tables.deliveries
    connection.execute(
        update(table)
        .where(
            table.c.state == DeliveryState.SENDING,
            table.c.claimed_at <= instant_text(now - CRASHED_AFTER),
        )
        .values(
            state=DeliveryState.IN_DOUBT.value,
            next_attempt_at=instant_text(now),
            claimed_at=None,
            error="the process that was sending it ended before it could say how that went",
        )
    )


def _claimed(
    connection: Connection, delivery_id: int, state: str, attempts: int, now: datetime
) -> bool:
    table = tables.deliveries
    taken = connection.execute(
        update(table)
        .where(table.c.id == delivery_id, table.c.state == state, table.c.attempts == attempts)
        .values(
            state=DeliveryState.SENDING.value,
            attempts=attempts + 1,
            claimed_at=instant_text(now),
            next_attempt_at=None,
        )
    )
    return taken.rowcount == 1
