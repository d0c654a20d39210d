"""Every failure is one line on stderr, with the exit code that the documentation names."""

import pytest
from click.testing import CliRunner

from tests.cli.fakes import Called, FakeTracker, call
from tracker import __version__, errors
from tracker.cli import COMMANDS, cli
from tracker.cli.context import database_url, language_of
from tracker.cli.help import EXIT_CODES


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["papres"], "did you mean papers?"),
        (["db", "upgrad"], "did you mean upgrade?"),
        (["config", "xyz"], "there are: check, path, show"),
        (["papers", "--tpoic", "x"], "Did you mean '--topic'?"),
        (["papers", "--format", "jsn"], "did you mean json?"),
        (["papers", "--sort", "scored"], "did you mean score?"),
        (["papers", "--limit", "0"], "--limit"),
        (["papers", "--limit", "many"], "--limit"),
        (["papers", "--min-score", "high"], "--min-score"),
        (["papers", "--since"], "--since"),
        (["show"], "ID"),
        (["why", "a", "b"], "b"),
        (["--lang", "fr", "papers"], "--lang"),
        (["digest", "--preview", "htm"], "did you mean html?"),
        (["help", "papres"], "did you mean papers?"),
    ],
)
def test_a_wrong_command_or_value_is_one_line_and_exit_2(arguments: list[str], words: str) -> None:
    done = call(*arguments, tracker=FakeTracker())
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("tracker: ")
    assert words in done.err


@pytest.mark.parametrize(
    "kind",
    [each for each in vars(errors).values() if isinstance(each, type)],
    ids=lambda k: k.__name__,
)
def test_every_expected_failure_ends_with_its_own_code(kind: type[errors.TrackerError]) -> None:
    extra = {"BadStatus": (404,), "HostResting": ("2026-01-01T00:00:00+00:00",)}
    done = failing(kind("it went\x1b wrong", *extra.get(kind.__name__, ())))
    assert (done.code, done.err) == (kind.exit_code, "tracker: it went wrong\n")
    assert done.code in EXIT_CODES


def test_several_mistakes_are_a_line_each() -> None:
    assert failing(errors.ConfigError("a: one\nb: two")).err == "tracker: a: one\ntracker: b: two\n"


def test_a_bug_is_one_line_that_says_how_to_see_more() -> None:
    done = failing(KeyError("left\nover"))
    assert (done.code, done.err.count("\n")) == (70, 1)
    assert "KeyError" in done.err
    assert "TRACKER_DEBUG=1" in done.err


def test_the_trace_is_shown_to_those_who_ask() -> None:
    assert "Traceback" in failing(KeyError("x"), TRACKER_DEBUG="1").err


def test_a_full_disk_is_an_io_error() -> None:
    done = failing(OSError(28, "No space left on device", "/srv/site"))
    assert (done.code, done.err) == (74, "tracker: /srv/site: No space left on device\n")


def test_an_interrupt_ends_130_without_a_trace() -> None:
    done = failing(KeyboardInterrupt())
    assert done.code == 130
    assert "Traceback" not in done.err
    assert done.err.strip() == "tracker: interrupted"


class Broken(FakeTracker):
    """A tracker whose every question fails."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def find(self, query: object) -> tuple[()]:
        raise self.error


def failing(error: BaseException, **environ: str) -> Called:
    return call("papers", tracker=Broken(error), **environ)


def test_the_tracker_is_closed_however_it_ends() -> None:
    tracker = Broken(KeyError())
    call("papers", tracker=tracker)
    assert tracker.asked == ["close"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_three_spellings(name: str) -> None:
    told = {call(name, "--help").out, call(name, "-h").out, call("help", name).out}
    assert len(told) == 1
    assert told.pop().startswith(f"Usage: tracker {name}")


def test_the_list_of_commands_is_complete_and_fits_80_columns() -> None:
    done = call("--help")
    assert all(f"\n  {name} " in done.out for name in COMMANDS)
    assert max(map(len, done.out.splitlines())) <= 80


def test_no_command_at_all_shows_the_help() -> None:
    done = call()
    assert done.code == 2
    assert "Commands:" in done.err


def test_the_exit_codes_are_explained() -> None:
    done = call("help", "exit-codes")
    assert [int(line.split()[0]) for line in done.out.splitlines()] == list(EXIT_CODES)


def test_the_version_is_told() -> None:
    assert call("--version").out == f"tracker {__version__}\n"


@pytest.mark.parametrize("before", [True, False])
def test_global_options_may_stand_before_or_after_the_command(before: bool) -> None:
    option, command = ["--lang", "zh"], ["topics"]
    done = call(*(option + command if before else command + option), tracker=FakeTracker())
    assert "主题" in done.out


def test_the_later_of_two_global_options_wins() -> None:
    assert "Topic" in call("--lang", "zh", "topics", "--lang", "en", tracker=FakeTracker()).out


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LC_ALL": "zh_CN", "LC_MESSAGES": "en_GB"}, "zh"),
        ({"TRACKER_LANG": "en", "LC_ALL": "zh_CN"}, "en"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment(environ: dict[str, str], lang: str) -> None:
    assert language_of(environ) == lang


def test_a_database_may_be_a_url_or_a_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert database_url("postgresql+psycopg://db/t") == "postgresql+psycopg://db/t"
    assert database_url("sqlite:////srv/t.db") == "sqlite:////srv/t.db"
    assert database_url("sqlite:///t.db") == f"sqlite:///{tmp_path}/t.db"
    assert database_url("t.db") == f"sqlite:///{tmp_path}/t.db"


def test_completion_offers_commands_and_options() -> None:
    words = {"COMP_WORDS": "tracker pa", "COMP_CWORD": "1", "_TRACKER_COMPLETE": "bash_complete"}
    assert "papers" in CliRunner().invoke(cli, [], env=words).stdout
    words |= {"COMP_WORDS": "tracker papers --to", "COMP_CWORD": "2"}
    assert "--topic" in CliRunner().invoke(cli, [], env=words).stdout
