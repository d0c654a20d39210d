"""An edition is written down before anything is sent, and nothing comes twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders import (
    NOW,
    TODAY,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    edition,
    pick,
    post,
    score,
)
from tracker.errors import Busy
from tracker.model.deliveries import DeliveryState
from tracker.model.editions import Candidate, Day, EditionState, Trouble
from tracker.model.identifiers import PaperId
from tracker.model.papers import Author, Kind
from tracker.store import Store
from tracker.store.reading import Reader

TOMORROW = TODAY + timedelta(days=1)


def _scored(store: Store, *values: float) -> None:
    numbers = range(1, len(values) + 1)
    store.record(batch(*(announcement(number) for number in numbers)), NOW)
    pairs = zip(numbers, values, strict=True)
    store.scores.record("a", [score(number, value) for number, value in pairs])


def test_an_edition_comes_back_exactly_as_it_was_composed(store: Store) -> None:
    told = complete_paper(
        7,
        authors=(Author("李明", "Peking"), Author("Zoë")),
        announced_on=TODAY,
        submitted_at=datetime(2025, 11, 1, 12, 0, 0, 123456, tzinfo=UTC),
    )
    full = edition(
        picks=[pick(1), pick(7, paper=told, excerpt="“Quoted” <b>\n")],
        state=EditionState.WELCOME,
        day=Day(TODAY, "listing", (Trouble("OpenAI", "HTTP 500", NOW), Trouble("B", "x")), True),
        first_on=TODAY,
        last_on=TOMORROW,
    )
    number = store.editions.issue(full, [], [], [])
    assert number is not None
    assert store.editions.get("daily", TODAY) == full
    assert store.editions.by_id(number) == full
    assert store.editions.get("daily", TODAY) is not full


def test_a_second_edition_of_the_same_date_is_not_written(store: Store) -> None:
    first = store.editions.issue(edition(), [], [], [("email", "a@x.org", "<1@x>")])
    assert first is not None
    again = store.editions.issue(edition(considered=9), [], [], [("email", "a@x.org", "<2@x>")])
    assert again is None
    assert [each.message_id for each in store.deliveries.all()] == ["<1@x>"]
    assert store.editions.get("daily", TODAY) == edition()


def test_candidates_are_the_listed_and_scored_papers_best_first(store: Store) -> None:
    _scored(store, 0.2, 0.9, 0.2)
    store.record(batch(announcement(4), announcement(5, kind=Kind.REPLACEMENT)), NOW)
    store.scores.record("a", [score(5, 1.0)])

    candidates = store.editions.candidates("daily", "a")

    assert [each.paper.id for each in candidates] == [arxiv_id(2), arxiv_id(1), arxiv_id(3)]
    assert isinstance(candidates[0], Candidate)
    assert candidates[0].score == score(2, 0.9)
    assert store.editions.candidates("daily", "b") == ()


def test_a_paper_listed_too_long_ago_is_no_candidate(store: Store) -> None:
    _scored(store, 0.5)
    assert len(store.editions.candidates("daily", "a", since=TODAY)) == 1
    assert store.editions.candidates("daily", "a", since=TOMORROW) == ()


def test_what_an_edition_has_considered_never_comes_again_in_that_digest(store: Store) -> None:
    _scored(store, 0.9, 0.1)
    picked = edition(picks=[pick(1)])
    store.editions.issue(picked, [arxiv_id(1), arxiv_id(2)], [], [])
    # A later sighting changes nothing.
    store.record(batch(announcement(1, kind=Kind.CROSS_LIST, announced_on=TOMORROW)), NOW)
    assert store.editions.candidates("daily", "a") == ()
    assert len(store.editions.candidates("weekly", "a")) == 2


def test_a_paper_in_two_editions_at_once_is_refused_whole(store: Store) -> None:
    _scored(store, 0.9)
    store.editions.issue(edition(), [arxiv_id(1)], [], [])
    with pytest.raises(Busy):
        store.editions.issue(edition(local_date=TOMORROW), [arxiv_id(1)], [], [])
    assert store.editions.get("daily", TOMORROW) is None


def test_posts_wait_for_an_edition_newest_first_and_come_once(store: Store) -> None:
    newer, older = post("n"), post("o", published_at=NOW - timedelta(days=3))
    store.record(batch(posts=(older, newer, post("x", published_at=NOW - timedelta(days=30)))), NOW)
    week = NOW - timedelta(days=7)
    assert store.editions.posts("daily", week) == (newer, older)
    store.editions.issue(edition(), [], [newer], [])
    assert store.editions.posts("daily", week) == (older,)
    assert store.editions.posts("weekly", week) == (newer, older)


def test_deliveries_are_written_with_their_edition(store: Store) -> None:
    store.editions.issue(edition(), [], [], [("email", "a@x.org", "<1@x>"), ("site", "", "<2@x>")])
    site, email = store.deliveries.all()
    assert (email.channel, email.recipient, email.message_id) == ("email", "a@x.org", "<1@x>")
    assert (email.digest, email.local_date, email.attempts) == ("daily", TODAY, 0)
    assert site.state is DeliveryState.PENDING
    assert site.next_attempt_at == NOW


def test_editions_are_listed_newest_first(store: Store, reader: Reader) -> None:
    assert not store.editions.any_of("daily")
    assert store.editions.last_on("daily") is None
    for name, day in (("daily", TODAY), ("weekly", TODAY), ("daily", TOMORROW)):
        store.editions.issue(edition(name, day, picks=[pick()]), [], [], [])
    latest = store.editions.latest()
    assert [(e.digest, e.local_date) for e in latest] == [
        ("daily", TOMORROW),
        ("weekly", TODAY),
        ("daily", TODAY),
    ]
    assert [e.local_date for e in store.editions.latest("daily", limit=1)] == [TOMORROW]
    assert store.editions.last_on("daily") == TOMORROW
    assert store.editions.any_of("daily")
    assert reader.editions(2) == (
        ("daily", TOMORROW, "regular", 1),
        ("weekly", TODAY, "regular", 1),
    )


def test_an_unknown_edition_is_a_mistake_of_the_caller(store: Store) -> None:
    with pytest.raises(KeyError):
        store.editions.by_id(17)
    assert store.editions.get("daily", TODAY) is None


def test_of_several_processes_that_issue_one_edition_one_does(store: Store) -> None:
    _scored(store, 0.9)

    def issue(number: int) -> Callable[[], object]:
        mine = replace(edition(), considered=number)
        return store.editions.issue(mine, [arxiv_id(1)], [], [("email", "a", f"<{number}@x>")])

    with ThreadPoolExecutor(4) as pool:
        issued = [number for number in pool.map(issue, range(8)) if number is not None]
    assert len(issued) == 1
    assert len(store.deliveries.all()) == 1


def test_only_imported_papers_are_looked_for_from_a_day_of_their_own(store: Store) -> None:
    told = [announcement(1), announcement(2, source="import", category="")]
    store.record(batch(*told), NOW)
    store.scores.record("a", [score(1), score(2)])

    def candidates(imported_since: date) -> list[PaperId]:
        found = store.editions.candidates("daily", "a", since=TODAY, imported_since=imported_since)
        return [each.paper.id for each in found]

    assert candidates(TODAY) == [arxiv_id(1), arxiv_id(2)]
    assert candidates(TOMORROW) == [arxiv_id(1)]


def test_the_first_edition_of_a_digest_is_known(store: Store) -> None:
    assert store.editions.first_on("daily") is None
    for day in (TOMORROW, TODAY):
        store.editions.issue(edition(local_date=day), [], [], [])
    store.editions.issue(edition("weekly", TODAY - timedelta(days=9)), [], [], [])
    assert store.editions.first_on("daily") == TODAY
