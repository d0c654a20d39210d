"""`tracker import` says what became of every line, and 65 where one was bad."""

import contextlib
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.fakes import FakeTracker, call
from tests.cli.test_light import ask, command, environment
from tests.jobs.dumps import line, written
from tracker.model.imports import BadLine, Imported

BAD = tuple(BadLine("dump.jsonl", number, "no title") for number in (3, 7))


def test_files_and_categories_are_handed_on() -> None:
    tracker = FakeTracker(imported=Imported(read=3, new=2, unchanged=1))
    wanted = ("--category", "cs.CL", "--category", "cs.LG")
    done = call("import", "a.gz", "b.zst", *wanted, tracker=tracker)
    assert tracker.asked[0] == ((Path("a.gz"), Path("b.zst")), ("cs.CL", "cs.LG"))
    assert done.code == 0
    assert done.out == (
        "3 lines read: 2 new papers, 0 updated, 1 unchanged, 0 of other categories, 0 bad.\n"
    )
    assert done.err == "Reading a.gz\nReading b.zst\n"


def test_bad_lines_are_named_and_the_exit_code_is_65() -> None:
    tracker = FakeTracker(imported=Imported(read=9, new=0, bad=9, bad_lines=BAD))
    done = call("import", "dump.jsonl", "--quiet", tracker=tracker)
    assert done.code == 65
    assert done.out == ""
    assert done.err == "dump.jsonl:3: no title\ndump.jsonl:7: no title\n... and 7 more\n"


def test_a_resumed_file_says_from_where() -> None:
    done = call("import", "a.gz", tracker=FakeTracker(begun=5000))
    assert "a.gz: going on after line 5000\n" in done.err


def test_it_speaks_chinese() -> None:
    tracker = FakeTracker(imported=Imported(read=3, new=2, bad=1, bad_lines=BAD[:1]))
    done = call("import", "a.gz", "--lang", "zh", tracker=tracker)
    assert "已读取 3 行：2 篇新论文" in done.out
    assert "正在读取 a.gz" in done.err


def test_without_a_file_it_is_a_wrong_command() -> None:
    done = call("import", tracker=FakeTracker())
    assert done.code == 2
    assert "FILE" in done.err


def test_a_file_becomes_papers_to_ask_for(tmp_path: Path) -> None:
    file = written(tmp_path, [line(1), b"no json", line(2, title="Zebra\x1b[31m")], "dump.zst")
    done = ask(tmp_path, "import", str(file))
    assert done.returncode == 65
    assert "dump.zst:2: not JSON" in done.stderr
    assert done.stdout.startswith("3 lines read: 2 new papers")
    again = ask(tmp_path, "import", str(file))
    assert again.stdout.startswith("3 lines read: 0 new papers, 0 updated, 2 unchanged")
    assert "2511.00002" in ask(tmp_path, "papers", "zebra", "--format", "json").stdout


@pytest.mark.parametrize("name", ["missing.gz", "."])
def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path, name: str) -> None:
    done = ask(tmp_path, "import", name)
    assert done.returncode == 74
    assert name in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    file = written(tmp_path, [line(1)], "dump.gz")
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        command("import", str(file)), env=environment(tmp_path, TERM="xterm"), cwd=tmp_path,
        stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = everything(ours)
    assert program.wait(60) == 0
    assert "dump.gz" in shown
    assert "100%" in shown


def everything(terminal: int) -> str:
    """Return all that is shown until nobody is at the other end."""
    shown = b""
    with os.fdopen(terminal, "rb", buffering=0) as screen, contextlib.suppress(OSError):
        while piece := screen.read(4096):
            shown += piece
    return shown.decode(errors="replace")
