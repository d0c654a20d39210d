"""One turn at a time per group of hosts, for all processes that share the database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, select, update

from tracker.errors import HostResting
from tracker.model.clock import Clock, Sleep
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.rows import Row, instant_text, optional_instant, storable
from tracker.store.upserts import insert_new

_LOOK_AGAIN = 0.1
"""Seconds between two looks at a group that somebody else holds."""

_ARRIVES_WITHIN = timedelta(seconds=5)
"""How long after a turn was entered its request may reach the server: on a machine with much to do
the first one of a process comes late."""

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
        holder, entered = self._take(group, pace, hold)
        try:
            yield
        finally:
            # The pace counts from the arrival, which was before the end of the turn.
            arrived = min(self._clock(), entered + _ARRIVES_WITHIN)
            self._leave(group, holder, arrived)

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

    def _take(self, group: str, pace: float, hold: float) -> tuple[str, datetime]:
        """Wait for a turn and claim it; returns who holds it now, and since when."""
        holder = uuid4().hex
        arrived, waited = self._clock(), 0.0
        while True:
            # A clock that stands still must not make us wait for ever: our own pauses count too.
            rested = arrived + timedelta(seconds=waited)
            now = max(self._clock(), rested)
            seen = self._look(group)
            _refuse_resting(seen, group, now)
            if _from_the_future(seen, now):
                self._set_back(group, seen, now)
                continue
            pause = _pause(seen, now, pace)
            if pause <= 0 and self._claim(group, seen, holder, now, hold):
                return holder, max(self._clock(), rested)
            if pause > 0:
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
            return _changed(connection, group, seen, values)

    def _set_back(self, group: str, seen: _Seen, now: datetime) -> None:
        """Move a start that lies in the future to now, and its hold by as much."""
        values: dict[str, object] = {"turn": seen.turn + 1, "started_at": instant_text(now)}
        if seen.held_until and seen.started_at:
            values["held_until"] = instant_text(now + (seen.held_until - seen.started_at))
        with self._database.write() as connection:
            _changed(connection, group, seen, values)

    def _leave(self, group: str, holder: str, arrived: datetime) -> None:
        # The claim was written down a moment before the request came to the server, and the pace
        # counts from there.
        table = tables.host_gates
        with self._database.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.host_group == group, table.c.holder == holder)
                .values(
                    holder=None,
                    held_until=None,
                    started_at=instant_text(arrived),
                    turn=table.c.turn + 1,
                )
            )


def _seen(row: Row) -> _Seen:
    return _Seen(
        turn=row["turn"],
        started_at=optional_instant(row["started_at"]),
        held_until=optional_instant(row["held_until"]),
        resting_until=optional_instant(row["resting_until"]),
        why=row["why"] or "",
    )


def _refuse_resting(seen: _Seen, group: str, now: datetime) -> None:
    if seen.resting_until and seen.resting_until > now:
        until = seen.resting_until.isoformat(timespec="seconds")
        raise HostResting(f"{group} rests until {until}: {seen.why}", until)


def _from_the_future(seen: _Seen, now: datetime) -> bool:
    return seen.started_at is not None and seen.started_at > now + _CLOCK_SKEW


def _pause(seen: _Seen, now: datetime, pace: float) -> float:
    """Return the seconds to wait before looking again; 0 where the turn may be claimed."""
    if seen.held_until and seen.held_until > now:
        return min(_LOOK_AGAIN, (seen.held_until - now).total_seconds())
    if seen.started_at is None:
        return 0.0
    return (seen.started_at - now).total_seconds() + pace


def _changed(connection: Connection, group: str, seen: _Seen, values: Mapping[str, object]) -> bool:
    """Write `values` unless somebody else has changed the group since we looked."""
    table = tables.host_gates
    statement = update(table).where(table.c.host_group == group, table.c.turn == seen.turn)
    return connection.execute(statement.values(**values)).rowcount == 1
