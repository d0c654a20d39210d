"""The sources over the real client, against the played arXiv: nothing missing, nothing extra."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.builders import FixedClock
from tests.replay.worlds import record, world
from tracker.errors import BadData, BadStatus, NotAFeed
from tracker.http import Http, Identity, MemoryGate
from tracker.model.arxiv_calendar import NEW_YORK
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.papers import Kind
from tracker.replay import Fault, Replay, World
from tracker.sources import Source, Tools, open_source
from tracker.sources.arxiv_api import ArxivApi
from tracker.sources.arxiv_oai import ArxivOai
from tracker.sources.parsing import FeedParser

DEMO = Path(__file__).parents[2] / "tracker" / "builtin" / "demo"
TUESDAY = date(2025, 11, 4)
NOON = datetime(2025, 11, 4, 12, tzinfo=UTC)
FOLLOWED = ("cs.CL", "cs.LG")


class Played:
    """A replay, a clock and the sources that look at it."""

    def __init__(self, replay: Replay, tools: Tools, clock: FixedClock) -> None:
        self.replay = replay
        self.clock = clock
        self._tools = tools

    def rss(self, category: str) -> Source:
        name = f"arxiv-rss/{category}"
        options = {"category": category}
        spec = SourceSpec(name, "arxiv-rss", self.replay.rss_url, "arxiv", options=options)
        return open_source(spec, self._tools)

    def oai(self, category: str = "cs.CL", first_days: int = 0) -> ArxivOai:
        options = {"category": category, "first_days": first_days}
        spec = SourceSpec("arxiv-oai", "arxiv-oai", self.replay.oai_url, "arxiv", options=options)
        source = open_source(spec, self._tools)
        assert isinstance(source, ArxivOai)
        return source

    def listing(self, category: str) -> Source:
        name = f"arxiv-listing/{category}"
        options = {"category": category}
        spec = SourceSpec(name, "arxiv-listing", self.replay.listing_url, options=options)
        return open_source(spec, self._tools)

    def api(self, first_days: int = 7) -> ArxivApi:
        options = {"categories": FOLLOWED, "first_days": first_days}
        spec = SourceSpec("arxiv-api", "arxiv-api", self.replay.api_url, "arxiv", options=options)
        source = open_source(spec, self._tools)
        assert isinstance(source, ArxivApi)
        return source

    def daily(self) -> Source:
        options = {"first_days": 2}
        spec = SourceSpec("daily", "hf-daily", self.replay.daily_url, options=options)
        return open_source(spec, self._tools)

    def feed(self, name: str) -> Source:
        return open_source(SourceSpec(name, "feed", self.replay.feed_url(name)), self._tools)

    def harvest(self, source: Source, checkpoint: str | None = None) -> Batch:
        (batch,) = source.harvest(checkpoint, self.clock())
        return batch


Play = Callable[..., Any]


@pytest.fixture
def play(parser: FeedParser) -> Play:
    @contextmanager
    def playing(world: World, oai_page: int = 2500) -> Iterator[Played]:
        clock = FixedClock(NOON)
        with Replay(world, clock, oai_page=oai_page) as replay:
            http = Http(
                Identity("tracker", "0", "https://project.example"),
                MemoryGate(clock, clock.sleep, monotonic),
                clock,
                allow_hosts={"127.0.0.1"},
                groups={replay.netloc: "arxiv.org"},
                pace={"arxiv.org": 0.0},
                sleep=clock.sleep,
            )
            yield Played(replay, Tools(http, parser), clock)
            http.close()

    return playing


@pytest.fixture(scope="module")
def demo() -> World:
    return World.read([DEMO / "papers.jsonl"], [DEMO / "posts.jsonl"])


def listed(path: Path, day: date, followed: tuple[str, ...]) -> set[str]:
    return set(listed_between(path, day, day, followed))


def listed_between(
    path: Path, first: date, last: date, followed: tuple[str, ...]
) -> dict[str, date]:
    """Return the listing days of the papers of `followed` from `first` to `last`, by id."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        records = [each for line in lines if (each := json.loads(line))["listed"]]
    days = {each["id"]: date.fromisoformat(each["listed"]) for each in records}
    inside = (each for each in records if set(followed) & set(each["categories"]))
    return {each["id"]: days[each["id"]] for each in inside if first <= days[each["id"]] <= last}


def ids(batch: Batch) -> set[str]:
    return {each.paper.id.value for each in batch.announcements}


def test_a_day_of_the_demo_arrives_whole(play: Play, demo: World) -> None:
    with play(demo) as played:
        found = set().union(*(ids(played.harvest(played.rss(each))) for each in FOLLOWED))
    assert found == listed(DEMO / "papers.jsonl", TUESDAY, FOLLOWED)


