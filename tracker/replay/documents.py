"""The documents that go over the wire, in the shape of arXiv's feeds, its API and a blog's RSS."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

from lxml import etree
from lxml.builder import E

from tracker.model.arxiv_calendar import NEW_YORK, arxiv_day
from tracker.replay.world import PlayedPaper, PlayedPost

_ATOM = "http://www.w3.org/2005/Atom"
_ARXIV = "http://arxiv.org/schemas/atom"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_RSS_NAMES = {"arxiv": _ARXIV, "dc": _DC, "atom": _ATOM, "content": _CONTENT}
_LICENCE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Announced:
    """An item of a listing: `type` is arXiv's `new`, `cross`, `replace` or `replace-cross`."""

    paper: PlayedPaper
    version: int
    type: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of search results: those from `start` on, of `total`, where `size` were asked for."""

    query: str
    papers: Sequence[PlayedPaper]
    total: int
    start: int
    size: int


def listing_feed(category: str, items: Iterable[Announced], now: datetime) -> bytes:
    """Return `rss.arxiv.org/rss/<category>` as it stands at `now`."""
    midnight = datetime.combine(arxiv_day(now), time(0, 0), NEW_YORK)
    rss = etree.Element("rss", nsmap=_RSS_NAMES, version="2.0")
    channel = etree.SubElement(rss, "channel")
    address = f"http://rss.arxiv.org/rss/{category}"
    _add(channel, "title", f"{category} updates on arXiv.org")
    _add(channel, "link", address)
    _add(channel, "description", f"{category} updates on the arXiv.org e-print archive.")
    _add(channel, f"{{{_ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    _add(channel, "docs", "http://www.rssboard.org/rss-specification")
    _add(channel, "language", "en-us")
    _add(channel, "lastBuildDate", _rfc822((midnight + timedelta(seconds=3)).astimezone(UTC)))
    _add(channel, "managingEditor", "rss-help@arxiv.org")
    _add(channel, "pubDate", _rfc822(midnight))
    skipped = _add(channel, "skipDays")
    for day in ("Sunday", "Saturday"):
        _add(skipped, "day", day)
    for item in items:
        _add_item(channel, item, _rfc822(midnight))
    return _bytes(rss)


def listing_error(query: str, reason: str) -> bytes:
    """Return what arXiv sends, with status 400, for a category that it does not have."""
    rss = etree.Element("rss", nsmap=_RSS_NAMES, version="2.0")
    channel = etree.SubElement(rss, "channel")
    _add(channel, "title", f"Feed error for query: {query}")
    _add(channel, "link", f"http://rss.arxiv.org/rss/{query}")
    _add(channel, "description", reason)
    return _bytes(rss)


def result_page(page: Page, now: datetime) -> bytes:
    """Return a page of `export.arxiv.org/api/query`."""
    feed = _api_feed("https://arxiv.org/api/", f"arXiv Query: {page.query}", now)
    _add(feed, f"{{{_OPENSEARCH}}}itemsPerPage", str(page.size))
    _add(feed, f"{{{_OPENSEARCH}}}totalResults", str(page.total))
    _add(feed, f"{{{_OPENSEARCH}}}startIndex", str(page.start))
    for paper in page.papers:
        _add_entry(feed, paper, now)
    return _bytes(feed)


def error_page(reason: str, now: datetime) -> bytes:
    """Return the API's error, which looks like a result."""
    feed = _api_feed("https://arxiv.org/", "arXiv Search Results", now)
    for name, number in (("itemsPerPage", 1), ("totalResults", 1), ("startIndex", 0)):
        _add(feed, f"{{{_OPENSEARCH}}}{name}", str(number))
    entry = _add(feed, f"{{{_ATOM}}}entry")
    address = f"https://arxiv.org/api/errors#{reason.replace(' ', '_')}"
    _add(entry, f"{{{_ATOM}}}id", address)
    _add(entry, f"{{{_ATOM}}}title", "Error")
    _add(entry, f"{{{_ATOM}}}updated", _rfc3339(now))
    _add(entry, f"{{{_ATOM}}}link", href=address, rel="alternate", type="text/html")
    _add(entry, f"{{{_ATOM}}}summary", reason)
    _add(_add(entry, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name", "arXiv api core")
    return _bytes(feed)


def blog_feed(name: str, posts: Iterable[PlayedPost]) -> bytes:
    """Return the RSS of a blog or forum."""
    rss = etree.Element("rss", nsmap={"dc": _DC}, version="2.0")
    channel = etree.SubElement(rss, "channel")
    _add(channel, "title", name)
    _add(channel, "link", f"https://{name}.example/")
    _add(channel, "description", f"What is new at {name}")
    _add(channel, "ttl", "60")
    for post in posts:
        _add_post(channel, post)
    return _bytes(rss)


def web_page(title: str) -> bytes:
    """Return a web page, such as stands where a feed was."""
    page = E.html(E.head(E.title(title)), E.body(E.h1(title)))
    doctype = "<!DOCTYPE html>"
    return bytes(etree.tostring(page, method="html", doctype=doctype, encoding="utf-8"))


def _add_item(channel: Any, item: Announced, published: str) -> None:
    paper = item.paper
    entry = _add(channel, "item")
    preamble = f"arXiv:{paper.id}v{item.version} Announce Type: {item.type} \nAbstract: "
    _add(entry, "title", paper.title)
    _add(entry, "link", f"https://arxiv.org/abs/{paper.id}")
    _add(entry, "description", preamble + paper.abstract)
    _add(entry, "guid", f"oai:arXiv.org:{paper.id}v{item.version}", isPermaLink="false")
    for category in paper.categories:
        _add(entry, "category", category)
    _add(entry, "pubDate", published)
    _add(entry, f"{{{_ARXIV}}}announce_type", item.type)
    _add(entry, f"{{{_DC}}}rights", _LICENCE)
    if paper.doi:
        _add(entry, f"{{{_ARXIV}}}DOI", paper.doi)
    if paper.journal_ref:
        _add(entry, f"{{{_ARXIV}}}journal_reference", paper.journal_ref)
    _add(entry, f"{{{_DC}}}creator", ", ".join(paper.authors))


def _api_feed(address: str, title: str, now: datetime) -> Any:
    names = {"opensearch": _OPENSEARCH, "arxiv": _ARXIV, None: _ATOM}
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=names)
    _add(feed, f"{{{_ATOM}}}id", address)
    _add(feed, f"{{{_ATOM}}}title", title)
    _add(feed, f"{{{_ATOM}}}updated", _rfc3339(now))
    return feed


def _add_entry(feed: Any, paper: PlayedPaper, now: datetime) -> None:
    entry = _add(feed, f"{{{_ATOM}}}entry")
    today = arxiv_day(now)
    versioned = f"{paper.id}v{paper.version_on(today)}"
    page, pdf = f"https://arxiv.org/abs/{versioned}", f"https://arxiv.org/pdf/{versioned}"
    _add(entry, f"{{{_ATOM}}}id", f"http://arxiv.org/abs/{versioned}")
    _add(entry, f"{{{_ATOM}}}title", paper.title)
    _add(entry, f"{{{_ATOM}}}updated", _rfc3339(paper.updated_at(today)))
    _add(entry, f"{{{_ATOM}}}link", href=page, rel="alternate", type="text/html")
    _add(entry, f"{{{_ATOM}}}link", href=pdf, rel="related", type="application/pdf", title="pdf")
    _add(entry, f"{{{_ATOM}}}summary", paper.abstract)
    for category in paper.categories:
        _add(entry, f"{{{_ATOM}}}category", term=category, scheme=_ARXIV)
    _add(entry, f"{{{_ATOM}}}published", _rfc3339(paper.submitted_at))
    if paper.comment:
        _add(entry, f"{{{_ARXIV}}}comment", paper.comment)
    _add(entry, f"{{{_ARXIV}}}primary_category", term=paper.categories[0])
    if paper.journal_ref:
        _add(entry, f"{{{_ARXIV}}}journal_ref", paper.journal_ref)
    for author in paper.authors:
        _add(_add(entry, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name", author)
    if paper.doi:
        _add(entry, f"{{{_ARXIV}}}doi", paper.doi)
        address = f"https://doi.org/{paper.doi}"
        _add(entry, f"{{{_ATOM}}}link", rel="related", href=address, title="doi")


def _add_post(channel: Any, post: PlayedPost) -> None:
    item = _add(channel, "item")
    _add(item, "title", post.title)
    _add(item, "link", post.url)
    _add(item, "guid", post.guid, isPermaLink="false")
    _add(item, "pubDate", _rfc822(post.published_at))
    if post.author:
        _add(item, f"{{{_DC}}}creator", post.author)
    for category in post.categories:
        _add(item, "category", category)
    shown = E.div(E.p(_legal(post.excerpt)), *(E.p(E.a(link, href=link)) for link in post.links))
    _add(item, "description", etree.tostring(shown, method="html", encoding="unicode"))


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, tag, attributes)
    element.text = _legal(text) if text is not None else None
    return element


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _rfc822(instant: datetime) -> str:
    return format_datetime(instant)


def _rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
