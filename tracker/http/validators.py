"""Conditional requests: what is sent, what is kept, and what counts as unchanged."""

import hashlib
from collections.abc import Mapping

from tracker.http.exchange import Validators

_NOTHING = Validators()


def conditional_headers(validators: Validators | None) -> list[tuple[bytes, bytes]]:
    """Return the headers that make a request conditional, exactly as the server gave them."""
    known = validators or _NOTHING
    pairs = ((b"If-None-Match", known.etag), (b"If-Modified-Since", known.last_modified))
    return [(name, value.encode("latin-1")) for name, value in pairs if value]


def validators_of(headers: Mapping[str, str], body: bytes) -> Validators:
    """Return what to keep of a whole answer."""
    etag, last_modified = _given(headers)
    return Validators(etag, last_modified, hashlib.sha256(body).hexdigest())


def renewed(validators: Validators, headers: Mapping[str, str]) -> Validators:
    """Return the validators after a 304, which may carry newer ones; the body is still the same."""
    etag, last_modified = _given(headers)
    return Validators(
        etag or validators.etag,
        last_modified or validators.last_modified,
        validators.body_sha256,
    )


def _given(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    if headers.get("expires", "").strip() == "0":
        return None, None  # The server says that its answer is stale at once.
    last_modified = headers.get("last-modified")
    if last_modified and "2038" in last_modified:
        last_modified = None  # The end of 32-bit time: such a server answers 304 for ever.
    return headers.get("etag") or None, last_modified or None
