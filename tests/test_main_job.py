"""The main job on real records: a week of arXiv, day by day, from the feed to the mailbox."""

import gzip
import json
import sqlite3
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.worlds import (
    Hands,
    Mailbox,
    morning,
    real_papers,
    settings_text,
    smtp_server,
    tracker_in,
)
from tracker.daemon import Daemon
from tracker.model.editions import EditionState
from tracker.model.harvests import CoverageState
from tracker.model.queries import PaperQuery
from tracker.model.reports import Report
from tracker.replay import Fault, Replay, World

WEEK = ["2025-11-03", "2025-11-04", "2025-11-05", "2025-11-06", "2025-11-07"]


@pytest.fixture(scope="module")
def november(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return real_papers(shared_folder, tmp_path_factory.mktemp("records"), ["2025-10", "2025-11"])


def truth(shared: Path) -> set[str]:
    """Return the ids that a follower of cs.CL and cs.LG should hold after the week."""
    ids = set()
    for month in ("2025-10", "2025-11"):
        with gzip.open(shared / "data" / "arxiv" / f"arxiv-{month}.jsonl.gz", "rt") as lines:
            for record in map(json.loads, lines):
                if record["listed"] in WEEK and {"cs.CL", "cs.LG"} & set(record["categories"]):
                    ids.add(f"arxiv:{record['id']}")
    return ids


def stored(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, so that two moments can be compared whole."""
    with sqlite3.connect(folder / "tracker.db") as db:
        names = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(names)}


def links(mail: EmailMessage, part: str) -> set[str]:
    import re

    body = mail.get_body((part,))
    assert body is not None
    return set(re.findall(r"arxiv\.org/abs/(\d{4}\.\d{5})", body.get_content()))


def test_a_real_week_is_stored_exactly_and_mailed_once_a_day(
    november: World, shared_folder: Path, tmp_path: Path
) -> None:
    hands = Hands(morning(WEEK[0]))
    with Replay(november, hands) as arxiv, smtp_server() as (mailbox, port):
        with tracker_in(tmp_path, settings_text(arxiv, smtp_port=port), hands) as tracker:
            for day in WEEK:
                hands.now = morning(day)
                report = tracker.run()
                assert [each.error for each in report.sources] == [None] * 5
                assert [each.local_date for each in report.issued] == [day]
            before, asked = stored(tmp_path), len(arxiv.requests)
            again = tracker.run()
            assert (again.sources, again.ranked, again.issued, again.delivered) == ((), 0, (), ())
            assert stored(tmp_path) == before
            assert len(arxiv.requests) == asked
            found = tracker.find(PaperQuery(limit=10_000))
    assert {str(each.paper.id) for each in found} == truth(shared_folder)
    assert len(found) == 1128
    assert_five_editions(tmp_path)
    assert_five_whole_mails(mailbox)


def assert_five_editions(folder: Path) -> None:
    pages = sorted(str(page.parent.name) for page in (folder / "site" / "e").glob("*/*/index.html"))
    assert pages == WEEK
    with sqlite3.connect(folder / "tracker.db") as db:
        twice = db.execute(
            "SELECT digest, paper_id FROM edition_papers GROUP BY 1, 2 HAVING count(*) > 1"
        ).fetchall()
        total = db.execute("SELECT count(*) FROM edition_papers").fetchone()[0]
    assert (twice, total) == ([], 1128)


def assert_five_whole_mails(mailbox: Mailbox) -> None:
    mails = mailbox.mails
    assert [mail["Subject"].split(":")[0] for mail in mails] == [f"[tracker] {day}" for day in WEEK]
    assert len({mail["Message-ID"] for mail in mails}) == 5
    shown: list[str] = []
    for mail in mails:
        assert mail.get_content_type() == "multipart/alternative"
        assert links(mail, "plain") == links(mail, "html")
        shown += links(mail, "html")
    assert len(shown) == len(set(shown)) == 100, "a paper came twice, or a mail is short"


def test_comments_and_dates_are_added_to_what_the_feed_announced(
    november: World, shared_folder: Path, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-04"))
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.run()
            papers = [each.paper for each in tracker.find(PaperQuery(limit=1000))]
    assert len(papers) == 401
    assert all(paper.complete and paper.submitted_at for paper in papers)
    assert sum(paper.comment is not None for paper in papers) > 150
    assert not any(paper.announced_on_estimated for paper in papers)


def test_the_first_run_ever_fills_seven_days_and_welcomes(november: World, tmp_path: Path) -> None:
    hands = Hands(morning("2025-11-07") - timedelta(hours=2))  # before the digest's hour
    with Replay(november, hands) as arxiv:
        text = settings_text(arxiv).replace("first_days = 0", "first_days = 7")
        with tracker_in(tmp_path, text, hands) as tracker:
            report = tracker.run()
            papers = [each.paper for each in tracker.find(PaperQuery(limit=10_000))]
    assert [each.state for each in report.issued] == [EditionState.WELCOME]
    days = {paper.announced_on for paper in papers if paper.announced_on}
    assert {day.isoformat() for day in days} >= set(WEEK)
    estimated = [paper for paper in papers if paper.announced_on_estimated]
    assert estimated, "days before the first run are known by submission time only"
    assert all(p.announced_on and p.announced_on.isoformat() < WEEK[-1] for p in estimated)


def test_the_daemon_mails_each_of_three_days_once(november: World, tmp_path: Path) -> None:
    """Seventy-two hours pass in as many ticks of a real scheduler; nothing is slept."""
    hands = Hands(morning("2025-11-04") - timedelta(hours=6))
    end = hands.now + timedelta(days=3)
    with Replay(november, hands) as arxiv, smtp_server() as (mailbox, port):
        with tracker_in(tmp_path, settings_text(arxiv, smtp_port=port), hands) as tracker:

            def an_hour(stopped: object) -> Report:
                report = tracker.run()
                hands.forward(timedelta(hours=1))
                if hands.now > end:
                    loop.stop()
                return report

            loop = Daemon(
                an_hour, interrupt=tracker.interrupt, tick_seconds=0.01, notify=lambda _: None
            )
            assert loop.run() is True
    subjects = [mail["Subject"].split(":")[0] for mail in mailbox.mails]
    assert subjects == [f"[tracker] {day}" for day in WEEK[1:4]]


def test_one_refused_address_costs_the_others_nothing(november: World, tmp_path: Path) -> None:
    hands = Hands(morning("2025-11-05"))
    three = '["a@loopback.test", "b@loopback.test", "c@loopback.test"]'
    with Replay(november, hands) as arxiv, smtp_server() as (mailbox, port):
        mailbox.refused.add("b@loopback.test")
        text = settings_text(arxiv, smtp_port=port).replace('["reader@loopback.test"]', three)
        with tracker_in(tmp_path, text, hands) as tracker:
            report = tracker.run()
            outbox = {each.recipient: each for each in tracker.deliveries() if each.recipient}
    errors = {each.recipient: each.error for each in report.delivered if each.channel == "email"}
    assert errors["a@loopback.test"] is None
    assert errors["c@loopback.test"] is None
    assert "no such mailbox" in (errors["b@loopback.test"] or "")
    assert outbox["b@loopback.test"].state == "failed"
    assert sorted(each.rcpt_tos[0] for each in mailbox.envelopes) == [
        "a@loopback.test",
        "c@loopback.test",
    ]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.web_page(), "page"),
        (Fault.cut(), ""),
        (Fault.empty(), ""),
        (Fault.reset(), ""),
        (Fault.refused(503, retry_after="0"), "503"),
    ],
    ids=["a web page", "a cut body", "an empty body", "a reset", "a 503"],
)
def test_a_broken_feed_is_one_line_in_the_edition_and_nothing_is_lost(
    november: World, tmp_path: Path, fault: Fault, said: str
) -> None:
    hands = Hands(morning("2025-11-05"))
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            arxiv.fail("/rss/cs.LG", fault)
            report = tracker.run()
            failed = [each for each in report.sources if each.error]
            assert "arxiv-rss/cs.LG" in {each.source for each in failed}
            assert all("\n" not in (each.error or "") for each in failed)
            assert said in (failed[0].error or "")
            edition = tracker.draft("daily", next(iter(tracker.editions()))[1])
            assert {"arxiv-rss/cs.LG"} <= {each.source for each in edition.day.troubles}
            arxiv.heal()
            hands.forward(timedelta(hours=7))  # longer than any pause that was asked for
            tracker.run()
            assert len(tracker.find(PaperQuery(limit=1000))) == 192


def test_a_listing_that_the_feeds_do_not_give_comes_by_the_second_route(
    november: World, shared_folder: Path, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-04"))
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.run()
            arxiv.fail("/rss", Fault.refused(500))
            for _ in range(4):
                hands.forward(timedelta(hours=6))
                report = tracker.run()
            issued = report.issued or tracker.editions()
            found = tracker.find(PaperQuery(since=date(2025, 11, 5), limit=1000))
            lines = [e for e in tracker.coverage(date(2025, 11, 5)) if e.announced_on.day == 5]
    assert issued
    assert len(found) == 192
    assert {line.state for line in lines} == {CoverageState.COMPLETE}
    assert all(line.estimated for line in lines)


def test_catching_up_marks_all_as_seen_and_the_next_day_is_news(
    november: World, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-05"))
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            first = tracker.run(catch_up_read=True).issued[0]
            hands.now = morning("2025-11-06")
            second = tracker.run().issued[0]
    assert (first.picks, first.considered) == (0, 0)
    assert (second.picks, second.considered) == (20, 171)


def test_a_day_without_picks_says_which_kind_of_day_it_is(november: World, tmp_path: Path) -> None:
    hands = Hands(morning("2025-11-07"))
    states = {}
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.run()
            hands.now = morning("2025-11-08")  # a Saturday
            states["weekend"] = tracker.run().issued[0].state
            hands.now = morning("2025-11-10")
            arxiv.fail("/", Fault.refused(500))
            states["failed"] = tracker.run().issued[0].state
    assert states == {"weekend": EditionState.WEEKEND, "failed": EditionState.FAILED}
