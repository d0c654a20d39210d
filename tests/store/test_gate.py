"""Every host group is entered by one at a time, and never too soon, by all processes together."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.builders import NOW, FixedClock
from tracker.errors import HostResting
from tracker.model.clock import system_clock
from tracker.store import Store

HOLD = 60.0


def test_the_first_turn_is_free_and_the_second_waits_for_the_pace(
    store: Store, clock: FixedClock
) -> None:
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        assert clock.now == NOW
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        assert clock.now == NOW + timedelta(seconds=3)


def test_groups_do_not_wait_for_each_other(store: Store, clock: FixedClock) -> None:
    with store.gate.turn("arxiv.org", 3.0, HOLD), store.gate.turn("openai.com", 3.0, HOLD):
        assert clock.now == NOW


def test_a_long_turn_is_waited_for_and_needs_no_further_pause(
    store: Store, clock: FixedClock
) -> None:
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        clock.sleep(20)
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        assert clock.now == NOW + timedelta(seconds=20)


def test_a_failed_turn_is_left_all_the_same(store: Store, clock: FixedClock) -> None:
    with pytest.raises(ZeroDivisionError), store.gate.turn("arxiv.org", 3.0, HOLD):
        _ = 1 / 0
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        assert clock.now == NOW + timedelta(seconds=3)


def test_a_holder_that_died_is_forgotten_when_its_hold_is_over(
    url: str, store: Store, clock: FixedClock
) -> None:
    never_left = Store.open(url, FixedClock()).gate.turn("arxiv.org", 3.0, HOLD)
    never_left.__enter__()
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        assert NOW + timedelta(seconds=HOLD) <= clock.now <= NOW + timedelta(seconds=HOLD + 0.1)


def test_a_late_leaver_does_not_end_the_turn_of_another(store: Store, clock: FixedClock) -> None:
    forgotten = store.gate.turn("arxiv.org", 3.0, HOLD)
    forgotten.__enter__()
    clock.sleep(HOLD)
    second = store.gate.turn("arxiv.org", 3.0, HOLD)
    second.__enter__()
    forgotten.__exit__(None, None, None)
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        assert clock.now >= NOW + timedelta(seconds=2 * HOLD)


def test_a_resting_group_refuses_at_once_until_its_rest_is_over(
    store: Store, clock: FixedClock
) -> None:
    until = NOW + timedelta(minutes=5)
    store.gate.rest("arxiv.org", until, "HTTP 429")
    store.gate.rest("arxiv.org", NOW + timedelta(minutes=1), "a shorter one")
    with pytest.raises(HostResting, match="HTTP 429") as refused:
        store.gate.turn("arxiv.org", 3.0, HOLD).__enter__()
    assert refused.value.until == "2025-11-03T14:35:00+00:00"
    assert clock.now == NOW
    clock.now = until
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        pass


def test_a_clock_that_stands_still_or_is_set_back_does_not_stop_us(url: str) -> None:
    pauses: list[float] = []
    clock = FixedClock()
    store = Store.open(url, clock, sleep=pauses.append)
    for _ in range(30):
        with store.gate.turn("arxiv.org", 3.0, HOLD):
            pass
    assert sum(pauses) >= 29 * 3 - 0.01
    clock.now -= timedelta(days=1)
    pauses.clear()
    with store.gate.turn("arxiv.org", 3.0, HOLD):
        assert sum(pauses) == pytest.approx(3.0)
    store.close()


def _take_turns(url: str) -> list[tuple[float, float]]:
    told: list[datetime] = []

    def clock() -> datetime:
        told.append(system_clock())
        return told[-1]

    store, turns = Store.open(url, clock), []
    for _ in range(4):
        with store.gate.turn("arxiv.org", 0.05, 5.0):
            entered = told[-1].timestamp()  # the last thing that the gate did was to look at it
            time.sleep(0.01)
            turns.append((entered, time.time()))
    store.close()
    return turns


@pytest.mark.slow
def test_three_processes_take_turns(url: str, store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        turns = sorted(turn for some in pool.map(_take_turns, [url] * 3) for turn in some)
    assert len(turns) == 12
    for (start, end), (next_start, _) in pairwise(turns):
        assert next_start >= end
        assert next_start - start >= 0.05
