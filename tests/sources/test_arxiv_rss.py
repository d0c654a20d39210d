"""arXiv's daily feed: which day it is of, what is missing from it, and when to ask again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.sources.fakes import FakeHttp, tools
from tracker.errors import BadData
from tracker.model.arxiv_calendar import NEW_YORK
from tracker.model.harvests import Batch, CoverageState, SourceSpec
from tracker.model.papers import Author, Kind
from tracker.replay.documents import Announced, listing_error, listing_feed
from tracker.replay.world import PlayedPaper
from tracker.sources import open_source
from tracker.sources.arxiv_rss import authors
from tracker.sources.parsing import FeedParser

SPEC = SourceSpec(
    "arxiv-rss/cs.CL",
    "arxiv-rss",
    "https://rss.example/rss",
    "arxiv",
    options={"category": "cs.CL"},
)
FRIDAY, MONDAY, TUESDAY = date(2025, 11, 7), date(2025, 11, 10), date(2025, 11, 11)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def item(number: int, day: date, type_: str = "new") -> Announced:
    paper = PlayedPaper(
        f"2511.{number:05}", f"Title {number}", ("Ann Other",), "Text.", ("cs.CL",), day, noon(day)
    )
    return Announced(paper, 1 if type_ in ("new", "cross") else 2, type_)


def feed_of(day: date, *numbers: int, type_: str = "new") -> bytes:
    return listing_feed("cs.CL", [item(number, day, type_) for number in numbers], noon(day))


def harvest(parser: FeedParser, body: bytes, now: datetime, checkpoint: str | None = None) -> Batch:
    (batch,) = open_source(SPEC, tools(FakeHttp(body), parser)).harvest(checkpoint, now)
    return batch


def states(batch: Batch) -> list[tuple[date, str]]:
    return [(each.announced_on, each.state.value) for each in batch.coverage]


def test_the_category_is_a_path_below_the_base(parser: FeedParser) -> None:
    http = FakeHttp(feed_of(MONDAY, 1))
    list(open_source(SPEC, tools(http, parser)).harvest(None, noon(MONDAY)))
    assert http.asked == ["https://rss.example/rss/cs.CL"]


def test_the_types_of_announcement_become_kinds(parser: FeedParser) -> None:
    types = ("new", "cross", "replace", "replace-cross")
    items = [item(number, MONDAY, each) for number, each in enumerate(types)]
    batch = harvest(parser, listing_feed("cs.CL", items, noon(MONDAY)), noon(MONDAY))
    found = [each.kind for each in batch.announcements]
    assert found == [Kind.NEW, Kind.CROSS_LIST, Kind.REPLACEMENT, Kind.REPLACEMENT]
    assert batch.coverage[0].seen == 2  # The ledger counts what is new.


def test_an_unheard_type_is_read_from_version_and_category(parser: FeedParser) -> None:
    body = feed_of(MONDAY, 1).replace(b"Announce Type: new", b"Announce Type: odd")
    body = body.replace(b"announce_type>new<", b"announce_type>odd<")
    assert harvest(parser, body, noon(MONDAY)).announcements[0].kind == Kind.NEW


def test_todays_feed_is_complete_and_wanted_again_on_the_next_weekday(parser: FeedParser) -> None:
    batch = harvest(parser, feed_of(FRIDAY, 1, 2), noon(FRIDAY))
    assert states(batch) == [(FRIDAY, "complete")]
    assert batch.next_at is not None
    assert batch.next_at.astimezone(NEW_YORK).date() == MONDAY


def test_an_empty_feed_on_a_weekend_is_normal(parser: FeedParser) -> None:
    saturday = FRIDAY + timedelta(days=1)
    batch = harvest(parser, feed_of(saturday), noon(saturday))
    assert states(batch) == [(saturday, "weekend")]
    assert batch.notes == ()


def test_an_empty_feed_after_a_mailing_free_day_is_a_holiday(parser: FeedParser) -> None:
    after_thanksgiving = date(2025, 11, 28)
    batch = harvest(parser, feed_of(after_thanksgiving), noon(after_thanksgiving))
    assert states(batch) == [(after_thanksgiving, "holiday")]


def test_an_empty_feed_on_a_listing_day_is_stale(parser: FeedParser) -> None:
    batch = harvest(parser, feed_of(MONDAY), noon(MONDAY))
    assert states(batch) == [(MONDAY, "stale")]
    assert batch.checkpoint is None
    assert batch.next_at == noon(MONDAY) + timedelta(hours=1)


def test_a_stale_feed_is_asked_hourly_until_the_day_appears(parser: FeedParser) -> None:
    friday = harvest(parser, feed_of(FRIDAY, 1, 2), noon(FRIDAY))
    stale = harvest(parser, feed_of(FRIDAY, 1, 2), noon(MONDAY), friday.checkpoint)
    assert states(stale) == [(MONDAY, "stale")]
    assert stale.announcements == ()
    assert stale.checkpoint is None
    assert stale.next_at == noon(MONDAY) + timedelta(hours=1)
    monday = harvest(parser, feed_of(MONDAY, 3), noon(MONDAY), friday.checkpoint)
    assert states(monday) == [(MONDAY, "complete")]


def test_yesterdays_papers_under_todays_date_are_stale(parser: FeedParser) -> None:
    monday = harvest(parser, feed_of(MONDAY, 1, 2), noon(MONDAY))
    lying = harvest(parser, feed_of(TUESDAY, 1, 2), noon(TUESDAY), monday.checkpoint)
    assert states(lying) == [(TUESDAY, "stale")]
    assert lying.announcements == ()


def test_a_feed_that_rewinds_announces_nothing_again(parser: FeedParser) -> None:
    monday = harvest(parser, feed_of(MONDAY, 3), noon(MONDAY))
    rewound = harvest(parser, feed_of(FRIDAY, 1, 2), noon(MONDAY), monday.checkpoint)
    assert rewound.announcements == ()
    assert states(rewound) == [(MONDAY, "stale")]


def test_an_older_day_that_was_not_seen_is_kept_as_that_day(parser: FeedParser) -> None:
    late = harvest(parser, feed_of(FRIDAY, 1, 2), noon(MONDAY))
    assert states(late) == [(FRIDAY, "complete"), (MONDAY, "stale")]
    assert {each.announced_on for each in late.announcements} == {FRIDAY}
    again = harvest(parser, feed_of(FRIDAY, 1, 2), noon(MONDAY), late.checkpoint)
    assert again.announcements == ()
    assert states(again) == [(MONDAY, "stale")]


def test_a_stale_feed_is_asked_without_validators_that_came_from_it(parser: FeedParser) -> None:
    http = FakeHttp(feed_of(FRIDAY, 1), {"etag": '"x"'})
    source = open_source(SPEC, tools(http, parser))
    (late,) = source.harvest(None, noon(MONDAY))
    list(source.harvest(late.checkpoint, noon(MONDAY)))
    assert http.validators == [None, None]


def test_an_item_without_a_date_stands_on_the_channels_day(parser: FeedParser) -> None:
    body = feed_of(MONDAY, 1)
    dated = b"<pubDate>Mon, 10 Nov 2025 00:00:00 -0500</pubDate>"
    head, _, tail = body.rpartition(dated)
    batch = harvest(parser, head + tail, noon(MONDAY))
    assert batch.announcements[0].announced_on == MONDAY
    assert not batch.announcements[0].estimated


@pytest.mark.parametrize("year", ["2025", "2999"])
def test_a_feed_without_a_credible_date_is_of_today_and_says_estimated(
    parser: FeedParser, year: str
) -> None:
    dated = b"<pubDate>Mon, 10 Nov 2025 00:00:00 -0500</pubDate>"
    wrong = b"" if year == "2025" else dated.replace(b"2025", b"2999")
    batch = harvest(parser, feed_of(MONDAY, 1).replace(dated, wrong), noon(MONDAY))
    assert batch.announcements[0].announced_on == MONDAY
    assert batch.announcements[0].estimated


def test_fridays_papers_under_the_date_of_a_saturday_are_of_friday_and_say_estimated(
    parser: FeedParser,
) -> None:
    saturday = FRIDAY + timedelta(days=1)
    batch = harvest(parser, feed_of(saturday, 1, 2), noon(saturday))
    assert {(each.announced_on, each.estimated) for each in batch.announcements} == {(FRIDAY, True)}
    assert states(batch) == [(FRIDAY, "complete"), (saturday, "weekend")]


def test_an_item_without_an_id_is_told_of_and_the_rest_is_kept(parser: FeedParser) -> None:
    body = feed_of(MONDAY, 1, 2).replace(b"2511.00002", b"somewhere")
    batch = harvest(parser, body, noon(MONDAY))
    assert [each.paper.id.value for each in batch.announcements] == ["2511.00001"]
    assert batch.notes == ("dropped 1 items without an arXiv id",)
    assert batch.coverage[0].state == CoverageState.SHORT
    assert batch.coverage[0].expected == 2


def test_a_feed_of_2000_items_is_known_to_be_cut(parser: FeedParser) -> None:
    items = [item(number, MONDAY) for number in range(1, 1501)]
    items += [item(number, MONDAY, "replace") for number in range(1501, 2001)]
    batch = harvest(parser, listing_feed("cs.CL", items, noon(MONDAY)), noon(MONDAY))
    assert batch.notes == ("cut at 2000: the feed of 2025-11-10 may lack papers",)
    assert states(batch) == [(MONDAY, "complete")]  # Replacements are lost first.
    items = [replace(each, type="new") for each in items]
    batch = harvest(parser, listing_feed("cs.CL", items, noon(MONDAY)), noon(MONDAY))
    assert states(batch) == [(MONDAY, "short")]


def test_arxivs_own_error_feed_is_an_error(parser: FeedParser) -> None:
    with pytest.raises(BadData, match=r"no feed for 'cs\.CL'"):
        harvest(parser, listing_error("cs.CL", "Invalid archive"), noon(MONDAY))


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        ("", []),
        ("Ann Other", [("Ann Other", None)]),
        ("Toy Team,  Bo Third Jr", [("Toy Team", None), ("Bo Third Jr", None)]),
        ("Ann Other (A, B), Bo (C (D, E), F)", [("Ann Other", "A, B"), ("Bo", "C (D, E), F")]),
        ("Ann (open, Bo Third", [("Ann (open", None), ("Bo Third", None)]),
        (r"Zo\"e N\'u\~nez", [(r"Zo\"e N\'u\~nez", None)]),
    ],
)
def test_authors_are_split_at_commas_outside_parentheses(
    creator: str, expected: list[tuple[str, str | None]]
) -> None:
    assert authors(creator) == tuple(Author(*each) for each in expected)


def test_thousands_of_authors_are_split_at_once() -> None:
    assert len(authors(", ".join(f"Ann {n} (Lab, {n})" for n in range(3303)))) == 3303
