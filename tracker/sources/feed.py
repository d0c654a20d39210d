"""Reads any RSS or Atom feed of a lab or a community into posts."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from tracker.http import Response, Validators
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.model.identifiers import ARXIV, PaperId, linked_arxiv_ids
from tracker.model.posts import Post
from tracker.sources import Tools
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.parsing import ParsedEntry, ParsedFeed
from tracker.sources.polling import next_poll
from tracker.text import display, plain, safe_url

KIND = "feed"

_EXCERPT = 500
_TITLE = 300
_AHEAD = timedelta(days=2)
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # Before the web: a default, not a date.
_TRUST_VALIDATORS = timedelta(days=8)  # Some servers answer 304 for ever.


def open_source(spec: SourceSpec, tools: Tools) -> "Feed":
    """Return the feed at `spec.url`; the option `include_categories` keeps only such entries."""
    return Feed(spec, tools)


@dataclass(frozen=True, slots=True)
class _Resume:
    """What to remember of the last whole answer.

    `dates` are the entries' guids and the instants that were made up for those without a date.
    """

    validators: Validators | None = None
    read_at: datetime | None = None
    ttl: int | None = None
    skip_days: tuple[str, ...] = ()
    dates: Mapping[str, datetime] = field(default_factory=dict)


class Feed:
    """One feed; its whole content is handed over whenever it has changed."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._tools = tools
        self._wanted = _folded(spec.options.get("include_categories"))

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch, empty where nothing has changed; raises NotAFeed and ParserStopped."""
        resume = read_checkpoint(checkpoint, _Resume) or _Resume()
        response = self._tools.http.get(self.spec.url, validators=_trusted(resume, now))
        if response.unchanged:
            kept = replace(resume, validators=response.validators)
            yield self._batch(response, kept, (), now)
        else:
            yield self._read(response, resume, now)

    def _read(self, response: Response, resume: _Resume, now: datetime) -> Batch:
        feed = self._tools.parser.parse(
            response.body,
            content_type=response.headers.get("content-type", ""),
            base_url=response.url,
        )
        posts = tuple(self._posts(feed, resume.dates, now))
        kept = _Resume(
            response.validators,
            now,
            feed.ttl,
            feed.skip_days,
            {post.guid: post.published_at for post in posts if post.estimated},
        )
        notes = (*feed.notes, *_moved(response))
        return replace(self._batch(response, kept, posts, now), notes=notes)

    def _batch(
        self, response: Response, resume: _Resume, posts: tuple[Post, ...], now: datetime
    ) -> Batch:
        next_at = next_poll(
            now,
            self.spec.every,
            response.headers,
            ttl=resume.ttl,
            skip_days=resume.skip_days,
            conditional=_is_conditional(response.validators),
        )
        checkpoint = write_checkpoint(resume)
        return Batch(self.spec.name, posts=posts, checkpoint=checkpoint, next_at=next_at)

    def _posts(
        self, feed: ParsedFeed, dates: Mapping[str, datetime], now: datetime
    ) -> Iterator[Post]:
        wanted = (entry for entry in feed.entries if self._wants(entry))
        for guid, entry in _with_guids(wanted).items():
            post = self._post(guid, entry, now)
            if post.estimated and guid in dates:
                post = replace(post, published_at=dates[guid])
            yield post

    def _wants(self, entry: ParsedEntry) -> bool:
        return not self._wanted or any(each.casefold() in self._wanted for each in entry.categories)

    def _post(self, guid: str, entry: ParsedEntry, now: datetime) -> Post:
        url = _web_address(entry)
        dated = _date_of(entry, now)
        linked = linked_arxiv_ids(f"{entry.link} {entry.summary} {entry.content}")
        return Post(
            source=self.spec.name,
            guid=guid,
            title=plain(entry.title, _TITLE) or url,
            url=url,
            published_at=dated or now,
            estimated=dated is None,
            author=display(entry.author),
            excerpt=plain(entry.summary or entry.content, _EXCERPT),
            categories=tuple(map(display, entry.categories)),
            papers=tuple(PaperId(ARXIV, base_id) for base_id in linked),
            group=self.spec.group,
        )


def _trusted(resume: _Resume, now: datetime) -> Validators | None:
    fresh = resume.read_at is not None and now - resume.read_at < _TRUST_VALIDATORS
    return resume.validators if fresh else None


def _is_conditional(validators: Validators) -> bool:
    return bool(validators.etag or validators.last_modified)


def _moved(response: Response) -> Iterator[str]:
    if response.moved_to:
        yield f"the feed has moved for good to {response.moved_to}"


def _with_guids(entries: Iterable[ParsedEntry]) -> dict[str, ParsedEntry]:
    """Return the entries by guids that are unique, newest first.

    The oldest of several entries with one guid keeps it, so that a newer one takes nothing from
    an entry that is known already; the same entry twice is one.
    """
    found: dict[str, ParsedEntry] = {}
    for entry in sorted(entries, key=_age):
        guid, address = _guid(entry), _web_address(entry)
        holder = found.get(guid)
        if holder and _web_address(holder) != address:
            guid = f"{guid} {address}"
        found[guid] = entry
    return dict(reversed(found.items()))


def _age(entry: ParsedEntry) -> tuple[datetime, str, str]:
    return (entry.published_at or entry.updated_at or _OLDEST, entry.link, entry.title)


def _guid(entry: ParsedEntry) -> str:
    return entry.id or _canonical(_web_address(entry)) or _hash_of(entry)


def _hash_of(entry: ParsedEntry) -> str:
    told = f"{entry.title}\n{entry.published_at or ''}"
    return f"sha256:{hashlib.sha256(told.encode()).hexdigest()}"


def _web_address(entry: ParsedEntry) -> str:
    """Return the absolute http(s) address of an entry, without tracking; '' where it has none."""
    for candidate in (entry.link, entry.id):
        address = safe_url(candidate)
        if address and not address.startswith("mailto:"):
            parts = urlsplit(address)
            return parts._replace(query=_without_tracking(parts.query)).geturl()
    return ""


def _canonical(address: str) -> str:
    return urlsplit(address)._replace(fragment="").geturl().rstrip("/")


def _without_tracking(query: str) -> str:
    if "utm_" not in query:
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in pairs if not name.startswith("utm_")])


def _date_of(entry: ParsedEntry, now: datetime) -> datetime | None:
    said = (entry.published_at, entry.updated_at)
    return next((each for each in said if each and _OLDEST <= each <= now + _AHEAD), None)


def _folded(value: object) -> frozenset[str]:
    named = value if isinstance(value, Iterable) and not isinstance(value, str) else ()
    return frozenset(str(each).casefold() for each in named)
