"""One turn at a time per group of hosts, for all processes that share the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from tracker.errors import HostResting
from tracker.model.clock import Clock, Sleep
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.rows import Row, instant_text, optional_instant, storable
from tracker.store.upserts import insert_new

_LOOK_AGAIN = 0.1
"""Seconds between two looks at a group that somebody else holds."""

_CLOCK_SKEW = timedelta(minutes=1)
"""A start further in the future than this was written before a clock was set back."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A group as it stood when we looked."""

    turn: int
    started_at: datetime | None
    held_until: datetime | None
    resting_until: datetime | None
    why: str


class HostGate:
    """The gate that `tracker.http` asks before every request; kept in the table `host_gates`.

    Safe to use from several threads; waiting is done by `sleep`, never inside a transaction.
    """

    def __init__(self, database: Database, clock: Clock, sleep: Sleep) -> None:
        self._database = database
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def turn(self, group: str, pace: float, hold: float) -> Iterator[None]:
        """Wait until nobody is in flight in `group` and the last start is `pace` seconds ago.

        A holder that has died is forgotten `hold` seconds after its start. Raises HostResting
        while the group rests.
        """
        holder = self._take(group, pace, hold)
        try:
            yield
        finally:
            self._leave(group, holder)

    def rest(self, group: str, until: datetime, why: str) -> None:
        """Let nobody in before `until`; a rest that is longer already stays as it is."""
        with self._database.write() as connection:
            insert_new(connection, tables.host_gates, [{"host_group": group, "turn": 0}])
            table = tables.host_gates
            at = instant_text(until)
            connection.execute(
                update(table)
                .where(
                    table.c.host_group == group,
                    (table.c.resting_until < at) | table.c.resting_until.is_(None),
                )
                .values(resting_until=at, why=storable(why), turn=table.c.turn + 1)
            )

    def _take(self, group: str, pace: float, hold: float) -> str:
        holder = uuid4().hex
        arrived, waited = self._clock(), 0.0
        while True:
            # A clock that stands still must not make us wait for ever: our own pauses count too.
            now = max(self._clock(), arrived + timedelta(seconds=waited))
            seen = self._look(group)
            _refuse_resting(seen, group, now)
            pause = _pause(seen, now, pace)
            if pause <= 0 and self._claim(group, seen, holder, now, hold):
                return holder
            pause = max(pause, 0.001)
            self._sleep(pause)
            waited += pause

    def _look(self, group: str) -> _Seen:
        query = select(tables.host_gates).where(tables.host_gates.c.host_group == group)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return _seen(row) if row else _Seen(-1, None, None, None, "")

    def _claim(self, group: str, seen: _Seen, holder: str, now: datetime, hold: float) -> bool:
        values = {
            "turn": seen.turn + 1,
            "holder": holder,
            "started_at": instant_text(now),
            "held_until": instant_text(now + timedelta(seconds=hold)),
        }
        with self._database.write() as connection:
            if seen.turn < 0:
                row = {"host_group": group} | values
                return insert_new(connection, tables.host_gates, [row]) == 1
            return self._changed(connection, values, host_group=group, turn=seen.turn)
