"""The real program in a process of its own: what it loads, and how it meets odd ends."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import NOW, FixedClock, announcement, batch
from tests.cli.test_output import steering
from tracker.store.store import Store

HEAVY = [
    "sqlalchemy", "alembic", "sklearn", "numpy", "scipy", "httpx", "jinja2", "rich", "pydantic",
    "importlib.metadata", "feedparser", "arxiv", "requests", "apscheduler", "nh3", "pylatexenc",
    "platformdirs", "logging", "asyncio", "email", "ssl",
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder with a database of 40 papers."""
    folder = tmp_path_factory.mktemp("user")
    store = Store.open(f"sqlite:///{folder / 'tracker.db'}", FixedClock(), create=True)
    store.record(batch(*(announcement(number) for number in range(1, 41))), NOW)
    store.close()
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from tracker.cli import main; main()", *arguments]


def environment(home: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "TRACKER_HOME": str(home), "HOME": str(home)} | more


def ask(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), env=environment(home, **more), cwd=home, capture_output=True,
        text=True, errors="replace", stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["papers", "attention", "--format", "json"],
        ["papers", "attention", "--topic", "量化"],
        ["papers", "量化"],
        ["papers", "--liked", "--unread", "--hidden"],
        ["papers", "--venue", "ICLR 2026", "--presentation", "oral"],
        ["venues"],
        ["posts"],
        ["show", "2511.00001"],
        ["topics"],
        ["topics", "show", "量化"],
        ["roadmap"],
        ["mustread", "next"],
        ["why", "2511.00001"],
        ["deliveries"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_a_question_loads_nothing_heavy(home: Path, arguments: list[str]) -> None:
    traced = [sys.executable, "-X", "importtime", *command(*arguments)[1:]]
    done = subprocess.run(
        traced,
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click" in loaded
    assert done.returncode in {0, 2}
    found = {each for each in loaded for heavy in HEAVY if (each + ".").startswith(heavy + ".")}
    assert found == set()


def test_importing_the_program_loads_click_and_little_else() -> None:
    code = "import sys; import tracker.cli; print(*(n for n in sys.modules if 'tracker' in n))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {
        "tracker",
        "tracker.cli",
        "tracker.cli.group",
        "tracker.cli.ending",
    }


def test_a_reader_that_has_read_enough_meets_no_complaint(home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            command("papers", "--format", "json", "-n", "40"), env=environment(home), stdout=closed,
            stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="NEEDS /dev/full: a full disk is not met"
)
def test_a_full_disk_ends_74(home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("papers"), env=environment(home), stdout=full, stderr=subprocess.PIPE,
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 74
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb18030"])
@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_a_terminal_without_unicode_gets_no_traceback(
    home: Path, encoding: str, format_: str
) -> None:
    done = ask(home, "topics", "--lang", "zh", "--format", format_, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("columns", ["1", "20", "80", "400"])
def test_any_width_of_screen_is_served(home: Path, columns: str) -> None:
    for arguments in (["papers"], ["show", "2511.00001"], ["sources"], ["topics"]):
        done = ask(home, *arguments, COLUMNS=columns)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_no_database_is_78_with_the_command_that_makes_one(tmp_path: Path) -> None:
    done = ask(tmp_path, "papers")
    assert (done.returncode, done.stderr.count("\n")) == (78, 1)
    assert "tracker run" in done.stderr


@pytest.mark.parametrize("no_color", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_gets_a_table_and_colours_only_where_wanted(
    home: Path, no_color: dict[str, str]
) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command("papers", "-n", "3"),
        env=environment(home, COLUMNS="80") | {"TERM": "xterm"} | no_color,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=home,
    )
    os.close(follower)
    out = drained(leader)
    assert process.wait(timeout=60) == 0
    assert "Paper 40 on attention" in out
    if "TERM" in no_color:
        assert "\x1b" not in out
    assert all(len(line) <= 80 for line in plain(out).splitlines())
    assert steering(plain(out).replace("\r", "")) == []


def drained(leader: int) -> str:
    """Return everything that is written to the terminal until its end is closed."""
    out = b""
    while True:
        try:
            out += os.read(leader, 65536)
        except OSError:
            os.close(leader)
            return out.decode()


def plain(out: str) -> str:
    """Return what a terminal shows of text with rich's own colours."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", out)


def test_an_interrupted_question_ends_130(home: Path) -> None:
    code = """
import tracker.cli.papers
def stop(*a, **k): raise KeyboardInterrupt
tracker.cli.papers._query = stop
tracker.cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "papers"],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
