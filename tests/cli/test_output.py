"""What reaches a terminal: nothing from elsewhere steers it, and tables fit it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import post
from tests.cli.fakes import FakeTracker, call, known
from tracker.cli.output import Column, cut, plain_table, wrapped
from tracker.cli.records import without_secrets
from tracker.text import width

HOSTILE = [
    "\x1b[2Jgone", "\x1b]0;owned\x07", "\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "\x9b31mred",
    "\x90dcs\x9c", "bell\x07", "back\x08\x08\x08", "line\r\nfeed", "\u202eevil\u202c",
    "zero\u200bwidth", "null\x00", "del\x7f", "\x1bc", "\x85next", "a\u2028b",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "bibtex", "markdown"])
def test_no_escape_in_a_title_reaches_the_terminal(text: str, format_: str) -> None:
    paper = known(title=f"On {text} heads", abstract=text, comment=text, categories=(text,))
    done = call("papers", "--format", format_, tracker=FakeTracker((paper,)))
    assert done.code == 0
    assert steering(done.out) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_escape_reaches_the_terminal_from_a_whole_paper_or_a_post(text: str) -> None:
    paper = known(title=text, abstract=text, comment=text, journal_ref=text, url=f"http://x/{text}")
    tracker = FakeTracker((paper,), (post(title=text, source="lab", author=text, excerpt=text),))
    for arguments in (["show", "2511.00001"], ["why", "2511.00001"], ["posts"]):
        assert steering(call(*arguments, tracker=tracker).out) == []


@given(st.text(max_size=200))
def test_no_text_at_all_steers_the_terminal(text: str) -> None:
    done = call("papers", "--format", "json", tracker=FakeTracker((known(title=text),)))
    assert steering(done.out) == []


def test_what_a_person_typed_is_not_echoed_raw() -> None:
    done = call("show", "\x1b[2J", tracker=FakeTracker())
    assert done.code == 2
    assert steering(done.err) == []


def steering(out: str) -> list[str]:
    """Return the characters of `out` that could steer a terminal."""
    bad = {"\x7f", "\u202e", "\u202c", "\u200b", "\u2028"}
    return [c for c in out if (ord(c) < 32 and c != "\n") or 0x80 <= ord(c) < 0xA0 or c in bad]


HEADS = (Column("N", right=True), Column("Day", optional=True), Column("Title", flexible=True))


@pytest.mark.parametrize("screen", [40, 60, 80, 120])
def test_a_table_is_never_wider_than_the_screen(screen: int) -> None:
    rows = [("1", "2025-11-03", "attention " * 30), ("20", "2025-11-03", "注意力" * 60)]
    assert all(width(line) <= screen for line in plain_table(HEADS, rows, screen))


def test_a_narrow_screen_costs_the_optional_column_first() -> None:
    lines = list(plain_table(HEADS, [("1", "2025-11-03", "attention is all you need")], 24))
    assert lines == ["N  Title", "1  attention is all you…"]


def test_columns_stand_one_below_the_other_with_wide_characters_too() -> None:
    heads = (Column("Name"), Column("Id"))
    lines = list(plain_table(heads, [("知识蒸馏", "a"), ("tokens", "b")], 80))
    assert [
        width(line[: line.rindex(last)]) for line, last in zip(lines, ("Id", "a", "b"), strict=True)
    ] == [10] * 3


def test_a_wide_character_is_never_cut_in_two() -> None:
    assert cut("知识蒸馏", 6) == "知识…"
    assert cut("知识蒸馏", 5) == "知识…"
    assert cut("知识蒸馏", 8) == "知识蒸馏"


def test_a_paragraph_breaks_between_words_and_beside_wide_characters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert list(wrapped("one two three four five", indent=2)) == ["  one two three four", "  five"]
    assert list(wrapped("推测解码与知识蒸馏的关系")) == ["推测解码与知识蒸馏的", "关系"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://ada:p%40ss@db:5432/t", "postgresql+psycopg://ada:***@db:5432/t"),
        ("postgresql://ada:p@ss@db/t?sslpassword=x", "postgresql://ada:***@db/t?sslpassword=***"),
        ("https://token@feeds.example/x", "https://***@feeds.example/x"),
        ("https://u:p@feeds.example/x?key=abc&limit=50#a", "https://***@feeds.example/x?key=***&limit=50#a"),
        ("sqlite:////var/lib/tracker.db", "sqlite:////var/lib/tracker.db"),
        ("https://lab.example/@ada/feed", "https://lab.example/@ada/feed"),
    ],
)  # fmt: skip
def test_a_shown_url_has_no_password_and_no_key(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
