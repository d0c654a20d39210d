"""On which day a paper was announced: ids in order, held papers, late cross-lists, edits."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.arxiv_calendar import deadline, listing_day, next_listing, previous_listing
from tracker.model.identifiers import ARXIV, DOI, PaperId
from tracker.model.papers import Kind, Paper
from tracker.sources.announced_days import (
    Record,
    announced_days,
    announcements_of,
    listing_at,
)

THURSDAY, FRIDAY, MONDAY = date(2025, 11, 6), date(2025, 11, 7), date(2025, 11, 10)
TUESDAY, WEDNESDAY = date(2025, 11, 11), date(2025, 11, 12)


def submitted_for(listing: date, hour: int = 0) -> datetime:
    """Return an instant in the window of `listing`: the morning before its deadline, and later."""
    return deadline(listing) - timedelta(hours=12 - hour)


def record(
    number: int,
    submitted_at: datetime,
    changed_on: date,
    *,
    updated_at: datetime | None = None,
    categories: str = "cs.CL",
    month: str = "2511",
    doi: str | None = None,
) -> Record:
    base = f"{month}.{number:05}"
    paper = Paper(
        PaperId(ARXIV, base),
        f"Title {number}",
        categories=tuple(categories.split()),
        identifiers=(PaperId(DOI, doi),) if doi else (),
    )
    version = 2 if updated_at else 1
    return Record(paper, submitted_at, updated_at or submitted_at, version, changed_on)


def days_of(*records: Record) -> dict[int, date]:
    return {int(base.partition(".")[2]): day for base, day in announced_days(records).items()}


def told(*records: Record, opened: date = MONDAY) -> dict[int, tuple[str, date]]:
    return {
        int(each.paper.id.value.partition(".")[2]): (each.kind.value, each.on)
        for each in announcements_of(records, "cs.CL", opened)
    }


# --- the days -------------------------------------------------------------------------------------


def test_a_paper_that_was_not_held_has_the_day_of_its_submission() -> None:
    known = record(1, submitted_for(MONDAY), MONDAY), record(2, submitted_for(TUESDAY), TUESDAY)
    assert days_of(*known) == {1: MONDAY, 2: TUESDAY}


def test_a_paper_among_those_of_a_later_day_was_held_until_then() -> None:
    known = (
        record(1, submitted_for(MONDAY), MONDAY),
        record(2, submitted_for(TUESDAY, 1), TUESDAY),
        record(3, submitted_for(THURSDAY), TUESDAY),
        record(4, submitted_for(TUESDAY, 2), TUESDAY),
    )
    assert days_of(*known)[3] == TUESDAY


def test_papers_that_were_held_stand_first_on_their_day() -> None:
    known = (
        record(1, submitted_for(MONDAY, 1), MONDAY),
        record(2, submitted_for(MONDAY, 2), MONDAY),
        record(3, submitted_for(date(2025, 10, 28)), TUESDAY),
        record(4, submitted_for(FRIDAY), TUESDAY),
        record(5, submitted_for(MONDAY, 3), TUESDAY),
        record(6, submitted_for(TUESDAY), TUESDAY),
    )
    expected = {1: MONDAY, 2: MONDAY, 3: TUESDAY, 4: TUESDAY, 5: TUESDAY, 6: TUESDAY}
    assert days_of(*known) == expected
    assert days_of(*reversed(known)) == expected


def test_a_held_paper_that_was_edited_since_has_the_day_of_its_neighbours() -> None:
    known = (
        record(1, submitted_for(MONDAY), MONDAY),
        record(2, submitted_for(THURSDAY), WEDNESDAY),
        record(3, submitted_for(TUESDAY), TUESDAY),
    )
    assert days_of(*known)[2] == TUESDAY


def test_no_paper_is_placed_after_the_last_change_of_a_later_one() -> None:
    known = (
        record(1, submitted_for(MONDAY, 2), MONDAY),
        record(2, submitted_for(MONDAY, 1), WEDNESDAY),  # Out of order, and edited.
        record(3, submitted_for(MONDAY, 3), MONDAY),
        record(4, submitted_for(TUESDAY), TUESDAY),
    )
    assert days_of(*known) == {1: MONDAY, 2: MONDAY, 3: MONDAY, 4: TUESDAY}


def test_the_order_goes_on_over_months_and_longer_numbers() -> None:
    known = (
        record(99999, submitted_for(MONDAY), MONDAY, month="2511"),
        record(1, submitted_for(THURSDAY), date(2025, 12, 2), month="2512"),
        record(2, submitted_for(date(2025, 12, 2)), date(2025, 12, 2), month="2512"),
    )
    assert days_of(*known) == {99999: MONDAY, 1: date(2025, 12, 2), 2: date(2025, 12, 2)}


def test_ids_from_before_2007_say_nothing_of_others() -> None:
    old = Paper(PaperId(ARXIV, "cs/0102001"), "Old", categories=("cs.CL",))
    at = datetime(2001, 2, 1, 12, tzinfo=UTC)
    known = (Record(old, at, at, 1, TUESDAY), record(1, submitted_for(MONDAY), MONDAY))
    assert announced_days(known) == {"cs/0102001": listing_day(at), "2511.00001": MONDAY}


@pytest.mark.parametrize("year", [2025, 2099])
def test_a_date_that_cannot_be_draws_no_other_paper_along(year: int) -> None:
    wrong = record(1, datetime(year, 12, 20, tzinfo=UTC), TUESDAY, month="1804")
    days = days_of(wrong, record(2, submitted_for(MONDAY), MONDAY))
    assert days == {1: TUESDAY, 2: MONDAY}


def test_a_change_on_a_day_without_listing_is_of_the_listing_before() -> None:
    assert listing_at(MONDAY) == MONDAY
    assert listing_at(MONDAY - timedelta(days=1)) == FRIDAY
    assert listing_at(date(2025, 11, 28)) == date(2025, 11, 27)  # No mailing on Thanksgiving.


@st.composite
def batches(draw: st.DrawFn) -> list[tuple[Record, date]]:
    """Records as arXiv makes them, each with its day: by submission, those first that were held."""
    found: list[tuple[Record, date]] = []
    day = MONDAY
    for _ in range(draw(st.integers(1, 5))):
        opened, closed = deadline(previous_listing(day)), deadline(day)
        span = int((closed - opened).total_seconds())
        regular = draw(st.lists(st.integers(0, span - 2), max_size=5, unique=True))
        held = draw(st.lists(st.integers(2, 20 * 86_400), max_size=3, unique=True))
        times = [opened + timedelta(seconds=each) for each in (*regular, span - 1)]
        times += [opened - timedelta(seconds=each) for each in held]
        for at in sorted(times):
            found.append((record(len(found) + 1, at, day), day))
        day = next_listing(day)
    return found


@given(batches())
def test_every_paper_of_fresh_records_finds_its_day(known: list[tuple[Record, date]]) -> None:
    days = announced_days([each for each, _ in known])
    first = known[0][1]
    assert {each.id: day for each, day in known if day > first} == {
        each.id: days[each.id] for each, day in known if day > first
    }


@given(batches(), st.data())
def test_no_paper_is_placed_before_its_submission_or_after_its_last_change(
    known: list[tuple[Record, date]], data: st.DataObject
) -> None:
    edited = [
        record(number, each.submitted_at, day + timedelta(days=data.draw(st.integers(0, 40))))
        for number, (each, day) in enumerate(known, start=1)
    ]
    days = announced_days(edited)
    for each in edited:
        assert listing_day(each.submitted_at) <= days[each.id] <= listing_at(each.datestamp)


def real_records(folder: Path, category: str) -> Iterator[tuple[Record, date]]:
    """Yield what an OAI server would tell of real papers, with the days they were really listed.

    A third has been edited since; papers of which no submission is known are left out.
    """
    for file in sorted((folder / "data" / "arxiv").glob("arxiv-2025-*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                told = json.loads(line)
                known = told["listed"] and len(told["published"] or "") > 10
                if known and category in told["categories"] and told["id"][:2] == "25":
                    yield _real(told)


def _real(told: dict[str, str]) -> tuple[Record, date]:
    month, _, number = told["id"].partition(".")
    listed = listing_at(date.fromisoformat(told["listed"]))
    changed_on = listed + timedelta(days=int(number) % 30 if int(number) % 3 == 0 else 0)
    at = datetime.fromisoformat(told["published"])
    return record(int(number), at, changed_on, month=month), listed


@pytest.mark.parametrize("category", ["cs.CL", "cs.LG"])
def test_real_papers_find_their_real_days(shared_folder: Path, category: str) -> None:
    known = list(real_records(shared_folder, category))
    days = announced_days([each for each, _ in known])
    wrong = sum(days[each.id] != day for each, day in known)
    alone = sum(listing_day(each.submitted_at) != day for each, day in known)
    assert len(known) > 5_000
    assert wrong < 0.005 * len(known)
    assert alone > 0.03 * len(known)  # What the order of ids is worth.


# --- the announcements ----------------------------------------------------------------------------


def test_a_paper_is_new_where_its_first_category_is_and_cross_listed_elsewhere() -> None:
    known = (
        record(1, submitted_for(MONDAY), MONDAY, categories="cs.CL cs.LG"),
        record(2, submitted_for(MONDAY, 1), MONDAY, categories="cs.LG cs.CL"),
    )
    assert told(*known) == {1: ("new", MONDAY), 2: ("cross-list", MONDAY)}


def test_a_new_paper_that_was_replaced_at_once_is_still_new() -> None:
    quick = record(1, submitted_for(MONDAY), TUESDAY, updated_at=submitted_for(TUESDAY))
    assert told(quick) == {1: ("new", MONDAY)}


def test_an_older_paper_with_a_new_version_is_a_replacement() -> None:
    old = record(1, submitted_for(THURSDAY), TUESDAY, updated_at=submitted_for(TUESDAY))
    assert told(old) == {1: ("replacement", TUESDAY)}


def test_an_older_paper_without_a_new_version_is_a_cross_list_of_the_day_it_changed() -> None:
    late = record(1, submitted_for(THURSDAY), TUESDAY, categories="cs.CV cs.CL")
    replaced = record(
        2,
        submitted_for(date(2025, 9, 2)),
        TUESDAY,
        updated_at=submitted_for(date(2025, 9, 9)),
        categories="cs.CV cs.CL",
        month="2509",
    )
    assert told(late, replaced) == {1: ("cross-list", TUESDAY), 2: ("cross-list", TUESDAY)}


def test_a_published_paper_of_this_category_was_edited_and_is_not_announced() -> None:
    old = submitted_for(THURSDAY)
    edited = record(1, old, TUESDAY, doi="10.1/x")
    elsewhere = record(2, old, TUESDAY, doi="10.1/y", categories="cs.CV cs.CL")
    assert told(edited, elsewhere) == {2: ("cross-list", TUESDAY)}


def test_what_changed_before_the_window_is_only_a_landmark() -> None:
    before = record(1, submitted_for(FRIDAY), FRIDAY)
    held = record(2, submitted_for(date(2025, 10, 30)), MONDAY)
    regular = record(3, submitted_for(MONDAY), MONDAY)
    assert told(before, held, regular) == {2: ("new", MONDAY), 3: ("new", MONDAY)}
    assert told(held, regular)[2] == (Kind.CROSS_LIST.value, MONDAY)  # Nothing tells it from late.
