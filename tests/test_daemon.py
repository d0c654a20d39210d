"""The loop: it ticks, survives whatever a round does, and ends when told."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.daemon import Daemon, notify_systemd
from tracker.errors import Busy
from tracker.model.reports import Report

Stopped = Callable[[], bool]


def daemon(
    cycle: Callable[[Stopped], Report], interrupt: Callable[[], None] = lambda: None
) -> tuple[Daemon, list[str]]:
    said: list[str] = []
    return Daemon(cycle, interrupt=interrupt, tick_seconds=0.01, notify=said.append), said


def test_it_says_ready_and_stopping_to_systemd_and_ends_when_told() -> None:
    rounds: list[int] = []

    def cycle(_: Stopped) -> Report:
        rounds.append(1)
        if len(rounds) == 3:
            loop.stop()
        return Report()

    loop, said = daemon(cycle)
    assert loop.run() is True
    assert len(rounds) == 3
    assert said == ["READY=1", "STOPPING=1"]


def test_a_round_that_fails_or_has_a_bug_does_not_end_the_loop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    faults: list[Exception] = [Busy("the database is locked"), ZeroDivisionError("a bug")]

    def cycle(_: Stopped) -> Report:
        if faults:
            raise faults.pop(0)
        loop.stop()
        return Report()

    loop, _ = daemon(cycle)
    with caplog.at_level(logging.ERROR):
        assert loop.run() is True
    assert "the database is locked" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_no_two_rounds_overlap() -> None:
    inside = threading.Semaphore(1)
    rounds: list[bool] = []

    def cycle(_: Stopped) -> Report:
        rounds.append(inside.acquire(blocking=False))
        threading.Event().wait(0.03)  # longer than the tick
        inside.release()
        if len(rounds) == 4:
            loop.stop()
        return Report()

    loop, _ = daemon(cycle)
    loop.run()
    assert all(rounds)


def test_a_round_learns_that_it_should_stop_and_its_requests_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.daemon._REQUESTS_MAY_END", 0.05)
    cut = threading.Event()

    def cycle(stopped: Stopped) -> Report:
        loop.stop()
        assert cut.wait(5), "the request in flight was never cut"
        assert stopped()
        return Report()

    loop, _ = daemon(cycle, interrupt=cut.set)
    assert loop.run() is True


def test_a_step_that_hangs_for_ever_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.daemon._REQUESTS_MAY_END", 0.05)
    monkeypatch.setattr("tracker.daemon._STEP_MAY_END", 0.05)
    release = threading.Event()

    def cycle(_: Stopped) -> Report:
        loop.stop()
        release.wait(10)
        return Report()

    loop, _ = daemon(cycle)
    assert loop.run() is False
    release.set()


def test_systemd_hears_the_state_on_its_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify_systemd("READY=1")
        assert listener.recv(100) == b"READY=1"
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify_systemd("READY=1")  # without systemd nothing happens
    assert "NOTIFY_SOCKET" not in os.environ
