"""arXiv's query API: what is asked, what is believed, and where a fill goes on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sources.fakes import FakeHttp, tools
from tests.sources.recordings import recordings
from tracker.errors import BadData, BadStatus
from tracker.http import Limits
from tracker.model.harvests import Batch, CoverageState, SourceSpec
from tracker.replay.documents import Page, error_page, result_page
from tracker.replay.world import PlayedPaper
from tracker.sources import Backfills, Completes, open_source
from tracker.sources.arxiv_api import ArxivApi
from tracker.sources.arxiv_records import paragraphs
from tracker.sources.parsing import FeedParser

MONDAY = date(2025, 11, 10)
NOW = datetime(2025, 11, 10, 17, tzinfo=UTC)
IN_TIME = datetime(2025, 11, 7, 12, tzinfo=UTC)  # Friday morning: Monday's listing.


def api(
    http: FakeHttp, first_days: int = 1, mailing_free: tuple[date, ...] | None = None
) -> ArxivApi:
    options = {
        "categories": ("cs.CL", "cs.LG"),
        "first_days": first_days,
        "mailing_free": mailing_free,
    }
    spec = SourceSpec("arxiv-api", "arxiv-api", "https://api.example/query", options=options)
    source = open_source(spec, tools(http, None))  # type: ignore[arg-type]  # It has its own.
    assert isinstance(source, ArxivApi)
    return source


def paper(number: int, submitted_at: datetime = IN_TIME, *categories: str) -> PlayedPaper:
    return PlayedPaper(
        f"2511.{number:05}",
        f"Title {number}",
        ("Ann Other",),
        "Text.",
        categories or ("cs.CL",),
        MONDAY,
        submitted_at,
    )


def page(papers: list[PlayedPaper], total: int | None = None, start: int = 0) -> bytes:
    return result_page(Page("", papers, len(papers) if total is None else total, start, 100), NOW)


def paged(papers: list[PlayedPaper]) -> Callable[[str], bytes]:
    def answer(url: str) -> bytes:
        start = int(asked(url)["start"])
        return page(papers[start : start + 100], len(papers), start)

    return answer


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def only(batches: object) -> Batch:
    (batch,) = batches  # type: ignore[misc, attr-defined]
    assert isinstance(batch, Batch)
    return batch


def test_it_completes_and_backfills() -> None:
    assert isinstance(api(FakeHttp(b"")), Completes)
    assert isinstance(api(FakeHttp(b"")), Backfills)


def test_requests_go_through_our_client_with_a_deadline_of_their_own() -> None:
    seen: list[Limits | None] = []

    class Watching(FakeHttp):
        def get(self, url: str, **options: object) -> object:  # type: ignore[override]
            limits = options.get("limits")
            seen.append(limits if isinstance(limits, Limits) else None)
            return super().get(url)

    only(api(Watching(page([paper(1)]))).complete(["2511.00001"], NOW))
    assert seen == [Limits(deadline=120.0, read=60.0)]


def test_ids_are_asked_for_in_slices_of_a_hundred_and_compared_with_the_answer() -> None:
    def answer(url: str) -> bytes:
        numbers = [int(each.partition(".")[2]) for each in asked(url)["id_list"].split(",")]
        return page([paper(number) for number in numbers if number != 7])

    http = FakeHttp(answer)
    ids = [f"2511.{number:05}" for number in range(250)]
    batches = list(api(http).complete(ids, NOW))
    assert [len(each.papers) for each in batches] == [99, 100, 50]
    assert batches[0].notes == ("arXiv has no record of 2511.00007",)
    assert [len(asked(url)["id_list"].split(",")) for url in http.asked] == [100, 100, 50]
    assert all(each.complete for batch in batches for each in batch.papers)


def test_malformed_ids_are_never_sent_because_one_fails_all() -> None:
    http = FakeHttp(page([paper(1)]))
    batches = list(api(http).complete(["abc", "arXiv:2511.00001v3", "2511.00001"], NOW))
    assert batches[0].notes == ("no arXiv ids: abc",)
    assert [asked(url)["id_list"] for url in http.asked] == ["2511.00001"]


def test_nothing_is_asked_for_no_ids() -> None:
    http = FakeHttp(b"")
    assert list(api(http).complete([], NOW)) == []
    assert http.asked == []


def test_a_day_is_the_window_between_two_deadlines() -> None:
    http = FakeHttp(page([paper(1)]))
    only(api(http).backfill(MONDAY, MONDAY, NOW))
    assert asked(http.asked[0]) == {
        "search_query": "(cat:cs.CL OR cat:cs.LG) AND submittedDate:[202511061900 TO 202511071900]",
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
        "start": "0",
        "max_results": "100",
    }


def test_a_paper_of_the_last_inclusive_minute_belongs_to_the_next_day() -> None:
    late = paper(2, datetime(2025, 11, 7, 19, 0, 30, tzinfo=UTC))
    first = paper(3, datetime(2025, 11, 6, 19, 0, 0, tzinfo=UTC))
    batch = only(api(FakeHttp(page([paper(1), late, first]))).backfill(MONDAY, MONDAY, NOW))
    assert [each.paper.id.value for each in batch.announcements] == ["2511.00001", "2511.00003"]


def test_pages_are_joined_and_overlaps_are_one() -> None:
    papers = [paper(number) for number in range(250)]
    papers[150] = papers[99]  # Moved between two pages.
    batch = only(api(FakeHttp(paged(papers))).backfill(MONDAY, MONDAY, NOW))
    assert len(batch.announcements) == 249
    assert batch.coverage[0].state.value == "short"
    assert batch.coverage[0].expected == 250
    assert batch.notes == ("arXiv's API counts 250 papers of 2025-11-10 and gave 249",)


def test_a_paper_is_seen_in_each_followed_category_and_new_in_its_primary_one() -> None:
    papers = [paper(1, IN_TIME, "cs.LG", "cs.CL"), paper(2, IN_TIME, "cs.CV", "cs.LG")]
    batch = only(api(FakeHttp(page(papers))).backfill(MONDAY, MONDAY, NOW))
    told = [(each.paper.id.value, each.kind.value, each.category) for each in batch.announcements]
    assert told == [
        ("2511.00001", "new", "cs.LG"),
        ("2511.00001", "cross-list", "cs.CL"),
        ("2511.00002", "cross-list", "cs.LG"),
    ]
    assert all(each.estimated for each in batch.announcements)
    assert batch.coverage[0].seen == 2, "papers, not sightings"


def test_days_without_a_listing_cost_no_request() -> None:
    http = FakeHttp(b"")
    batches = list(api(http).backfill(date(2025, 11, 28), date(2025, 11, 30), NOW + timedelta(30)))
    states = [each.coverage[0].state.value for each in batches]
    assert states == ["holiday", "weekend", "weekend"]
    assert http.asked == []


def test_a_listing_after_a_date_without_a_mailing_has_the_papers_of_both_days() -> None:
    """Without a mailing on Thursday the listing of Friday is empty."""
    thursday = MONDAY - timedelta(days=4)
    papers = [paper(1, IN_TIME - timedelta(days=1)), paper(2)]
    source = api(FakeHttp(page(papers)), mailing_free=(thursday,))
    friday, *_, monday = source.backfill(thursday + timedelta(days=1), MONDAY, NOW)
    assert friday.coverage[0].state is CoverageState.HOLIDAY
    assert len(monday.announcements) == 2


def test_days_ahead_are_left_out() -> None:
    http = FakeHttp(page([paper(1)]))
    assert len(list(api(http).backfill(MONDAY, MONDAY + timedelta(days=3), NOW))) == 1


def test_no_results_are_believed_only_the_second_time() -> None:
    answers = [page([]), page([paper(1)])]
    batch = only(api(FakeHttp(lambda _: answers.pop(0))).backfill(MONDAY, MONDAY, NOW))
    assert len(batch.announcements) == 1

    http = FakeHttp(page([]))
    past = only(api(http).backfill(MONDAY, MONDAY, NOW + timedelta(days=1)))
    assert len(http.asked) == 2
    assert past.coverage[0].state.value == "unknown"
    assert past.notes == ("arXiv's API knows no paper of 2025-11-10",)
    today = only(api(http).backfill(MONDAY, MONDAY, NOW))
    assert today.coverage[0].state.value == "pending"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"Rate exceeded.", "no whole feed but 'Rate exceeded.'"),
        (b"", "no whole feed"),
        (b"<html><body>Busy</body></html>", "no feed but"),
        (page([paper(1)])[:-40], "no whole feed"),
        (error_page("incorrect id format for abc", NOW), "incorrect id format for abc"),
        (page([], total=12), "counts 12 results and sent none"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "no page of results"),
        (page([paper(1)]).replace(b"2025-11-07T12", b"2025-13-07T12"), "cannot be read"),
        (b'<!DOCTYPE feed [<!ENTITY a "b">]><feed/>', "entities"),
    ],
)
def test_an_answer_that_is_no_sound_page_is_a_failure_and_not_an_empty_day(
    body: bytes, reason: str
) -> None:
    with pytest.raises(BadData, match=reason):
        list(api(FakeHttp(body)).backfill(MONDAY, MONDAY, NOW))
    with pytest.raises(BadData, match=reason):
        list(api(FakeHttp(body)).complete(["2511.00001"], NOW))


def test_a_later_page_that_is_empty_is_a_failure() -> None:
    papers = [paper(number) for number in range(100)]

    def answer(url: str) -> bytes:
        start = int(asked(url)["start"])
        return page(papers[start:], 150, start)

    with pytest.raises(BadData, match="counts 150 results and sent none"):
        list(api(FakeHttp(answer)).backfill(MONDAY, MONDAY, NOW))


def test_what_the_client_raises_comes_through_the_package() -> None:
    def refuse(_: str) -> bytes:
        raise BadStatus("429 Too Many Requests; arxiv.org rests", 429)

    with pytest.raises(BadStatus, match="rests"):
        list(api(FakeHttp(refuse)).complete(["2511.00001"], NOW))


def test_the_first_harvest_fills_the_last_days_and_later_ones_ask_nothing() -> None:
    http = FakeHttp(page([]))
    first = list(api(http, first_days=7).harvest(None, NOW))
    days = [each.coverage[0].announced_on for each in first[:-1]]
    assert days == [MONDAY - timedelta(days=back) for back in range(6, -1, -1)]
    http.asked.clear()
    later = list(api(http, first_days=7).harvest(first[-1].checkpoint, NOW + timedelta(days=1)))
    assert [each.announcements for each in later] == [()]
    assert http.asked == []


def test_a_first_fill_that_broke_goes_on_with_the_day_that_failed() -> None:
    def answer(url: str) -> bytes:
        if "TO 202511061900" in asked(url)["search_query"]:
            raise BadStatus("503 Service Unavailable", 503)
        return page([paper(1)])

    batches: list[Batch] = []
    with pytest.raises(BadStatus):
        batches.extend(api(FakeHttp(answer), first_days=7).harvest(None, NOW))
    assert [each.coverage[0].announced_on.day for each in batches] == [4, 5, 6]
    http = FakeHttp(page([paper(1)]))
    rest = list(api(http, first_days=7).harvest(batches[-1].checkpoint, NOW + timedelta(hours=6)))
    assert [each.coverage[0].announced_on.day for each in rest[:-1]] == [7, 8, 9, 10]


def test_no_days_to_fill_means_no_request() -> None:
    http = FakeHttp(b"")
    batch = only(api(http, first_days=0).harvest(None, NOW))
    assert batch.announcements == ()
    assert http.asked == []


def test_it_wants_its_next_turn_after_the_feeds_or_after_its_interval() -> None:
    source = api(FakeHttp(b""), first_days=0)
    at_night = datetime(2025, 11, 11, 4, 30, tzinfo=UTC)  # 23:30 on Monday in New York.
    next_at = only(source.harvest(None, at_night)).next_at
    assert next_at is not None
    assert datetime(2025, 11, 11, 5, 25, tzinfo=UTC) <= next_at
    assert next_at < datetime(2025, 11, 11, 5, 30, tzinfo=UTC)
    assert only(source.harvest(None, NOW)).next_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nline.", "One line."),
        ("First.\n  Second,\nwrapped.", "First.\n\nSecond, wrapped."),
        ("  First.\n\nSecond.\n", "First.\n\nSecond."),
        ("", ""),
    ],
)
def test_abstracts_keep_their_paragraphs_and_lose_their_wrapping(text: str, expected: str) -> None:
    assert paragraphs(text) == expected


def test_the_recorded_window_needs_one_request(parser: FeedParser) -> None:
    recording = recordings("arxiv-api")[0]
    http = FakeHttp(recording.body)
    list(open_source(recording.spec, tools(http, parser)).harvest(None, recording.now))
    assert len(http.asked) == 1
