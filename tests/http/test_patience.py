"""Only a connection that did not come about is tried again, and not for long."""

from collections.abc import Callable, Sequence

import pytest

from tests.http.conftest import Time
from tests.http.site import Site, answer, raw
from tracker.errors import BadStatus, FetchFailed, HostUnreachable
from tracker.http import Http
from tracker.http.patience import BUDGET, Patience


class Names:
    """A resolver that fails as often as it is told to, then finds loopback."""

    def __init__(self, failures: int, each_takes: Callable[[], None] = lambda: None) -> None:
        self.failures = failures
        self.asked = 0
        self._each_takes = each_takes

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        self._each_takes()
        if self.asked <= self.failures:
            raise OSError("Temporary failure in name resolution")
        return ["127.0.0.1"]


def highest(low: float, high: float) -> float:
    return high


def test_a_lost_connection_is_tried_again(
    new_http: Callable[..., Http], site: Site, time: Time
) -> None:
    http = new_http(resolve=Names(2), uniform=highest, default_pace=0)
    assert http.get(site.play(answer(b"x"))).body == b"x"
    assert time.slept == [1.0, 2.0]


def test_the_third_failure_is_the_last(new_http: Callable[..., Http], time: Time) -> None:
    names = Names(99)
    with pytest.raises(HostUnreachable, match=r"127\.0\.0\.1 was not found: Temporary failure"):
        new_http(resolve=names, uniform=highest, default_pace=0).get("http://127.0.0.1:1/")
    assert (names.asked, time.slept) == (3, [1.0, 2.0])


def test_a_refused_connection_is_one(http: Http) -> None:
    with pytest.raises(HostUnreachable, match=r"127\.0\.0\.1 cannot be reached: .*refused"):
        http.get("http://127.0.0.1:1/")


def test_each_try_takes_its_turn(new_http: Callable[..., Http], time: Time) -> None:
    http = new_http(resolve=Names(99), uniform=lambda low, high: 0.0, default_pace=3.0)
    with pytest.raises(HostUnreachable):
        http.get("http://127.0.0.1:1/")
    assert [each for each in time.slept if each] == [3.0, 3.0]


@pytest.mark.parametrize("scene", [answer(status=500), raw(b""), answer(status=404)])
def test_whoever_answered_is_not_asked_again(http: Http, site: Site, scene) -> None:
    with pytest.raises(FetchFailed):
        http.get(site.play(scene))
    assert len(site.asked) == 1


def test_all_calls_share_one_budget_while_nothing_answers(
    new_http: Callable[..., Http], time: Time
) -> None:
    def seven_seconds() -> None:
        time.passed += 7

    names = Names(99, seven_seconds)
    http = new_http(resolve=names, uniform=highest, default_pace=0, monotonic=time.monotonic)
    tries = []
    for source in range(4):
        before = names.asked
        with pytest.raises(HostUnreachable):
            http.get(f"http://source{source}.example/")
        tries.append(names.asked - before)
    assert tries == [3, 2, 1, 1]


def test_an_answer_of_any_kind_restores_the_budget(
    new_http: Callable[..., Http], site: Site, time: Time
) -> None:
    names = Names(1)
    http = new_http(resolve=names, uniform=highest, default_pace=0, monotonic=time.monotonic)
    with pytest.raises(BadStatus):
        http.get(site.url("/missing"))
    time.passed += 100
    names.failures = names.asked + 1
    assert http.get(site.play(answer(b"x"))).body == b"x"


def test_waits_are_drawn_from_an_interval_that_doubles() -> None:
    drawn: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        drawn.append((low, high))
        return low

    patience = Patience(lambda: 0.0, uniform)
    assert [patience.pause(failures) for failures in (1, 2, 3)] == [0.0, 0.0, None]
    assert drawn[:2] == [(0.0, 1.0), (0.0, 2.0)]


def test_once_the_budget_is_spent_a_first_connection_gets_a_second_until_something_answers() -> (
    None
):
    hands = Time()
    patience = Patience(lambda: hands.passed, highest)
    assert patience.connect(10.0) == 10.0
    patience.pause(1)
    hands.passed += BUDGET
    assert (patience.connect(10.0), patience.connect(0.5)) == (1.0, 0.5)
    patience.restored()
    assert patience.connect(10.0) == 10.0
