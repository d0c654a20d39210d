"""How long a host is left alone after it refused us."""

from datetime import datetime
from http import HTTPStatus
from threading import Lock

from tracker.http.pacing import ARXIV
from tracker.http.retry_after import retry_after

FORBIDDEN = 6 * 3600.0
LONGEST = 6 * 3600.0
_FIRST = 10 * 60.0
_FIRST_OF_ARXIV = 15 * 60.0
_OVERLOADED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class Rests:
    """Counts the refusals in a row of each host group; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._in_a_row: dict[str, int] = {}

    def after(self, group: str, status: int, said: str | None, now: datetime) -> float | None:
        """Return how many seconds `group` shall rest after `status`, None where it need not.

        `said` is the Retry-After header. Without one the rest doubles with every refusal in a row.
        """
        if status == HTTPStatus.FORBIDDEN:
            return FORBIDDEN
        if status not in _OVERLOADED:
            self._forget(group, status)
            return None
        doublings = self._count(group)
        asked = retry_after(said, now)
        return unasked_rest(group, doublings) if asked is None else asked

    def _forget(self, group: str, status: int) -> None:
        if status < HTTPStatus.BAD_REQUEST:
            with self._lock:
                self._in_a_row.pop(group, None)

    def _count(self, group: str) -> int:
        with self._lock:
            before = self._in_a_row.get(group, 0)
            self._in_a_row[group] = before + 1
            return before


def unasked_rest(group: str, doublings: int) -> float:
    """Return the seconds of a rest that the server put no number to."""
    first = _FIRST_OF_ARXIV if group == ARXIV else _FIRST
    return min(first * 2.0 ** min(doublings, 10), LONGEST)
