"""The documents that go over the wire, in the shape of arXiv's feeds, its API and a blog's RSS."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.builder import E

from tracker.model.arxiv_calendar import NEW_YORK, arxiv_day
from tracker.replay.announcements import Announced
from tracker.replay.markup import add, document, filled, inside, legal, mark
from tracker.replay.world import PlayedPaper, PlayedPost

__all__ = [
    "Announced",
    "Page",
    "blog_feed",
    "error_page",
    "listing_error",
    "listing_feed",
    "result_page",
]

_ATOM = "http://www.w3.org/2005/Atom"
_ARXIV = "http://arxiv.org/schemas/atom"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_RSS_NAMES = {"arxiv": _ARXIV, "dc": _DC, "atom": _ATOM, "content": _CONTENT}
_API_NAMES = {"opensearch": _OPENSEARCH, "arxiv": _ARXIV, None: _ATOM}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of search results: those from `start` on, of `total`, where `size` were asked for."""

    query: str
    papers: Sequence[PlayedPaper]
    total: int
    start: int
    size: int


def listing_feed(
    category: str, items: Iterable[Announced], now: datetime, day: date | None = None
) -> bytes:
    """Return `rss.arxiv.org/rss/<category>` as it was built at `now`, dated `day` or today."""
    built = _midnight(arxiv_day(now)) + timedelta(seconds=3)
    published = _rfc822(_midnight(day or arxiv_day(now)))
    frame = document(_channel(category, built, published))
    return filled(frame, (_item(each, published) for each in items))


def listing_error(query: str, reason: str) -> bytes:
    """Return what arXiv sends, with status 400, for a category that it does not have."""
    rss = etree.Element("rss", nsmap=_RSS_NAMES, version="2.0")
    channel = etree.SubElement(rss, "channel")
    add(channel, "title", f"Feed error for query: {query}")
    add(channel, "link", f"http://rss.arxiv.org/rss/{query}")
    add(channel, "description", reason)
    return document(rss)


def result_page(page: Page, now: datetime, day: date | None = None) -> bytes:
    """Return a page of `export.arxiv.org/api/query`, with the versions of `day` or today."""
    known = day or arxiv_day(now)
    feed = _api_feed("https://arxiv.org/api/", f"arXiv Query: {page.query}", now)
    add(feed, f"{{{_OPENSEARCH}}}itemsPerPage", str(page.size))
    add(feed, f"{{{_OPENSEARCH}}}totalResults", str(page.total))
    add(feed, f"{{{_OPENSEARCH}}}startIndex", str(page.start))
    mark(feed)
    entries = (_entry(each, each.changed_on(known) or known) for each in page.papers)
    return filled(document(feed), entries)


