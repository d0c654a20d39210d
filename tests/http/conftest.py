"""The client as the tests want it: on a loopback site, in a time that does not pass by itself."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.http.site import Site, open_site
from tracker.http import Http, Identity, MemoryGate

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
IDENTITY = Identity("tracker", "1.2", "https://tracker.example", "reader@uni.example")


class Time:
    """A clock, a stopwatch and a sleep that move together, and only by sleeping."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.slept: list[float] = []

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def gate(time: Time) -> MemoryGate:
    return MemoryGate(time.clock, time.sleep, time.monotonic)


@pytest.fixture(scope="session")
def tls() -> ssl.SSLContext:
    """Verifies as the client does by default; made once, for reading the authorities is slow."""
    return httpx.create_ssl_context(trust_env=False)


@pytest.fixture
def new_http(time: Time, gate: MemoryGate, tls: ssl.SSLContext) -> Iterator[Callable[..., Http]]:
    """Makes clients that may fetch from loopback; they are closed at the end."""
    made: list[Http] = []

    def new(**options: Any) -> Http:
        usual = {"allow_hosts": {"127.0.0.1", "localhost"}, "sleep": time.sleep, "tls": tls}
        made.append(Http(IDENTITY, options.pop("gate", gate), time.clock, **(usual | options)))
        return made[-1]

    yield new
    for each in made:
        each.close()


@pytest.fixture
def http(new_http: Callable[..., Http]) -> Http:
    return new_http()
