"""arXiv's listing page: which day it is of, what it counts, and when to ask again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.sources.fakes import FakeHttp, tools
from tests.sources.recordings import FOLDER
from tracker.errors import BadData
from tracker.model.harvests import Batch, SourceSpec
from tracker.sources import open_source
from tracker.sources.listing_page import read_listing

PAGE = (FOLDER / "arxiv-listing" / "monday.html").read_bytes()
QUIET = (FOLDER / "arxiv-listing" / "sunday.html").read_bytes()
SPEC = SourceSpec(
    "arxiv-listing/cs.CL",
    "arxiv-listing",
    "https://arxiv.example/list/",
    "arxiv",
    options={"category": "cs.CL"},
)
SUNDAY, MONDAY, TUESDAY = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)
HOLIDAY = date(2026, 11, 27)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def harvest(body: bytes, now: datetime, checkpoint: str | None = None) -> Batch:
    http = FakeHttp(body)
    source = open_source(SPEC, tools(http, None))  # type: ignore[arg-type]  # It needs no parser.
    (batch,) = source.harvest(checkpoint, now)
    return batch


def ledger(batch: Batch) -> list[tuple[date, str, int, int | None]]:
    return [(row.announced_on, row.state.value, row.seen, row.expected) for row in batch.coverage]


def test_the_whole_page_is_asked_for() -> None:
    http = FakeHttp(PAGE)
    list(open_source(SPEC, tools(http, None)).harvest(None, noon(MONDAY)))  # type: ignore[arg-type]
    assert http.asked == ["https://arxiv.example/list/cs.CL/new?skip=0&show=2000"]


def test_new_and_cross_listed_papers_stand_on_the_pages_day_without_estimate() -> None:
    found = harvest(PAGE, noon(MONDAY)).announcements
    assert [each.kind.value for each in found] == ["new", "new", "cross-list"]
    assert {each.announced_on for each in found} == {MONDAY}
    assert not any(each.estimated or each.paper.complete for each in found)


def test_a_page_that_counts_more_than_can_be_read_is_short_and_asked_for_again() -> None:
    more = PAGE.replace(b"showing 2 of 2 entries", b"showing 2 of 7 entries")
    batch = harvest(more, noon(MONDAY))
    assert ledger(batch) == [(MONDAY, "short", 3, 8)]
    assert batch.notes == ("the listing of 2026-11-23 counts 8 papers, and 3 can be read",)
    assert (batch.checkpoint, batch.next_at) == (None, noon(MONDAY) + timedelta(hours=1))
    changed = PAGE.replace(b'href ="/abs/2611.05440"', b'href ="/other/2611.05440"')
    assert ledger(harvest(changed, noon(MONDAY))) == [(MONDAY, "short", 2, 3)]


def test_no_updates_is_normal_on_weekends_and_holidays_and_stale_on_other_days() -> None:
    assert ledger(harvest(QUIET, noon(SUNDAY))) == [(SUNDAY, "weekend", 0, None)]
    assert ledger(harvest(QUIET, noon(HOLIDAY))) == [(HOLIDAY, "holiday", 0, None)]
    stale = harvest(QUIET, noon(MONDAY))
    assert ledger(stale) == [(MONDAY, "stale", 0, None)]
    assert stale.next_at == noon(MONDAY) + timedelta(hours=1)


def test_an_older_page_is_kept_for_its_own_day_and_todays_is_waited_for() -> None:
    late = harvest(PAGE, noon(TUESDAY))
    assert ledger(late) == [(MONDAY, "complete", 3, 3), (TUESDAY, "stale", 0, None)]
    assert {each.announced_on for each in late.announcements} == {MONDAY}
    again = harvest(PAGE, noon(TUESDAY) + timedelta(hours=1), late.checkpoint)
    assert again.announcements == ()
    assert ledger(again) == [(TUESDAY, "stale", 0, None)]


def test_a_page_seen_on_its_day_is_stale_on_the_next() -> None:
    monday = harvest(PAGE, noon(MONDAY))
    tuesday = harvest(PAGE, noon(TUESDAY), monday.checkpoint)
    assert ledger(tuesday) == [(TUESDAY, "stale", 0, None)]


def test_a_page_of_replacements_only_counts_no_papers() -> None:
    head, _, tail = PAGE.partition(b"<h3>New submissions")
    only = head + b"<h3>Replacement submissions" + tail.partition(b"<h3>Replacement submissions")[2]
    assert ledger(harvest(only, noon(MONDAY))) == [(MONDAY, "complete", 0, 0)]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (PAGE.replace(b"23 November 2026", b"30 February 2026"), "of no day"),
        (PAGE.replace(b"23 November 2026", b"23 November 2036"), "of 2036-11-23"),
        (PAGE.replace(b"Showing new listings for", b"Welcome on"), "no listing"),
        (PAGE.replace(b"</html>", b""), "no whole web page"),
    ],
)
def test_a_page_that_tells_no_day_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(BadData, match=why):
        harvest(body, noon(MONDAY))


def test_old_ids_and_titles_with_markup_are_read() -> None:
    body = PAGE.replace(b"/abs/2611.05401", b"/abs/cs/0102001").replace(
        b"Averages of Toys", b"Averages <i>of</i> Toys<script>alert(1)</script>"
    )
    (_, paper) = read_listing(body).papers[-1]
    assert paper.id.value == "cs/0102001"
    assert paper.title.startswith("Averages of Toys")
