"""Serves a played world on 127.0.0.1, and goes wrong on the wire when told to."""

import socket
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self, cast

from tracker.model.clock import Clock
from tracker.replay.answers import half, refusal, spoilt
from tracker.replay.exchange import Answer
from tracker.replay.faults import Fault
from tracker.replay.stage import HOST, Seen, Stage, Struck
from tracker.replay.world import World

__all__ = ["HOST", "Replay", "Seen"]

_LONG = 3600.0  # Seconds; the end of the server comes first.


class Replay(Stage):
    """A stage that runs as a server from `__enter__` to `__exit__`."""

    def __init__(
        self,
        world: World,
        now: Clock,
        *,
        port: int = 0,
        faults: Iterable[Fault] = (),
        oai_page: int = 2500,
    ) -> None:
        super().__init__(world, now, faults=faults, oai_page=oai_page)
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
                self._play(replay, replay.strike(self.path), headers)
        finally:
            replay.end(number)

    def log_message(self, *_: object) -> None:
        """Say nothing: `Replay.requests` tells it all."""

    def _play(self, replay: Replay, struck: Struck, headers: Mapping[str, str]) -> None:
        fault = struck.trouble
        match fault.trouble if fault else None:
            case "silent":
                replay.closing.wait(_LONG)
                self.close_connection = True
            case "reset":
                self._reset()
            case "status":
                self._send(refusal(cast(Fault, fault)))
            case _:
                self._send_somehow(replay, fault, replay.answer(self.path, headers, struck))

    def _send_somehow(self, replay: Replay, fault: Fault | None, right: Answer) -> None:
        match fault.trouble if fault else None:
            case "delay":
                replay.closing.wait(cast(Fault, fault).seconds)
                self._send(right)
            case "broken-off":
                self._send(right, sent=half(right.body))
                self.close_connection = True
            case "drip":
                self._drip(replay, right, cast(Fault, fault).seconds)
            case _:
                self._send(spoilt(right, fault) if fault else right)

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
