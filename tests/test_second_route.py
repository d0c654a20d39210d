"""Nothing missed in silence: the ledger, catching up after days off, and filling a range."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.worlds import Hands, morning, real_papers, settings_text, tracker_in
from tracker.model.editions import EditionState
from tracker.model.harvests import CoverageState
from tracker.model.queries import PaperQuery
from tracker.replay import Fault, Replay, World

NOVEMBER = date(2025, 11, 1)


@pytest.fixture(scope="module")
def november(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return real_papers(shared_folder, tmp_path_factory.mktemp("records"), ["2025-10", "2025-11"])


def per_day(world: World, first: str, last: str) -> dict[date, int]:
    """Return how many papers of cs.CL or cs.LG the world lists on each day of a range."""
    day, counts = date.fromisoformat(first), {}
    while day <= date.fromisoformat(last):
        listed = [p for p in world.listed_on(day) if {"cs.CL", "cs.LG"} & set(p.categories)]
        if listed:
            counts[day] = len(listed)
        day += timedelta(days=1)
    return counts


@pytest.mark.parametrize("policy", ["one edition", "each day"])
def test_after_days_off_every_paper_comes_once_as_the_policy_says(
    november: World, tmp_path: Path, policy: str
) -> None:
    hands = Hands(morning("2025-11-04"))
    with Replay(november, hands) as arxiv:
        text = settings_text(arxiv) + f'catch_up = "{policy}"\n'
        with tracker_in(tmp_path, text, hands) as tracker:
            tracker.run()
            hands.now = morning("2025-11-12")  # eight days off
            issued = tracker.run().issued
            again = tracker.run().issued
            days = {
                each.paper.id.value: each.paper.announced_on
                for each in tracker.find(PaperQuery(limit=10_000))
            }
    expected = per_day(november, "2025-11-05", "2025-11-12")
    assert sum(each.considered for each in issued) == sum(expected.values())
    assert again == ()
    dates = [each.local_date for each in issued]
    if policy == "one edition":
        assert dates == ["2025-11-12"]
    else:
        assert dates == [f"2025-11-{day:02}" for day in range(5, 13)]
        assert {e.local_date: e.considered for e in issued if e.considered} == {
            day.isoformat(): count for day, count in expected.items()
        }
    assert len([on for on in days.values() if on and on > date(2025, 11, 4)]) == sum(
        expected.values()
    )


def test_a_short_feed_is_named_by_the_ledger_and_filled_by_the_second_route(
    november: World, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-05"))
    with Replay(november, hands) as arxiv:
        arxiv.fail("/rss/cs.LG", Fault.short(first=60))
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.run()
            hands.forward(timedelta(hours=17))
            tracker.run()
            (line,) = [
                each
                for each in tracker.coverage(NOVEMBER)
                if (each.category, each.announced_on) == ("cs.LG", date(2025, 11, 5))
            ]
            found = tracker.find(PaperQuery(limit=1000, since=date(2025, 11, 5)))
    assert line.state is CoverageState.COMPLETE
    assert line.short == ("arxiv-rss/cs.LG",)
    on_that_day = [e for e in found if e.paper.announced_on == date(2025, 11, 5)]
    assert len(on_that_day) == 192


def test_a_stale_feed_is_asked_hourly_and_the_edition_says_so(
    november: World, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-04"))
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.run()
            hands.now = morning("2025-11-05")
            arxiv.fail("/rss", Fault.stale(lying="build"))
            for route in ("/oai", "/list"):
                arxiv.fail(route, Fault.stale())
            report = tracker.run()
            feeds = [e for e in report.sources if e.source.startswith("arxiv-rss")]
            assert {e.state for e in report.issued} == {EditionState.STALE}
            assert all(e.next_at and e.next_at - hands.now < timedelta(hours=2) for e in feeds)
            arxiv.heal()
            hands.forward(timedelta(hours=1, minutes=5))
            tracker.run()
            assert len(tracker.find(PaperQuery(since=date(2025, 11, 5), limit=1000))) == 192


def test_a_date_that_is_declared_free_of_mailings_is_a_holiday(
    november: World, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-04"))
    with Replay(november, hands) as arxiv:
        text = settings_text(arxiv).replace(
            "first_days = 0", "first_days = 0\nmailing_free = [2025-11-04]"
        )
        with tracker_in(tmp_path, text, hands) as tracker:
            tracker.run()
            hands.now = morning("2025-11-05")
            arxiv.fail("/rss", Fault.stale())
            arxiv.fail("/oai", Fault.stale())
            assert tracker.run().issued[0].state is EditionState.HOLIDAY
            (newest, *_) = tracker.coverage(NOVEMBER)
            asked = len(arxiv.requests)
            assert tracker.backfill(date(2025, 11, 5), date(2025, 11, 5)) == ()
            assert len(arxiv.requests) == asked
    assert (newest.announced_on, newest.state) == (date(2025, 11, 5), CoverageState.HOLIDAY)


def test_a_backfill_fills_a_range_and_goes_on_where_it_stopped(
    november: World, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-14"))
    expected = per_day(november, "2025-11-03", "2025-11-07")
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            stop_after_two: list[object] = []
            first = tracker.backfill(
                date(2025, 11, 1),
                date(2025, 11, 7),
                told=lambda day, left: stop_after_two.append(day),
                stopped=lambda: len(stop_after_two) == 2,
            )
            rest = tracker.backfill(date(2025, 11, 1), date(2025, 11, 7))
            asked = len(arxiv.requests)
            assert tracker.backfill(date(2025, 11, 1), date(2025, 11, 7)) == ()
            assert len(arxiv.requests) == asked
    assert [each.day for each in (*first, *rest)] == sorted(expected)
    assert sum(each.recorded.papers for each in (*first, *rest)) >= 0.98 * sum(expected.values())


def test_after_weeks_off_old_papers_come_too_and_days_that_nobody_told_of_are_named(
    november: World, tmp_path: Path
) -> None:
    """The machine is off for 40 days, and only today's feed answers when it comes back."""
    hands = Hands(morning("2025-10-14"))
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.run()
            hands.now = morning("2025-11-24")
            for route in ("/oai", "/api"):
                arxiv.fail(route, Fault.refused(500))
            (first,) = tracker.run().issued
            told = tracker.draft(on=date(2025, 11, 24)).day.open_days
            arxiv.heal()
            hands.now = morning("2025-11-25")
            (second,) = tracker.run().issued
    days = per_day(november, "2025-10-15", "2025-11-25")
    assert first.considered == days[date(2025, 11, 24)]
    unknown = {each.announced_on for each in told if each.state is CoverageState.UNKNOWN}
    assert unknown == days.keys() - {date(2025, 11, 24), date(2025, 11, 25)}
    assert first.considered + second.considered == sum(days.values())


