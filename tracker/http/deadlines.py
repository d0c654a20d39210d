"""The seconds that one exchange may take, from the first connection to the last byte."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from tracker.errors import FetchFailed

Monotonic: TypeAlias = Callable[[], float]


class Deadline:
    """Counts down `seconds`; every wait on the network is clipped to what is left."""

    def __init__(self, seconds: float, host: str, monotonic: Monotonic) -> None:
        self._seconds = seconds
        self._host = host
        self._monotonic = monotonic
        self._ends = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, negative when it has passed."""
        return self._ends - self._monotonic()

    def check(self) -> None:
        """Raise FetchFailed when the time is over."""
        if self.left() <= 0:
            raise FetchFailed(f"{self._host} gave no whole answer within {self._seconds:g} s")

    def clip(self, timeout: float | None) -> float:
        """Return how long one wait may take, at most `timeout`; raises when nothing is left."""
        self.check()
        left = max(self.left(), 0.001)  # Zero would mean "do not block" to a socket.
        return left if timeout is None else min(timeout, left)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the count during the block: our own politeness is not the server's fault."""
        paused_at = self._monotonic()
        try:
            yield
        finally:
            self._ends += self._monotonic() - paused_at
