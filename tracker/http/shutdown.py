"""Ends what is waiting on the network when the client is closed from another thread."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Condition
from typing import TypeAlias

from tracker.errors import FetchFailed

Stop: TypeAlias = Callable[[], None]


class Shutdown:
    """Knows every wait that is going on, and how to stop it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._numbers = count()
        self._stops: dict[int, Stop] = {}
        self._asking: set[str] = set()
        self._begun = False

    def begin(self) -> None:
        """Stop all that waits, and let nothing begin any more."""
        with self._changed:
            self._begun = True
            stops: Collection[Stop] = tuple(self._stops.values())
            self._changed.notify_all()
        for stop in stops:
            stop()

    def check(self) -> None:
        """Raise FetchFailed once the client is closed."""
        if self._begun:
            raise FetchFailed("the HTTP client was closed")

    def watch(self, stop: Stop) -> Stop:
        """Have `stop` called when the client is closed; returns what takes it back."""
        with self._changed:
            self.check()
            number = next(self._numbers)
            self._stops[number] = stop
        return lambda: self._forget(number)

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the client is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._begun, seconds)

    @contextmanager
    def alone(self, group: str) -> Iterator[None]:
        """Let one thread per host group go on to the gate; the others wait here and can end.

        A gate knows nothing of closing: eight threads in its queue would leave it one pace after
        the other.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._begun or group not in self._asking)
            self.check()
            self._asking.add(group)
        try:
            yield
        finally:
            with self._changed:
                self._asking.discard(group)
                self._changed.notify_all()

    def _forget(self, number: int) -> None:
        with self._changed:
            self._stops.pop(number, None)
