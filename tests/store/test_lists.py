"""A list that appears is told of once in each digest, with papers that the digest has not shown."""

from datetime import time
from typing import Any

import pytest

from tests.builders import (
    NOW,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    edition,
    listing,
    mention,
    pick,
    programme,
    score,
)
from tracker.model.editions import Digest, Section, VenueList
from tracker.model.harvests import Batch
from tracker.model.roadmap import Name
from tracker.model.scores import Reason, TopicScore
from tracker.model.venues import ProgrammeState
from tracker.store import Store, tables
from tracker.store.database import Database
from tracker.store.reading import open_reader
from tracker.store.rows import instant_text
from tracker.store.upserts import upsert

DAILY = Digest("daily", time(8), "UTC")


def best(store: Store, **digest: Any) -> list[str]:
    (found,) = store.venues.untold("daily")
    asked = Digest("daily", time(8), "UTC", **digest)
    listed = store.venues.best_listed(found, asked, 15.0)
    return [each.paper.id.value[-1] for each in listed.best]


def listed(store: Store, *values: float) -> None:
    """Record a list of ICLR 2026 with papers of these scores."""
    numbers = range(1, len(values) + 1)
    store.record(listing(*numbers), NOW)
    store.scores.record("f", [score(n, v) for n, v in zip(numbers, values, strict=True)])


def test_a_list_with_papers_is_told_of_once_in_each_digest(store: Store) -> None:
    pending = programme(source="ACL", venue="ACL", state=ProgrammeState.NOT_PUBLISHED, listed=0)
    listed(store, 50, 60)
    store.record(Batch("ACL", programme=pending), NOW)
    found = store.venues.untold("daily")
    assert found == (VenueList("ICLR", 2026, 2, ("ICLR 2026",)),)
    store.editions.issue(edition(), [], [], [], lists=found)
    assert store.venues.untold("daily") == ()
    assert store.venues.untold("weekly") == found
    store.editions.mark_seen("weekly", [], [], lists=found)
    assert store.venues.untold("weekly") == ()


def test_a_second_source_of_the_same_list_is_not_told_of(store: Store) -> None:
    listed(store, 50)
    store.editions.issue(edition(), [], [], [], lists=store.venues.untold("daily"))
    store.record(listing(1, told=programme(source="PMLR", listed=1, proceedings=True)), NOW)
    assert store.venues.untold("daily") == ()
    assert store.venues.untold("weekly") == (VenueList("ICLR", 2026, 1, ("ICLR 2026", "PMLR")),)


def test_the_best_of_a_list_come_first_and_those_below_the_bar_not_at_all(store: Store) -> None:
    listed(store, 50, 10, 70)
    assert best(store) == ["3", "1"]


def test_they_know_their_venues(store: Store) -> None:
    listed(store, 50)
    (found,) = store.venues.untold("daily")
    (one,) = store.venues.best_listed(found, DAILY, 0).best
    assert one.paper.venues == (mention(),)


def test_watched_papers_are_among_the_best_whatever_their_score(store: Store) -> None:
    listed(store, 50)
    watched = score(1, 1.0, topics=(), reasons=(Reason("watch", "Ada Lovelace", 1.0),))
    store.scores.record("f", [watched])
    assert best(store, topics=("diffusion",)) == ["1"]
    store.record(listing(1, 2), NOW)
    store.scores.record("f", [score(2, 90)])
    assert best(store) == ["1", "2"]


def test_a_digest_of_one_topic_gets_the_papers_that_are_about_it(store: Store) -> None:
    listed(store, 50, 60)
    about = score(1, 50, topics=(TopicScore("diffusion", 1.0, 99.0),))
    store.scores.record("f", [about])
    assert best(store, topics=("diffusion",)) == ["1"]


def test_what_the_digest_has_shown_is_not_among_the_best(store: Store) -> None:
    store.record(batch(announcement(1), announcement(2)), NOW)
    listed(store, 50, 60, 70)
    section = Section("topic", "t", Name("t", "t"), (pick(1),))
    shown = edition(sections=(section,))
    store.editions.issue(shown, [arxiv_id(1), arxiv_id(2)], [], [])
    assert best(store) == ["3", "2"]


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"opinion": "hide"}, ["2"]),
        ({"opinion": "dislike"}, ["2"]),
        ({"read_at": instant_text(NOW)}, ["2"]),
        ({"opinion": "like"}, ["1", "2"]),
    ],
)
def test_what_the_reader_is_done_with_is_not_among_the_best(
    store: Store, url: str, values: dict[str, str], left: list[str]
) -> None:
    listed(store, 70, 60)
    row = {"reader": "", "paper_id": 1, "opinion": None, "opinion_at": None, "read_at": None}
    with Database(url).write() as connection:
        upsert(connection, tables.feedback, row | values)
    assert best(store) == left


def test_a_paper_that_is_no_longer_listed_is_not_among_the_best(store: Store) -> None:
    listed(store, 70, 60)
    for _ in range(2):
        store.record(listing(2), NOW)
    assert store.venues.untold("daily")[0].papers == 1
    assert best(store) == ["2"]


def test_the_best_at_a_venue_are_those_that_any_evidence_places_there(store: Store) -> None:
    claimed = complete_paper(3, comment="ICLR 2026")
    submitted = complete_paper(4, comment="Submitted to ICLR 2026")
    store.record(batch(announcement(paper=claimed), announcement(paper=submitted)), NOW)
    listed(store, 50, 60)
    store.scores.record("f", [score(3, 55), score(4, 90)])
    found = store.venues.best_at("ICLR", 2026, 10)
    assert [each.score.value for each in found] == [60, 55, 50]
    assert [each.paper.venues[0].status for each in found] == ["accepted", "bare", "accepted"]
    assert len(store.venues.best_at("ICLR", 2026, 2)) == 2


def test_a_paper_of_a_workshop_is_not_among_the_best_at_the_venue(store: Store) -> None:
    aside = complete_paper(3, comment="Accepted at the ICLR 2026 Workshop on Odd Numbers")
    store.record(batch(announcement(paper=aside)), NOW)
    listed(store, 50)
    store.scores.record("f", [score(3, 90)])
    assert [each.score.value for each in store.venues.best_at("ICLR", 2026, 10)] == [50]


def test_lines_are_those_that_a_question_gets(store: Store, url: str) -> None:
    listed(store, 50)
    with open_reader(url) as reader:
        assert store.venues.lines() == reader.venues() != ()
