"""Faults given up front: whom they strike and when, and what of them a reader sees."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from tests.replay.worlds import MONDAY, TUESDAY, at, record, world
from tracker.replay import Answer, Fault, Stage, World
from tracker.replay.faults import categories_asked

WEDNESDAY, THURSDAY, FRIDAY = (date(2025, 11, day) for day in (5, 6, 7))


@pytest.fixture
def week(tmp_path: Path) -> World:
    """Twenty papers of cs.CL and five of cs.LG on each day."""
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
    papers = [
        record(f"2511.{day.day:02}{n:03}", day, "cs.CL" if n < 20 else "cs.LG")
        for day in days
        for n in range(25)
    ]
    return world(tmp_path, *papers)


def get(
    played: World, faults: Sequence[Fault], now: datetime | date, target: str = "/rss/cs.CL"
) -> Answer:
    instant = now if isinstance(now, datetime) else at(now)
    return Stage(played, lambda: instant, faults=faults).respond(target)


def days_of(answered: Answer) -> list[int]:
    """Return the days (of November) whose papers a feed has."""
    guids = etree.fromstring(answered.body).iterfind(".//guid")
    return sorted({int(each.text[19:21]) for each in guids})


def dates_of(answered: Answer) -> tuple[str, str, str]:
    channel = etree.fromstring(answered.body).find("channel")
    paths = ("lastBuildDate", "pubDate", "item/pubDate")
    built, published, item = (channel.findtext(each) for each in paths)
    return built[5:7], published[5:7], item[5:7]


# --- whom and when --------------------------------------------------------------------------------


def test_a_fault_without_more_strikes_always_and_everywhere(week: World) -> None:
    for target in ("/rss/cs.CL", "/oai?verb=Identify", "/list/cs.CL/new"):
        assert get(week, [Fault.refused(503, "0")], MONDAY, target).status == 503


def test_days_are_inclusive_and_of_new_york(week: World) -> None:
    fault = Fault.refused(503).on_days(TUESDAY, WEDNESDAY)
    midnight = at(TUESDAY, 0)
    for now, status in (
        (midnight - timedelta(seconds=1), 200),
        (midnight, 503),
        (at(THURSDAY, 0) - timedelta(seconds=1), 503),
        (at(THURSDAY, 0), 200),
    ):
        assert get(week, [fault], now).status == status


def test_a_storm_of_429_has_a_beginning_and_an_end(week: World) -> None:
    storm = Fault.refused(429, "900").between(at(MONDAY, 6), at(MONDAY, 8))
    assert [get(week, [storm], at(MONDAY, hour)).status for hour in (5, 6, 7, 8)] == [
        *(200, 429, 429, 200)
    ]
    refused = get(week, [storm], at(MONDAY, 7))
    assert (refused.headers, refused.body) == ({"Retry-After": "900"}, b"Rate exceeded.")


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        ("/rss/cs.CL", {"cs.cl"}),
        ("/rss/cs.CL+stat.ML", {"cs.cl", "stat.ml"}),
        ("/list/cs.LG/new?skip=0", {"cs.lg"}),
        ("/api/query?search_query=%28cat%3Acs.CL+OR+cat:cs.LG%29", {"cs.cl", "cs.lg"}),
        ("/oai?verb=ListRecords&set=cs%3Acs%3ACL", {"cs.cl"}),
        ("/oai?resumptionToken=verb%253DListRecords%2526set%253Dcs%25253Acs%25253ACL", {"cs.cl"}),
        ("/oai?set=physics:hep-th", {"physics.hep-th"}),
        ("/api/query?id_list=2511.00001", set()),
    ],
)
def test_every_route_names_its_categories(target: str, asked: set[str]) -> None:
    assert categories_asked(target) == asked


def test_a_fault_of_one_category_leaves_the_others_well(week: World) -> None:
    fault = Fault.refused(503).on("/", category="cs.CL")
    for target, status in (
        ("/rss/cs.CL", 503),
        ("/rss/cs.LG", 200),
        ("/oai?verb=ListRecords&metadataPrefix=arXivRaw&set=cs:cs:CL", 503),
        ("/list/cs.LG/new", 200),
    ):
        assert get(week, [fault], MONDAY, target).status == status


def test_an_outage_takes_a_whole_path_for_days_and_no_other(week: World) -> None:
    outage = Fault.reset().on("/oai").on_days(MONDAY, WEDNESDAY)
    with pytest.raises(ConnectionResetError):
        get(week, [outage], TUESDAY, "/oai?verb=Identify")
    assert get(week, [outage], TUESDAY).status == 200
    assert get(week, [outage], THURSDAY, "/oai?verb=Identify").status == 200


# --- stale and short ------------------------------------------------------------------------------


def test_a_stale_feed_stays_at_what_stood_before_the_fault_began(week: World) -> None:
    stale = Fault.stale().on("/rss/", category="cs.CL").on_days(TUESDAY, THURSDAY)
    shown = [days_of(get(week, [stale], day)) for day in (MONDAY, TUESDAY, THURSDAY, FRIDAY)]
    assert shown == [[3], [3], [3], [7]]
    assert days_of(get(week, [stale], TUESDAY, "/rss/cs.LG")) == [4]


def test_a_fault_that_begins_during_a_day_keeps_that_day(week: World) -> None:
    stale = Fault.stale().between(at(TUESDAY, 9), at(FRIDAY, 0))
    assert [days_of(get(week, [stale], day)) for day in (TUESDAY, THURSDAY)] == [[4], [4]]


def test_without_a_beginning_it_is_always_one_listing_behind(week: World) -> None:
    monday_after = date(2025, 11, 10)
    shown = [days_of(get(week, [Fault.stale()], day)) for day in (TUESDAY, FRIDAY, monday_after)]
    assert shown == [[3], [6], [7]]


def test_an_honest_stale_feed_is_the_old_document_and_its_etag_still_holds(week: World) -> None:
    old = get(week, [], MONDAY)
    stale = get(week, [Fault.stale()], TUESDAY)
    assert stale.body == old.body
    stage = Stage(week, lambda: at(TUESDAY), faults=[Fault.stale()])
    assert stage.respond("/rss/cs.CL", {"If-None-Match": old.headers["ETag"]}).status == 304


def test_a_stale_feed_may_lie_about_its_build_or_about_all_dates(week: World) -> None:
    assert dates_of(get(week, [Fault.stale()], TUESDAY)) == ("03", "03", "03")
    build, dates = (get(week, [Fault.stale(lying=lie)], TUESDAY) for lie in ("build", "dates"))
    assert dates_of(build) == ("04", "03", "03")
    assert dates_of(dates) == ("04", "04", "04")
    assert days_of(build) == days_of(dates) == [3]


def test_a_short_feed_has_the_first_items_or_always_misses_the_same(week: World) -> None:
    whole = get(week, [], MONDAY).body
    first = get(week, [Fault.short(first=3)], MONDAY).body
    assert [body.count(b"<item>") for body in (whole, first)] == [20, 3]
    one, again, other = (
        get(week, [Fault.short(missing=0.5, seed=seed)], MONDAY).body for seed in (1, 1, 2)
    )
    assert 0 < one.count(b"<item>") < 20
    assert one == again
    assert one != other


def test_a_search_may_find_nothing_though_it_should(week: World) -> None:
    target = "/api/query?search_query=cat:cs.CL"
    answered = get(week, [Fault.short(first=0).on("/api/")], MONDAY, target)
    assert answered.status == 200
    assert b">0</opensearch:totalResults>" in answered.body


# --- several at once ------------------------------------------------------------------------------


def test_flaws_add_up_and_of_louder_troubles_the_first_wins(week: World) -> None:
    flaws = [Fault.stale(), Fault.short(first=2)]
    flawed = get(week, flaws, TUESDAY)
    assert (days_of(flawed), flawed.body.count(b"<item>")) == ([3], 2)
    cut = get(week, [*flaws, Fault.cut()], TUESDAY)
    assert flawed.body.startswith(cut.body)
    assert get(week, [*flaws, Fault.refused(429), Fault.reset()], TUESDAY).status == 429


def test_times_count_only_what_was_struck(week: World) -> None:
    faults = [Fault.refused(500, times=1).on("/rss/"), Fault.refused(503, times=2)]
    stage = Stage(week, lambda: at(MONDAY), faults=faults)
    targets = ("/api/query", "/rss/cs.CL", "/rss/cs.CL", "/rss/cs.CL")
    assert [stage.respond(each).status for each in targets] == [503, 500, 503, 200]
