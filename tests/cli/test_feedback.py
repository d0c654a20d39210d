"""What a reader says of papers: one line each of what holds now, and the last word counts."""

import json
from pathlib import Path

import pytest

from tests.builders import NOW, FixedClock, announcement, batch
from tests.cli.fakes import Called, call
from tracker.store.store import Store

FIRST, SECOND = "2511.00001", "2511.00002"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database of three papers."""
    file = tmp_path / "tracker.db"
    store = Store.open(f"sqlite:///{file}", FixedClock(), create=True)
    store.record(batch(*(announcement(number) for number in (1, 2, 3))), NOW)
    store.close()
    return str(file)


def papers(database: str, *options: str) -> list[str]:
    done = call("--database", database, "papers", *options, "--format", "json")
    assert done.code == 0
    return [each["id"].removeprefix("arxiv:") for each in json.loads(done.out)]


def say(database: str, *arguments: str, stdin: str = "") -> Called:
    return call("--database", database, *arguments, stdin=stdin)


def test_a_like_is_told_and_found_again(database: str) -> None:
    done = say(database, "like", FIRST)
    assert (done.code, done.err) == (0, "")
    assert done.out == "arxiv:2511.00001  liked  Paper 1 on attention\n"
    assert papers(database, "--liked") == [FIRST]
    told = call("--database", database, "show", FIRST, "--format", "json")
    assert json.loads(told.out)["liked"] is True


@pytest.mark.parametrize(
    "spelling", [FIRST, "arXiv:2511.00001v2", "https://arxiv.org/pdf/2511.00001v1.pdf"]
)
def test_any_spelling_of_an_id_will_do(database: str, spelling: str) -> None:
    assert say(database, "like", spelling).code == 0
    assert papers(database, "--liked") == [FIRST]


def test_the_last_word_counts_and_the_one_before_is_told(database: str) -> None:
    say(database, "like", FIRST)
    done = say(database, "dislike", FIRST)
    assert done.out == "arxiv:2511.00001  disliked (before: liked)  Paper 1 on attention\n"
    assert papers(database, "--liked") == []
    assert "disliked" in call("--database", database, "show", FIRST).out


def test_undo_takes_back_that_opinion_only(database: str) -> None:
    say(database, "like", FIRST)
    say(database, "dislike", SECOND)
    done = say(database, "like", "--undo", FIRST, SECOND)
    assert done.out.splitlines() == [
        "arxiv:2511.00001  no opinion  Paper 1 on attention",
        "arxiv:2511.00002  disliked  Paper 2 on attention",
    ]


def test_hidden_papers_leave_the_lists_and_can_be_listed_alone(database: str) -> None:
    assert " hidden " in say(database, "hide", FIRST).out
    assert FIRST not in papers(database)
    assert FIRST not in papers(database, "attention")
    assert papers(database, "--hidden") == [FIRST]
    say(database, "hide", "--undo", FIRST)
    assert FIRST in papers(database)


def test_read_papers_are_marked_until_they_are_unread(database: str) -> None:
    assert say(database, "read", FIRST, SECOND).out.count("  read  ") == 2
    assert papers(database, "--unread") == ["2511.00003"]
    assert "  not read  " in say(database, "unread", FIRST).out
    assert papers(database, "--unread", "--sort", "date") == ["2511.00003", FIRST]
    assert "Feedback     read" in call("--database", database, "show", SECOND).out


def test_an_unknown_paper_is_named_and_the_others_are_done(database: str) -> None:
    done = say(database, "like", "2511.99999", FIRST)
    assert (done.code, done.out.count("\n")) == (1, 1)
    assert done.err == "tracker: no paper arxiv:2511.99999 in the database\n"
    assert papers(database, "--liked") == [FIRST]


def test_what_is_no_id_is_named_and_the_others_are_done(database: str) -> None:
    done = say(database, "read", "attention", FIRST)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "'attention'" in done.err
    assert papers(database, "--unread", "--sort", "date") == ["2511.00003", SECOND]


def test_ids_are_read_from_standard_input(database: str) -> None:
    done = say(database, "like", "-", stdin=f"{FIRST}\n\n arxiv:{SECOND}  {FIRST}\n")
    assert (done.code, done.out.count("\n")) == (0, 2)
    assert sorted(papers(database, "--liked")) == [FIRST, SECOND]


def test_an_empty_standard_input_says_nothing_and_is_no_failure(database: str) -> None:
    done = say(database, "like", "-")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_no_id_at_all_is_a_usage_error(database: str) -> None:
    done = say(database, "like")
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_readers_of_one_household_do_not_hear_each_other(database: str) -> None:
    say(database, "like", FIRST, "--reader", "ada")
    say(database, "hide", FIRST)
    assert papers(database, "--liked", "--reader", "ada") == [FIRST]
    assert papers(database, "--liked") == []
    assert FIRST in papers(database, "--reader", "ada")


def test_a_line_fits_the_screen(tmp_path: Path, database: str) -> None:
    done = call("--database", database, "like", FIRST, COLUMNS="30")
    assert [len(line) for line in done.out.splitlines()] == [30]


def test_what_holds_is_told_in_chinese(database: str) -> None:
    say(database, "like", FIRST)
    done = say(database, "--lang", "zh", "dislike", FIRST)
    assert done.out == "arxiv:2511.00001  不喜欢（之前：喜欢）  Paper 1 on attention\n"


def test_without_a_database_nothing_is_made(tmp_path: Path) -> None:
    done = call("--database", str(tmp_path / "none.db"), "like", FIRST)
    assert (done.code, done.err.count("\n")) == (78, 1)
    assert list(tmp_path.iterdir()) == []
