"""`tracker init`: a configuration that works as written, and never over one that is there."""

import os
import pty
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.fakes import call
from tracker.cli.init import SERVERS, Answers, written
from tracker.config import load
from tracker.config.checking import check


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", [None, *SERVERS])
def test_what_is_written_can_be_read_and_passes_the_check(
    tmp_path: Path, lang: str, name: str | None
) -> None:
    answers = Answers(lang=lang, timezone="Asia/Shanghai")
    if name:
        answers = Answers(address="ada@lab.test", channels=("email", "site"), server=SERVERS[name],
                          contact="ada@lab.test", topics=("distillation",))  # fmt: skip
    file = tmp_path / "tracker.toml"
    file.write_text(written(answers, lang), encoding="utf-8")
    settings, _ = load(file, {})
    check(settings)
    assert settings.digests[0].to == (("ada@lab.test",) if name else ())
    assert settings.smtp.port == (SERVERS[name].port if name else 587)
    assert settings.http.contact == ("mailto:ada@lab.test" if name else "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_configuration_is_short_enough_to_be_read(lang: str) -> None:
    lines = written(Answers(), lang).splitlines()
    assert 25 <= len(lines) <= 45
    assert max(map(len, lines)) <= 100


def test_the_commented_keys_are_real_ones(tmp_path: Path) -> None:
    text = written(Answers(), "en")
    optional = re.sub(r"^# (?=\[|\w+ = )", "", text.partition("[[digests]]")[2], flags=re.MULTILINE)
    file = tmp_path / "tracker.toml"
    file.write_text("[[digests]]" + optional, encoding="utf-8")
    settings, _ = load(file, {})
    assert settings.smtp.host == "smtp.example.net"
    assert settings.watch[0].phrases == ("speculative decoding",)
    assert settings.digests[0].to == ("me@example.net",)


def test_yes_takes_the_defaults_and_says_what_comes_next(tmp_path: Path) -> None:
    file = tmp_path / "new" / "tracker.toml"
    done = call("init", "--yes", "--output", str(file))
    assert done.code == 0
    assert done.out.splitlines()[0] == f"Written: {file}"
    assert "run --dry-run" in done.out
    assert tomllib.loads(file.read_text("utf-8"))["digests"][0]["channels"] == ["site"]


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    assert call("init", "--output", str(tmp_path / "tracker.toml")).code == 0


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    file.write_text("# mine\n", encoding="utf-8")
    done = call("init", "--yes", "--output", str(file))
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert file.read_text(encoding="utf-8") == "# mine\n"


def test_a_folder_that_cannot_be_written_ends_74(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    assert call("init", "--yes", "--output", str(blocked / "tracker.toml")).code == 74


def test_by_default_it_is_written_where_it_will_be_found() -> None:
    done = call("init", "--yes")
    home = Path(os.environ["TRACKER_HOME"])
    assert done.out.splitlines()[0] == f"Written: {home / 'tracker.toml'}"
    assert "ok" in call("config", "check").out


def test_on_a_terminal_a_few_questions_are_asked_until_the_answers_can_work(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    answers = ["知识蒸馏, inferense", "知识蒸馏", "cs.CL", "bth", "both", "ada", "ada@lab.test",
               "gmail", "8 o'clock", "07:30", "Berlin", "Europe/Berlin"]  # fmt: skip
    code, out = on_a_terminal(["init", "--output", str(file)], answers)
    assert code == 0, out
    settings, _ = load(file, {})
    check(settings)
    digest = settings.digests[0]
    assert (digest.topics, digest.at, digest.timezone) == (
        ("distillation",),
        "07:30",
        "Europe/Berlin",
    )
    assert (digest.channels, digest.to) == (("email", "site"), ("ada@lab.test",))
    assert settings.smtp.host == "smtp.gmail.com"
    assert "did you mean both?" in out
    assert "smtp-password" in out


def test_a_terminal_that_goes_away_ends_it_without_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    code, out = on_a_terminal(["init", "--output", str(file)], ["\x04"])
    assert code == 130
    assert "Traceback" not in out
    assert not file.exists()


def on_a_terminal(arguments: list[str], answers: list[str]) -> tuple[int, str]:
    """Call the program on a terminal, type the answers, and return its code and its words."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from tracker.cli import main; main()", *arguments],
        stdin=follower, stdout=follower, stderr=follower,
    )  # fmt: skip
    os.close(follower)
    os.write(leader, "".join(f"{answer}\n" for answer in answers).encode())
    out = b""
    try:
        while chunk := os.read(leader, 65536):
            out += chunk
    except OSError:  # Linux's way to say that the other end is closed
        pass
    os.close(leader)
    return process.wait(timeout=60), out.decode()
