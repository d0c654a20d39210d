"""`tracker config`: everything that holds, without a secret in it."""

import tomllib
from pathlib import Path

import pytest

from tests.cli.fakes import call

SECRETS = """
[database]
url = "postgresql+psycopg://ada:canary-1@db/tracker?sslpassword=canary-2"
[[feeds]]
name = "Mine"
url = "https://canary-3:canary-4@feeds.test/rss?key=canary-5&token=canary-6"
[[digests]]
to = ["ada@lab.test"]
channels = ["email"]
[smtp]
host = "mail.lab.test"
from = "ada@lab.test"
password = "canary-7"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "tracker.toml"
    written.write_text(SECRETS, encoding="utf-8")
    return written


@pytest.mark.parametrize(
    "arguments",
    [["config", "show"], ["config", "show", "--origin"], ["config", "check"], ["config", "path"]],
    ids=" ".join,
)
def test_no_secret_is_ever_shown(file: Path, arguments: list[str]) -> None:
    done = call(*arguments, "--config", str(file), TRACKER_SMTP__USERNAME="ada")
    assert done.code == 0
    assert "canary" not in done.out + done.err


def test_what_is_shown_is_toml_with_every_key(file: Path) -> None:
    told = tomllib.loads(call("config", "show", "--config", str(file)).out)
    assert told["smtp"]["password"] == "***"
    assert told["arxiv"]["categories"] == ["cs.CL", "cs.LG"]
    assert told["feeds"][0]["url"] == "https://***@feeds.test/rss?key=***&token=***"
    assert told["digests"][0]["limit"] == 20


def test_the_defaults_are_toml_too() -> None:
    told = tomllib.loads(call("config", "show").out)
    assert told["feeds"][0]["name"] == "OpenAI"
    assert [each["name"] for each in told["venues"]] == ["NeurIPS", "ICML", "ICLR", "ACL", "CVPR"]
    assert told["venue_urls"]["icml"] == "https://icml.cc"


@pytest.mark.parametrize("command", [["run"], ["fetch"], ["config", "check"], ["papers"]], ids=str)
def test_a_year_in_which_a_venue_does_not_meet_is_78_for_every_command(
    tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "tracker.toml"
    file.write_text('[[venues]]\nname = "ICCV"\nyears = [2026]\n', encoding="utf-8")
    done = call(*command, "--config", str(file))
    assert (done.code, done.err.count("\n")) == (78, 1)
    assert "venues[1].years: there is no ICCV in 2026; there is one in 2025 and in 2027" in done.err


def test_each_key_tells_where_it_came_from(file: Path) -> None:
    done = call("config", "show", "--origin", "--config", str(file), "--database", "/srv/t.db",
                TRACKER_ARXIV__CATEGORIES="cs.CV")  # fmt: skip
    lines = done.out.splitlines()
    assert 'url = "sqlite:////srv/t.db"  # --database' in lines
    assert 'categories = ["cs.CV"]  # TRACKER_ARXIV__CATEGORIES' in lines
    assert f'host = "mail.lab.test"  # {file}' in lines
    assert "port = 587  # default" in lines


def test_a_sound_configuration_is_ok(file: Path) -> None:
    done = call("config", "check", "--config", str(file))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{file}: ok (")


def test_an_unknown_topic_of_a_digest_is_named_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    file.write_text('[[digests]]\ntopics = ["destillation"]\n', encoding="utf-8")
    done = call("config", "check", "--config", str(file))
    assert (done.code, done.err.count("\n")) == (78, 1)
    assert "digests[1].topics" in done.err
    assert "distillation" in done.err


def test_a_password_file_that_is_missing_is_found_by_the_check(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    file.write_text('[smtp]\npassword_file = "gone"\n', encoding="utf-8")
    done = call("config", "check", "--config", str(file))
    assert done.code == 78
    assert "smtp.password_file" in done.err


def test_path_names_the_files_that_are_used(file: Path) -> None:
    done = call("config", "path", "--config", str(file))
    assert f"configuration: {file}" in done.out
    assert "database: postgresql+psycopg://ada:***@db/tracker?sslpassword=***" in done.out


def test_path_says_where_a_configuration_is_looked_for() -> None:
    assert "looked for in: /etc/tracker/tracker.toml" in call("config", "path").out
