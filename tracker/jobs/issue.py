"""Writes down the editions that are due: what is in them, and who gets them, in one transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tracker.digest.compose import compose
from tracker.digest.corner import corner, has_room
from tracker.digest.updates import choose_news, whole_lists
from tracker.jobs import schedule
from tracker.model.arxiv_calendar import MAILING_FREE, arxiv_day, kind_of_day
from tracker.model.editions import (
    Candidate,
    Day,
    Digest,
    Edition,
    EditionState,
    ReadingCorner,
    Trouble,
    VenueList,
)
from tracker.model.events import PaperNews
from tracker.model.feedback import ME
from tracker.model.harvests import CoverageState, SourceHealth
from tracker.model.identifiers import PaperId
from tracker.model.ledger import LedgerLine
from tracker.model.posts import Post
from tracker.model.reports import IssuedEdition
from tracker.model.roadmap import Roadmap
from tracker.ranking.ranker import Ranker
from tracker.ranking.taste import exchanged
from tracker.store.store import Store

# What was found later than this after it appeared is not news, unless it is a paper that was listed
# since the digest began: a machine can be off for longer.
_NEWS = timedelta(days=31)
_IMPORTED_NEWS = timedelta(days=7)
_FIRST_POSTS = timedelta(days=7)
_LOOK_BACK = timedelta(days=31)
_MISSED_AT_MOST = 31
# The last edition that spoke of must-reads is among so many, unless arXiv failed all the while.
_CORNERS = 30
_EVER = datetime(1970, 1, 1, tzinfo=UTC)

# Days of these kinds reach a mailbox only with news of papers or venues, or where the subscriber
# asked for empty ones; a failure always does.
_SILENT = {
    EditionState.QUIET, EditionState.WEEKEND, EditionState.HOLIDAY, EditionState.STALE,
}  # fmt: skip

_OPEN = {CoverageState.SHORT, CoverageState.STALE, CoverageState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition that is not written down yet, and everything it was chosen from."""

    edition: Edition
    considered: tuple[PaperId, ...]
    posts: tuple[Post, ...]
    news: tuple[PaperNews, ...] = ()
    lists: tuple[VenueList, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What composing needs beside the store: the roadmap, its fingerprint and the bar for picks,
    and the categories and the names of the sources that an edition answers for.

    The `ranker` knows what other readers than the one of the household like; without it theirs
    are the household's scores.
    """

    roadmap: Roadmap
    fingerprint: str
    quiet_below: float
    categories: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()
    mailing_free: Collection[date] | None = None
    ranker: Ranker | None = None


def due(store: Store, digests: Sequence[Digest], now: datetime) -> list[tuple[Digest, date]]:
    """Return the digests that are due at `now`, each with its local date.

    A digest without any edition is due at once, as soon as there is something to show; one that
    wants an edition for each day is due for all dates it has missed.
    """
    return [(digest, day) for digest in digests for day in _dates(store, digest, now)]


def _dates(store: Store, digest: Digest, now: datetime) -> tuple[date, ...]:
    last_on = store.editions.last_on(digest.name)
    if last_on is None:
        return (_local_date(digest, now),) if store.papers.count() else ()
    day = schedule.due_on(digest, now, last_on)
    if day is None:
        return ()
    before = schedule.missed(digest, last_on, day)[-_MISSED_AT_MOST:] if digest.each_day else ()
    return (*before, day)


def next_at(store: Store, digest: Digest, now: datetime) -> datetime | None:
    """Return when the digest is due next; None where it waits for the first paper."""
    last_on = store.editions.last_on(digest.name)
    if last_on is None and not store.papers.count():
        return None
    return schedule.next_due(digest, now, last_on)


def _local_date(digest: Digest, now: datetime) -> date:
    return now.astimezone(ZoneInfo(digest.timezone)).date()


def issue(
    store: Store,
    digests: Sequence[Digest],
    desk: Desk,
    now: datetime,
    new_message_id: Callable[[], str],
) -> tuple[IssuedEdition, ...]:
    """Compose and write down every due edition with its deliveries; nothing is sent here."""
    issued = []
    for digest, local_date in due(store, digests, now):
        drafted = draft(store, digest, desk, now, local_date)
        made = _write_down(store, digest, drafted, new_message_id)
        if made:
            issued.append(made)
    return tuple(issued)


def mark_all_seen(store: Store, digests: Sequence[Digest], desk: Desk) -> None:
    """Mark all that is stored as seen by every digest; the next edition begins after it."""
    for digest in digests:
        candidates = store.editions.candidates(digest.name, desk.fingerprint)
        store.editions.mark_seen(
            digest.name,
            [each.paper.id for each in candidates],
            store.editions.posts(digest.name, _EVER),
            news=store.news.untold(digest.name, _EVER, digest.reader),
            lists=store.venues.untold(digest.name),
        )


def issue_now(
    store: Store,
    digest: Digest,
    desk: Desk,
    now: datetime,
    new_message_id: Callable[[], str],
) -> tuple[IssuedEdition, ...]:
    """Write down today's edition of `digest` whatever its hour; nothing where there is one."""
    drafted = draft(store, digest, desk, now, _local_date(digest, now))
    made = _write_down(store, digest, drafted, new_message_id)
    return (made,) if made else ()


def draft(store: Store, digest: Digest, desk: Desk, now: datetime, local_date: date) -> Draft:
    """Compose the edition of `local_date` from what is stored, without writing anything.

    One for an earlier date than today's holds what had been listed by its hour.
    """
    welcome = not store.editions.any_of(digest.name)
    at = _until(digest, local_date, now)
    candidates = _candidates(store, digest, desk, at, now)
    posts = _posts(store, digest, at, _FIRST_POSTS if welcome else _NEWS)
    day = _day(store, digest, desk, at)
    # What has happened since belongs to the edition of today, not to one of a date gone by.
    news = choose_news(_news(store, digest, at)) if at == now else ()
    lists = _lists(store, digest, desk, local_date, welcome=welcome) if at == now else ()
    edition = compose(
        digest, candidates, posts, day, desk.roadmap, now, local_date,
        welcome=welcome, quiet_below=desk.quiet_below, news=news, lists=lists,
    )  # fmt: skip
    edition = replace(edition, corner=_corner(store, digest, desk, edition))
    return Draft(edition, tuple(each.paper.id for each in candidates), posts, news, lists)


def _lists(
    store: Store, digest: Digest, desk: Desk, local_date: date, *, welcome: bool
) -> tuple[VenueList, ...]:
    """Return the lists that the digest has not told of; those of the day with their best papers."""
    untold = store.venues.untold(digest.name)
    whole = whole_lists(untold, local_date, welcome=welcome)
    return tuple(_best_of(store, digest, desk, each) if each in whole else each for each in untold)


def _best_of(store: Store, digest: Digest, desk: Desk, listed: VenueList) -> VenueList:
    """Return a list with its best papers for the digest's reader, best first."""
    found = store.venues.best_listed(listed, digest, desk.quiet_below, digest.reader)
    best = _as_read_by(store, digest.reader, desk, found.best)
    return replace(found, best=tuple(sorted(best, key=lambda each: -each.score.value)))


def _news(store: Store, digest: Digest, at: datetime) -> tuple[PaperNews, ...]:
    return store.news.untold(digest.name, at - _NEWS, digest.reader)


def _corner(store: Store, digest: Digest, desk: Desk, edition: Edition) -> ReadingCorner | None:
    """Return what the edition says of the must-reads of the digest's reader."""
    if not has_room(edition.state):
        return None
    must_reads = desk.roadmap.must_read
    done = store.must_reads.done(digest.reader, must_reads)
    earlier = partial(store.editions.latest, digest.name, _CORNERS)
    return corner(must_reads, done, digest.reader, earlier)


def _until(digest: Digest, local_date: date, now: datetime) -> datetime:
    """Return up to when an edition looks: to now, or to its hour where its date has passed."""
    is_past = local_date < _local_date(digest, now)
    return schedule.instant_of(digest, local_date) if is_past else now


def _candidates(
    store: Store, digest: Digest, desk: Desk, at: datetime, now: datetime
) -> tuple[Candidate, ...]:
    found = store.editions.candidates(
        digest.name,
        desk.fingerprint,
        since=min((now - _NEWS).date(), store.editions.first_on(digest.name) or date.max),
        imported_since=(now - _IMPORTED_NEWS).date(),
        reader=digest.reader,
    )
    if at != now:
        by = arxiv_day(at)
        found = tuple(e for e in found if e.paper.announced_on and e.paper.announced_on <= by)
    return _as_read_by(store, digest.reader, desk, found)


def _as_read_by(
    store: Store, reader: str, desk: Desk, found: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    """Return candidates with what `reader` likes in their scores, instead of the household's."""
    if reader == ME or desk.ranker is None:
        return found
    taste = desk.ranker.taste(store.feedback.judged(reader))
    (personal,) = desk.ranker.personal([each.paper for each in found], [taste])
    return tuple(
        replace(each, score=exchanged(each.score, parts))
        for each, parts in zip(found, personal, strict=True)
    )


def _posts(store: Store, digest: Digest, at: datetime, back: timedelta) -> tuple[Post, ...]:
    found = store.editions.posts(digest.name, at - back)
    return tuple(each for each in found if each.published_at <= at)


def _day(store: Store, digest: Digest, desk: Desk, at: datetime) -> Day:
    """Say what the sources' day is like at `at`: from their health, and from the ledger."""
    today = arxiv_day(at)
    health = [each for each in store.sources.all() if each.name in desk.sources]
    last = next(iter(store.editions.latest(digest.name, limit=1)), None)
    since = last.local_date if last else today - _LOOK_BACK
    lines = store.sources.ledger(desk.categories, since, today, desk.mailing_free)
    return Day(
        listing_on=today,
        kind=kind_of_day(today, MAILING_FREE if desk.mailing_free is None else desk.mailing_free),
        troubles=tuple(_troubles(health)),
        arxiv_failed=bool(desk.categories)
        and not (_has_answered(health) or _is_told(lines, today)),
        open_days=tuple(each for each in lines if _is_open(each)),
        recovered=tuple(each.name for each in health if last and _has_recovered(each, last)),
    )


def _has_answered(health: Collection[SourceHealth]) -> bool:
    """Tell whether every feed of arXiv has answered when it was last asked, and was ever asked."""
    feeds = [each for each in health if each.kind == "arxiv-rss"]
    return bool(feeds) and not any(each.failures for each in feeds)


def _is_told(lines: Collection[LedgerLine], day: date) -> bool:
    """Tell whether some route has told of `day` in every category, the feed or another."""
    states = [each.state for each in lines if each.announced_on == day]
    return bool(states) and all(each is CoverageState.COMPLETE for each in states)


def _troubles(health: Iterable[SourceHealth]) -> Iterator[Trouble]:
    for each in health:
        if each.is_told:
            yield Trouble(each.name, each.error or "", each.last_success_at)
        elif each.is_silent:
            yield Trouble(each.name, "", each.last_item_at)


def _is_open(line: LedgerLine) -> bool:
    """Tell whether a reader should know of the line: the day lacks papers, or did for a while."""
    return bool(line.short) or line.state in _OPEN


def _has_recovered(health: SourceHealth, last: Edition) -> bool:
    """Tell whether the source answers again since the `last` edition was composed."""
    at = health.recovered_at
    return at is not None and at > last.composed_at and not health.failures


def _write_down(
    store: Store, digest: Digest, drafted: Draft, new_message_id: Callable[[], str]
) -> IssuedEdition | None:
    edition = drafted.edition
    deliveries = [
        (channel, recipient, new_message_id()) for channel, recipient in recipients(digest, edition)
    ]
    number = store.editions.issue(
        edition, drafted.considered, drafted.posts, deliveries,
        news=drafted.news, lists=drafted.lists,
    )  # fmt: skip
    if number is None:
        return None  # another process wrote this edition first
    return IssuedEdition(
        digest.name,
        edition.local_date.isoformat(),
        edition.state,
        len(edition.picks),
        edition.considered,
    )


def recipients(digest: Digest, edition: Edition) -> list[tuple[str, str]]:
    """Return (channel, recipient) of everyone who gets `edition`; each address is one delivery."""
    everyone = []
    for channel in digest.channels:
        if channel == "email":
            empty = edition.state in _SILENT and not edition.has_news
            silent = empty and not digest.send_empty
            everyone += [] if silent else [(channel, address) for address in digest.recipients]
        else:
            everyone.append((channel, ""))
    return everyone