def test_a_real_day_arrives_whole(play: Play, shared_folder: Path) -> None:
    file = shared_folder / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
    with play(World.read([file])) as played:
        for category in FOLLOWED:
            batch = played.harvest(played.rss(category))
            assert ids(batch) == listed(file, TUESDAY, (category,))
            assert batch.coverage[0].state.value == "complete"


def test_metadata_completes_every_paper_of_a_real_day(play: Play, shared_folder: Path) -> None:
    file = shared_folder / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
    wanted = sorted(listed(file, TUESDAY, FOLLOWED))
    with play(World.read([file])) as played:
        batches = list(played.api().complete(wanted, played.clock()))
        papers = {each.id.value: each for batch in batches for each in batch.papers}
        assert max(each.in_flight for each in played.replay.requests) == 1
    assert sorted(papers) == wanted
    assert all(each.complete and each.submitted_at for each in papers.values())


def test_a_first_fill_finds_what_the_feeds_would_have_told(play: Play, demo: World) -> None:
    with play(demo) as played:
        played.clock.now = datetime(2025, 11, 7, 12, tzinfo=UTC)
        batches = list(played.api(first_days=5).harvest(None, played.clock()))
    for batch in batches[:-1]:
        day = batch.coverage[0].announced_on
        assert ids(batch) == listed(DEMO / "papers.jsonl", day, FOLLOWED)
        assert all(each.estimated for each in batch.announcements)


def test_cross_lists_are_told_from_new_papers_in_both_routes(play: Play, demo: World) -> None:
    with play(demo) as played:
        feeds = [played.harvest(played.rss(each)) for each in FOLLOWED]
        (window,) = played.api().backfill(TUESDAY, TUESDAY, played.clock())
    by_feed = [each for feed in feeds for each in feed.announcements]
    new = {each.paper.id for each in by_feed if each.kind == Kind.NEW}
    assert new == {each.paper.id for each in window.announcements if each.kind == Kind.NEW}


def test_the_next_day_replaces_the_last_and_304_brings_nothing(play: Play, demo: World) -> None:
    with play(demo) as played:
        source = played.rss("cs.CL")
        tuesday = played.harvest(source)
        assert played.harvest(source, tuesday.checkpoint).announcements == ()
        played.clock.now = NOON + timedelta(days=1)
        wednesday = played.harvest(source, tuesday.checkpoint)
    assert wednesday.announcements
    assert not ids(tuesday) & ids(wednesday)


def test_posts_appear_on_their_day_and_name_their_papers(play: Play, demo: World) -> None:
    with play(demo) as played:
        source = played.feed("example-lab")
        tuesday = played.harvest(source)
        played.clock.now = NOON + timedelta(days=1)
        wednesday = played.harvest(source, tuesday.checkpoint)
        assert played.harvest(source, wednesday.checkpoint).posts == ()
    new = {post.guid for post in wednesday.posts} - {post.guid for post in tuesday.posts}
    assert new == {"https://lab.example/news/toy-kv"}
    (post,) = (each for each in wednesday.posts if each.guid in new)
    assert [each.value for each in post.papers] == ["2511.01815"]


@pytest.mark.parametrize("fault", [Fault.cut(), Fault.web_page(), Fault.empty()])
def test_a_spoilt_body_is_an_error_and_the_next_answer_is_used(
    play: Play, demo: World, fault: Fault
) -> None:
    with play(demo) as played:
        sources = (played.rss("cs.CL"), played.feed("example-lab"), played.api(first_days=1))
        played.replay.fail("/", fault)
        for source in sources:
            with pytest.raises(BadData):
                list(source.harvest(None, played.clock()))
        played.replay.heal()
        for source in sources:
            assert any(b.announcements or b.posts for b in source.harvest(None, played.clock()))


def test_a_429_rests_all_of_arxiv_and_no_request_follows(play: Play, demo: World) -> None:
    with play(demo) as played:
        played.replay.fail("/rss/", Fault.refused(429, "600"))
        with pytest.raises(BadStatus):
            played.harvest(played.rss("cs.CL"))
        for source in (played.rss("cs.LG"), played.api()):
            with pytest.raises(Exception, match="rest"):
                list(source.harvest(None, played.clock()))
        assert len(played.replay.requests) == 1


# --- arXiv's OAI server and listing pages ---------------------------------------------------------


def evening(day: date) -> datetime:
    return datetime.combine(day, time(22, 50), NEW_YORK).astimezone(UTC)


def told(batches: Iterable[Batch], *kinds: Kind) -> dict[str, date | None]:
    """Return the days of the papers that were announced in these ways."""
    found = (each for batch in batches for each in batch.announcements if each.kind in kinds)
    return {each.paper.id.value: each.announced_on for each in found}


