"""Which sources an edition tells of: those that fail, and none that is not followed any more."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from tests.builders import NOW, TODAY, FixedClock, spec
from tracker.jobs.issue import Desk, draft
from tracker.model.editions import Digest
from tracker.model.roadmap import Name, Roadmap
from tracker.store import Store

DAY = timedelta(days=1)
VENUE = spec("venue/neurips-2025", kind="virtual-site", group="venue")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 't.db'}", FixedClock(), create=True)
    yield opened
    opened.close()


def told(store: Store, after: timedelta, followed: tuple[str, ...] = (VENUE.name,)) -> list[str]:
    """Return the sources that an edition tells of, so long after NOW."""
    desk = Desk(Roadmap(Name("Mine", "我的"), ()), "fingerprint", 0.0, sources=frozenset(followed))
    drafted = draft(store, Digest("daily", time(8), "UTC"), desk, NOW + after, TODAY + after)
    return [each.source for each in drafted.edition.day.troubles]


def test_a_source_that_fails_is_told_of_until_nobody_asks_it_any_more(store: Store) -> None:
    for _ in range(3):
        store.sources.failed(VENUE, NOW, "404 Not Found", NOW + DAY)
    assert told(store, DAY) == [VENUE.name]
    assert told(store, 9 * DAY) == [VENUE.name]
    assert told(store, 9 * DAY, ()) == [], "the venue's next year is followed by now"


def test_a_list_that_has_not_changed_for_months_is_not_silent(store: Store) -> None:
    for days in (0, 1, 2, 3):
        at = NOW + days * DAY
        store.sources.succeeded(VENUE, at, at + DAY, new_items=1)
    assert told(store, 3 * DAY) == []
    store.sources.succeeded(VENUE, NOW + 90 * DAY, NOW + 97 * DAY, new_items=0)
    assert told(store, 90 * DAY) == []
