"""arXiv's week, against its own table and the real listing days."""

import gzip
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tracker.model.arxiv_calendar import (
    NEW_YORK,
    deadline,
    kind_of_day,
    listing_day,
    next_listing,
    previous_listing,
)


def new_york(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("submitted", "listed"),
    [  # the table of https://info.arxiv.org/help/availability.html, in the week of 2026-11-09
        ("2026-11-09T13:59", "2026-11-10"),
        ("2026-11-09T14:00", "2026-11-11"),
        ("2026-11-12T14:00", "2026-11-16"),
        ("2026-11-13T13:59", "2026-11-16"),
        ("2026-11-13T14:00", "2026-11-17"),
        ("2026-11-16T13:59", "2026-11-17"),
    ],
)
def test_a_submission_stands_in_the_listing_after_its_deadline(submitted: str, listed: str) -> None:
    assert listing_day(new_york(submitted)) == date.fromisoformat(listed)


def test_the_empty_listing_is_that_of_the_weekday_after_a_mailing_free_date() -> None:
    assert kind_of_day(date(2025, 6, 20)) == "holiday"
    assert kind_of_day(date(2025, 7, 7)) == "holiday"
    assert kind_of_day(date(2025, 9, 2)) == "holiday"
    assert kind_of_day(date(2026, 11, 27)) == "holiday"
    assert kind_of_day(date(2026, 11, 28)) == "weekend"
    assert kind_of_day(date(2026, 11, 26)) == "listing"


def test_a_paper_sent_before_a_holiday_is_listed_after_it() -> None:
    assert listing_day(new_york("2026-11-25T15:00")) == date(2026, 11, 30)


def test_listing_days_step_over_weekends_and_holidays() -> None:
    assert next_listing(date(2026, 11, 26)) == date(2026, 11, 30)
    assert previous_listing(date(2026, 11, 30)) == date(2026, 11, 26)


def test_a_deadline_is_two_in_the_afternoon_in_new_york_also_in_summer() -> None:
    assert deadline(date(2026, 11, 24)) == datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    assert deadline(date(2026, 7, 14)) == datetime(2026, 7, 13, 18, 0, tzinfo=UTC)


def test_every_real_listing_day_of_2025_is_told_apart_from_the_empty_ones(
    shared_folder: Path,
) -> None:
    papers: Counter[date] = Counter()
    for file in sorted((shared_folder / "data" / "arxiv").glob("arxiv-2025-*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            days = (json.loads(line)["listed"] for line in lines)
            papers.update(date.fromisoformat(day) for day in days if day)
    day, wrong = date(2025, 6, 9), []
    while day <= date(2025, 12, 31):
        full = papers[day] > 30  # a handful on an empty day is a late crawl
        if full != (kind_of_day(day) == "listing"):
            wrong.append((day, papers[day]))
        day += timedelta(days=1)
    assert wrong == []
