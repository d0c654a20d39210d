"""What is asked of the client and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

FEEDS = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.1"
)
"""The Accept header of everything that wants a feed."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to recognise a body by, byte for byte (decoded as Latin-1).

    Keep them only together with what was made from that body: sent back too early, they turn a
    lost body into a 304. `body_sha256` is the hex digest of the decoded body.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one call: `body_bytes` on the wire and when decompressed, the others in seconds.

    `deadline` spans the whole exchange, with its redirects; waiting for a turn does not count.
    `connect` bounds each of looking up the name, connecting, and TLS.
    """

    body_bytes: int = 15 * 2**20
    deadline: float = 60.0
    connect: float = 10.0
    read: float = 30.0


@dataclass(frozen=True, slots=True)
class Response:
    """A 2xx or 304 answer; `headers` have lower-case keys, `url` is where it came from in the end.

    `unchanged` is True for a 304 (then `body` is empty) and for a 200 whose body is the one that
    the validators were made from. `moved_to` is the new address where every redirect on the way
    was permanent (301, 308), else None.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    validators: Validators
    unchanged: bool = False
    moved_to: str | None = None
