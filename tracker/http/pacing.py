"""Whose turn it is: one request at a time to each group of hosts, and a pause between two."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from threading import Condition
from typing import Protocol

from tracker.errors import HostResting
from tracker.http.addresses import names, spelled
from tracker.model.clock import Clock, Sleep

ARXIV = "arxiv.org"


class Gate(Protocol):
    """Gives out turns, one per host group at a time; across processes where the store keeps it."""

    def turn(self, group: str, pace: float, hold: float) -> AbstractContextManager[None]:
        """Wait until nobody is in flight in `group` and `pace` s have passed since the last start.

        `hold` is the seconds after which a crashed holder is forgotten. Raises HostResting.
        """
        ...

    def rest(self, group: str, until: datetime, why: str) -> None:
        """Give no turn in `group` before `until` (aware)."""
        ...


class MemoryGate:
    """A gate for the threads of one process."""

    def __init__(
        self,
        clock: Clock,
        sleep: Sleep = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._monotonic = monotonic
        self._changed = Condition()
        self._in_flight: set[str] = set()
        self._started: dict[str, float] = {}
        self._resting: dict[str, tuple[datetime, str]] = {}

    @contextmanager
    def turn(
        self,
        group: str,
        pace: float,
        hold: float,  # noqa: ARG002 - a thread, unlike a process, always gives its turn back
    ) -> Iterator[None]:
        """Wait for a turn in `group` and hold it; see `Gate`."""
        with self._changed:
            self._changed.wait_for(lambda: group not in self._in_flight)
            self._in_flight.add(group)
        try:
            self._refuse_while_resting(group)
            self._wait_for_pace(group, pace)
            yield
        finally:
            with self._changed:
                self._in_flight.discard(group)
                self._changed.notify_all()

    def rest(self, group: str, until: datetime, why: str) -> None:
        """Give no turn in `group` before `until`; a longer rest stays as it is."""
        with self._changed:
            known = self._resting.get(group)
            if known is None or known[0] < until:
                self._resting[group] = (until, why)

    def _refuse_while_resting(self, group: str) -> None:
        with self._changed:
            rest = self._resting.get(group)
        if rest and rest[0] > self._clock():
            until, why = rest
            instant = iso(until)
            raise HostResting(f"{group} rests until {instant} ({why})", instant)

    def _wait_for_pace(self, group: str, pace: float) -> None:
        last = self._started.get(group)
        if last is not None and (pause := last + pace - self._monotonic()) > 0:
            self._sleep(pause)
        self._started[group] = self._monotonic()


def group_of(host: str, port: int, groups: Mapping[str, str]) -> str:
    """Return the group that `host` belongs to: as `groups` says by `host` or `host:port`.

    All hosts of arXiv are one group (https://info.arxiv.org/help/api/tou.html); any other host is
    a group of its own.
    """
    configured = {spelled(netloc): group for netloc, group in groups.items()}
    for name in names(host, port):
        if name in configured:
            return configured[name]
    host = spelled(host)
    return ARXIV if host == ARXIV or host.endswith(f".{ARXIV}") else host


def iso(instant: datetime) -> str:
    """Return `instant` as ISO 8601 in UTC, to the second."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")