def error_page(reason: str, now: datetime) -> bytes:
    """Return the API's error, which looks like a result."""
    feed = _api_feed("https://arxiv.org/", "arXiv Search Results", now)
    for name, number in (("itemsPerPage", 1), ("totalResults", 1), ("startIndex", 0)):
        add(feed, f"{{{_OPENSEARCH}}}{name}", str(number))
    entry = add(feed, f"{{{_ATOM}}}entry")
    address = f"https://arxiv.org/api/errors#{reason.replace(' ', '_')}"
    add(entry, f"{{{_ATOM}}}id", address)
    add(entry, f"{{{_ATOM}}}title", "Error")
    add(entry, f"{{{_ATOM}}}updated", _rfc3339(now))
    add(entry, f"{{{_ATOM}}}link", href=address, rel="alternate", type="text/html")
    add(entry, f"{{{_ATOM}}}summary", reason)
    add(add(entry, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name", "arXiv api core")
    return document(feed)


def blog_feed(name: str, posts: Iterable[PlayedPost]) -> bytes:
    """Return the RSS of a blog or forum."""
    rss = etree.Element("rss", nsmap={"dc": _DC}, version="2.0")
    channel = etree.SubElement(rss, "channel")
    add(channel, "title", name)
    add(channel, "link", f"https://{name}.example/")
    add(channel, "description", f"What is new at {name}")
    add(channel, "ttl", "60")
    for post in posts:
        _add_post(channel, post)
    return document(rss)


def _channel(category: str, built: datetime, published: str) -> Any:
    rss = etree.Element("rss", nsmap=_RSS_NAMES, version="2.0")
    channel = etree.SubElement(rss, "channel")
    address = f"http://rss.arxiv.org/rss/{category}"
    add(channel, "title", f"{category} updates on arXiv.org")
    add(channel, "link", address)
    add(channel, "description", f"{category} updates on the arXiv.org e-print archive.")
    add(channel, f"{{{_ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    add(channel, "docs", "http://www.rssboard.org/rss-specification")
    add(channel, "language", "en-us")
    add(channel, "lastBuildDate", _rfc822(built.astimezone(UTC)))
    add(channel, "managingEditor", "rss-help@arxiv.org")
    add(channel, "pubDate", published)
    skipped = add(channel, "skipDays")
    for day in ("Sunday", "Saturday"):
        add(skipped, "day", day)
    mark(channel)
    return rss


# A day's items are asked for again and again, in simulations thousands of times.
@lru_cache(maxsize=50_000)
def _item(item: Announced, published: str) -> bytes:
    paper = item.paper
    rss = etree.Element("rss", nsmap=_RSS_NAMES)
    entry = add(rss, "item")
    preamble = f"arXiv:{paper.id}v{item.version} Announce Type: {item.type} \nAbstract: "
    add(entry, "title", paper.title)
    add(entry, "link", f"https://arxiv.org/abs/{paper.id}")
    add(entry, "description", preamble + paper.abstract)
    add(entry, "guid", f"oai:arXiv.org:{paper.id}v{item.version}", isPermaLink="false")
    for category in paper.categories:
        add(entry, "category", category)
    add(entry, "pubDate", published)
    add(entry, f"{{{_ARXIV}}}announce_type", item.type)
    add(entry, f"{{{_DC}}}rights", paper.licence)
    if paper.doi:
        add(entry, f"{{{_ARXIV}}}DOI", paper.doi)
    if paper.journal_ref:
        add(entry, f"{{{_ARXIV}}}journal_reference", paper.journal_ref)
    add(entry, f"{{{_DC}}}creator", ", ".join(paper.authors))
    return inside(rss)


def _api_feed(address: str, title: str, now: datetime) -> Any:
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_API_NAMES)
    add(feed, f"{{{_ATOM}}}id", address)
    add(feed, f"{{{_ATOM}}}title", title)
    add(feed, f"{{{_ATOM}}}updated", _rfc3339(now))
    return feed


@lru_cache(maxsize=50_000)
def _entry(paper: PlayedPaper, day: date) -> bytes:
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_API_NAMES)
    entry = add(feed, f"{{{_ATOM}}}entry")
    versioned = f"{paper.id}v{paper.version_on(day)}"
    page, pdf = f"https://arxiv.org/abs/{versioned}", f"https://arxiv.org/pdf/{versioned}"
    add(entry, f"{{{_ATOM}}}id", f"http://arxiv.org/abs/{versioned}")
    add(entry, f"{{{_ATOM}}}title", paper.title)
    add(entry, f"{{{_ATOM}}}updated", _rfc3339(paper.updated_at(day)))
    add(entry, f"{{{_ATOM}}}link", href=page, rel="alternate", type="text/html")
    add(entry, f"{{{_ATOM}}}link", href=pdf, rel="related", type="application/pdf", title="pdf")
    add(entry, f"{{{_ATOM}}}summary", paper.abstract)
    for category in paper.categories:
        add(entry, f"{{{_ATOM}}}category", term=category, scheme=_ARXIV)
    add(entry, f"{{{_ATOM}}}published", _rfc3339(paper.submitted_at))
    if paper.comment:
        add(entry, f"{{{_ARXIV}}}comment", paper.comment)
    add(entry, f"{{{_ARXIV}}}primary_category", term=paper.categories[0])
    if paper.journal_ref:
        add(entry, f"{{{_ARXIV}}}journal_ref", paper.journal_ref)
    for author in paper.authors:
        add(add(entry, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name", author)
    if paper.doi:
        add(entry, f"{{{_ARXIV}}}doi", paper.doi)
        address = f"https://doi.org/{paper.doi}"
        add(entry, f"{{{_ATOM}}}link", rel="related", href=address, title="doi")
    return inside(feed)


def _add_post(channel: Any, post: PlayedPost) -> None:
    item = add(channel, "item")
    add(item, "title", post.title)
    add(item, "link", post.url)
    add(item, "guid", post.guid, isPermaLink="false")
    add(item, "pubDate", _rfc822(post.published_at))
    if post.author:
        add(item, f"{{{_DC}}}creator", post.author)
    for category in post.categories:
        add(item, "category", category)
    shown = E.div(E.p(legal(post.excerpt)), *(E.p(E.a(link, href=link)) for link in post.links))
    add(item, "description", etree.tostring(shown, method="html", encoding="unicode"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), NEW_YORK)


def _rfc822(instant: datetime) -> str:
    return format_datetime(instant)


def _rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