def test_the_listing_page_is_asked_only_where_no_other_route_has_told_of_the_day(
    november: World, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-04"))
    with Replay(november, hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.run()
            hands.now = morning("2025-11-05")
            arxiv.fail("/rss/cs.LG", Fault.stale())
            arxiv.fail("/oai", Fault.refused(500))
            planned = tracker.plan().sources
            (issued,) = tracker.run().issued
            lines = tracker.coverage(date(2025, 11, 5))
            pages = [each.path for each in arxiv.requests if each.path.startswith("/list")]
            again = tracker.plan().sources
            hands.forward(timedelta(minutes=10))
            tracker.fetch(["arxiv-listing/cs.CL"])
            by_hand = [each.path for each in arxiv.requests if each.path.startswith("/list")]
    assert not [each for each in planned if "listing" in each], "the feed has not been asked yet"
    assert [each.partition("?")[0] for each in pages] == ["/list/cs.LG/new"]
    assert len(by_hand) == 2, "who names it gets it"
    assert not [each for each in again if "listing" in each]
    counts = per_day(november, "2025-11-05", "2025-11-05")
    assert issued.considered == counts[date(2025, 11, 5)]
    assert {each.category: (each.state.value, each.estimated) for each in lines} == {
        "cs.CL": ("complete", False),
        "cs.LG": ("complete", False),
    }


def test_a_day_that_the_listing_page_tells_is_no_failure(november: World, tmp_path: Path) -> None:
    hands = Hands(morning("2025-11-04"))
    with Replay(november, hands) as arxiv:
        text = settings_text(arxiv) + "topics = []\n"  # No paper is picked.
        with tracker_in(tmp_path, text, hands) as tracker:
            tracker.run()
            hands.now = morning("2025-11-05")
            arxiv.fail("/rss", Fault.refused(500))
            arxiv.fail("/oai", Fault.refused(500))
            (issued,) = tracker.run().issued
            assert issued.state is EditionState.QUIET
            arxiv.fail("/list", Fault.refused(500))
            hands.now = morning("2025-11-06")
            (issued,) = tracker.run().issued
            assert issued.state is EditionState.FAILED
