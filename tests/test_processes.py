"""The installed program as its users run it: whole processes, real signals, real sockets."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.worlds import Hands, free_port, morning, settings_text
from tracker.model.clock import system_clock
from tracker.replay import Fault, Replay, World
from tracker.resources import folder
from tracker.store import Store

DAY = "2025-11-05"
PROGRAM = Path(sys.executable).with_name("tracker")
DEMO = folder("builtin") / "demo" / "papers.jsonl"

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(), reason="NEEDS the installed program (make install): no process is started"
)


@pytest.fixture
def arxiv() -> Iterator[Replay]:
    with Replay(World.read([DEMO]), Hands(morning(DAY))) as replay:
        yield replay


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an empty user's environment, at seven in the morning in New York."""
    plain = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return (
        plain
        | {
            "HOME": str(home),
            "TRACKER_HOME": str(home),
            "TRACKER_NOW": morning(DAY).isoformat(),
        }
        | more
    )


def configured(home: Path, arxiv: Replay, more: str = "") -> Path:
    file = home / "tracker.toml"
    file.write_text("feeds = []\n" + settings_text(arxiv) + more, encoding="utf-8")
    return file


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd=home,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )


def wait_until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Watch for something that another process does; fails where it never comes."""
    watch = threading.Event()
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        watch.wait(0.02)


def test_sigterm_in_the_middle_of_a_fetch_ends_well_and_the_next_start_goes_on(
    arxiv: Replay, tmp_path: Path
) -> None:
    configured(tmp_path, arxiv)
    arxiv.fail("/rss/cs.CL", Fault.drip(0.2))  # it would take minutes to the end
    daemon = subprocess.Popen(
        [PROGRAM, "daemon"], cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE
    )
    try:
        wait_until(lambda: any("/rss/cs.CL" in each.path for each in arxiv.requests))
        began = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        _, said = daemon.communicate(timeout=25)
    finally:
        daemon.kill()
    assert daemon.returncode == 0, said.decode()
    assert time.monotonic() - began < 20
    assert b"Traceback" not in said
    arxiv.heal()
    later = (morning(DAY) + timedelta(hours=1)).isoformat()
    again = run(tmp_path, "run", TRACKER_NOW=later)
    assert again.returncode == 0, again.stderr
    assert len(run(tmp_path, "papers", "-n", "100", "--format", "jsonl").stdout.splitlines()) == 60


def test_a_good_run_under_quiet_says_nothing_at_all(arxiv: Replay, tmp_path: Path) -> None:
    configured(tmp_path, arxiv)
    done = run(tmp_path, "--quiet", "run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_any_network_a_run_names_every_source_and_damages_nothing(tmp_path: Path) -> None:
    port = free_port()
    closed = f"http://127.0.0.1:{port}"
    (tmp_path / "tracker.toml").write_text(
        f'feeds = [{{ name = "Lab", url = "{closed}/feed" }}]\n'
        "[http]\nallow_hosts = ['127.0.0.1']\npace_seconds = 0.0\n"
        f"[arxiv]\npace_seconds = 0.0\nrss_url = '{closed}/rss'\napi_url = '{closed}/api'\n",
        encoding="utf-8",
    )
    began = time.monotonic()
    done = run(tmp_path, "run")
    assert time.monotonic() - began < 60
    assert done.returncode == 69
    for source in ("arxiv-rss/cs.CL", "arxiv-rss/cs.LG", "arxiv-api", "Lab"):
        assert len([line for line in done.stderr.splitlines() if f"{source}:" in line]) == 1
    assert "tracker demo" in done.stderr
    assert "Traceback" not in done.stderr
    assert run(tmp_path, "papers").returncode == 0, "the database is whole"
    waiting = run(tmp_path, "run")
    assert waiting.returncode == 69, "every source is backing off"
    assert "arxiv-api" in waiting.stderr


def test_a_set_clock_never_meets_a_real_server(tmp_path: Path) -> None:
    done = run(tmp_path, "run")
    assert done.returncode == 78
    assert "TRACKER_NOW" in done.stderr
    assert not list(tmp_path.glob("*.db"))


def test_two_runs_at_once_issue_one_edition(arxiv: Replay, tmp_path: Path) -> None:
    configured(tmp_path, arxiv)
    both = [
        subprocess.Popen(
            [PROGRAM, "run"],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ends = [(each.communicate(timeout=120), each.returncode) for each in both]
    assert {code for _, code in ends} <= {0, 75}, ends
    editions = list((tmp_path / "site" / "e").glob("*/*/index.html"))
    assert [each.parent.name for each in editions] == [date.fromisoformat(DAY).isoformat()]
    assert len(run(tmp_path, "papers", "-n", "100", "--format", "jsonl").stdout.splitlines()) == 60


@pytest.mark.slow
def test_three_processes_together_ask_arxiv_once_in_three_seconds_and_one_at_a_time(
    arxiv: Replay, tmp_path: Path
) -> None:
    """The only test that waits for real: the pace holds over processes, by the database."""
    file = configured(tmp_path, arxiv)
    slow = file.read_text(encoding="utf-8").replace(
        "first_days = 0\npace_seconds = 0.0", "first_days = 0\npace_seconds = 3.0"
    )
    file.write_text(slow, encoding="utf-8")
    commands = ("daemon", "run", "fetch")
    with ExitStack() as stack:
        blogs = {each: stack.enter_context(Replay(World(), system_clock)) for each in commands}
        # What one process has fetched another does not ask for: none may begin before all know
        # what they want to ask. Each shows it by asking a blog of its own.
        with gate_held(tmp_path):
            for command, blog in blogs.items():
                stack.enter_context(on_the_real_clock(tmp_path, command, blog))
            wait_until(lambda: all(blog.requests for blog in blogs.values()), 120)
            assert arxiv.requests == ()
        # Two feeds and two lists for each; who comes to the gate late may be the last to ask.
        wait_until(lambda: len(arxiv.requests) >= 12 and len(askers(arxiv)) == 3, 180)
    requests = sorted(arxiv.requests, key=lambda each: each.started)
    gaps = [later.started - earlier.started for earlier, later in pairwise(requests)]
    assert len(askers(arxiv)) == 3, "not all took part"
    assert min(gaps) >= 3.0 - 0.005, gaps  # the clock's resolution
    assert {each.in_flight for each in requests} == {1}


def askers(arxiv: Replay) -> set[str]:
    return {each.headers["user-agent"] for each in arxiv.requests}


@contextmanager
def gate_held(home: Path) -> Iterator[None]:
    """Take arXiv's turn away from all processes that share the database."""
    store = Store.open(f"sqlite:///{home / 'tracker.db'}", system_clock, create=True)
    with closing(store), store.gate.turn("arxiv.org", 3.0, hold=300.0):
        yield


@contextmanager
def on_the_real_clock(home: Path, command: str, blog: Replay) -> Iterator[None]:
    """Run `command` on the machine's own clock; it names itself to servers, and has a `blog`."""
    feed = {"name": f"Blog of {command}", "url": blog.feed_url("blog")}
    own = environment(
        home, TRACKER_HTTP__CONTACT=f"{command}@loopback.test", TRACKER_FEEDS=json.dumps([feed])
    )
    del own["TRACKER_NOW"]  # A clock that is set begins anew in every process: they would differ.
    process = subprocess.Popen(
        [PROGRAM, command],
        cwd=home,
        env=own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()
