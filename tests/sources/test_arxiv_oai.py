"""arXiv's OAI server as a source: what a whole list brings, and what a broken one does not."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.sources.fakes import FakeHttp, tools
from tests.sources.oai import Told, asked, error, page
from tracker.errors import BadData, BadStatus
from tracker.model.arxiv_calendar import NEW_YORK, deadline
from tracker.model.harvests import Batch, SourceSpec
from tracker.sources import Backfills, open_source
from tracker.sources.arxiv_oai import ArxivOai

THURSDAY, FRIDAY, MONDAY = date(2025, 11, 6), date(2025, 11, 7), date(2025, 11, 10)
TUESDAY, WEDNESDAY = date(2025, 11, 11), date(2025, 11, 12)


def evening(day: date) -> datetime:
    """Return the instant after the refresh that brings the listing of the day after `day`."""
    return datetime.combine(day, time(22, 50), NEW_YORK).astimezone(UTC)


NOW = evening(MONDAY)


def oai(
    http: FakeHttp, first_days: int = 0, mailing_free: tuple[date, ...] | None = None
) -> ArxivOai:
    options = {"category": "cs.CL", "first_days": first_days, "mailing_free": mailing_free}
    spec = SourceSpec("arxiv-oai/cs.CL", "arxiv-oai", "https://oai.example/oai", options=options)
    source = open_source(spec, tools(http, None))  # type: ignore[arg-type]  # It needs no parser.
    assert isinstance(source, ArxivOai)
    return source


def paper(number: int, listing: date, **fields: object) -> Told:
    at = deadline(listing) - timedelta(hours=10) + timedelta(seconds=number)
    known = {"id": f"2511.{number:05}", "versions": [at], "datestamp": listing}
    return Told(**(known | fields))  # type: ignore[arg-type]


def pages(*parts: Sequence[Told], answered_at: datetime = NOW) -> Callable[[str], bytes]:
    def answer(url: str) -> bytes:
        place = int(asked(url).get("resumptionToken", "0"))
        token = str(place + 1) if place + 1 < len(parts) else None
        return page(parts[place], answered_at, token)

    return answer


def harvest(
    body: Callable[[str], bytes], now: datetime = NOW, checkpoint: str | None = None
) -> list[Batch]:
    return list(oai(FakeHttp(body)).harvest(checkpoint, now))


def since(batch: Batch) -> str:
    assert batch.checkpoint
    return str(json.loads(batch.checkpoint)["since"])


def listed(batches: Sequence[Batch]) -> dict[str, tuple[str, date | None]]:
    return {
        each.paper.id.value.removeprefix("2511.0"): (each.kind.value, each.announced_on)
        for batch in batches
        for each in batch.announcements
    }


def ledger(batches: Sequence[Batch]) -> dict[date, tuple[str, int]]:
    rows = [row for batch in batches for row in batch.coverage]
    return {row.announced_on: (row.state.value, row.seen) for row in rows}


def test_it_backfills() -> None:
    assert isinstance(oai(FakeHttp(b"")), Backfills)


def test_a_first_harvest_begins_a_listing_before_the_days_it_fills() -> None:
    http = FakeHttp(pages([paper(1, FRIDAY), paper(2, MONDAY), paper(3, TUESDAY)]))
    batches = list(oai(http, first_days=1).harvest(None, NOW))
    assert asked(http.asked[0])["from"] == "2025-11-07"
    assert listed(batches) == {"0002": ("new", MONDAY), "0003": ("new", TUESDAY)}
    assert all(each.estimated for batch in batches for each in batch.announcements)


def test_papers_come_with_their_page_and_announcements_by_day_at_the_end() -> None:
    batches = harvest(pages([paper(2, TUESDAY)], [paper(1, MONDAY), paper(3, TUESDAY)]))
    assert [len(each.papers) for each in batches] == [1, 2, 0, 0, 0]
    assert [len(each.announcements) for each in batches] == [0, 0, 1, 2, 0]
    assert all(each.complete for batch in batches for each in batch.papers)
    assert [each.checkpoint is not None for each in batches] == [False, False, False, False, True]


def test_an_announcement_carries_no_second_copy_of_the_long_texts() -> None:
    (_, day, _) = harvest(pages([paper(1, MONDAY)]))
    (sighting,) = day.announcements
    assert (sighting.paper.title, sighting.paper.abstract) == ("A title", "")
    assert not sighting.paper.complete


def test_the_next_list_begins_a_day_before_this_one_was_answered() -> None:
    assert since(harvest(pages([paper(1, MONDAY)]))[-1]) == "2025-11-10"
    on_sunday = FakeHttp(pages([paper(1, MONDAY)], answered_at=NOW - timedelta(days=1)))
    looking_back = list(oai(on_sunday, first_days=1).harvest(None, NOW))
    assert since(looking_back[-1]) == "2025-11-07"  # Back over the weekend.


@pytest.mark.parametrize("years", [-20, 20])
def test_a_server_with_a_wrong_clock_moves_nothing_far(years: int) -> None:
    first = harvest(pages([paper(1, MONDAY)]))[-1]
    records = [paper(1, MONDAY), paper(2, TUESDAY)]
    wrong = pages(records, answered_at=NOW.replace(year=NOW.year + years))
    assert since(harvest(wrong, NOW, first.checkpoint)[-1]) == "2025-11-10"


def test_the_next_list_brings_what_came_since() -> None:
    first = harvest(pages([paper(1, MONDAY)]), evening(MONDAY))[-1]
    http = FakeHttp(
        pages(
            [paper(1, MONDAY), paper(2, TUESDAY), paper(3, WEDNESDAY)], answered_at=evening(TUESDAY)
        )
    )
    batches = list(oai(http).harvest(first.checkpoint, evening(TUESDAY)))
    assert asked(http.asked[0])["from"] == "2025-11-10"
    assert listed(batches)["0003"] == ("new", WEDNESDAY)
    assert since(batches[-1]) == "2025-11-11"


def test_days_that_were_missed_are_told_one_by_one() -> None:
    first = harvest(
        pages([paper(1, THURSDAY)], answered_at=evening(date(2025, 11, 5))),
        evening(date(2025, 11, 5)),
    )
    late = harvest(
        pages([paper(1, THURSDAY), paper(2, FRIDAY), paper(3, MONDAY), paper(4, TUESDAY)]),
        NOW,
        first[-1].checkpoint,
    )
    days = {number: day for number, (_, day) in listed(late).items()}
    assert days == {"0001": THURSDAY, "0002": FRIDAY, "0003": MONDAY, "0004": TUESDAY}
    weekend = {date(2025, 11, 8): ("weekend", 0), date(2025, 11, 9): ("weekend", 0)}
    assert weekend.items() <= ledger(late).items()


def test_a_server_that_fell_behind_is_asked_for_the_same_days_again() -> None:
    first = harvest(pages([paper(1, MONDAY)]))[-1]
    edited = paper(2, date(2025, 10, 1), datestamp=WEDNESDAY)
    behind = pages([paper(1, MONDAY), edited], answered_at=evening(WEDNESDAY))
    stuck = harvest(behind, evening(WEDNESDAY), first.checkpoint)
    assert since(stuck[-1]) == "2025-11-10"
    assert ledger(stuck)[TUESDAY] == ("unknown", 0)
    month = evening(WEDNESDAY) + timedelta(days=60)
    assert since(harvest(pages([edited], answered_at=month), month)[-1]) > "2025-11-12"


def test_a_list_that_breaks_off_keeps_its_papers_and_announces_nothing() -> None:
    whole = pages([paper(1, MONDAY)], [paper(2, MONDAY)])

    def breaking(url: str) -> bytes:
        if "resumptionToken" in url:
            raise BadStatus("503 Service Unavailable", 503)
        return whole(url)

    harvested = oai(FakeHttp(breaking)).harvest(None, NOW)
    first = next(harvested)
    assert first.papers
    assert (first.announcements, first.checkpoint, first.coverage) == ((), None, ())
    with pytest.raises(BadStatus):
        next(harvested)


def test_a_page_cut_in_the_middle_of_a_list_is_an_error() -> None:
    whole = pages([paper(1, MONDAY)], [paper(2, MONDAY)])
    harvested = oai(FakeHttp(lambda url: whole(url)[: 500 if "Token" in url else None])).harvest(
        None, NOW
    )
    assert next(harvested).papers
    with pytest.raises(BadData):
        next(harvested)


def test_a_list_begun_again_tells_of_every_paper_once() -> None:
    answers = iter([
        page([paper(1, MONDAY)], NOW, "a"),
        error("badResumptionToken", NOW),
        page([paper(1, MONDAY)], NOW, "b"),
        page([paper(2, MONDAY), paper(2, MONDAY)], NOW, ""),
    ])  # fmt: skip
    batches = harvest(lambda _: next(answers))
    assert [each.id.value for batch in batches for each in batch.papers] == [
        "2511.00001",
        "2511.00002",
    ]
    assert ledger(batches)[MONDAY] == ("complete", 2)


def test_a_record_that_changed_while_the_list_was_read_counts_once_with_its_last_state() -> None:
    at = deadline(MONDAY) - timedelta(hours=2)
    newer = replace(paper(1, MONDAY), versions=[at, NOW], datestamp=TUESDAY, title="Better")
    batches = harvest(pages([paper(1, MONDAY)], [newer], [paper(1, MONDAY)]))
    assert [each.title for batch in batches for each in batch.papers] == ["A title", "Better"]
    assert listed(batches) == {"0001": ("new", MONDAY)}


def test_no_match_moves_on_and_says_so() -> None:
    (only,) = harvest(lambda _: error("noRecordsMatch", NOW))
    assert (since(only), only.papers, only.announcements) == ("2025-11-10", (), ())
    assert ledger([only]) == {MONDAY: ("unknown", 0), TUESDAY: ("unknown", 0)}
    assert only.notes == ("arXiv's OAI server has no record of cs.CL since 2025-11-10",)


def test_an_answer_kept_by_the_server_brings_nothing_again() -> None:
    body = pages([paper(1, MONDAY)])
    last = harvest(body)[-1]
    (again,) = harvest(body, NOW + timedelta(minutes=20), last.checkpoint)
    assert (again.papers, again.coverage, again.checkpoint) == ((), (), last.checkpoint)


def test_the_ledger_knows_weekends_holidays_and_days_without_papers() -> None:
    now = datetime(2025, 12, 1, 17, tzinfo=UTC)
    http = FakeHttp(pages([paper(1, date(2025, 11, 27))], answered_at=now))
    batches = list(oai(http, first_days=4).harvest(None, now))
    assert ledger(batches) == {
        date(2025, 11, 27): ("complete", 1),
        date(2025, 11, 28): ("holiday", 0),
        date(2025, 11, 29): ("weekend", 0),
        date(2025, 11, 30): ("weekend", 0),
        date(2025, 12, 1): ("unknown", 0),
    }


def test_a_listing_seen_before_the_refresh_is_pending() -> None:
    early = datetime.combine(MONDAY, time(20, 10), NEW_YORK).astimezone(UTC)
    batches = harvest(pages([paper(1, MONDAY), paper(2, TUESDAY)], answered_at=early), early)
    assert ledger(batches) == {MONDAY: ("complete", 1), TUESDAY: ("pending", 1)}


def test_a_record_that_cannot_be_read_makes_its_day_short() -> None:
    body = page([paper(1, MONDAY), paper(2, MONDAY, title="")], NOW)
    batches = harvest(lambda _: body)
    assert batches[0].notes == (
        "dropped records that cannot be read: oai:arXiv.org:2511.00002 (no title)",
    )
    (row,) = batches[1].coverage
    assert (row.announced_on, row.state.value, row.seen, row.expected) == (MONDAY, "short", 1, 2)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2025, 11, 10, 17, tzinfo=UTC), MONDAY),
        (evening(MONDAY), TUESDAY),
        (evening(THURSDAY), date(2025, 11, 9)),
        (datetime(2025, 11, 8, 17, tzinfo=UTC), date(2025, 11, 9)),
    ],
)
def test_it_is_asked_after_the_refresh_of_evenings_with_an_announcement(
    now: datetime, day: date
) -> None:
    last = harvest(pages([paper(1, THURSDAY)]), now)[-1]
    assert last.next_at
    start = datetime.combine(day, time(22, 45), NEW_YORK)
    assert start <= last.next_at < start + timedelta(minutes=5)


# --- ranges of days -------------------------------------------------------------------------------


def test_a_range_is_told_day_by_day_without_a_checkpoint() -> None:
    http = FakeHttp(
        pages([paper(1, THURSDAY), paper(2, FRIDAY), paper(3, MONDAY), paper(4, TUESDAY)])
    )
    batches = list(oai(http).backfill(FRIDAY, MONDAY, NOW))
    assert asked(http.asked[0])["from"] == "2025-11-06"
    assert listed(batches) == {"0002": ("new", FRIDAY), "0003": ("new", MONDAY)}
    assert [row.announced_on for batch in batches[1:] for row in batch.coverage] == [
        FRIDAY, date(2025, 11, 8), date(2025, 11, 9), MONDAY,
    ]  # fmt: skip
    assert all(each.checkpoint is None and each.next_at is None for each in batches)


def test_papers_of_a_recent_range_that_were_replaced_since_are_found() -> None:
    late = datetime(2025, 12, 1, 17, tzinfo=UTC)
    at = deadline(FRIDAY) - timedelta(hours=2)
    http = FakeHttp(pages([Told("2511.00002", [at, late - timedelta(days=5)], date(2025, 11, 27))]))
    batches = list(oai(http).backfill(FRIDAY, FRIDAY, late))
    assert "until" not in asked(http.asked[0])
    assert listed(batches) == {"0002": ("new", FRIDAY)}


def test_a_range_of_long_ago_is_asked_for_with_an_end_and_is_not_called_complete() -> None:
    http = FakeHttp(pages([paper(2, FRIDAY)]))
    batches = list(oai(http).backfill(FRIDAY, MONDAY, datetime(2026, 11, 10, 17, tzinfo=UTC)))
    assert asked(http.asked[0])["until"] == "2025-11-11"
    assert ledger(batches)[FRIDAY] == ("unknown", 1)


def test_days_ahead_are_not_asked_for() -> None:
    http = FakeHttp(pages([paper(1, TUESDAY)]))
    assert list(oai(http).backfill(date(2025, 12, 1), date(2025, 12, 5), NOW)) == []
    assert http.asked == []


def test_dates_that_are_declared_free_of_mailings_move_papers_to_the_next_listing() -> None:
    """Without a mailing on Monday the listing of Tuesday is empty."""
    told = [paper(1, MONDAY), paper(2, TUESDAY, datestamp=WEDNESDAY), paper(3, WEDNESDAY)]
    body = pages(told, answered_at=evening(TUESDAY))
    source = oai(FakeHttp(body), first_days=2, mailing_free=(MONDAY,))
    batches = list(source.harvest(None, evening(TUESDAY)))
    assert listed(batches) == {
        "0001": ("new", MONDAY),
        "0002": ("new", WEDNESDAY),
        "0003": ("new", WEDNESDAY),
    }
    days = ledger(batches)
    assert (days[TUESDAY], days[WEDNESDAY]) == (("holiday", 0), ("complete", 2))
