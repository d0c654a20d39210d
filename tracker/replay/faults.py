"""The ways in which a played server can go wrong."""

from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

Trouble: TypeAlias = Literal[
    "status", "silent", "drip", "cut", "broken-off", "web-page", "empty", "reset", "delay"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way of going wrong; `times` requests go wrong (None: all), then the server is well."""

    trouble: Trouble
    status: int = 200
    retry_after: str | None = None
    seconds: float = 0.0
    times: int | None = None

    @classmethod
    def refused(
        cls, status: int, retry_after: str | None = None, *, times: int | None = None
    ) -> Self:
        """Answer with `status`, and with a Retry-After header as it is given."""
        return cls("status", status=status, retry_after=retry_after, times=times)

    @classmethod
    def silent(cls, *, times: int | None = None) -> Self:
        """Take the request and answer nothing."""
        return cls("silent", times=times)

    @classmethod
    def drip(cls, seconds: float, *, times: int | None = None) -> Self:
        """Send one byte of the body every `seconds`."""
        return cls("drip", seconds=seconds, times=times)

    @classmethod
    def cut(cls, *, times: int | None = None) -> Self:
        """Send the first half of the body as if it were whole."""
        return cls("cut", times=times)

    @classmethod
    def broken_off(cls, *, times: int | None = None) -> Self:
        """Announce the whole body, send the first half and hang up."""
        return cls("broken-off", times=times)

    @classmethod
    def web_page(cls, *, times: int | None = None) -> Self:
        """Answer 200 with a web page."""
        return cls("web-page", times=times)

    @classmethod
    def empty(cls, *, times: int | None = None) -> Self:
        """Answer 200 with nothing."""
        return cls("empty", times=times)

    @classmethod
    def reset(cls, *, times: int | None = None) -> Self:
        """Reset the connection instead of answering."""
        return cls("reset", times=times)

    @classmethod
    def delay(cls, seconds: float, *, times: int | None = None) -> Self:
        """Answer rightly, after `seconds`."""
        return cls("delay", seconds=seconds, times=times)
