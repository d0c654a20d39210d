"""An event is written down once, however many sources tell it how often."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    NOW,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    listing,
    mention,
    paper,
    post,
    programme,
)
from tracker.model.events import Discussion, Event
from tracker.model.harvests import Batch
from tracker.model.papers import Kind
from tracker.store import Store
from tracker.store.reading import Reader

LATER = NOW + timedelta(days=3)
COMMENT = "Accepted to ICLR 2026"


@pytest.fixture
def known(store: Store) -> Store:
    """A store that has known paper 1 whole for a while."""
    store.record(batch(announcement(paper=complete_paper())), NOW)
    return store


def events(reader: Reader, number: int = 1) -> list[Event]:
    found = reader.paper(str(arxiv_id(number)))
    assert found is not None
    return list(found.events)


def labels(reader: Reader, number: int = 1) -> list[tuple[str, str]]:
    return [(each.kind.value, each.label) for each in events(reader, number)]


def test_a_comment_that_tells_of_an_acceptance_is_an_event(known: Store, reader: Reader) -> None:
    told = Batch("arxiv-api", papers=(complete_paper(version=2, comment=COMMENT),))
    for _ in range(2):
        known.record(told, LATER)
    (event,) = events(reader)
    assert (event.kind.value, event.label, event.at, event.source) == (
        "accepted", "ICLR 2026", LATER, "arxiv-api",
    )  # fmt: skip


def test_a_list_that_tells_it_later_adds_nothing_and_an_oral_does(
    known: Store, reader: Reader
) -> None:
    known.record(batch(papers=(complete_paper(comment=COMMENT),)), NOW)
    known.record(listing(1), LATER)
    assert labels(reader) == [("accepted", "ICLR 2026")]
    known.record(listing(1, venues=(mention(presentation="oral"),)), LATER)
    assert labels(reader) == [("accepted", "ICLR 2026"), ("presentation", "ICLR 2026 oral")]


def test_what_a_new_paper_says_of_itself_is_no_event(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=complete_paper(comment=COMMENT))), NOW)
    store.record(listing(2, venues=(mention(presentation="oral"),)), NOW)
    assert (labels(reader, 1), labels(reader, 2)) == ([], [])
    store.record(listing(2, venues=(mention(presentation="oral"),)), LATER)
    assert labels(reader, 2) == []


def test_what_completes_a_paper_that_a_feed_announced_is_no_event(
    store: Store, reader: Reader
) -> None:
    store.record(batch(announcement()), NOW)
    store.record(batch(papers=(complete_paper(comment=COMMENT),)), NOW)
    assert labels(reader) == []


def test_proceedings_are_an_event_after_the_acceptance(known: Store, reader: Reader) -> None:
    proceedings = programme(source="ICLR 2026 proceedings", proceedings=True)
    known.record(listing(1, 2), NOW)
    for _ in range(2):
        known.record(listing(1, 2, told=proceedings), LATER)
    assert labels(reader) == [("accepted", "ICLR 2026"), ("published", "ICLR 2026")]
    # To a paper that the list had brought, this is news as well.
    assert labels(reader, 2) == [("published", "ICLR 2026")]


def test_a_paper_that_its_proceedings_bring_is_published_from_the_start(
    store: Store, reader: Reader
) -> None:
    proceedings = programme(source="ICLR 2026 proceedings", proceedings=True)
    for at in (NOW, LATER):
        store.record(listing(1, told=proceedings), at)
    assert labels(reader) == []


def test_a_journal_reference_says_that_a_paper_is_in_print(known: Store, reader: Reader) -> None:
    known.record(batch(papers=(complete_paper(journal_ref="ICLR 2026"),)), LATER)
    assert labels(reader) == [("accepted", "ICLR 2026"), ("published", "ICLR 2026")]


def test_a_revision_is_told_by_the_feed_and_not_again_by_the_record(
    known: Store, reader: Reader
) -> None:
    second = paper(version=2, title="Another title")
    known.record(batch(announcement(paper=second, kind=Kind.REPLACEMENT)), LATER)
    known.record(batch(papers=(complete_paper(version=2, title="Another title"),)), LATER)
    assert labels(reader) == [("revised", "v2")]


def test_a_withdrawal_is_told_by_its_comment(known: Store, reader: Reader) -> None:
    gone = complete_paper(version=2, comment="This paper has been withdrawn by the authors")
    known.record(batch(papers=(gone,)), LATER)
    assert labels(reader) == [("withdrawn", "v2")]


def test_a_withdrawal_that_only_the_source_knows_of_is_told_once(
    known: Store, reader: Reader
) -> None:
    gone = complete_paper(version=2, comment="We would like to take this back")
    known.record(batch(papers=(gone,)), NOW)
    for at in (NOW, LATER):
        known.record(batch(papers=(gone,), withdrawn=(gone.id,)), at)
    assert [(each.label, each.at) for each in events(reader)] == [("v2", NOW)]


# --- discussions ----------------------------------------------------------------------------------


def test_a_post_that_links_a_paper_is_an_event_of_it(known: Store, reader: Reader) -> None:
    told = post(papers=(arxiv_id(1), arxiv_id(9)))
    for at in (NOW, LATER):
        known.record(Batch("OpenAI", posts=(told,)), at)
    (event,) = events(reader)
    assert event == Event(event.kind, "OpenAI", told.published_at, "OpenAI", told.url)
    assert event.kind.value == "discussed"


def test_upvotes_are_kept_at_their_highest(known: Store, reader: Reader) -> None:
    for upvotes in (12, 80, None, 30):
        seen = Discussion(arxiv_id(1), "Hugging Face", NOW, "https://hf.co/p", upvotes)
        known.record(Batch("hf-daily", discussions=(seen,)), LATER)
    assert [(each.label, each.upvotes) for each in events(reader)] == [("Hugging Face", 80)]


def test_a_place_that_tells_a_paper_twice_is_one_event(known: Store, reader: Reader) -> None:
    seen = Discussion(arxiv_id(1), "Hugging Face", LATER, "https://hf.co/p", 3)
    again = replace(seen, at=NOW, upvotes=2)
    known.record(Batch("hf-daily", discussions=(seen, again)), LATER)
    (event,) = events(reader)
    assert (event.at, event.upvotes) == (NOW, 3)


def test_what_is_said_of_a_paper_in_the_batch_that_brings_it_is_no_event(
    store: Store, reader: Reader
) -> None:
    seen = Discussion(arxiv_id(1), "Hugging Face", NOW)
    store.record(batch(announcement(1), discussions=(seen,)), NOW)
    assert labels(reader) == []
