"""How often a host that cannot be reached is tried again before its source has to wait."""

from collections.abc import Callable
from threading import Lock
from typing import TypeAlias

from tracker.http.deadlines import Monotonic

Uniform: TypeAlias = Callable[[float, float], float]

TRIES = 3
BUDGET = 30.0
_BASE = 1.0
_SHORT = 1.0


class Patience:
    """One budget of seconds for all retries, from the first failure until any host answers again.

    With no network at all every source fails; a budget for each would add up to minutes.
    """

    def __init__(self, monotonic: Monotonic, uniform: Uniform) -> None:
        self._monotonic = monotonic
        self._uniform = uniform
        self._lock = Lock()
        self._ends: float | None = None

    def pause(self, failures: int) -> float | None:
        """Return the seconds to wait after `failures` in a row of one call, None to give up.

        The waits are drawn at full jitter from an interval that doubles:
        https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        """
        with self._lock:
            if self._ends is None:
                self._ends = self._monotonic() + BUDGET
        pause = self._uniform(0.0, _BASE * 2.0 ** (failures - 1))
        return pause if failures < TRIES and pause < self.left() else None

    def connect(self, usual: float) -> float:
        """Return the seconds a first connection may take: few once the budget is spent.

        Where packets vanish unanswered, thirty sources would take ten seconds each.
        """
        return usual if self.left() > 0 else min(usual, _SHORT)

    def left(self) -> float:
        """Return the seconds left of the budget."""
        with self._lock:
            return BUDGET if self._ends is None else self._ends - self._monotonic()

    def restored(self) -> None:
        """Something answered: the network is there, and the budget is whole again."""
        with self._lock:
            self._ends = None
