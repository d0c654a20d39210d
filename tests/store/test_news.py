"""Of papers that a reader knows each event is told once, and only if it came after they knew."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import (
    NOW,
    TODAY,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    edition,
    listing,
    pick,
    score,
)
from tracker.errors import Busy
from tracker.model.editions import Edition, Section
from tracker.model.events import EventKind
from tracker.model.roadmap import Name
from tracker.store import Store, tables
from tracker.store.database import Database
from tracker.store.rows import instant_text
from tracker.store.upserts import upsert

DAY = timedelta(days=1)
MONTH = NOW - 31 * DAY
COMMENT = "Accepted to ICLR 2026 (oral)"


@pytest.fixture
def database(url: str) -> Database:
    return Database(url)


def shows(kind: str, *numbers: int, **fields: Any) -> Edition:
    """Return an edition with one section of these papers."""
    section = Section(kind, kind, Name(kind, kind), tuple(pick(n) for n in numbers))
    return edition(**({"sections": (section,), "composed_at": NOW} | fields))


def recorded(store: Store, *numbers: int) -> None:
    store.record(batch(*(announcement(paper=complete_paper(n)) for n in numbers)), NOW - DAY)
    store.scores.record("f", [score(n) for n in numbers])


def accepted(store: Store, number: int, at: Any = NOW + DAY, **fields: Any) -> None:
    told = complete_paper(number, version=2, comment=COMMENT, **fields)
    store.record(batch(papers=(told,)), at)


def said(database: Database, number: int, **values: Any) -> None:
    row = {"reader": "", "paper_id": number, "opinion": None, "opinion_at": None, "read_at": None}
    with database.write() as connection:
        upsert(connection, tables.feedback, row | values)


def untold(store: Store, digest: str = "daily", reader: str = "") -> list[str]:
    return [str(each.id) for each in store.news.untold(digest, MONTH, reader)]


def test_what_happens_to_a_top_pick_is_news_to_that_digest(store: Store) -> None:
    recorded(store, 1, 2)
    store.editions.issue(shows("top", 1), [arxiv_id(1), arxiv_id(2)], [], [])
    accepted(store, 1)
    accepted(store, 2)
    (news,) = store.news.untold("daily", MONTH)
    assert (news.id, news.title) == (arxiv_id(1), "Paper 1 on attention")
    assert [(each.kind, each.label) for each in news.events] == [
        (EventKind.ACCEPTED, "ICLR 2026"), (EventKind.PRESENTATION, "ICLR 2026 oral"),
    ]  # fmt: skip
    assert untold(store, "weekly") == []


def test_papers_that_were_only_listed_or_considered_come_back_never(store: Store) -> None:
    recorded(store, 1, 2)
    store.editions.issue(shows("topic", 1), [arxiv_id(1), arxiv_id(2)], [], [])
    accepted(store, 1)
    accepted(store, 2)
    assert untold(store) == []


@pytest.mark.parametrize(
    "values", [{"opinion": "like", "opinion_at": instant_text(NOW)}, {"read_at": instant_text(NOW)}]
)
def test_what_happens_to_a_paper_that_was_liked_or_read_is_news_to_its_reader(
    store: Store, database: Database, values: dict[str, str]
) -> None:
    recorded(store, 1)
    said(database, 1, **values)
    accepted(store, 1)
    assert untold(store) == untold(store, "weekly") == ["arxiv:2511.00001"]
    assert untold(store, reader="grace") == []


@pytest.mark.parametrize("opinion", ["hide", "dislike"])
def test_what_a_reader_hid_or_disliked_stays_away(
    store: Store, database: Database, opinion: str
) -> None:
    recorded(store, 1)
    store.editions.issue(shows("top", 1), [arxiv_id(1)], [], [])
    said(database, 1, opinion=opinion, opinion_at=instant_text(NOW), read_at=instant_text(NOW))
    accepted(store, 1)
    assert untold(store) == []


def test_what_was_known_before_a_reader_knew_the_paper_is_no_news(
    store: Store, database: Database
) -> None:
    recorded(store, 1, 2)
    accepted(store, 1, NOW - timedelta(hours=1))
    accepted(store, 2, NOW - timedelta(hours=1))
    store.editions.issue(shows("top", 1), [arxiv_id(1)], [], [])
    said(database, 2, opinion="like", opinion_at=instant_text(NOW))
    assert untold(store) == []


def test_what_happened_too_long_ago_is_not_told(store: Store) -> None:
    recorded(store, 1)
    store.editions.issue(shows("top", 1), [arxiv_id(1)], [], [])
    accepted(store, 1)
    assert store.news.untold("daily", NOW + 2 * DAY) == ()


def test_an_event_is_told_once_in_each_digest(store: Store) -> None:
    recorded(store, 1)
    for digest in ("daily", "weekly"):
        store.editions.issue(shows("top", 1, digest=digest), [arxiv_id(1)], [], [])
    accepted(store, 1)
    news = store.news.untold("daily", MONTH)
    store.editions.issue(edition(local_date=TODAY + DAY), [], [], [], news=news)
    assert (untold(store), untold(store, "weekly")) == ([], ["arxiv:2511.00001"])
    with pytest.raises(Busy):
        store.editions.issue(edition(local_date=TODAY + 2 * DAY), [], [], [], news=news)
    store.editions.mark_seen("weekly", [], [], news=store.news.untold("weekly", MONTH))
    assert untold(store, "weekly") == []


def test_a_paper_of_a_list_that_an_edition_shows_is_shown(store: Store) -> None:
    recorded(store, 1, 2)
    store.editions.issue(shows("top", 1), [arxiv_id(1), arxiv_id(2)], [], [])
    store.record(listing(1, 2, 3), NOW)
    store.scores.record("f", [score(n) for n in (1, 2, 3)])

    listed = shows("venue", 2, 3, local_date=TODAY + DAY)
    store.editions.issue(listed, [], [], [])

    assert store.editions.candidates("daily", "f") == ()
    with pytest.raises(Busy):
        store.editions.issue(shows("venue", 3, local_date=TODAY + 2 * DAY), [], [], [])


def test_news_name_the_paper_even_where_it_has_no_page(store: Store) -> None:
    store.record(batch(announcement(paper=complete_paper(url=""))), NOW - DAY)
    store.editions.issue(shows("top", 1), [arxiv_id(1)], [], [])
    accepted(store, 1, url="")
    (news,) = store.news.untold("daily", MONTH)
    assert (news.title, news.url) == ("Paper 1 on attention", "")
