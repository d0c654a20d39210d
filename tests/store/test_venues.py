"""What texts and lists say of venues is kept beside the papers; nothing is ever taken away."""

from dataclasses import replace

import pytest

from tests.builders import (
    NOW,
    announcement,
    batch,
    complete_paper,
    listing,
    mention,
    paper,
    programme,
    published,
)
from tracker.model.harvests import Batch
from tracker.model.papers import VenueMention
from tracker.model.venues import ProgrammeState
from tracker.store import Store
from tracker.store.prepared import prepared
from tracker.store.programmes import absences, kept
from tracker.store.reading import Reader

LATER = NOW.replace(day=20)
COMMENT = "Accepted to ICLR 2026"


def venues(reader: Reader, number: int = 1) -> tuple[VenueMention, ...]:
    known = reader.paper(str(paper(number).id))
    assert known is not None
    return known.paper.venues


def test_what_a_comment_says_is_read_when_a_paper_is_recorded(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=complete_paper(comment=COMMENT))), NOW)
    assert venues(reader) == (mention(evidence=COMMENT),)


def test_a_comment_that_changes_is_read_again(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=complete_paper(comment="Submitted to ICLR 2026"))), NOW)
    store.record(batch(papers=(complete_paper(comment=COMMENT),)), NOW)
    assert venues(reader) == (mention(evidence=COMMENT),)
    store.record(batch(papers=(complete_paper(comment="12 pages"),)), NOW)
    assert venues(reader) == ()


def test_a_journal_reference_is_read_beside_the_comment(store: Store, reader: Reader) -> None:
    told = complete_paper(comment=COMMENT, journal_ref="ACL 2025")
    store.record(batch(announcement(paper=told)), NOW)
    assert {each.venue for each in venues(reader)} == {"ICLR", "ACL"}


def test_what_a_list_says_stays_when_the_comment_changes(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=complete_paper())), NOW)
    store.record(listing(1, venues=(mention(presentation="oral"),)), NOW)
    store.record(batch(papers=(complete_paper(comment="v2, ACL 2025"),)), NOW)
    assert {(each.venue, each.presentation) for each in venues(reader)} == {
        ("ICLR", "oral"), ("ACL", None),
    }  # fmt: skip


def test_what_a_list_says_now_takes_the_place_of_what_it_said(store: Store, reader: Reader) -> None:
    store.record(listing(1, venues=(mention(presentation="poster"),)), NOW)
    store.record(listing(1, venues=(mention(presentation="spotlight"),)), NOW)
    assert [each.presentation for each in venues(reader)] == ["spotlight"]


def test_papers_of_a_list_are_papers_like_any_other(store: Store, reader: Reader) -> None:
    store.record(listing(1, 2), NOW)
    assert venues(reader, 2) == (mention(),)
    assert len(store.scores.unscored("f", 10)) == 2


def test_the_import_reads_comments_too(store: Store, reader: Reader) -> None:
    store.imports.record(prepared(Batch("import", papers=(complete_paper(comment=COMMENT),))), NOW)
    assert venues(reader) == (mention(evidence=COMMENT),)


# --- programmes -----------------------------------------------------------------------------------


def test_a_list_is_written_down_with_its_counts(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(1)), NOW)
    told = programme(expected=3, listed=2, state=ProgrammeState.PARTIAL, message="one is missing")
    first = listing(1, 2, told=told)
    without = replace(
        paper(2, abstract="", venues=(mention(),)), id=replace(paper(2).id, scheme="openreview")
    )
    store.record(
        replace(first, announcements=(first.announcements[0], published(paper=without))), NOW
    )

    (line,) = reader.venues()

    assert line.programmes == (told,)
    assert (line.venue, line.year, line.state) == ("ICLR", 2026, ProgrammeState.PARTIAL)
    assert (line.expected, line.stored, line.abstracts, line.matched) == (3, 2, 1, 1)
    assert (line.appeared_at, line.checked_at, line.gone) == (NOW, NOW, 0)
    assert reader.venues(2025) == ()


@pytest.mark.parametrize("state", [ProgrammeState.NOT_PUBLISHED, ProgrammeState.BROKEN])
def test_a_list_that_cannot_be_read_keeps_the_counts_of_the_last_good_one(
    store: Store, reader: Reader, state: ProgrammeState
) -> None:
    store.record(listing(1, 2), NOW)
    bad = programme(state=state, expected=None, listed=0, abstracts=0, counts=(), message="HTML")
    store.record(Batch(bad.source, programme=bad), LATER)

    (line,) = reader.venues()

    assert (line.state, line.expected, line.stored) == (state, 2, 2)
    assert line.programmes[0].message == "HTML"
    assert (line.appeared_at, line.checked_at) == (NOW, LATER)
    store.record(listing(1, 2), LATER)
    assert reader.venues()[0].state is ProgrammeState.COMPLETE


