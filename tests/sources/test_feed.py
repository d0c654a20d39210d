"""Feeds of labs and communities: what identifies an entry, its date, and what is left out."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.sources.fakes import FakeHttp, tools
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.posts import Post
from tracker.sources import open_source
from tracker.sources.parsing import FeedParser

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = "https://lab.example/feed.xml"


def feed(*items: str) -> bytes:
    inside = "".join(f"<item>{each}</item>" for each in items)
    return f'<rss version="2.0"><channel><title>Lab</title>{inside}</channel></rss>'.encode()


def harvest(
    parser: FeedParser,
    body: bytes,
    now: datetime = NOW,
    checkpoint: str | None = None,
    **options: object,
) -> Batch:
    spec = SourceSpec("Lab", "feed", ADDRESS, options=options)
    (batch,) = open_source(spec, tools(FakeHttp(body), parser)).harvest(checkpoint, now)
    return batch


def only(batch: Batch) -> Post:
    (post,) = batch.posts
    return post


def test_an_entry_without_guid_is_known_by_its_canonical_link(parser: FeedParser) -> None:
    link = "https://lab.example/a/?utm_source=rss&amp;id=1#top"
    post = only(harvest(parser, feed(f"<title>A</title><link>{link}</link>")))
    assert post.guid == "https://lab.example/a/?id=1"
    assert post.url == "https://lab.example/a/?id=1#top"


def test_an_entry_without_guid_and_link_is_known_by_its_text(parser: FeedParser) -> None:
    one, other = harvest(parser, feed("<title>A</title>", "<title>B</title>")).posts
    assert one.guid.startswith("sha256:")
    assert one.guid != other.guid


def test_one_guid_with_two_links_is_two_posts_and_the_older_keeps_it(parser: FeedParser) -> None:
    older = "<title>A</title><link>https://lab.example/a</link><guid isPermaLink='false'>7</guid>"
    newer = older.replace("/a<", "/b<") + "<pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate>"
    older += "<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate>"
    for items in ((newer, older), (older, newer)):
        found = {post.guid: post.url for post in harvest(parser, feed(*items)).posts}
        assert found == {
            "7": "https://lab.example/a",
            "7 https://lab.example/b": "https://lab.example/b",
        }


def test_the_same_entry_twice_is_one(parser: FeedParser) -> None:
    item = "<title>A</title><link>https://lab.example/a</link>"
    assert len(harvest(parser, feed(item, item)).posts) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "<pubDate>next Tuesday</pubDate>",
        "<pubDate>Sat, 01 Jan 2999 00:00:00 GMT</pubDate>",
        "<pubDate>Mon, 01 Jan 1900 00:00:00 GMT</pubDate>",
        "<pubDate>Thu, 26 Nov 2026 12:00:00 GMT</pubDate>",
    ],
)
def test_a_missing_or_impossible_date_becomes_the_present_and_says_estimated(
    parser: FeedParser, wrong: str
) -> None:
    post = only(harvest(parser, feed(f"<title>A</title>{wrong}")))
    assert (post.published_at, post.estimated) == (NOW, True)


def test_an_undated_entry_keeps_the_date_that_it_was_first_given(parser: FeedParser) -> None:
    first = harvest(parser, feed("<title>A</title>"))
    later = NOW + timedelta(days=3)
    again = harvest(parser, feed("<title>B</title>", "<title>A</title>"), later, first.checkpoint)
    assert {post.title: post.published_at for post in again.posts} == {"A": NOW, "B": later}


def test_a_date_in_the_near_future_is_a_time_zone_and_stays(parser: FeedParser) -> None:
    item = "<title>A</title><pubDate>Tue, 24 Nov 2026 20:00:00 GMT</pubDate>"
    assert not only(harvest(parser, feed(item))).estimated


def test_html_becomes_text_and_is_cut_at_500_characters(parser: FeedParser) -> None:
    text = "&lt;p&gt;A &lt;b&gt;bold&lt;/b&gt; word&lt;/p&gt;" + "more " * 200
    title = "<title>Faster &amp;amp; &lt;i&gt;smaller&lt;/i&gt;</title>"
    item = f"{title}<description>{text}</description>"
    post = only(harvest(parser, feed(item)))
    assert post.title == "Faster & smaller"
    assert post.excerpt.startswith("A bold word")
    assert len(post.excerpt) <= 500


def test_arxiv_papers_that_an_entry_links_are_tied_to_it(parser: FeedParser) -> None:
    text = "&lt;a href='https://arxiv.org/abs/2511.00001v2'&gt;x&lt;/a&gt; arxiv.org/pdf/2511.00002"
    link = "<link>https://arxiv.org/abs/2511.00003</link>"
    post = only(harvest(parser, feed(f"<title>A</title>{link}<description>{text}</description>")))
    assert [each.value for each in post.papers] == ["2511.00003", "2511.00001", "2511.00002"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "http://["])
def test_a_link_that_leads_nowhere_safe_is_left_out(parser: FeedParser, link: str) -> None:
    assert only(harvest(parser, feed(f"<title>A</title><link>{link}</link>"))).url == ""


def test_only_wanted_categories_are_kept_where_some_are_named(parser: FeedParser) -> None:
    body = feed(
        "<title>A</title><category>research</category>",
        "<title>B</title><category>Product</category>",
    )
    assert only(harvest(parser, body, include_categories=("Research",))).title == "A"
    assert len(harvest(parser, body, include_categories=()).posts) == 2


def test_an_unchanged_feed_is_one_empty_batch_that_keeps_the_checkpoint(parser: FeedParser) -> None:
    first = harvest(parser, feed("<title>A</title>"))
    again = harvest(parser, feed("<title>A</title>"), NOW, first.checkpoint)
    assert again.posts == ()
    assert again.checkpoint == first.checkpoint


def test_validators_are_not_believed_for_more_than_eight_days(parser: FeedParser) -> None:
    first = harvest(parser, feed("<title>A</title>"))
    http = FakeHttp(feed("<title>A</title>"), {"etag": '"1"'})
    source = open_source(SourceSpec("Lab", "feed", ADDRESS), tools(http, parser))
    list(source.harvest(first.checkpoint, NOW + timedelta(days=7)))
    list(source.harvest(first.checkpoint, NOW + timedelta(days=9)))
    assert http.validators[0] is not None
    assert http.validators[1] is None


def test_the_next_turn_minds_the_servers_wishes(parser: FeedParser) -> None:
    http = FakeHttp(feed("<title>A</title>"), {"etag": '"1"', "cache-control": "max-age=18000"})
    spec = SourceSpec("Lab", "feed", ADDRESS, every=timedelta(hours=2))
    (batch,) = open_source(spec, tools(http, parser)).harvest(None, NOW)
    assert batch.next_at == NOW + timedelta(hours=5)


def test_control_characters_do_not_reach_a_post(parser: FeedParser) -> None:
    item = "<title>A\x00\x1b[31m red\u202e</title><author>\u200bAnn\x07</author><link>https://x.example/</link>"
    post = only(harvest(parser, feed(item)))
    for text in (post.title, post.author, post.url):
        assert text.isprintable()
