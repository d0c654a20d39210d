"""The other questions: posts, topics, sources, digests, deliveries, database."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.builders import NOW, post, spec
from tests.cli.fakes import FakeTracker, call
from tracker.cli.sources import state
from tracker.model.deliveries import Delivery, DeliveryState, Rendered
from tracker.model.editions import EditionState
from tracker.model.harvests import SourceHealth
from tracker.model.queries import PostQuery
from tracker.model.reports import IssuedEdition, Report
from tracker.text import width

HOUR = timedelta(hours=1)
WELL = SourceHealth("OpenAI", "feed", 0, NOW - HOUR, NOW - HOUR, NOW, NOW + HOUR)
RESTING = SourceHealth("BAIR", "feed", 2, NOW, None, None, NOW + HOUR, "HTTP 503")
SENT = Delivery(
    1,
    1,
    "daily",
    date(2025, 11, 3),
    "email",
    "ada@lab.example",
    DeliveryState.SENT,
    "<1@x>",
    1,
    None,
    NOW,
)
FAILED = Delivery(
    2,
    1,
    "daily",
    date(2025, 11, 3),
    "email",
    "bob@lab.example",
    DeliveryState.PENDING,
    "<2@x>",
    3,
    NOW + HOUR,
    None,
    "connection refused",
)


def test_posts_ask_with_every_flag() -> None:
    tracker = FakeTracker()
    done = call("posts", "scaling", "--source", "OpenAI", "--group", "lab", "--since", "1d", "-n",
                "3", tracker=tracker)  # fmt: skip
    assert tracker.asked[0] == PostQuery("scaling", "OpenAI", "lab", date(2025, 11, 2), 3)
    assert (done.code, done.out, done.err) == (0, "", "No post matches.\n")


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "markdown"])
def test_posts_come_in_every_format(format_: str) -> None:
    entry = post(title="On attention", source="OpenAI")
    done = call("posts", "--format", format_, tracker=FakeTracker(entries=(entry,)))
    assert "On attention" in done.out
    assert "OpenAI" in done.out


def test_topics_stand_below_their_stage_in_the_readers_language() -> None:
    done = call("topics", "--lang", "zh", tracker=FakeTracker())
    assert [line.split() for line in done.out.splitlines()[1:]] == [
        ["深入"], ["知识蒸馏", "distillation", "3"],
        ["大模型"], ["推测解码", "speculative-decoding", "3"],
    ]  # fmt: skip


def test_topics_count_the_last_seven_days_unless_told_otherwise() -> None:
    tracker = FakeTracker()
    call("topics", tracker=tracker)
    call("topics", "--since", "2025-10-01", tracker=tracker)
    assert [each for each in tracker.asked if isinstance(each, date)] == [
        date(2025, 10, 27), date(2025, 10, 1),
    ]  # fmt: skip


def test_topics_as_json_have_both_names() -> None:
    told = json.loads(call("topics", "--format", "json", tracker=FakeTracker()).out)
    assert told[0] == {
        "id": "distillation", "name": {"en": "Knowledge distillation", "zh": "知识蒸馏"},
        "stage": "deep", "strong_papers": 3,
    }  # fmt: skip


def test_sources_show_state_and_the_whole_error() -> None:
    rows = ((spec("OpenAI"), WELL), (spec("BAIR"), RESTING), (spec("Mistral"), None))
    done = call("sources", tracker=FakeTracker(rows=rows))
    lines = done.out.splitlines()
    assert [line.split()[:2] for line in lines[1:4]] == [
        ["OpenAI", "ok"], ["BAIR", "resting"], ["Mistral", "never"],
    ]  # fmt: skip
    assert lines[4] == "  BAIR: HTTP 503"
    assert max(map(len, lines)) <= 80


def test_sources_show_failures_the_last_new_item_and_the_usual_gap() -> None:
    day = timedelta(days=1)
    often = {"last_attempt_at": NOW, "last_success_at": NOW}
    rows = (
        (
            spec("Blog"),
            SourceHealth("Blog", **often, last_item_at=NOW - 2 * HOUR, usual_gap=6 * HOUR),
        ),
        (
            spec("Rare"),
            SourceHealth("Rare", **often, last_item_at=NOW - 9 * day, usual_gap=5 * day),
        ),
        (spec("Gone"), SourceHealth("Gone", **often, last_item_at=NOW - 400 * day, usual_gap=day)),
        (spec("BAIR"), replace(RESTING, failures=3)),
    )
    tracker = FakeTracker(rows=rows)
    for lang, states in (("en", ["ok", "ok", "silent", "resting (3)"]),
                         ("zh", ["正常", "正常", "无新内容", "等待重试 (3)"])):  # fmt: skip
        lines = call("--lang", lang, "sources", tracker=tracker).out.splitlines()[1:5]
        assert [state in line for state, line in zip(states, lines, strict=True)] == [True] * 4
        assert max(map(width, lines)) <= 80
    assert ("6 小时" in lines[0], "5 天" in lines[1], "2024-" in lines[2]) == (True, True, True)


def test_a_source_whose_pause_is_over_is_failing_not_resting() -> None:
    assert state(RESTING, NOW) == "resting"
    assert state(RESTING, NOW + 2 * HOUR) == "failing"
    assert state(WELL, NOW) == "ok"
    assert state(None, NOW) == "never asked"


def test_sources_as_json_hide_the_key_in_a_url() -> None:
    rows = ((spec("OpenAI", url="https://u:p@x.example/?key=sesame"), WELL),)
    told = json.loads(call("sources", "--format", "json", tracker=FakeTracker(rows=rows)).out)
    assert told[0]["url"] == "https://***@x.example/?key=***"
    assert told[0]["last_success_at"] == "2025-11-03T13:30:00Z"


def test_deliveries_show_what_became_of_each() -> None:
    done = call("deliveries", tracker=FakeTracker(outbox=(FAILED, SENT)))
    assert "pending" in done.out
    assert "2025-11-03 email bob@lab.example: connection refused" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    asked = call("deliveries", "--format=json", "-n1", tracker=FakeTracker(outbox=(FAILED, SENT)))
    assert [each["attempts"] for each in json.loads(asked.out)] == [3]


def test_a_digest_is_previewed_as_text_or_html() -> None:
    tracker = FakeTracker(rendered=Rendered("s", "Top\n  picks   here", "<p>\x1bpage</p>"))
    assert call("digest", tracker=tracker).out == "Top\n  picks   here\n"
    assert call("digest", "--preview", "html", tracker=tracker).out == "<p>page</p>\n"
    assert tracker.asked[0] == (None, None)


def test_a_digest_of_a_day_is_the_stored_one() -> None:
    tracker = FakeTracker()
    call("digest", "weekly", "--date", "2025-11-01", tracker=tracker)
    assert tracker.asked[0] == ("weekly", date(2025, 11, 1))


def test_a_digest_is_sent_only_when_asked() -> None:
    issued = IssuedEdition("daily", "2025-11-03", EditionState.REGULAR, 20, 60)
    sent = call("digest", "--send", tracker=FakeTracker(report=Report(issued=(issued,))))
    assert sent.out == "Edition daily of 2025-11-03 (regular): 20 picks from 60.\n"
    again = call("digest", "--send", tracker=FakeTracker())
    assert (again.code, again.out) == (0, "")
    assert "issued before" in again.err


def test_digest_flags_that_exclude_one_another_are_refused() -> None:
    assert call("digest", "--send", "--date", "today", tracker=FakeTracker()).code == 2


def test_editions_are_listed() -> None:
    done = call(
        "digest", "--list", tracker=FakeTracker(issued=(("daily", date(2025, 11, 3), "quiet", 0),))
    )
    assert done.out.splitlines()[1].split() == ["2025-11-03", "daily", "quiet", "0"]


def test_publish_says_where_the_site_is() -> None:
    done = call("publish", tracker=FakeTracker(site=Path("/srv/site")))
    assert done.out == "/srv/site/index.html (3 pages)\n"


@pytest.mark.parametrize(
    ("versions", "words"),
    [((None, 2), "no database yet"), ((1, 2), "run tracker db upgrade"), ((2, 2), "schema 2")],
)
def test_db_current_says_what_to_do(versions: tuple[int | None, int], words: str) -> None:
    done = call("db", "current", tracker=FakeTracker(versions=versions))
    assert words in done.out
    assert "secret" not in done.out


@pytest.mark.parametrize(
    ("versions", "words"),
    [((None, 2), "made, with schema 2"), ((1, 2), "schema 1 -> 2"), ((2, 2), "nothing to do")],
)
def test_db_upgrade_says_what_it_did(versions: tuple[int | None, int], words: str) -> None:
    assert words in call("db", "upgrade", tracker=FakeTracker(versions=versions)).out