def test_a_list_that_is_not_published_yet_has_not_appeared(store: Store, reader: Reader) -> None:
    nothing = programme(state=ProgrammeState.NOT_PUBLISHED, expected=None, listed=0, abstracts=0)
    store.record(Batch(nothing.source, programme=nothing), NOW)
    assert reader.venues()[0].appeared_at is None
    store.record(listing(1, 2), LATER)
    assert reader.venues()[0].appeared_at == LATER


def test_a_list_that_shrinks_deletes_nothing_and_flags_after_two(
    store: Store, reader: Reader
) -> None:
    store.record(listing(1, 2, 3), NOW)
    for gone in (0, 1):
        store.record(listing(1, 2), NOW)
        (line,) = reader.venues()
        assert (line.stored, line.gone) == (3, gone)
    assert venues(reader, 3) == (mention(),)
    store.record(listing(1, 2, 3), NOW)
    assert reader.venues()[0].gone == 0


def test_a_partial_list_says_of_no_paper_that_it_is_absent(store: Store, reader: Reader) -> None:
    store.record(listing(1, 2, 3), NOW)
    for _ in range(3):
        part = programme(state=ProgrammeState.PARTIAL, expected=3, listed=1)
        store.record(listing(1, told=part), NOW)
    assert reader.venues()[0].gone == 0


def test_a_paper_that_one_of_two_sources_still_lists_is_not_gone(
    store: Store, reader: Reader
) -> None:
    other = programme(source="ICLR 2026 proceedings", proceedings=True)
    store.record(listing(1, 2), NOW)
    store.record(listing(1, 2, told=other), NOW)
    for _ in range(2):
        store.record(listing(1), NOW)
    (line,) = reader.venues()
    assert (line.stored, line.gone) == (2, 0)


def test_sources_of_one_venue_and_year_are_one_line(store: Store, reader: Reader) -> None:
    pending = programme(
        source="ICLR 2026 proceedings", state=ProgrammeState.NOT_PUBLISHED, listed=0, expected=None
    )
    store.record(listing(1, 2), NOW)
    store.record(Batch(pending.source, programme=pending), LATER)
    store.record(listing(3, told=programme(source="ACL", venue="ACL", year=2025, listed=1)), NOW)

    lines = reader.venues()

    assert [(each.venue, each.year, each.state.value) for each in lines] == [
        ("ICLR", 2026, "complete"), ("ACL", 2025, "complete"),
    ]  # fmt: skip
    assert len(lines[0].programmes) == 2
    assert lines[0].checked_at == LATER


def test_the_parts_of_a_venue_are_counted_together(store: Store, reader: Reader) -> None:
    main = programme(listed=2, counts=(("main", 2), ("demo", 1)))
    findings = programme(source="ICLR 2026 findings", listed=1, counts=(("findings", 5),))
    printed = programme(source="PMLR", listed=2, counts=(("main", 3),), proceedings=True)
    for told, numbers in ((main, (1, 2)), (findings, (3,)), (printed, (1, 2))):
        store.record(listing(*numbers, told=told), NOW)
    (line,) = reader.venues()
    assert line.counts == (("findings", 5), ("main", 3), ("demo", 1))
    assert line.stored == 3


def test_a_source_that_only_counts_tells_no_state_but_what_to_expect(
    store: Store, reader: Reader
) -> None:
    counted = programme(source="dblp", expected=7, listed=7, abstracts=0, counts=())
    pending = programme(state=ProgrammeState.NOT_PUBLISHED, expected=None, listed=0, counts=())
    store.record(Batch("dblp", programme=counted), NOW)
    store.record(Batch(pending.source, programme=pending), NOW)
    (line,) = reader.venues()
    assert (line.state, line.expected, line.stored) == (ProgrammeState.NOT_PUBLISHED, 7, 0)
    assert line.appeared_at is None
    store.record(Batch("dblp", programme=replace(counted, expected=9)), NOW)
    store.record(listing(1, 2), NOW)
    (line,) = reader.venues()
    assert (line.state, line.expected, line.stored) == (ProgrammeState.COMPLETE, 9, 2)
    assert line.appeared_at == NOW


def test_recording_a_list_again_changes_nothing(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(1)), NOW)
    store.record(listing(1, 2), NOW)
    before = reader.venues(), venues(reader, 1), venues(reader, 2)
    assert store.record(listing(1, 2), NOW).announcements == 0
    assert (reader.venues(), venues(reader, 1), venues(reader, 2)) == before


def test_absences_are_counted_by_whole_lists_only() -> None:
    known = {1: 0, 2: 1, 3: 2}
    assert absences(known, {1, 4}, whole=True) == {4: 0, 2: 2, 3: 3}
    assert absences(known, {2}, whole=False) == {2: 0}


def test_a_first_list_without_papers_is_kept_as_it_is_told() -> None:
    broken = programme(state=ProgrammeState.BROKEN, listed=0)
    assert kept(None, broken) == broken
    assert kept(programme(), broken) == programme(state=ProgrammeState.BROKEN)
