"""`tracker demo`: the whole pipeline offline, again and again, and what it names works."""

import json
import os
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tracker.identity.titles import title_key

PROGRAM = [sys.executable, "-m", "tracker"]


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TRACKER_HOME": str(folder),
               "COLUMNS": "80", "PYTHONPATH": str(Path.cwd())} | more  # fmt: skip
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=folder, env=environ, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("newcomer")


@pytest.fixture(scope="module")
def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    done = run(folder, "demo")
    assert done.returncode == 0, done.stderr
    return done


def test_it_prints_the_top_picks_with_reasons_on_80_columns(
    demo: subprocess.CompletedProcess[str],
) -> None:
    assert demo.stdout.startswith("Top picks of 2025-11-07")
    assert all(f"\n {number}. " in demo.stdout for number in range(1, 6))
    assert demo.stdout.count("· score ") == 5
    told = demo.stdout.partition("Try next:")[0]
    assert max(map(len, told.splitlines())) <= 80


def test_progress_goes_to_stderr_a_line_a_day(demo: subprocess.CompletedProcess[str]) -> None:
    assert [line.split(":")[0].strip() for line in demo.stderr.splitlines()[1:]] == [
        f"2025-11-{day:02}" for day in range(3, 8)
    ]


def test_the_files_it_names_are_there(demo: subprocess.CompletedProcess[str], folder: Path) -> None:
    named = [
        line.split(": ")[1]
        for line in demo.stdout.splitlines()
        if line.startswith("  ") and ": tracker-demo" in line
    ]
    assert [Path(each).suffix for each in named] == [".db", ".eml", ".html"]
    assert all((folder / each).is_file() for each in named)
    mail = message_from_bytes((folder / named[1]).read_bytes(), policy=policy.default)
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_there_are_five_editions(demo: subprocess.CompletedProcess[str], folder: Path) -> None:
    done = run(folder, "digest", "--list", "--config", "tracker-demo/tracker.toml")
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == [
        f"2025-11-{day:02}" for day in range(7, 2, -1)
    ]


def test_two_venues_are_fetched_and_one_of_their_papers_is_on_arxiv_too(
    demo: subprocess.CompletedProcess[str], folder: Path
) -> None:
    with closing(sqlite3.connect(folder / "tracker-demo" / "tracker.db")) as database:
        listed = database.execute(
            "SELECT category, count(*) FROM announcements WHERE kind = 'published' GROUP BY 1"
        )
        assert dict(listed.fetchall()) == {"EMNLP 2025": 7, "NeurIPS 2025": 9}
    sample = Path("tracker") / "builtin" / "demo"
    arxiv, venues = (
        {
            title_key(record["title"]): record["authors"]
            for record in map(json.loads, (sample / name).read_text("utf-8").splitlines())
        }
        for name in ("papers.jsonl", "venues.jsonl")
    )
    later = {key for key in venues if venues[key] == arxiv.get(key)}
    assert len(later) == 2


def test_the_commands_to_try_next_work_as_pasted(
    demo: subprocess.CompletedProcess[str], folder: Path
) -> None:
    commands = demo.stdout.partition("Try next:\n")[2].splitlines()
    assert len(commands) == 3
    for command in commands:
        words = shlex.split(command)
        done = run(folder, *words[words.index("tracker") + 1 :])
        assert (done.returncode, done.stderr) == (0, ""), command
        assert done.stdout.count("\n") > 2, command


def test_it_may_be_run_again_and_in_chinese(
    demo: subprocess.CompletedProcess[str], folder: Path
) -> None:
    again = run(folder, "demo", "--lang", "zh")
    assert again.returncode == 0
    assert again.stdout.startswith("2025-11-07 精选")
    mail = max((folder / "tracker-demo" / "editions").glob("*.txt")).read_text(encoding="utf-8")
    assert "精选" in mail


def test_it_touches_no_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.html").touch()
    done = run(tmp_path, "demo", "--output", ".")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert (tmp_path / "site" / "mine.html").exists()


def test_the_users_own_settings_do_not_reach_it(tmp_path: Path) -> None:
    (tmp_path / "tracker.toml").write_text('[[digests]]\nchannels = ["post"]\n', encoding="utf-8")
    done = run(tmp_path, "demo", TRACKER_ARXIV__CATEGORIES="math.AG", TRACKER_NOW="2030-01-01")
    assert done.returncode == 0
    assert done.stdout.startswith("Top picks of 2025-11-07")
