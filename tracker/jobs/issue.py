"""Writes down the editions that are due: what is in them, and who gets them, in one transaction."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.digest.compose import compose
from tracker.jobs import schedule
from tracker.model.arxiv_calendar import MAILING_FREE, arxiv_day, kind_of_day
from tracker.model.editions import Day, Digest, Edition, EditionState, Trouble
from tracker.model.harvests import SourceHealth
from tracker.model.identifiers import PaperId
from tracker.model.posts import Post
from tracker.model.reports import IssuedEdition
from tracker.model.roadmap import Roadmap
from tracker.store.store import Store

# A paper or post that was found later than this after it appeared is not news.
_NEWS = timedelta(days=31)
_FIRST_POSTS = timedelta(days=7)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)

# Days of these kinds reach a mailbox only where the subscriber asked for empty ones; a failure
# always does.
_SILENT = {EditionState.QUIET, EditionState.WEEKEND, EditionState.HOLIDAY}


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition that is not written down yet, and everything it was chosen from."""

    edition: Edition
    considered: tuple[PaperId, ...]
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What composing needs beside the store: the roadmap, its fingerprint and the bar for picks."""

    roadmap: Roadmap
    fingerprint: str
    quiet_below: float
    mailing_free: frozenset[date] = MAILING_FREE


def due(store: Store, digests: Sequence[Digest], now: datetime) -> list[tuple[Digest, date]]:
    """Return the digests that are due at `now`, each with its local date.

    A digest without any edition is due at once, as soon as there is something to show.
    """
    dates = ((digest, _due_on(store, digest, now)) for digest in digests)
    return [(digest, local_date) for digest, local_date in dates if local_date]


def next_at(store: Store, digest: Digest, now: datetime) -> datetime | None:
    """Return when the digest is due next; None where it waits for the first paper."""
    last_on = store.editions.last_on(digest.name)
    if last_on is None and not store.papers.count():
        return None
    return schedule.next_due(digest, now, last_on)


def _due_on(store: Store, digest: Digest, now: datetime) -> date | None:
    last_on = store.editions.last_on(digest.name)
    if last_on is not None:
        return schedule.due_on(digest, now, last_on)
    return _local_date(digest, now) if store.papers.count() else None


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
        posts = store.editions.posts(digest.name, _EVER)
        store.editions.mark_seen(digest.name, [each.paper.id for each in candidates], posts)


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
    """Compose the edition of `local_date` from what is stored, without writing anything."""
    welcome = not store.editions.any_of(digest.name)
    candidates = store.editions.candidates(
        digest.name, desk.fingerprint, since=(now - _NEWS).date()
    )
    posts = store.editions.posts(digest.name, now - (_FIRST_POSTS if welcome else _NEWS))
    day = _day(store.sources.all(), desk.mailing_free, now)
    edition = compose(
        digest, candidates, posts, day, desk.roadmap, now, local_date,
        welcome=welcome, quiet_below=desk.quiet_below,
    )  # fmt: skip
    return Draft(edition, tuple(each.paper.id for each in candidates), posts)


def _day(health: Collection[SourceHealth], mailing_free: Collection[date], now: datetime) -> Day:
    today = arxiv_day(now)
    failing = [each for each in health if each.failures]
    return Day(
        listing_on=today,
        kind=kind_of_day(today, mailing_free),
        troubles=tuple(Trouble(e.name, e.error or "", e.last_success_at) for e in failing),
        arxiv_failed=any(each.kind == "arxiv-rss" for each in failing),
    )


def _write_down(
    store: Store, digest: Digest, drafted: Draft, new_message_id: Callable[[], str]
) -> IssuedEdition | None:
    edition = drafted.edition
    deliveries = [
        (channel, recipient, new_message_id()) for channel, recipient in recipients(digest, edition)
    ]
    if store.editions.issue(edition, drafted.considered, drafted.posts, deliveries) is None:
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
            silent = edition.state in _SILENT and not digest.send_empty
            everyone += [] if silent else [(channel, address) for address in digest.recipients]
        else:
            everyone.append((channel, ""))
    return everyone
