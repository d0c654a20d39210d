"""The server on loopback: its log, and its ways of going wrong, as our client meets them."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from urllib.request import urlopen

import pytest

from tests.builders import FixedClock
from tests.replay.worlds import MONDAY, at, record, world
from tracker.errors import BadStatus, FetchFailed, HostUnreachable
from tracker.http import Http, Identity, Limits, MemoryGate
from tracker.replay import Fault, Replay

HASTY = Limits(deadline=0.5, connect=0.5, read=0.5)


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    with Replay(world(tmp_path, record("2511.00001")), lambda: at(MONDAY)) as replay:
        yield replay


@pytest.fixture
def http(replay: Replay) -> Iterator[Http]:
    clock = FixedClock(at(MONDAY))
    gate = MemoryGate(clock, clock.sleep, monotonic)
    client = Http(
        Identity("tracker", "0", "https://project.example"),
        gate,
        clock,
        allow_hosts={"127.0.0.1"},
        default_pace=0.0,
        sleep=clock.sleep,
    )
    yield client
    client.close()


def test_requests_are_written_down(replay: Replay, http: Http) -> None:
    http.get(f"{replay.rss_url}/cs.CL?x=1")
    (seen,) = replay.requests
    assert (seen.method, seen.path, seen.in_flight) == ("GET", "/rss/cs.CL?x=1", 1)
    assert seen.headers["user-agent"].startswith("tracker/0 ")
    assert seen.ended is None or seen.started <= seen.ended


def test_validators_come_back_and_are_believed(replay: Replay, http: Http) -> None:
    first = http.get(f"{replay.rss_url}/cs.CL")
    again = http.get(f"{replay.rss_url}/cs.CL", validators=first.validators)
    assert (again.status, again.unchanged) == (304, True)


def test_a_refusal_carries_its_retry_after(replay: Replay, http: Http) -> None:
    replay.fail("/rss/", Fault.refused(404))
    with pytest.raises(BadStatus) as caught:
        http.get(f"{replay.rss_url}/cs.CL")
    assert caught.value.status == 404
    replay.fail("/api/", Fault.refused(429, "120"))
    with pytest.raises(BadStatus, match="rests until"):
        http.get(f"{replay.api_url}?id_list=2511.00001")


def test_a_fault_of_one_path_leaves_the_others_well(replay: Replay, http: Http) -> None:
    replay.fail("/api/", Fault.refused(500))
    assert http.get(f"{replay.rss_url}/cs.CL").status == 200


def test_a_fault_may_pass(replay: Replay, http: Http) -> None:
    replay.fail("/rss/", Fault.refused(404, times=2))
    for _ in range(2):
        with pytest.raises(BadStatus):
            http.get(f"{replay.rss_url}/cs.CL")
    assert http.get(f"{replay.rss_url}/cs.CL").status == 200
    replay.fail("/rss/", Fault.refused(404))
    replay.heal()
    assert http.get(f"{replay.rss_url}/cs.CL").status == 200


@pytest.mark.parametrize("fault", [Fault.silent(), Fault.drip(0.2), Fault.broken_off()])
def test_what_never_comes_whole_ends_with_the_deadline(
    replay: Replay, http: Http, fault: Fault
) -> None:
    replay.fail("/rss/", fault)
    started = monotonic()
    with pytest.raises(FetchFailed):
        http.get(f"{replay.rss_url}/cs.CL", limits=HASTY)
    assert monotonic() - started < 5


def test_a_reset_connection_is_no_answer(replay: Replay, http: Http) -> None:
    replay.fail("/rss/", Fault.reset())
    with pytest.raises(FetchFailed):
        http.get(f"{replay.rss_url}/cs.CL", limits=HASTY)
    replay.heal()
    assert http.get(f"{replay.rss_url}/cs.CL").status == 200


def test_bodies_that_look_whole_and_are_wrong_arrive(replay: Replay, http: Http) -> None:
    whole = http.get(f"{replay.rss_url}/cs.CL").body
    replay.fail("/rss/", Fault.cut())
    assert http.get(f"{replay.rss_url}/cs.CL").body == whole[: len(whole) // 2]
    replay.fail("/rss/", Fault.web_page())
    assert http.get(f"{replay.rss_url}/cs.CL").body.startswith(b"<!DOCTYPE html>")
    replay.fail("/rss/", Fault.empty())
    assert http.get(f"{replay.rss_url}/cs.CL").body == b""


def test_a_delayed_answer_is_right_and_requests_in_flight_are_counted(
    replay: Replay, http: Http
) -> None:
    replay.fail("/rss/", Fault.delay(0.3))
    waiting = Thread(target=http.get, args=(f"{replay.rss_url}/cs.CL",))
    waiting.start()
    while not replay.requests:
        waiting.join(0.01)
    with urlopen(f"{replay.api_url}?id_list=2511.00001") as impolite:  # Our client would wait.
        assert impolite.status == 200
    waiting.join()
    ended = Event()  # The client may have its answer before the server has noted that it sent it.
    while replay.requests[0].ended is None:
        ended.wait(0.01)
    first, second = replay.requests
    assert (first.in_flight, second.in_flight) == (1, 2)
    assert first.ended is not None
    assert first.ended - first.started >= 0.3


def test_leaving_ends_what_is_in_flight(tmp_path: Path, http: Http) -> None:
    failures: list[Exception] = []

    def wait(url: str) -> None:
        try:
            http.get(url, limits=Limits(deadline=30, read=30))
        except FetchFailed as error:
            failures.append(error)

    with Replay(world(tmp_path), lambda: at(MONDAY)) as replay:
        replay.fail("/rss/", Fault.silent())
        waiting = Thread(target=wait, args=(f"{replay.rss_url}/cs.CL",))
        waiting.start()
        while not replay.requests:
            waiting.join(0.01)
    waiting.join(5)
    assert failures
    assert not isinstance(failures[0], HostUnreachable)
