"""When a source wants to be asked again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tracker.model.arxiv_calendar import NEW_YORK
from tracker.sources.polling import evening_turn, next_poll, weekday_turn

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # A Friday.
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "ttl", "hours"),
    [
        ({}, None, 2),
        ({"cache-control": "public, max-age=14400"}, None, 4),
        ({"cache-control": "max-age=60"}, None, 2),
        ({"cache-control": "max-age=99999999"}, None, 24),
        ({"expires": "Fri, 20 Nov 2026 17:00:00 GMT"}, None, 5),
        ({"expires": "0"}, None, 2),
        ({"expires": "Fri, 20 Nov 2026 09:00:00 GMT"}, None, 2),
        ({}, 180, 3),
        ({}, 10**9, 24),
    ],
)
def test_a_feed_is_asked_when_it_wants_but_not_before_its_usual_interval(
    headers: dict[str, str], ttl: int | None, hours: int
) -> None:
    assert next_poll(NOW, 2 * HOUR, headers, ttl=ttl) == NOW + hours * HOUR


def test_a_feed_is_asked_hourly_at_most_and_daily_where_it_has_no_validators() -> None:
    assert next_poll(NOW, HOUR / 6, {}) == NOW + HOUR
    assert next_poll(NOW, HOUR, {}, conditional=False) == NOW + 24 * HOUR


def test_days_that_a_feed_skips_are_skipped() -> None:
    due = next_poll(NOW, 24 * HOUR, {}, skip_days=("Saturday", "Sunday"))
    assert due == NOW + 3 * 24 * HOUR
    every_day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    assert next_poll(NOW, HOUR, {}, skip_days=every_day) == NOW + HOUR


def test_arxiv_is_asked_on_weekdays_shortly_after_midnight_in_new_york() -> None:
    turn = weekday_turn(date(2026, 11, 20), time(0, 15), "arxiv-rss/cs.CL")
    start = datetime(2026, 11, 23, 0, 15, tzinfo=NEW_YORK)
    assert start <= turn < start + timedelta(minutes=5)
    assert turn == weekday_turn(date(2026, 11, 21), time(0, 15), "arxiv-rss/cs.CL")


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 22, 12, tzinfo=UTC), date(2026, 11, 22)),  # A Sunday.
        (datetime(2026, 11, 23, 4, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 27, 4, tzinfo=UTC), date(2026, 11, 29)),
    ],
)
def test_evenings_with_an_announcement_are_those_before_a_weekday(now: datetime, day: date) -> None:
    turn = evening_turn(now, time(22, 45), "arxiv-oai/cs.CL")
    start = datetime.combine(day, time(22, 45), NEW_YORK)
    assert start <= turn < start + timedelta(minutes=5)
    assert turn > now
