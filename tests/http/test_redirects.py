"""Redirects are followed by hand, one turn each, and only where they may lead."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from tests.http.site import Site, answer, open_site, redirect
from tracker.errors import AddressRefused, FetchFailed
from tracker.http import Http


def chain(site: Site, hops: int, status: int = 302) -> str:
    for hop in range(hops):
        site.play(redirect(f"/{hop + 1}", status), f"/{hop}")
    site.play(answer(b"there"), f"/{hops}")
    return site.url("/0")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(http: Http, site: Site, status: int) -> None:
    response = http.get(chain(site, 1, status))
    assert (response.url, response.body) == (site.url("/1"), b"there")


def test_five_requests_are_the_most(http: Http, site: Site) -> None:
    assert http.get(chain(site, 4)).body == b"there"
    site.asked.clear()
    with pytest.raises(FetchFailed, match="redirects more than 4 times"):
        http.get(chain(site, 30))
    assert len(site.asked) == 5


def test_a_circle_ends_at_once(http: Http, site: Site) -> None:
    site.play(redirect("/b", 308), "/a")
    site.play(redirect("/a#again", 301), "/b")
    with pytest.raises(FetchFailed, match="in a circle"):
        http.get(site.url("/a"))
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 308), False)],
)
def test_only_a_permanent_way_moves_a_feed(
    http: Http, site: Site, statuses: tuple[int, ...], moved: bool
) -> None:
    for hop, status in enumerate(statuses):
        site.play(redirect(f"/{hop + 1}", status), f"/{hop}")
    end = site.play(answer(b"x"), f"/{len(statuses)}")
    assert http.get(site.url("/0")).moved_to == (end if moved else None)


def test_without_a_redirect_nothing_has_moved(http: Http, site: Site) -> None:
    assert http.get(site.play(answer(b"x"))).moved_to is None


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/passwd", "not an http or https address"),
        ("data:text/xml,<rss/>", "not an http or https address"),
        ("ftp://ftp.example.org/feed", "not an http or https address"),
        ("javascript:alert(1)", "not an http or https address"),
        ("http:///", "in a circle"),
        ("http://[::1", "to nowhere"),
        ("http://127.0.0.1:65536/", "no such port"),
        ("http://127.0.0.1:0/", "no such port"),
    ],
)
def test_a_redirect_out_of_the_web_is_refused(
    http: Http, site: Site, location: str, why: str
) -> None:
    with pytest.raises(FetchFailed, match=why):
        http.get(site.play(redirect(location)))


def test_a_redirect_without_a_target_is_refused(http: Http, site: Site) -> None:
    with pytest.raises(FetchFailed, match="without saying where to"):
        http.get(site.play(answer(status=302)))


def test_a_target_in_raw_utf8_is_understood(http: Http, site: Site) -> None:
    target = "/caf\xe9"
    site.play(redirect(target.encode().decode("latin-1")))
    site.play(answer(b"noir"), "/caf%C3%A9")
    assert http.get(site.url()).body == b"noir"


def test_a_redirect_to_a_private_address_is_refused(new_http: Callable[..., Http]) -> None:
    with open_site() as public, open_site() as private:
        http = new_http(allow_hosts={public.netloc})
        with pytest.raises(AddressRefused, match=r"127\.0\.0\.1"):
            http.get(public.play(redirect(private.url("/latest/meta-data/"))))
        assert private.connections == 0


@pytest.mark.parametrize("status", [301, 302])
def test_each_hop_takes_its_own_turn_and_never_two_at_once(
    new_http: Callable[..., Http], status: int
) -> None:
    with open_site() as first, open_site() as second:
        gate = NotedGate()
        groups = {first.netloc: "first", second.netloc: "second"}
        http = new_http(gate=gate, groups=groups)
        http.get(first.play(redirect(second.play(answer(b"x")), status)))
    assert gate.notes == ["+first", "-first", "+second", "-second"]


class NotedGate:
    """A gate that lets everyone through and writes it down."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    @contextmanager
    def turn(self, group: str, pace: float, hold: float) -> Iterator[None]:
        self.notes.append(f"+{group}")
        yield
        self.notes.append(f"-{group}")

    def rest(self, group: str, until: datetime, why: str) -> None:
        self.notes.append(f"rest {group}")
