"""One request at a time to each group of hosts, and a pause between two."""

import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from tests.http.conftest import NOW, Time
from tests.http.site import Site, answer, open_site
from tracker.errors import BadStatus, HostResting
from tracker.http import Http, MemoryGate
from tracker.http.pacing import group_of


def test_two_starts_in_a_group_lie_a_pace_apart(http: Http, site: Site, time: Time) -> None:
    url = site.play(answer(b"x"))
    for _ in range(3):
        http.get(url)
    assert time.slept == [1.0, 1.0]


def test_the_time_a_request_takes_is_part_of_the_pace(gate: MemoryGate, time: Time) -> None:
    with gate.turn("a", 3.0, 60):
        time.passed += 2.0
    with gate.turn("a", 3.0, 60):
        time.passed += 5.0
    with gate.turn("a", 3.0, 60):
        pass
    assert time.slept == [1.0]


def test_arxiv_has_three_seconds_over_all_its_hosts(
    new_http: Callable[..., Http], time: Time
) -> None:
    with open_site() as rss, open_site() as api:
        http = new_http(groups={rss.netloc: "arxiv.org", api.netloc: "arxiv.org"})
        http.get(rss.play(answer(b"x")))
        http.get(api.play(answer(b"x")))
    assert time.slept == [3.0]


def test_the_pace_of_a_group_can_be_set(
    new_http: Callable[..., Http], site: Site, time: Time
) -> None:
    http = new_http(pace={"127.0.0.1": 7.5})
    url = site.play(answer(b"x"))
    http.get(url)
    http.get(url)
    assert time.slept == [7.5]


def test_groups_do_not_wait_for_each_other(gate: MemoryGate, time: Time) -> None:
    with gate.turn("a", 3.0, 60), gate.turn("b", 3.0, 60):
        assert time.slept == []


def test_a_failed_request_counts_as_a_start(http: Http, site: Site, time: Time) -> None:
    with pytest.raises(BadStatus):
        http.get(site.url("/missing"))
    http.get(site.play(answer(b"x")))
    assert time.slept == [1.0]


def test_eight_threads_are_never_two_at_a_time_on_one_host(
    new_http: Callable[..., Http], site: Site
) -> None:
    http = new_http(default_pace=0)
    in_flight, most, counting = 0, 0, threading.Lock()

    def scene(request: BaseHTTPRequestHandler) -> None:
        nonlocal in_flight, most
        with counting:
            in_flight += 1
            most = max(most, in_flight)
        site.over.wait(0.005)  # Long enough for a second one to slip in.
        with counting:
            in_flight -= 1
        answer(b"x")(request)

    url = site.play(scene)
    threads = [threading.Thread(target=lambda: [http.get(url) for _ in range(5)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, len(site.asked)) == (1, 40)


def test_hosts_are_fetched_from_side_by_side(new_http: Callable[..., Http]) -> None:
    both = threading.Barrier(2, timeout=5)

    def scene(request: BaseHTTPRequestHandler) -> None:
        both.wait()
        answer(b"x")(request)

    with open_site() as one, open_site() as two:
        http = new_http(groups={one.netloc: "one", two.netloc: "two"})
        bodies: list[bytes] = []
        urls = [one.play(scene), two.play(scene)]
        threads = [
            threading.Thread(target=lambda url=url: bodies.append(http.get(url).body))
            for url in urls
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert bodies == [b"x", b"x"]


def test_a_resting_group_gives_no_turn_and_says_until_when(gate: MemoryGate, time: Time) -> None:
    gate.rest("a", NOW + timedelta(hours=1), "429 Too Many Requests")
    gate.rest("a", NOW + timedelta(minutes=1), "503 Service Unavailable")
    with pytest.raises(HostResting, match=r"a rests until 2026-03-02T09:00:00.*429") as resting:
        gate.turn("a", 1.0, 60).__enter__()
    assert resting.value.until == "2026-03-02T09:00:00+00:00"
    with gate.turn("b", 1.0, 60):
        pass
    time.passed += 3600
    with gate.turn("a", 1.0, 60):
        pass


def test_a_turn_that_ends_badly_is_given_back(gate: MemoryGate) -> None:
    with pytest.raises(ZeroDivisionError), gate.turn("a", 0, 60):
        raise ZeroDivisionError
    with gate.turn("a", 0, 60):
        pass


@pytest.mark.parametrize(
    ("host", "port", "group"),
    [
        ("export.arxiv.org", 443, "arxiv.org"),
        ("arxiv.org", 80, "arxiv.org"),
        ("RSS.arXiv.org.", 443, "arxiv.org"),
        ("notarxiv.org", 443, "notarxiv.org"),
        ("arxiv.org.example", 443, "arxiv.org.example"),
        ("openai.com", 443, "openai.com"),
        ("127.0.0.1", 8080, "arxiv.org"),
        ("127.0.0.1", 8081, "127.0.0.1"),
        ("mirror.example", 8081, "arxiv.org"),
        ("::1", 8080, "six"),
    ],
)
def test_a_host_belongs_to_one_group(host: str, port: int, group: str) -> None:
    groups = {"127.0.0.1:8080": "arxiv.org", "Mirror.example": "arxiv.org", "[::1]:8080": "six"}
    assert group_of(host, port, groups) == group
