"""What the played arXiv and blogs answer, read with an XML parser of its own."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.replay.worlds import MONDAY, SATURDAY, TUESDAY, at, post, record, world
from tracker.replay import World
from tracker.replay.answers import answer
from tracker.replay.exchange import Answer
from tracker.replay.scene import Scene

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "arxiv": "http://arxiv.org/schemas/atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
}


def get(played: World, target: str, now: datetime, **headers: str) -> Answer:
    known = {name.replace("_", "-"): text for name, text in headers.items()}
    return answer(Scene(played, now), target, known)


def read(answered: Answer) -> Any:
    return etree.fromstring(answered.body)


def texts(root: Any, path: str) -> list[str]:
    return [each.text for each in root.iterfind(path, NAMES)]


# --- feeds of the day -----------------------------------------------------------------------------


def test_a_listing_is_sorted_new_cross_replaced_and_by_id_descending(tmp_path: Path) -> None:
    played = world(
        tmp_path,
        record("2511.00001", MONDAY, "cs.CL"),
        record("2511.00005", MONDAY, "cs.CL", "cs.LG"),
        record("2511.00004", MONDAY, "cs.CV", "cs.CL"),
        record("2511.00006", MONDAY, "cs.CV"),
        record("2510.00003", date(2025, 10, 27), "cs.LG", "cs.CL", replaced=["2025-11-03"]),
        record("2510.00002", date(2025, 10, 27), "cs.CL", replaced=["2025-10-30", "2025-11-03"]),
    )
    feed = read(get(played, "/rss/cs.CL", at(MONDAY)))
    assert texts(feed, ".//guid") == [
        "oai:arXiv.org:2511.00005v1",
        "oai:arXiv.org:2511.00001v1",
        "oai:arXiv.org:2511.00004v1",
        "oai:arXiv.org:2510.00002v3",
        "oai:arXiv.org:2510.00003v2",
    ]
    types = texts(feed, ".//arxiv:announce_type")
    assert types == ["new", "new", "cross", "replace", "replace-cross"]


def test_an_item_has_what_arxivs_have_and_no_comment(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY, "cs.CL", "cs.LG", doi="10.1000/x"))
    answered = get(played, "/rss/cs.CL", at(MONDAY))
    item = read(answered).find(".//item")
    assert item.findtext("link") == "https://arxiv.org/abs/2511.00001"
    assert item.findtext("description") == (
        "arXiv:2511.00001v1 Announce Type: new \nAbstract: Abstract of 2511.00001: x < y & z."
    )
    assert item.findtext("pubDate") == "Mon, 03 Nov 2025 00:00:00 -0500"
    assert texts(item, "category") == ["cs.CL", "cs.LG"]
    assert item.findtext("dc:creator", namespaces=NAMES) == "Ann Other, Zoë Example"
    assert item.findtext("arxiv:DOI", namespaces=NAMES) == "10.1000/x"
    assert b"12 pages" not in answered.body


def test_the_channel_is_dated_midnight_in_new_york(tmp_path: Path) -> None:
    channel = read(get(world(tmp_path), "/rss/cs.CL", at(MONDAY))).find("channel")
    assert channel.findtext("pubDate") == "Mon, 03 Nov 2025 00:00:00 -0500"
    assert channel.findtext("lastBuildDate") == "Mon, 03 Nov 2025 05:00:03 +0000"
    assert texts(channel, "skipDays/day") == ["Sunday", "Saturday"]


def test_only_todays_listing_is_served(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY), record("2511.00002", TUESDAY))
    for day, expected in ((MONDAY, "2511.00001"), (TUESDAY, "2511.00002")):
        guids = texts(read(get(played, "/rss/cs.CL", at(day))), ".//guid")
        assert guids == [f"oai:arXiv.org:{expected}v1"]


def test_the_day_changes_at_midnight_in_new_york(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00002", TUESDAY))
    before = datetime(2025, 11, 4, 4, 59, tzinfo=UTC)
    after = datetime(2025, 11, 4, 5, 0, tzinfo=UTC)
    assert texts(read(get(played, "/rss/cs.CL", before)), ".//guid") == []
    assert len(texts(read(get(played, "/rss/cs.CL", after)), ".//guid")) == 1


def test_weekends_and_days_without_records_are_empty(tmp_path: Path) -> None:
    played = world(
        tmp_path, record("2511.00001", date(2025, 11, 7)), record("2511.00002", SATURDAY)
    )
    for day in (SATURDAY, MONDAY):
        answered = get(played, "/rss/cs.CL", at(day))
        assert answered.status == 200
        assert texts(read(answered), ".//guid") == []


def test_a_listing_is_cut_at_2000_items_from_the_end(tmp_path: Path) -> None:
    crosses = (record(f"2511.{n:05}", MONDAY, "cs.CV", "cs.CL") for n in range(1500))
    news = (record(f"2511.{n:05}", MONDAY, "cs.CL") for n in range(1500, 2500))
    types = texts(
        read(get(world(tmp_path, *crosses, *news), "/rss/cs.CL", at(MONDAY))),
        ".//arxiv:announce_type",
    )
    assert (types.count("new"), types.count("cross")) == (1000, 1000)


def test_categories_may_be_joined_written_small_or_be_whole_archives(tmp_path: Path) -> None:
    played = world(
        tmp_path,
        record("2511.00001", MONDAY, "cs.CL"),
        record("2511.00002", MONDAY, "cs.LG"),
        record("2511.00003", MONDAY, "math.CO"),
    )
    for asked, count in (("cs.CL+cs.LG", 2), ("CS.cl", 1), ("cs", 2), ("math", 1)):
        assert len(texts(read(get(played, f"/rss/{asked}", at(MONDAY))), ".//guid")) == count


@pytest.mark.parametrize("asked", ["nonsense", "cs.C!", ""])
def test_an_unknown_category_is_an_error_feed_with_status_400(tmp_path: Path, asked: str) -> None:
    answered = get(world(tmp_path), f"/rss/{asked}", at(MONDAY))
    assert answered.status == 400
    title = read(answered).findtext("channel/title")
    assert title.startswith("Feed error for query")


def test_a_known_etag_is_answered_with_304(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001"))
    whole = get(played, "/rss/cs.CL", at(MONDAY))
    assert whole.headers["Cache-Control"] == f"max-age={12 * 3600}"
    etag = whole.headers["ETag"]
    assert get(played, "/rss/cs.CL", at(MONDAY), if_none_match=etag).status == 304
    assert get(played, "/rss/cs.CL", at(TUESDAY), if_none_match=etag).status == 200


def test_a_late_cross_list_stands_in_the_new_categorys_feed_on_its_day(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY, cross_listed={"cs.LG": "2025-11-04"}))
    shown = {
        (asked, day): texts(read(get(played, f"/rss/{asked}", at(day))), ".//arxiv:announce_type")
        for asked in ("cs.CL", "cs.LG", "cs.CL+cs.LG")
        for day in (MONDAY, TUESDAY)
    }
    assert shown == {
        ("cs.CL", MONDAY): ["new"],
        ("cs.CL", TUESDAY): [],
        ("cs.LG", MONDAY): [],
        ("cs.LG", TUESDAY): ["cross"],
        ("cs.CL+cs.LG", MONDAY): ["new"],
        ("cs.CL+cs.LG", TUESDAY): [],
    }
    item = read(get(played, "/rss/cs.LG", at(TUESDAY))).find(".//item")
    assert texts(item, "category") == ["cs.CL", "cs.LG"]


def test_a_paper_stands_once_even_when_it_is_replaced_and_cross_listed(tmp_path: Path) -> None:
    changes = {"cross_listed": {"cs.LG": "2025-11-04"}, "replaced": ["2025-11-04"]}
    played = world(tmp_path, record("2511.00001", MONDAY, **changes))
    feed = read(get(played, "/rss/cs.LG", at(TUESDAY)))
    assert texts(feed, ".//guid") == ["oai:arXiv.org:2511.00001v2"]
    assert texts(feed, ".//arxiv:announce_type") == ["cross"]


def test_replacements_are_announced_up_to_v5(tmp_path: Path) -> None:
    days = [f"2025-11-{day:02}" for day in (4, 5, 6, 7, 10, 11)]
    played = world(tmp_path, record("2511.00001", MONDAY, replaced=days))
    found = [
        texts(read(get(played, "/rss/cs.CL", at(date.fromisoformat(d)))), ".//guid") for d in days
    ]
    assert [bool(each) for each in found] == [True, True, True, True, False, False]


def test_a_withdrawal_is_announced_as_a_replacement(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY, withdrawn="2025-11-04"))
    feed = read(get(played, "/rss/cs.CL", at(TUESDAY)))
    assert texts(feed, ".//arxiv:announce_type") == ["replace"]


# --- the query API --------------------------------------------------------------------------------


def ids(answered: Answer) -> list[str]:
    return [each.rpartition("/")[2] for each in texts(read(answered), "atom:entry/atom:id")]


def test_an_entry_is_complete(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY, "cs.LG", "cs.CL", doi="10.1/x"))
    answered = get(played, "/api/query?id_list=2511.00001&max_results=100", at(MONDAY))
    entry = read(answered).find("atom:entry", NAMES)
    assert entry.findtext("atom:id", namespaces=NAMES) == "http://arxiv.org/abs/2511.00001v1"
    assert entry.findtext("arxiv:comment", namespaces=NAMES) == "12 pages"
    assert entry.find("arxiv:primary_category", NAMES).get("term") == "cs.LG"
    assert texts(entry, "atom:author/atom:name") == ["Ann Other", "Zoë Example"]
    assert entry.findtext("arxiv:doi", namespaces=NAMES) == "10.1/x"


def test_unknown_ids_are_left_out_and_versions_are_no_matter(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001"))
    answered = get(played, "/api/query?id_list=0000.0000,2511.00001v1", at(MONDAY))
    assert answered.status == 400  # Month 00.
    answered = get(played, "/api/query?id_list=2511.99999,2511.00001v1", at(MONDAY))
    assert ids(answered) == ["2511.00001v1"]
    assert read(answered).findtext("opensearch:totalResults", namespaces=NAMES) == "1"


def test_one_malformed_id_fails_all_with_an_error_entry(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001"))
    answered = get(played, "/api/query?id_list=2511.00001,abc", at(MONDAY))
    assert answered.status == 400
    assert texts(read(answered), "atom:entry/atom:title") == ["Error"]
    assert texts(read(answered), "atom:entry/atom:summary") == ["incorrect id format for abc"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("search_query=cat:cs.CL&max_results=0", 500),
        ("search_query=cat:cs.CL&start=9950&max_results=100", 500),
        ("search_query=cat:cs.CL&start=x", 400),
        ("search_query=cat:cs.CL&sortBy=beauty", 400),
        ("search_query=(cat:cs.CL", 400),
        ("search_query=cat:cs.CL+AND", 400),
        ("search_query=submittedDate:[2025-11-01+TO+2025-11-02]", 400),
    ],
)
def test_what_the_api_refuses(tmp_path: Path, query: str, status: int) -> None:
    assert get(world(tmp_path), f"/api/query?{query}", at(MONDAY)).status == status


def test_papers_are_found_only_once_they_are_announced(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY))
    target = "/api/query?search_query=cat:cs.CL"
    sunday = date(2025, 11, 2)
    assert ids(get(played, target, at(sunday, 19))) == []
    assert ids(get(played, target, at(sunday, 20))) == ["2511.00001v1"]


def test_windows_are_inclusive_to_the_minute_and_join_with_categories(tmp_path: Path) -> None:
    times = {"1": "19:00:59", "2": "19:01:00", "3": "18:59:59", "4": "19:00:00"}
    papers = [
        record(f"2511.0000{n}", MONDAY, "cs.LG", published=f"2025-10-30T{t}Z")
        for n, t in times.items()
    ]
    papers.append(record("2511.00009", MONDAY, "cs.CV", published="2025-10-30T19:00:30Z"))
    query = "(cat:cs.CL+OR+cat:cs.LG)+AND+submittedDate:[202510301900+TO+202510301900]"
    target = f"/api/query?search_query={query}&sortBy=submittedDate&sortOrder=ascending"
    assert ids(get(world(tmp_path, *papers), target, at(MONDAY))) == [
        "2511.00004v1",
        "2511.00001v1",
    ]


def test_words_phrases_and_wildcards(tmp_path: Path) -> None:
    played = world(
        tmp_path,
        record("2511.00001", MONDAY, "cs.CL", title="Knowledge distillation"),
        record("2511.00002", MONDAY, "math.CO", title="Graphs", comment="ACL 2026"),
    )
    for query, expected in {
        'ti:"knowledge distillation"': ["2511.00001v1"],
        "cat:cs.*": ["2511.00001v1"],
        "co:ACL": ["2511.00002v1"],
        "graphs": ["2511.00002v1"],
        "all:title+OR+au:Ann+ANDNOT+cat:math.CO": ["2511.00001v1"],
    }.items():
        found = ids(get(played, f"/api/query?search_query={query}", at(MONDAY)))
        assert found == expected, query


def test_pages_are_slices_of_the_sorted_results(tmp_path: Path) -> None:
    played = world(tmp_path, *(record(f"2511.{n:05}") for n in range(25)))
    found: list[str] = []
    for start in (0, 10, 20):
        target = f"/api/query?search_query=cat:cs.CL&start={start}&max_results=10"
        answered = get(played, target + "&sortBy=submittedDate", at(MONDAY))
        found += ids(answered)
        assert read(answered).findtext("opensearch:totalResults", namespaces=NAMES) == "25"
    assert len(set(found)) == 25


def test_a_replaced_paper_shows_its_version_of_the_day(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY, replaced=["2025-11-05"]))
    target = "/api/query?id_list=2511.00001"
    assert ids(get(played, target, at(TUESDAY))) == ["2511.00001v1"]
    assert ids(get(played, target, at(date(2025, 11, 5)))) == ["2511.00001v2"]


def test_a_search_knows_the_comment_and_the_categories_of_the_day(tmp_path: Path) -> None:
    changes = {
        "comment_changes": [["2025-11-05", "Accepted at X"]],
        "cross_listed": {"cs.LG": "2025-11-05"},
    }
    played = world(tmp_path, record("2511.00001", MONDAY, **changes))
    target = "/api/query?search_query=cat:cs.LG"
    assert ids(get(played, target, at(TUESDAY))) == []
    entry = read(get(played, target, at(date(2025, 11, 5)))).find("atom:entry", NAMES)
    assert entry.findtext("arxiv:comment", namespaces=NAMES) == "Accepted at X"


# --- blogs ----------------------------------------------------------------------------------------


def test_a_blog_has_the_posts_of_the_past_newest_first(tmp_path: Path) -> None:
    played = world(
        tmp_path,
        posts=(
            post(1, "2025-11-02T08:00:00Z", links=["https://arxiv.org/abs/2511.00001"]),
            post(2, "2025-11-03T08:00:00Z", author="Ann", categories=["Research"]),
            post(3, "2025-11-04T08:00:00Z"),
            post(4, "2025-11-02T08:00:00Z", feed="example-forum"),
        ),
    )
    feed = read(get(played, "/feeds/example-lab", at(MONDAY)))
    assert texts(feed, ".//guid") == ["post-2", "post-1"]
    assert texts(feed, ".//item/title") == ["Post 2 <b>", "Post 1 <b>"]
    assert 'href="https://arxiv.org/abs/2511.00001"' in texts(feed, ".//description")[-1]
    assert get(played, "/feeds/nobody", at(MONDAY)).status == 404


def test_the_demo_posts_are_played(tmp_path: Path) -> None:
    file = Path(__file__).parents[2] / "tracker" / "builtin" / "demo" / "posts.jsonl"
    played = World.read([], [file])
    assert len(played.posts) == 14
    assert played.feeds == {"example-lab", "example-forum"}
    assert sum(bool(each.links) for each in played.posts) == 5
    days = {each.published_at.date() for each in played.posts}
    assert (min(days), max(days)) == (date(2025, 11, 2), date(2025, 11, 7))
