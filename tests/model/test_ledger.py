"""The ledger: what is expected, seen and stored of each day, and what state that is."""

from datetime import date, timedelta

from tracker.model.harvests import Coverage, CoverageState
from tracker.model.ledger import LedgerLine, Stored, gaps, ledger

TUESDAY = date(2025, 11, 4)
RSS, OAI = "arxiv-rss/cs.CL", "arxiv-oai/cs.CL"
COMPLETE, SHORT, STALE = CoverageState.COMPLETE, CoverageState.SHORT, CoverageState.STALE


def line(
    stored: int, *coverage: Coverage, day: date = TUESDAY, today: date = TUESDAY
) -> LedgerLine:
    lines = ledger(["cs.CL"], day, today, [Stored("cs.CL", day, stored)], coverage)
    return lines[-1]


def told(source: str, seen: int, state: CoverageState = COMPLETE, **more: int) -> Coverage:
    return Coverage(source, TUESDAY, state, seen, **more)


def test_a_day_whose_feed_was_whole_is_complete() -> None:
    found = line(127, told(RSS, 127))
    assert (found.state, found.expected, found.stored) == (COMPLETE, 127, 127)
    assert (found.estimated, found.short) == (False, ())


def test_a_day_that_another_route_filled_is_complete_and_names_the_short_feed() -> None:
    found = line(127, told(RSS, 60), told(OAI, 127))
    assert (found.state, found.expected) == (COMPLETE, 127)
    assert found.short == (RSS,)
    assert found.estimated, "only the estimate had all of them"


def test_a_count_higher_than_what_is_stored_makes_the_day_short() -> None:
    found = line(60, told(RSS, 60, SHORT, expected=64))
    assert (found.state, found.expected, found.stored) == (SHORT, 64, 60)


def test_a_stale_feed_with_nothing_else_is_stale_and_filled_it_is_complete() -> None:
    assert line(0, told(RSS, 0, STALE)).state is STALE
    assert line(127, told(RSS, 0, STALE), told(OAI, 127)).state is COMPLETE


def test_weekends_and_holidays_are_told_apart_from_days_nobody_asked_for() -> None:
    saturday, holiday = date(2025, 11, 8), date(2025, 11, 28)
    assert line(0, day=saturday, today=saturday).state is CoverageState.WEEKEND
    assert line(0, day=holiday, today=holiday).state is CoverageState.HOLIDAY
    assert line(0).state is CoverageState.PENDING
    assert line(0, today=TUESDAY + timedelta(days=1)).state is CoverageState.UNKNOWN


def test_the_query_api_covers_every_category() -> None:
    found = line(127, Coverage("arxiv-api", TUESDAY, COMPLETE, 400, 400))
    assert (found.state, found.expected, found.estimated) == (COMPLETE, 127, True)


def test_other_categories_and_blogs_have_no_say() -> None:
    found = line(0, told("arxiv-rss/cs.LG", 303), told("OpenAI", 3))
    assert (found.state, found.routes) == (CoverageState.PENDING, ())


def test_gaps_are_the_days_before_today_that_lack_something_oldest_first() -> None:
    monday, wednesday = TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=1)
    lines = ledger(["cs.CL"], monday, wednesday, [Stored("cs.CL", TUESDAY, 127)], [told(RSS, 127)])
    assert gaps(lines, wednesday) == (monday,)
