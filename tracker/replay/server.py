"""Serves a played world on 127.0.0.1, writes down every request, and goes wrong when told to."""

import socket
import struct
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self, cast

from tracker.model.clock import Clock
from tracker.replay.answers import Answer, answer
from tracker.replay.documents import web_page
from tracker.replay.faults import Fault
from tracker.replay.world import World

HOST = "127.0.0.1"
_LONG = 3600.0  # Seconds; the end of the server comes first.


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as the server saw it: `path` with its query, header names in lower case.

    `started` and `ended` are monotonic seconds (`ended` None while it is answered); `in_flight`
    counts the requests that were being answered when it came, itself included.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    started: float
    in_flight: int
    ended: float | None = None


class Replay:
    """A running server, from `__enter__` to `__exit__`; `now` is the simulated clock."""

    def __init__(self, world: World, now: Clock, *, port: int = 0) -> None:
        self._world = world
        self._now = now
        self._faults: dict[str, Fault] = {}
        self._seen: list[Seen] = []
        self._lock = Lock()
        self.closing = Event()
        self._server = _Server((HOST, port), self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def netloc(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.netloc}"

    @property
    def rss_url(self) -> str:
        """The base of arXiv's feeds: a category is a path below it."""
        return f"{self.url}/rss"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/query"

    def feed_url(self, name: str) -> str:
        """Return the address of the blog or forum `name`."""
        return f"{self.url}/feeds/{name}"

    @property
    def requests(self) -> tuple[Seen, ...]:
        """All requests so far, in the order in which they came."""
        with self._lock:
            return tuple(self._seen)

    def fail(self, prefix: str, fault: Fault) -> None:
        """Let requests whose path starts with `prefix` go wrong."""
        with self._lock:
            self._faults[prefix] = fault

    def heal(self) -> None:
        """Let everything go right again."""
        with self._lock:
            self._faults.clear()

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Return the right answer at the simulated present."""
        return answer(self._world, target, headers, self._now())

    def begin(self, method: str, path: str, headers: Mapping[str, str]) -> int:
        """Write a request down and return its number."""
        with self._lock:
            in_flight = 1 + sum(each.ended is None for each in self._seen)
            self._seen.append(Seen(method, path, headers, time.monotonic(), in_flight))
            return len(self._seen) - 1

    def end(self, number: int) -> None:
        """Write down that the request `number` is over."""
        with self._lock:
            self._seen[number] = replace(self._seen[number], ended=time.monotonic())

    def take_fault(self, path: str) -> Fault | None:
        """Return what has to go wrong with a request for `path`, counting it."""
        with self._lock:
            prefix = next((each for each in self._faults if path.startswith(each)), None)
            if prefix is None:
                return None
            fault = self._faults[prefix]
            if fault.times is not None:
                self._count_down(prefix, fault, fault.times - 1)
            return fault

    def _count_down(self, prefix: str, fault: Fault, left: int) -> None:
        if left > 0:
            self._faults[prefix] = replace(fault, times=left)
        else:
            del self._faults[prefix]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], replay: Replay) -> None:
        self.replay = replay
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, or go wrong."""
        replay = cast(_Server, self.server).replay
        headers = {name.lower(): value for name, value in self.headers.items()}
        number = replay.begin(self.command, self.path, headers)
        try:
            with suppress(ConnectionError):  # The client may have had enough.
                self._play(replay, replay.take_fault(self.path), headers)
        finally:
            replay.end(number)

    def log_message(self, *_: object) -> None:
        """Say nothing: `Replay.requests` tells it all."""

    def _play(self, replay: Replay, fault: Fault | None, headers: Mapping[str, str]) -> None:
        match fault.trouble if fault else None:
            case "silent":
                replay.closing.wait(_LONG)
                self.close_connection = True
            case "reset":
                self._reset()
            case "delay":
                replay.closing.wait(fault.seconds if fault else 0)
                self._send(replay.answer(self.path, headers))
            case None:
                self._send(replay.answer(self.path, headers))
            case _:
                self._send_wrongly(replay, cast(Fault, fault), headers)

    def _send_wrongly(self, replay: Replay, fault: Fault, headers: Mapping[str, str]) -> None:
        right = replay.answer(self.path, headers)
        match fault.trouble:
            case "status":
                self._send(_refusal(fault))
            case "cut":
                self._send(replace(right, body=_half(right.body)))
            case "broken-off":
                self._send(right, sent=_half(right.body))
                self.close_connection = True
            case "web-page":
                self._send(Answer(200, web_page("Please log in"), "text/html; charset=utf-8"))
            case "empty":
                self._send(replace(right, body=b""))
            case _:
                self._drip(replay, right, fault.seconds)

    def _send(self, right: Answer, sent: bytes | None = None) -> None:
        self._send_head(right)
        self.wfile.write(right.body if sent is None else sent)

    def _send_head(self, right: Answer) -> None:
        self.send_response(right.status)
        self.send_header("Content-Type", right.content_type)
        self.send_header("Content-Length", str(len(right.body)))
        for name, value in right.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _drip(self, replay: Replay, right: Answer, seconds: float) -> None:
        self._send_head(right)
        for byte in right.body:
            if replay.closing.wait(seconds):
                return
            self.wfile.write(bytes((byte,)))

    def _reset(self) -> None:
        # Lingering for no time makes closing a reset.
        now = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.close_connection = True
        self.connection.close()


def _refusal(fault: Fault) -> Answer:
    said = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    return Answer(fault.status, b"Rate exceeded.", "text/plain", said)


def _half(body: bytes) -> bytes:
    return body[: len(body) // 2]
