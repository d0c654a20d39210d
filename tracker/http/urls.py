"""Reads addresses, and decides where a redirect may lead."""

from dataclasses import dataclass, replace

import httpx

from tracker.errors import FetchFailed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})

# Counted in requests: the fifth has to bring the answer.
_REQUESTS = 5


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a call has led so far; `permanent` is True while every redirect on it was."""

    url: httpx.URL
    passed: tuple[httpx.URL, ...] = ()
    permanent: bool = True

    @property
    def moved_to(self) -> str | None:
        """The new address, where the old one is gone for good."""
        return str(self.url) if self.passed and self.permanent else None

    def follow(self, status: int, location: str | None) -> "Trail":
        """Return the trail one redirect further; raises FetchFailed where it may not go."""
        target = self._target(location)
        passed = (*self.passed, self.url)
        if target in passed:
            raise FetchFailed(f"{shown(self.url)} redirects in a circle")
        if len(passed) >= _REQUESTS:
            raise FetchFailed(f"{shown(passed[0])} redirects more than {_REQUESTS - 1} times")
        if self.url.scheme == "https" and target.scheme != "https":
            raise FetchFailed(f"{shown(self.url)} redirects from https to http")
        return replace(
            self, url=target, passed=passed, permanent=self.permanent and status in _PERMANENT
        )

    def _target(self, location: str | None) -> httpx.URL:
        if not location:
            raise FetchFailed(f"{shown(self.url)} redirects without saying where to")
        # Some servers send raw UTF-8 in the header, which arrives here as Latin-1.
        text = location.encode("latin-1").decode("utf-8", "replace")
        try:
            # The fragment is ours alone, so that a circle through #a and #b is one.
            return web_url(str(self.url.join(text).copy_with(fragment=None)))
        except httpx.InvalidURL as error:
            raise FetchFailed(f"{shown(self.url)} redirects to nowhere: {error}") from error


def web_url(text: str) -> httpx.URL:
    """Return the http or https URL of `text`; raises FetchFailed for anything else."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise FetchFailed(f"not an address: {text[:200]!r} ({error})") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchFailed(f"not an http or https address: {text[:200]!r}")
    if not 0 < port_of(url) < 65536:
        raise FetchFailed(f"there is no such port: {text[:200]!r}")
    return url


def port_of(url: httpx.URL) -> int:
    """Return the port that `url` names or implies."""
    implied = 443 if url.scheme == "https" else 80
    return implied if url.port is None else url.port


def host_of(url: httpx.URL) -> str:
    """Return the host as it goes over the wire, in ASCII and without brackets."""
    return url.raw_host.decode("ascii")


def shown(url: httpx.URL) -> str:
    """Return host and path for a message; the query and a password stay out of it."""
    path, _, _ = url.raw_path.partition(b"?")  # Still quoted: %0A must not break the line.
    return (url.netloc + path).decode("ascii")
