"""Which digest is due: every local date once, whatever the clock does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tracker.errors import BadStatus, FetchFailed, HostResting
from tracker.jobs.schedule import (
    after_failure,
    due_on,
    instant_of,
    may_ask_by_hand,
    next_due,
)
from tracker.model.editions import Digest
from tracker.model.harvests import SourceHealth, SourceSpec

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FEED = SourceSpec("a lab", "feed", "https://lab.invalid/feed")
ARXIV = SourceSpec("arxiv-rss/cs.CL", "arxiv-rss", "https://rss.invalid", "arxiv")


def digest(at: str = "08:00", zone: str = "Europe/Berlin", **changes: object) -> Digest:
    return Digest("daily", time.fromisoformat(at), zone, **changes)  # type: ignore[arg-type]


def test_a_digest_is_due_once_its_local_hour_has_passed() -> None:
    berlin = digest("08:00")
    yesterday = date(2026, 11, 22)
    assert due_on(berlin, datetime(2026, 11, 23, 6, 59, tzinfo=UTC), yesterday) is None
    assert due_on(berlin, datetime(2026, 11, 23, 7, 0, tzinfo=UTC), yesterday) == date(2026, 11, 23)


def test_a_digest_that_was_issued_today_is_not_due_again() -> None:
    assert due_on(digest(), NOW, date(2026, 11, 23)) is None


def test_a_clock_that_went_back_three_days_repeats_nothing() -> None:
    assert due_on(digest(), NOW - timedelta(days=3), date(2026, 11, 23)) is None


def test_after_five_days_off_one_edition_is_due() -> None:
    assert due_on(digest(), NOW, date(2026, 11, 18)) == date(2026, 11, 23)


def test_a_run_after_midnight_still_issues_for_the_hour_just_before_it() -> None:
    late = digest("23:59", "UTC")
    after_midnight = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
    assert due_on(late, after_midnight, date(2026, 11, 22)) == date(2026, 11, 23)
    assert due_on(late, after_midnight, date(2026, 11, 23)) is None


def test_a_machine_switched_on_in_the_morning_waits_for_the_hour_of_the_day() -> None:
    assert due_on(digest("08:00", "UTC"), NOW.replace(hour=6), date(2026, 11, 18)) is None


def test_a_weekday_digest_rests_on_saturday() -> None:
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert due_on(digest(frequency="weekdays"), saturday, date(2026, 11, 20)) is None


def test_a_weekly_digest_that_was_missed_comes_on_the_next_day() -> None:
    weekly = digest(frequency="weekly", weekday=0)
    tuesday = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert due_on(weekly, tuesday, date(2026, 11, 16)) == date(2026, 11, 24)
    assert due_on(weekly, tuesday + timedelta(days=1), date(2026, 11, 24)) is None
    assert due_on(weekly, tuesday + timedelta(days=6), date(2026, 11, 24)) == date(2026, 11, 30)


def test_the_next_instant_is_named() -> None:
    assert next_due(digest(), NOW, date(2026, 11, 23)) == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("at", ["00:00", "00:30", "01:30", "02:30", "12:00", "23:59"])
def test_every_zone_gets_every_local_date_once_for_ten_years(at: str) -> None:
    """Walk each zone's clock changes by the hour; between them the days are alike."""
    wrong, changes = [], 0
    for zone in zones_that_differ():
        each = digest(at, zone)
        for change in clock_changes(zone):
            changes += 1
            wrong += [(zone, day) for day in skipped_or_doubled(each, change)]
    assert wrong == []
    assert changes > 500


def zones_that_differ() -> list[str]:
    """Return one zone of each group that keeps the same time all through the ten years."""
    groups = {
        (tuple(clock_changes(zone)), NOW.astimezone(ZoneInfo(zone)).utcoffset()): zone
        for zone in sorted(available_timezones())
    }
    return sorted(groups.values())


def clock_changes(zone: str) -> list[datetime]:
    """Return the UTC noons after which the zone's offset differs a day later."""
    if zone not in _changes:
        info, noon, last = ZoneInfo(zone), datetime(2026, 1, 1, 12, tzinfo=UTC), None
        _changes[zone] = []
        while noon.year < 2036:
            offset = noon.astimezone(info).utcoffset()
            if last is not None and offset != last:
                _changes[zone].append(noon - timedelta(days=1))
            last, noon = offset, noon + timedelta(days=1)
    return _changes[zone]


_changes: dict[str, list[datetime]] = {}


def skipped_or_doubled(each: Digest, around: datetime) -> list[date]:
    """Tick every hour for four days around a change and compare with the calendar."""
    start = around - timedelta(days=1)
    last_on = (start - timedelta(days=1)).astimezone(ZoneInfo(each.timezone)).date()
    first = due_on(each, start, last_on) or last_on
    issued: list[date] = []
    last_on = first
    for tick in range(1, 4 * 24):
        due = due_on(each, start + tick * timedelta(hours=1), last_on)
        if due:
            issued.append(due)
            last_on = due
    expected = [first + timedelta(days=n) for n in range(1, len(issued) + 1)]
    return [] if issued == expected and len(issued) >= 3 else issued


def test_an_hour_that_the_clock_skips_counts_as_the_one_after() -> None:
    night = digest("02:30", "Europe/Berlin")
    assert instant_of(night, date(2026, 3, 29)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_failures_wait_longer_each_time_but_never_more_than_a_day() -> None:
    waits = [after_failure(FEED, FetchFailed("no"), n, NOW) - NOW for n in range(1, 60)]
    assert timedelta(minutes=9) <= waits[0] <= timedelta(minutes=11)
    assert waits[0] < waits[1] < waits[2] < waits[3]
    assert max(waits) <= timedelta(hours=27)


def test_arxiv_is_tried_hourly_because_its_feed_lives_for_a_day() -> None:
    assert after_failure(ARXIV, FetchFailed("no"), 40, NOW) - NOW <= timedelta(minutes=66)


def test_an_address_that_is_gone_is_tried_once_a_day() -> None:
    assert after_failure(FEED, BadStatus("gone", 410), 1, NOW) == NOW + timedelta(days=1)


def test_a_host_that_asked_for_a_pause_gets_it() -> None:
    until = NOW + timedelta(hours=3)
    assert after_failure(FEED, HostResting("later", until.isoformat()), 9, NOW) == until


def test_by_hand_a_source_is_asked_again_after_nine_minutes_but_never_while_it_backs_off() -> None:
    asked = SourceHealth("a lab", last_attempt_at=NOW - timedelta(minutes=8), next_at=NOW)
    assert not may_ask_by_hand(asked, NOW)
    assert may_ask_by_hand(asked, NOW + timedelta(minutes=1))
    failing = SourceHealth(
        "a lab",
        failures=1,
        error="no answer",
        last_attempt_at=NOW - timedelta(hours=1),
        next_at=NOW + timedelta(hours=1),
    )
    assert not may_ask_by_hand(failing, NOW)
