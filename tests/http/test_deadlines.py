"""Nothing waits for ever: deadlines span the whole exchange, and closing ends what is in flight."""

import socket
import ssl
import threading
import time as real_time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest
import trustme

from tests.http.conftest import Time
from tests.http.site import Scene, Site, answer, open_site, redirect, start
from tracker.errors import FetchFailed, HostUnreachable
from tracker.http import Http, Limits

SHORT = Limits(deadline=0.4)
SOON = "no whole answer within 0.4 s"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Bounds a fault; in the good case it is not the clock that decides."""
    started = real_time.monotonic()
    yield
    assert real_time.monotonic() - started < seconds


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections, says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def dripping(site: Site, head: bytes, drip: bytes) -> Scene:
    def scene(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        while not site.over.wait(0.05):
            request.wfile.write(drip)

    return scene


@pytest.mark.parametrize(
    ("head", "drip"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
)
def test_a_slow_drip_ends_at_the_deadline(http: Http, site: Site, head: bytes, drip: bytes) -> None:
    url = site.play(dripping(site, head, drip))
    with within(1.4), pytest.raises(FetchFailed, match=SOON):
        http.get(url, limits=SHORT)


def test_a_slow_drip_inside_tls_ends_at_the_deadline(new_http: Callable[..., Http]) -> None:
    with tls_site() as (site, trusting):
        url = site.play(dripping(site, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"))
        with within(1.4), pytest.raises(FetchFailed, match=SOON):
            new_http(tls=trusting).get(url, limits=SHORT)


def test_a_silent_server_ends_at_the_deadline(http: Http, silent_port: int) -> None:
    with within(1.4), pytest.raises(FetchFailed, match=SOON):
        http.get(f"http://127.0.0.1:{silent_port}/", limits=SHORT)


def test_a_server_that_falls_silent_ends_at_the_read_limit(http: Http, silent_port: int) -> None:
    with within(1.2), pytest.raises(FetchFailed, match=r"sent nothing for 0\.2 s"):
        http.get(f"http://127.0.0.1:{silent_port}/", limits=Limits(read=0.2))


def test_a_handshake_that_stops_ends_at_the_connect_limit(http: Http, silent_port: int) -> None:
    with within(1.5), pytest.raises(HostUnreachable):
        http.get(f"https://127.0.0.1:{silent_port}/", limits=Limits(connect=0.1))


def test_a_resolver_that_hangs_ends_at_the_connect_limit(new_http: Callable[..., Http]) -> None:
    over = threading.Event()
    http = new_http(resolve=lambda host, port: waiting(over))
    with within(1.5), pytest.raises(HostUnreachable, match=r"no answer from DNS within 0\.1 s"):
        http.get("http://feeds.example/", limits=Limits(connect=0.1))
    over.set()


def test_the_deadline_spans_redirects(http: Http, site: Site) -> None:
    def slowly(request: BaseHTTPRequestHandler) -> None:
        site.over.wait(0.15)
        redirect(f"{request.path}x")(request)

    for hop in range(5):
        site.play(slowly, "/" + "x" * hop)
    with within(1.4), pytest.raises(FetchFailed, match=SOON):
        http.get(site.url(), limits=SHORT)


def test_waiting_for_a_turn_does_not_count(new_http: Callable[..., Http], site: Site, time: Time):
    http = new_http(default_pace=600, monotonic=time.monotonic)
    url = site.play(answer(b"x"))
    http.get(url)
    assert http.get(url, limits=Limits(deadline=5)).body == b"x"
    assert time.slept == [600]


# --- close() ---


def waiting(over: threading.Event) -> Sequence[str]:
    over.wait(10)
    return ["127.0.0.1"]


@contextmanager
def tls_site() -> Iterator[tuple[Site, ssl.SSLContext]]:
    authority, trusting = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trusting)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(serving)
    with open_site(serving, "localhost") as site:
        yield site, trusting


def fetching(http: Http, url: str) -> Callable[[], FetchFailed | None]:
    """Fetch on another thread; the returned function waits for how it ended."""
    failed: list[FetchFailed | None] = []

    def fetch() -> None:
        try:
            http.get(url)
            failed.append(None)
        except FetchFailed as error:
            failed.append(error)

    thread = threading.Thread(target=fetch)
    thread.start()

    def ended() -> BaseException | None:
        with within(2):
            thread.join(5)
        assert failed, "the request is still in flight"
        return failed[0]

    return ended


HEADS = {
    "with a length": {"Content-Length": "1000"},
    "until the server hangs up": {"Connection": "close"},
    "in chunks": {"Transfer-Encoding": "chunked"},
}


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("framing", HEADS)
def test_closing_ends_a_request_in_mid_body(
    new_http: Callable[..., Http], site: Site, framing: str, secure: bool
) -> None:
    with tls_site() as (secure_site, trusting):
        begun, serving = threading.Event(), secure_site if secure else site

        def scene(request: BaseHTTPRequestHandler) -> None:
            start(request, 200, HEADS[framing])
            request.wfile.write(b"5\r\n<rss>\r\n")
            begun.set()
            serving.over.wait(10)

        http = new_http(tls=trusting)
        ended = fetching(http, serving.play(scene))
        assert begun.wait(5)
        http.close()
        assert str(ended()) == "the HTTP client was closed"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_closing_ends_a_request_to_a_silent_server(http: Http, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = fetching(http, f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/")
        accepted, _ = listening.accept()
        with accepted:
            accepted.recv(1)  # The request, or the greeting of TLS, is out.
            http.close()
            assert str(ended()) == "the HTTP client was closed"


def test_closing_ends_a_look_up(new_http: Callable[..., Http]) -> None:
    over, asked = threading.Event(), threading.Event()

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.set()
        return waiting(over)

    http = new_http(resolve=resolve)
    ended = fetching(http, "http://feeds.example/")
    assert asked.wait(5)
    http.close()
    assert str(ended()) == "the HTTP client was closed"
    over.set()


def test_closing_ends_the_pause_before_a_retry(new_http: Callable[..., Http]) -> None:
    paused = threading.Event()

    def uniform(low: float, high: float) -> float:
        paused.set()
        return 20.0  # Within the budget of all retries.

    def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("no network")

    http = new_http(resolve=resolve, uniform=uniform, sleep=None)
    ended = fetching(http, "http://feeds.example/")
    assert paused.wait(5)
    http.close()
    assert str(ended()) == "the HTTP client was closed"


def test_closing_ends_those_who_wait_for_a_turn(http: Http, site: Site) -> None:
    begun = threading.Event()

    def scene(request: BaseHTTPRequestHandler) -> None:
        begun.set()
        site.over.wait(10)

    url = site.play(scene)
    endings = [fetching(http, url) for _ in range(8)]
    assert begun.wait(5)
    http.close()
    assert {str(ended()) for ended in endings} == {"the HTTP client was closed"}
    assert len(site.asked) == 1


def test_a_closed_client_sends_nothing(http: Http, site: Site) -> None:
    http.close()
    http.close()
    with pytest.raises(FetchFailed, match="the HTTP client was closed"):
        http.get(site.play(answer(b"x")))
    assert site.connections == 0
