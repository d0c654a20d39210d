"""A web server on loopback that plays a scene per path and writes down what it was asked."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

Scene: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: tuple[tuple[str, str], ...]
    method: str = "GET"
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


@dataclass
class Site:
    """`scenes` maps paths to what happens there; `asked` has every request in order."""

    port: int
    scheme: str = "http"
    host: str = "127.0.0.1"
    scenes: dict[str, Scene] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    @property
    def netloc(self) -> str:
        return f"{self.host}:{self.port}"

    def play(self, scene: Scene, path: str = "/") -> str:
        """Have `scene` played at `path`; returns its URL."""
        self.scenes[path] = scene
        return self.url(path)


@contextmanager
def open_site(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    """Serve until the block ends; scenes that wait for `site.over` end with it."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.site = Site(server.server_port, "https" if tls else "http", host)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.site.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def answer(body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> Scene:
    """A plain answer with its Content-Length."""

    def scene(request: BaseHTTPRequestHandler) -> None:
        start(request, status, {"Content-Length": str(len(body)), **(headers or {})})
        request.wfile.write(body)

    return scene


def redirect(location: str, status: int = 302) -> Scene:
    return answer(status=status, headers={"Location": location})


def raw(sent: bytes) -> Scene:
    """An answer byte by byte as given, after which the server hangs up."""

    def scene(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(sent)
        request.close_connection = True

    return scene


def start(request: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str]) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    site: Site

    def get_request(self):
        self.site.connections += 1
        return super().get_request()

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is what many of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # Else each small answer costs 40 ms.
    server: _Server

    def do_GET(self) -> None:
        self._play(b"")

    def do_POST(self) -> None:
        self._play(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _play(self, body: bytes) -> None:
        site = self.server.site
        site.asked.append(Asked(self.path, tuple(self.headers.items()), self.command, body))
        site.scenes.get(self.path, answer(status=404))(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's name
        """Tests are quiet."""
