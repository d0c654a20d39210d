"""The limited parser: what it reads, what it refuses, and what happens at its limits."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from threading import Thread
from time import monotonic

import pytest

from tests.sources.recordings import FOLDER
from tracker.errors import NotAFeed, ParserStopped
from tracker.sources.parsing import FeedParser

SECONDS = 1.0
SPOILERS = [b"", b"\0", b"<", b"&#xD800;", b"\xed\xa0\x80", b"\xff\xfe", b"</item>", b"]]>", b"&x;"]


def rss(inside: str, *, prolog: str = "", channel: str = "") -> bytes:
    item = f"<item><title>A title</title>{inside}</item>"
    return f'{prolog}<rss version="2.0"><channel>{channel}{item}</channel></rss>'.encode()


def attributes(count: int) -> bytes:
    many = " ".join(f'a{number}="x"' for number in range(count))
    return (
        f'<rss version="2.0"><channel><item {many}><title>t</title></item></channel></rss>'.encode()
    )


@pytest.fixture
def hasty() -> Iterator[FeedParser]:
    with FeedParser(seconds=SECONDS) as parser:
        yield parser


def test_instants_are_utc_and_text_is_plain_values(parser: FeedParser) -> None:
    feed = parser.parse(
        rss(
            "<pubDate>Mon, 23 Nov 2026 00:00:00 -0500</pubDate><guid>g</guid>",
            channel="<ttl>9</ttl>",
        )
    )
    assert feed.version == "rss20"
    assert feed.ttl == 9
    assert feed.entries[0].published_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert feed.entries[0].id == "g"


def test_all_skip_days_are_read(parser: FeedParser) -> None:
    days = "<skipDays><day>Sunday</day><day>saturday</day></skipDays>"
    assert parser.parse(rss("", channel=days)).skip_days == ("Sunday", "Saturday")


def test_a_date_that_is_none_is_absent(parser: FeedParser) -> None:
    for wrong in ("tomorrow", "Mon, 99 Nov 2026 00:00:00 -0500", "0000-00-00"):
        assert parser.parse(rss(f"<pubDate>{wrong}</pubDate>")).entries[0].published_at is None


def test_kept_markup_leaves_mathematics_alone(parser: FeedParser) -> None:
    text = "We show a&lt;b and $x &gt; y$ for the &lt;mask&gt; and &lt;think&gt; tokens."
    body = rss(f"<description>{text}</description>")
    kept = parser.parse(body, keep_markup=True).entries[0].summary
    assert kept == "We show a<b and $x > y$ for the <mask> and <think> tokens."


def test_scripts_are_gone_from_a_blog(parser: FeedParser) -> None:
    text = "&lt;p onclick='x()'&gt;Hello&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;"
    summary = parser.parse(rss(f"<description>{text}</description>")).entries[0].summary
    assert "alert" not in summary
    assert "onclick" not in summary


def test_relative_links_are_resolved_and_ids_are_not(parser: FeedParser) -> None:
    body = rss('<link>/news/1</link><guid isPermaLink="false">t3_1abc</guid>')
    entry = parser.parse(body, base_url="https://lab.example/feed.xml").entries[0]
    assert (entry.link, entry.id) == ("https://lab.example/news/1", "t3_1abc")


def test_broken_xml_of_a_blog_is_used_and_noted(parser: FeedParser) -> None:
    feed = parser.parse(rss("<description>fish&nbsp;and & chips \x08</description>"))
    assert len(feed.entries) == 1
    assert "not clean XML" in feed.notes[0]
    assert "\x08" not in feed.entries[0].summary


def test_broken_xml_of_arxiv_is_refused(parser: FeedParser) -> None:
    with pytest.raises(NotAFeed, match="cut or broken"):
        parser.parse(rss("<description>fish & chips</description>"), keep_markup=True)


def test_entries_without_title_and_link_are_dropped_and_counted(parser: FeedParser) -> None:
    body = rss("").replace(b"</channel>", b"<item><description>x</description></item></channel>")
    feed = parser.parse(body)
    assert len(feed.entries) == 1
    assert "dropped 1 entries" in feed.notes[0]


@pytest.mark.parametrize("content_type", ["", "text/plain", "text/xml; charset=iso-8859-1"])
def test_text_that_is_utf8_is_read_as_such_whatever_is_said(
    parser: FeedParser, content_type: str
) -> None:
    body = rss("<author>Zoë 研究</author>", prolog='<?xml version="1.0" encoding="latin-1"?>')
    assert parser.parse(body, content_type=content_type).entries[0].author == "Zoë 研究"


def test_other_encodings_are_read(parser: FeedParser) -> None:
    document = '<?xml version="1.0" encoding="{}"?>' + rss("<author>Zoë</author>").decode()
    for encoding in ("iso-8859-1", "utf-16"):
        body = document.format(encoding).encode(encoding)
        assert parser.parse(body).entries[0].author == "Zoë"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is empty"),
        (b"<!doctype HTML><p>hi", "a web page"),
        (b"  <HTML lang='en'>", "a web page"),
        (b"Rate exceeded.", "text came where a feed should be: 'Rate exceeded.'"),
        (b"<opml><body/></opml>", "neither RSS nor Atom"),
        (b"\xff\xfe" + "<!DOCTYPE r [<!ENTITY a 'b'>]><rss/>".encode("utf-16-le"), "entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(
    parser: FeedParser, body: bytes, reason: str
) -> None:
    with pytest.raises(NotAFeed, match=reason):
        parser.parse(body)


def test_an_entity_bomb_is_refused_at_once(parser: FeedParser) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = rss("&l9;", prolog=f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>')
    started = monotonic()
    with pytest.raises(NotAFeed, match="entities"):
        parser.parse(bomb)
    assert monotonic() - started < 1


def test_external_entities_are_refused(parser: FeedParser) -> None:
    for kind in ("a SYSTEM 'file:///etc/passwd'", "% p SYSTEM 'http://127.0.0.1:1/x'"):
        with pytest.raises(NotAFeed, match="entities"):
            parser.parse(rss("&a;", prolog=f"<!DOCTYPE rss [<!ENTITY {kind}>]>"))


@pytest.mark.parametrize("keep_markup", [False, True])
def test_an_attribute_bomb_is_stopped_at_the_limit_and_the_next_feed_is_served(
    hasty: FeedParser, keep_markup: bool
) -> None:
    hasty.parse(rss(""))  # So that starting the child is not measured.
    started = monotonic()
    with pytest.raises(ParserStopped, match="1 s"):
        hasty.parse(attributes(200_000), keep_markup=keep_markup)
    assert monotonic() - started < SECONDS + 3
    assert hasty.parse(rss("")).entries[0].title == "A title"


def test_a_document_that_needs_too_much_memory_is_stopped() -> None:
    with FeedParser(memory_bytes=160 * 2**20) as parser:
        parser.parse(rss(""))
        with pytest.raises(ParserStopped):
            parser.parse(rss("<description>" + "x&amp;" * 4_000_000 + "</description>"))
        assert parser.parse(rss("")).entries[0].title == "A title"


def test_a_parser_that_does_not_start_says_so() -> None:
    with FeedParser(memory_bytes=2**20) as parser, pytest.raises(ParserStopped):
        parser.parse(rss(""))


def test_closing_ends_a_document_in_hand() -> None:
    parser = FeedParser(seconds=30)
    parser.parse(rss(""))
    ended: list[Exception] = []

    def read_the_bomb() -> None:
        try:
            parser.parse(attributes(200_000))
        except ParserStopped as error:
            ended.append(error)

    reader = Thread(target=read_the_bomb)
    reader.start()
    parser.close()
    reader.join(10)
    assert ended
    with pytest.raises(ParserStopped, match="closed"):
        parser.parse(rss(""))


def test_a_spoilt_document_is_read_or_refused_and_never_more(parser: FeedParser) -> None:
    chance = Random(7)
    documents = [path.read_bytes() for path in sorted(FOLDER.rglob("*.xml"))]
    for _ in range(150):
        body = bytearray(chance.choice(documents))
        for _ in range(chance.randrange(1, 6)):
            start = chance.randrange(len(body))
            body[start : start + chance.randrange(9)] = chance.choice(SPOILERS)
        try:
            feed = parser.parse(bytes(body), keep_markup=chance.random() < 0.3)
        except NotAFeed:
            continue
        for entry in feed.entries:
            entry.title.encode("utf-8")


def test_threads_take_turns(parser: FeedParser) -> None:
    titles: list[str] = []

    def read(number: int) -> None:
        body = rss("").replace(b"A title", f"Title {number}".encode())
        titles.append(parser.parse(body).entries[0].title)

    threads = [Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(titles) == [f"Title {number}" for number in range(8)]