@pytest.mark.parametrize("fault", [None, Fault.twice(), Fault.jumbled()])
def test_a_real_week_arrives_by_oai_evening_by_evening(
    play: Play, shared_folder: Path, fault: Fault | None
) -> None:
    file = shared_folder / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
    found: dict[str, date | None] = {}
    checkpoint = None
    with play(World.read([file]), oai_page=200) as played:
        if fault:
            played.replay.fail("/oai", fault)
        for days in range(5):
            now = evening(date(2025, 11, 9) + timedelta(days=days))
            played.clock.now = now
            batches = list(played.oai().harvest(checkpoint, now))
            checkpoint = batches[-1].checkpoint
            found = told(batches, Kind.NEW, Kind.CROSS_LIST) | found
    expected = listed_between(file, date(2025, 11, 10), date(2025, 11, 14), ("cs.CL",))
    assert expected.keys() <= found.keys()
    assert sum(found[base] != day for base, day in expected.items()) < 0.02 * len(expected)


def test_what_was_missed_in_three_weeks_off_arrives_by_oai_on_its_days(
    play: Play, shared_folder: Path
) -> None:
    file = shared_folder / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
    with play(World.read([file]), oai_page=500) as played:
        played.clock.now = evening(date(2025, 11, 4))
        first = list(played.oai("cs.LG").harvest(None, played.clock()))
        played.clock.now = evening(date(2025, 11, 25))
        batches = list(played.oai("cs.LG").harvest(first[-1].checkpoint, played.clock()))
    found = told(batches, Kind.NEW, Kind.CROSS_LIST)
    expected = listed_between(file, date(2025, 11, 6), date(2025, 11, 26), ("cs.LG",))
    assert expected.keys() <= found.keys()
    assert sum(found[base] != day for base, day in expected.items()) < 0.02 * len(expected)
    states = {row.announced_on: row.state.value for batch in batches for row in batch.coverage}
    assert set(states.values()) == {"complete", "weekend"}


def test_half_a_list_by_oai_is_reported_and_the_next_one_is_whole(play: Play, demo: World) -> None:
    with play(demo, oai_page=20) as played:
        source = played.oai("cs.LG", first_days=1)
        played.replay.fail("/oai?verb=ListRecords&resumptionToken", Fault.cut())
        with pytest.raises(BadData):
            list(source.harvest(None, played.clock()))
        played.replay.fail("/oai?verb=ListRecords&resumptionToken", Fault.expired(times=1))
        found = told(source.harvest(None, played.clock()), Kind.NEW, Kind.CROSS_LIST)
    expected = listed_between(DEMO / "papers.jsonl", date(2025, 11, 3), TUESDAY, ("cs.LG",))
    assert found == expected


def test_the_listing_page_of_a_real_day_agrees_with_its_feed(
    play: Play, shared_folder: Path
) -> None:
    file = shared_folder / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
    with play(World.read([file])) as played:
        page, feed = (played.harvest(each("cs.CL")) for each in (played.listing, played.rss))
    assert told([page], Kind.NEW) == told([feed], Kind.NEW)
    assert told([page], Kind.CROSS_LIST) == told([feed], Kind.CROSS_LIST)
    (row,) = page.coverage
    assert (row.state.value, row.expected) == ("complete", feed.coverage[0].seen)
    assert all(each.paper.authors and each.paper.abstract for each in page.announcements)


def test_daily_papers_arrive_once_and_their_upvotes_when_they_grow(
    play: Play, tmp_path: Path
) -> None:
    put_forward = record("2511.00001", daily=["2025-11-04", 40])
    with play(world(tmp_path, put_forward, record("2511.00002"))) as played:
        first = list(played.daily().harvest(None, played.clock()))
        again = list(played.daily().harvest(first[-1].checkpoint, played.clock()))
        assert "if-none-match" in played.replay.requests[-1].headers
        played.clock.sleep(24 * 3600)
        later = list(played.daily().harvest(again[-1].checkpoint, played.clock()))
    assert [ids(each) for each in first] == [{"2511.00001"}, set()]
    assert [ids(each) for each in (*again, *later)] == [set()] * 3
    told = [each.upvotes for batch in (*first, *again, *later) for each in batch.discussions]
    assert told == [20, 40]


def test_a_web_page_or_a_refusal_instead_of_daily_papers_is_a_failure(
    play: Play, tmp_path: Path
) -> None:
    with play(world(tmp_path)) as played:
        for fault, error in ((Fault.web_page(), NotAFeed), (Fault.refused(429, "600"), BadStatus)):
            played.replay.fail("/api/daily_papers", fault)
            with pytest.raises(error):
                list(played.daily().harvest(None, played.clock()))
