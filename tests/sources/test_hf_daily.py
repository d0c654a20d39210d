"""Hugging Face's daily papers: which days are asked for, what is told again, what is left out."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sources.fakes import FakeHttp, tools
from tracker.errors import BadData, BadStatus, NotAFeed
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.papers import Kind
from tracker.sources import open_source
from tracker.sources.parsing import FeedParser

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
ADDRESS = "https://hub.example/api/daily_papers"
DAY = timedelta(days=1)


def entry(number: int, upvotes: int = 5, **fields: Any) -> dict[str, Any]:
    told = {
        "id": f"2611.{number:05d}",
        "title": f"Paper {number}",
        "summary": "We count.",
        "authors": [{"name": "Ann Other"}],
        "upvotes": upvotes,
        "submittedOnDailyAt": "2026-11-23T02:44:20.973Z",
    }
    return {"paper": told | fields, "title": f"Paper {number}"}


class Hub:
    """Answers for each day with its entries, in pages; days without any are empty."""

    def __init__(self, days: Mapping[date, list[dict[str, Any]]]) -> None:
        self.days = dict(days)
        self.http = FakeHttp(self._answer)

    def _answer(self, url: str) -> bytes:
        asked = parse_qs(urlsplit(url).query)
        day, size = date.fromisoformat(asked["date"][0]), int(asked["limit"][0])
        start = size * int(asked.get("p", ["0"])[0])
        return json.dumps(self.days.get(day, [])[start : start + size]).encode()

    def asked(self) -> list[date]:
        """Return the days asked for since the last look, in order."""
        urls, self.http.asked = self.http.asked, []
        return [date.fromisoformat(parse_qs(urlsplit(each).query)["date"][0]) for each in urls]

    def harvest(
        self, parser: FeedParser, now: datetime = NOW, checkpoint: str | None = None, days: int = 1
    ) -> list[Batch]:
        options = {"first_days": days}
        spec = SourceSpec("daily", "hf-daily", ADDRESS, "community", options=options)
        return list(open_source(spec, tools(self.http, parser)).harvest(checkpoint, now))


def announced(batches: list[Batch]) -> list[str]:
    return [each.paper.id.value for batch in batches for each in batch.announcements]


def upvotes(batches: list[Batch]) -> dict[str, int | None]:
    return {each.paper.value: each.upvotes for batch in batches for each in batch.discussions}


def test_the_first_days_are_asked_for_up_to_today_oldest_first(parser: FeedParser) -> None:
    hub = Hub({})
    hub.harvest(parser, days=3)
    assert hub.asked() == [TODAY - 2 * DAY, YESTERDAY, TODAY]


def test_days_are_those_of_utc(parser: FeedParser) -> None:
    hub = Hub({})
    zone = datetime.fromisoformat("2026-11-24T01:00:00+09:00")
    hub.harvest(parser, zone)
    assert hub.asked() == [TODAY]


def test_a_paper_is_mentioned_and_discussed_and_never_listed(parser: FeedParser) -> None:
    batch, _ = Hub({TODAY: [entry(1, 12)]}).harvest(parser)
    (mention,) = batch.announcements
    assert (mention.kind, mention.announced_on, mention.paper.complete) == (
        Kind.MENTION,
        None,
        False,
    )
    (discussion,) = batch.discussions
    assert (discussion.place, discussion.upvotes) == ("Hugging Face daily papers", 12)
    assert discussion.url == "https://huggingface.co/papers/2611.00001"
    assert discussion.at == datetime(2026, 11, 23, 2, 44, 20, 973000, UTC)


def test_a_day_is_a_batch_and_the_last_batch_says_when_to_come_again(parser: FeedParser) -> None:
    hub = Hub({YESTERDAY: [entry(1)], TODAY: [entry(2)]})
    batches = hub.harvest(parser, days=2)
    assert [announced([each]) for each in batches] == [["2611.00001"], ["2611.00002"], []]
    assert [each.next_at is not None for each in batches] == [False, False, True]


def test_days_since_the_last_turn_are_asked_for_and_yesterday_always(parser: FeedParser) -> None:
    hub = Hub({})
    checkpoint = hub.harvest(parser)[-1].checkpoint
    hub.asked()
    hub.harvest(parser, NOW + timedelta(hours=3), checkpoint)
    assert hub.asked() == [YESTERDAY, TODAY]
    hub.harvest(parser, NOW + 3 * DAY, checkpoint)
    assert hub.asked() == [TODAY + n * DAY for n in range(4)]


def test_after_a_long_absence_a_month_is_asked_for_and_the_rest_is_told(parser: FeedParser) -> None:
    hub = Hub({})
    checkpoint = hub.harvest(parser)[-1].checkpoint
    hub.asked()
    (batch,) = hub.harvest(parser, NOW + 60 * DAY, checkpoint)
    assert len(hub.asked()) == 31
    assert batch.notes == (
        "daily papers of 2026-11-23 to 2026-12-22 are not asked for: too long ago",
    )


def test_a_paper_is_told_again_only_with_more_upvotes(parser: FeedParser) -> None:
    hub = Hub({TODAY: [entry(1, 5), entry(2, 5), entry(3, 5)]})
    checkpoint = hub.harvest(parser)[-1].checkpoint
    hub.days[TODAY] = [entry(1, 9), entry(2, 5), entry(3, 4), entry(4, 1)]
    batches = hub.harvest(parser, NOW + DAY, checkpoint)
    assert announced(batches) == ["2611.00004"]
    assert upvotes(batches) == {"2611.00001": 9, "2611.00004": 1}


def test_an_unchanged_day_is_told_by_the_server_and_brings_nothing(parser: FeedParser) -> None:
    hub = Hub({TODAY: [entry(1)]})
    checkpoint = hub.harvest(parser)[-1].checkpoint
    (batch,) = hub.harvest(parser, NOW, checkpoint)
    assert hub.http.validators[-1] is not None
    assert not batch.announcements
    assert not batch.discussions
    hub.days[TODAY] = [entry(1), entry(2)]
    assert announced(hub.harvest(parser, NOW, batch.checkpoint)) == ["2611.00002"]


def test_a_full_page_is_followed_by_the_next(parser: FeedParser) -> None:
    hub = Hub({TODAY: [entry(number) for number in range(1, 121)]})
    assert len(announced(hub.harvest(parser))) == 120
    assert hub.asked() == [TODAY] * 3


def test_a_server_that_gives_the_same_page_for_ever_is_left_in_time(parser: FeedParser) -> None:
    same = json.dumps([entry(number) for number in range(1, 51)]).encode()
    http = FakeHttp(same)
    spec = SourceSpec("daily", "hf-daily", ADDRESS, options={"first_days": 1})
    batches = list(open_source(spec, tools(http, parser)).harvest(None, NOW))
    assert len(announced(batches)) == 50
    assert len(http.asked) == 2


def test_an_empty_weekend_is_no_failure(parser: FeedParser) -> None:
    (batch,) = Hub({}).harvest(parser, days=3)
    assert batch.notes == ()


def test_hidden_authors_and_line_breaks_are_left_out(parser: FeedParser) -> None:
    people = [{"name": "Shy One", "hidden": True}, {"name": " Ann\n Other "}, {"name": ""}]
    told = entry(1, authors=people, title="A\n title", summary="We\ncount.\n\n Twice.")
    paper = Hub({TODAY: [told]}).harvest(parser)[0].announcements[0].paper
    assert [each.name for each in paper.authors] == ["Ann Other"]
    assert (paper.title, paper.abstract) == ("A title", "We count. Twice.")


@pytest.mark.parametrize("strange", ["bio-2026-11-17", "hep 7", ""])
def test_what_is_not_arxivs_is_left_out_and_named(parser: FeedParser, strange: str) -> None:
    batches = Hub({TODAY: [entry(1, id=strange), entry(2)]}).harvest(parser)
    assert announced(batches) == ["2611.00002"]
    (note,) = batches[-1].notes
    assert note == f"Hugging Face shows papers that are not arXiv's: {strange or '?'}"


@pytest.mark.parametrize("broken", [7, None, {}, {"paper": None}, {"paper": {"id": 7}}])
def test_an_entry_that_cannot_be_read_is_counted(parser: FeedParser, broken: Any) -> None:
    batches = Hub({TODAY: [broken, entry(2)]}).harvest(parser)
    assert announced(batches) == ["2611.00002"]
    assert batches[-1].notes == ("Hugging Face sent entries that cannot be read: 1",)


def test_a_list_in_which_nothing_can_be_read_is_a_failure(parser: FeedParser) -> None:
    with pytest.raises(BadData, match="2 entries that are no daily papers"):
        Hub({TODAY: [{"id": 1}, {"id": 2}]}).harvest(parser)  # type: ignore[list-item]


def test_a_web_page_and_an_empty_body_are_no_list(parser: FeedParser) -> None:
    spec = SourceSpec("daily", "hf-daily", ADDRESS)
    for body, why in ((b" <html></html>", "a web page"), (b" ", "nothing"), (b"[" * 9000, "no")):
        source = open_source(spec, tools(FakeHttp(body), parser))
        with pytest.raises(NotAFeed if body.strip(b" [") or body == b" " else BadData, match=why):
            list(source.harvest(None, NOW))


def test_days_before_a_failure_are_kept_and_not_asked_for_again(parser: FeedParser) -> None:
    hub = Hub({YESTERDAY: [entry(1)], TODAY: [entry(2)]})

    def limited(url: str) -> bytes:
        if TODAY.isoformat() in url:
            raise BadStatus("429", 429)
        return hub._answer(url)

    hub.http.body = limited
    spec = SourceSpec("daily", "hf-daily", ADDRESS, options={"first_days": 5})
    batches: list[Batch] = []
    with pytest.raises(BadStatus):
        batches.extend(open_source(spec, tools(hub.http, parser)).harvest(None, NOW))
    assert announced(batches) == ["2611.00001"]
    checkpoint = batches[-1].checkpoint
    hub.http.body, hub.http.asked = hub._answer, []
    assert announced(hub.harvest(parser, NOW, checkpoint)) == ["2611.00002"]
    assert hub.asked() == [YESTERDAY, TODAY]


def test_without_validators_the_next_turn_is_a_day_away_and_with_them_two_hours(
    parser: FeedParser,
) -> None:
    spec = SourceSpec("daily", "hf-daily", ADDRESS, every=timedelta(hours=2))
    for headers, pause in (({}, 24), ({"etag": '"1"'}, 2)):
        source = open_source(spec, tools(FakeHttp(b"[]", headers), parser))
        *_, last = source.harvest(None, NOW)
        assert last.next_at == NOW + timedelta(hours=pause)
