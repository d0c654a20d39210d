"""Bodies are counted on the wire and unpacked, and only whole ones are handed on."""

import gzip
import subprocess
import sys
import zlib
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random

import pytest

from tests.http.site import Site, answer, raw, start
from tracker.errors import BodyTooLarge, FetchFailed
from tracker.http import Http, Limits
from tracker.http.bodies import read_body

FEED = b"<rss>" + Random(7).randbytes(100_000) + b"</rss>"
SMALL = Limits(body_bytes=100_000)


def deflated(data: bytes, wbits: int) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return engine.compress(data) + engine.flush()


def bomb(mebibytes: int = 1024) -> bytes:
    """A kilobyte of gzip for every mebibyte of zeros, made in no time by repeating a block."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = engine.compress(bytes(2**20)) + engine.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * mebibytes + b"\x03\0" + bytes(8)


def encoded(body: bytes, coding: str):
    return answer(body, headers={"Content-Encoding": coding})


def endless_chunks(request: BaseHTTPRequestHandler) -> None:
    start(request, 200, {"Transfer-Encoding": "chunked"})
    while True:  # Ends when the client hangs up.
        request.wfile.write(b"8000\r\n" + bytes(0x8000) + b"\r\n")


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (FEED, "identity"),
        (FEED, ""),
        (gzip.compress(FEED), "gzip"),
        (gzip.compress(FEED), "GZIP"),
        (gzip.compress(FEED), "x-gzip"),
        (gzip.compress(FEED), "identity, gzip"),
        (gzip.compress(FEED[:1000]) + gzip.compress(FEED[1000:]), "gzip"),
        (gzip.compress(FEED) + bytes(300), "gzip"),
        (deflated(FEED, 15), "deflate"),
        (deflated(FEED, -15), "deflate"),
    ],
)
def test_a_body_is_unpacked(http: Http, site: Site, body: bytes, coding: str) -> None:
    assert http.get(site.play(encoded(body, coding))).body == FEED


@pytest.mark.parametrize("size", [1, 2, 7, 4096])
@pytest.mark.parametrize("members", [1, 3])
def test_a_body_is_unpacked_however_it_is_cut_into_pieces(size: int, members: int) -> None:
    packed = gzip.compress(FEED) * members
    pieces = (packed[at : at + size] for at in range(0, len(packed), size))
    assert read_body(pieces, "gzip", "", 2**22) == FEED * members


@pytest.mark.parametrize("coding", ["gzip, gzip", "deflate, gzip", "gzip,br", "br", "zstd", "??"])
def test_nested_and_unknown_encodings_are_refused(http: Http, site: Site, coding: str) -> None:
    with pytest.raises(FetchFailed, match="not asked for"):
        http.get(site.play(encoded(gzip.compress(gzip.compress(FEED)), coding)))


def test_an_encoding_named_twice_is_nested(http: Http, site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n"
    with pytest.raises(FetchFailed, match="gzip, gzip"):
        http.get(site.play(raw(head + gzip.compress(gzip.compress(FEED)))))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("body", [FEED, b"<", b"\x1f\x8b\x08 not really"])
def test_a_wrong_encoding_is_an_error(http: Http, site: Site, coding: str, body: bytes) -> None:
    with pytest.raises(FetchFailed, match=r"compressed as it says|ended too early"):
        http.get(site.play(encoded(body, coding)))


def test_a_doubled_encoding_under_one_name_is_unpacked_once(http: Http, site: Site) -> None:
    once = gzip.compress(FEED)
    assert http.get(site.play(encoded(gzip.compress(once), "gzip"))).body == once


@pytest.mark.parametrize("framing", ["length", "chunked", "hang up"])
def test_a_compressed_body_that_stops_early_is_an_error(
    http: Http, site: Site, framing: str
) -> None:
    cut = gzip.compress(FEED)[:-20]
    head = {
        "length": b"Content-Length: %d\r\n\r\n%s" % (len(cut), cut),
        "chunked": b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(cut), cut),
        "hang up": b"\r\n" + cut,
    }[framing]
    with pytest.raises(FetchFailed, match="ended too early"):
        http.get(site.play(raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + head)))


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 100\r\n\r\n<rss>",
        b"Content-Length: 100\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nff\r\n<rss>",
    ],
)
def test_a_cut_body_is_an_error(http: Http, site: Site, rest: bytes) -> None:
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 broke off in mid-answer"):
        http.get(site.play(raw(b"HTTP/1.1 200 OK\r\n" + rest)))


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP/1.1 200", b"SSH-2.0-OpenSSH\r\n\r\n", b"\0" * 200_000]
)
def test_what_is_not_http_is_an_error(http: Http, site: Site, sent: bytes) -> None:
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1"):
        http.get(site.play(raw(sent)))


def test_a_body_at_the_cap_is_taken(http: Http, site: Site) -> None:
    body = bytes(SMALL.body_bytes)
    assert http.get(site.play(answer(body)), limits=SMALL).body == body


def test_a_body_that_announces_too_much_is_not_read(http: Http, site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n"
    with pytest.raises(BodyTooLarge):
        http.get(site.play(raw(head)), limits=SMALL)


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_body_over_the_cap_is_dropped(http: Http, site: Site, coding: str) -> None:
    body = bytes(range(256)) * 400
    sent = gzip.compress(body) if coding else body
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding.encode() + b"\r\n\r\n"
    with pytest.raises(BodyTooLarge, match="larger than"):
        http.get(site.play(raw(head + sent)), limits=SMALL)


def test_an_endless_body_ends_at_the_cap(http: Http, site: Site) -> None:
    with pytest.raises(BodyTooLarge):
        http.get(site.play(endless_chunks), limits=SMALL)


def test_padding_counts_on_the_wire() -> None:
    padded = iter([gzip.compress(b"x"), *[bytes(1000)] * 101])
    with pytest.raises(BodyTooLarge):
        read_body(padded, "gzip", "", 100_000)


def test_a_bomb_is_stopped_at_its_ratio_with_one_part_unpacked() -> None:
    consumed = 0

    def wire():
        nonlocal consumed
        packed = bomb()
        for at in range(0, len(packed), 4096):
            consumed += 4096
            yield packed[at : at + 4096]

    with pytest.raises(BodyTooLarge, match="200 times"):
        read_body(wire(), "gzip", "", 15 * 2**20)
    assert consumed <= 8192


def test_what_compresses_well_is_no_bomb_below_a_mebibyte() -> None:
    body = bytes(2**20)
    assert read_body([gzip.compress(body)], "gzip", "", 15 * 2**20) == body


CHILD = """
import sys
from pathlib import Path
from tests.http.conftest import IDENTITY, Time
from tracker.errors import BodyTooLarge
from tracker.http import Http, MemoryGate

# Not getrusage: its maximum is inherited from the process that started this one.
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])

time = Time()
gate = MemoryGate(time.clock, time.sleep, time.monotonic)
http = Http(IDENTITY, gate, time.clock, allow_hosts={"127.0.0.1"}, pace={"127.0.0.1": 0})
http.get(sys.argv[1])
before = peak()
try:
    http.get(sys.argv[2])
except BodyTooLarge:
    print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="NEEDS Linux: reads /proc")
@pytest.mark.parametrize("attack", ["bomb", "endless"])
def test_an_attack_costs_at_most_forty_mebibytes(site: Site, attack: str) -> None:
    site.play(answer(b"x"))
    url = site.play({"bomb": encoded(bomb(), "gzip"), "endless": endless_chunks}[attack], "/attack")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, site.url(), url],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert child.stdout, child.stderr
    assert int(child.stdout) <= 40 * 1024
