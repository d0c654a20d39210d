"""An edition goes by the feedback and the must-reads of its reader."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from tests.builders import (
    NOW,
    TODAY,
    FixedClock,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    score,
)
from tracker.jobs.issue import Desk, draft, issue, mark_all_seen
from tracker.model.editions import Digest, Edition, EditionState, ReadingCorner
from tracker.model.feedback import ME, Opinion
from tracker.model.roadmap import MustRead, Name, Roadmap, Stage, Topic
from tracker.store import Store

TOPIC = Topic("transformers", Name("Transformers", "变换器"), ("attention",))
MUST_READS = (
    MustRead("one", "One", (), 2017, (arxiv_id(9),), Name("", "")),
    MustRead("two", "Two", (), 2018, (), Name("", "")),
)
ROADMAP = Roadmap(Name("Way", ""), (Stage("s", Name("S", ""), (TOPIC,)),), MUST_READS)
DESK = Desk(ROADMAP, "a", 15.0)
DAILY = Digest("daily", time(8), "UTC")
ADAS = replace(DAILY, name="adas", reader="ada")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'tracker.db'}", FixedClock(), create=True)
    store.record(batch(*(announcement(number) for number in range(1, 6))), NOW)
    store.scores.record("a", [score(number, 90.0 - number) for number in range(1, 6)])
    yield store
    store.close()


def picks(edition: Edition) -> list[str]:
    return [each.paper.id.value[-1] for each in edition.picks]


def drafted(store: Store, digest: Digest = DAILY, day: date = TODAY) -> Edition:
    return draft(store, digest, DESK, NOW, day).edition


def issued(store: Store, days: int) -> Edition:
    """Issue the edition of so many days later and return it."""
    now = NOW + timedelta(days=days)
    numbers = iter(range(100))
    issue(store, [DAILY], DESK, now, lambda: f"<{days}.{next(numbers)}@x>")
    found = store.editions.get("daily", now.date())
    assert found is not None
    return found


def test_an_edition_leaves_out_what_its_reader_is_through_with(store: Store) -> None:
    store.feedback.say(ME, [arxiv_id(1)], Opinion.HIDE, NOW)
    store.feedback.say(ME, [arxiv_id(2)], Opinion.DISLIKE, NOW)
    store.feedback.mark_read(ME, [arxiv_id(3)], True, NOW)
    store.feedback.say(ME, [arxiv_id(4)], Opinion.LIKE, NOW)
    assert picks(drafted(store)) == ["4", "5"]
    assert picks(drafted(store, ADAS)) == ["1", "2", "3", "4", "5"]


def test_what_was_hidden_is_not_used_up_and_comes_when_it_is_shown_again(store: Store) -> None:
    store.feedback.say(ME, [arxiv_id(1)], Opinion.HIDE, NOW)
    assert picks(issued(store, 0)) == ["2", "3", "4", "5"]
    store.feedback.say(ME, [arxiv_id(1)], None, NOW)
    assert picks(issued(store, 1)) == ["1"]


def test_marking_all_as_seen_takes_hidden_papers_too(store: Store) -> None:
    store.feedback.say(ME, [arxiv_id(1)], Opinion.HIDE, NOW)
    mark_all_seen(store, [DAILY], DESK)
    store.feedback.say(ME, [arxiv_id(1)], None, NOW)
    assert picks(drafted(store)) == []


def test_news_are_of_the_papers_that_the_digests_own_reader_knows(store: Store) -> None:
    store.feedback.say("ada", [arxiv_id(1)], Opinion.LIKE, NOW - timedelta(days=1))
    accepted = complete_paper(1, comment="Accepted at ICML 2026")
    store.record(batch(announcement(paper=complete_paper(1))), NOW - timedelta(days=1))
    store.record(batch(announcement(paper=accepted)), NOW)
    told = {digest.name: draft(store, digest, DESK, NOW, TODAY).news for digest in (DAILY, ADAS)}
    assert told["daily"] == ()
    assert [each.id for each in told["adas"]] == [arxiv_id(1)]


def test_the_next_must_read_of_the_reader_has_its_corner(store: Store) -> None:
    assert drafted(store).corner == ReadingCorner(0, 2, MUST_READS[0])
    store.must_reads.mark("ada", "one", True, NOW)
    assert drafted(store).corner == ReadingCorner(0, 2, MUST_READS[0])
    assert drafted(store, ADAS).corner == ReadingCorner(1, 2, MUST_READS[1], "ada")


def test_reading_its_paper_moves_the_corner_on(store: Store) -> None:
    store.record(batch(announcement(9)), NOW)
    store.feedback.mark_read(ME, [arxiv_id(9)], True, NOW)
    assert drafted(store).corner == ReadingCorner(1, 2, MUST_READS[1])


def test_the_end_is_celebrated_in_one_edition_and_then_nothing_is_said(store: Store) -> None:
    first = issued(store, 0)
    for each in MUST_READS:
        store.must_reads.mark(ME, each.id, True, NOW)
    corners = [issued(store, days).corner for days in (1, 2, 3)]
    assert first.corner == ReadingCorner(0, 2, MUST_READS[0])
    assert corners == [ReadingCorner(2, 2), None, None]


def test_a_failed_edition_speaks_of_no_must_reads(store: Store) -> None:
    mark_all_seen(store, [DAILY], DESK)
    desk = replace(DESK, categories=("cs.CL",))  # no feed of arXiv has ever answered
    failed = draft(store, DAILY, desk, NOW, TODAY).edition
    assert (failed.state, failed.corner) == (EditionState.FAILED, None)
