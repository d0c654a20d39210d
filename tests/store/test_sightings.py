"""A paper counts on its own day in every category that listed it, whoever told of it and when."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import NOW, TODAY, announcement, batch, paper
from tracker.model.harvests import Coverage, CoverageState
from tracker.model.papers import Announcement, Kind
from tracker.store import Store

DAY = timedelta(days=1)
WEEK_BEFORE = TODAY - 7 * DAY


def seen(category: str, on: date, **fields: Any) -> Announcement:
    """Return a sighting by a feed of `category`, which knows the day."""
    kind = Kind.NEW if category == "cs.CL" else Kind.CROSS_LIST
    told = {"source": f"arxiv-rss/{category}", "category": category, "kind": kind}
    return announcement(announced_on=on, **(told | fields))


def guessed(category: str, on: date, **fields: Any) -> Announcement:
    """Return a sighting by the OAI server, which does not know the day."""
    return seen(category, on, source=f"arxiv-oai/{category}", estimated=True, **fields)


def record(store: Store, *announcements: Announcement) -> int:
    return store.record(batch(*announcements, source="any"), NOW).announcements


@pytest.fixture
def asked(store: Store) -> Store:
    """A store that a route has told a day of, so that there is a ledger."""
    day = Coverage("arxiv-oai/cs.LG", WEEK_BEFORE, CoverageState.COMPLETE, 0)
    store.record(batch(coverage=(day,)), NOW)
    return store


def counts(store: Store) -> dict[tuple[str, date], int]:
    lines = store.sources.ledger(("cs.CL", "cs.LG"), WEEK_BEFORE, TODAY)
    return {(each.category, each.announced_on): each.stored for each in lines if each.stored}


BOTH = {("cs.CL", TODAY): 1, ("cs.LG", TODAY): 1}


def test_an_estimate_of_another_day_counts_on_the_day_that_is_known(asked: Store) -> None:
    record(asked, seen("cs.CL", TODAY))
    assert record(asked, guessed("cs.LG", TODAY - DAY)) == 1
    assert counts(asked) == BOTH
    assert record(asked, guessed("cs.LG", TODAY - DAY)) == 0, "it is no news the second time"


def test_estimates_follow_when_the_day_is_told(asked: Store) -> None:
    record(asked, guessed("cs.CL", TODAY - DAY), guessed("cs.LG", TODAY - DAY))
    record(asked, seen("cs.CL", TODAY))
    assert counts(asked) == BOTH


def test_estimates_follow_a_later_one(asked: Store) -> None:
    api = {"source": "arxiv-api", "estimated": True}
    record(asked, seen("cs.CL", TODAY - 3 * DAY, **api), seen("cs.LG", TODAY - 3 * DAY, **api))
    record(asked, guessed("cs.CL", TODAY))
    assert counts(asked) == BOTH


def test_a_true_cross_listing_of_another_day_stays_on_its_day(asked: Store) -> None:
    apart = {("cs.CL", TODAY - 2 * DAY): 1, ("cs.LG", TODAY): 1}
    record(asked, seen("cs.CL", TODAY - 2 * DAY), guessed("cs.LG", TODAY - 2 * DAY))
    record(asked, seen("cs.LG", TODAY))
    assert counts(asked) == apart
    assert record(asked, guessed("cs.LG", TODAY - 2 * DAY)) == 0
    assert counts(asked) == apart


def test_an_edit_that_looks_like_a_late_cross_list_counts_nowhere(asked: Store) -> None:
    record(asked, seen("cs.CL", TODAY - 2 * DAY))
    assert record(asked, guessed("cs.LG", TODAY, late=True)) == 0
    assert counts(asked) == {("cs.CL", TODAY - 2 * DAY): 1}


def test_a_late_cross_list_of_a_paper_without_a_day_is_its_listing(asked: Store) -> None:
    assert record(asked, guessed("cs.LG", TODAY, late=True)) == 1
    assert counts(asked) == {("cs.LG", TODAY): 1}


def test_a_replacement_keeps_its_own_day(asked: Store) -> None:
    record(asked, seen("cs.CL", TODAY - 5 * DAY))
    newer = guessed("cs.CL", TODAY, kind=Kind.REPLACEMENT, paper=paper(version=2))
    assert record(asked, newer) == 1
    record(asked, seen("cs.LG", TODAY - 5 * DAY))
    assert record(asked, newer) == 0, "it stands where it stood"
    assert counts(asked) == {("cs.CL", TODAY - 5 * DAY): 1, ("cs.LG", TODAY - 5 * DAY): 1}
