"""Events: what happened to papers after they were announced, each written down once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, text

from tracker.model.events import Discussion, Event, EventKind
from tracker.model.identifiers import DOI, PaperId
from tracker.model.papers import Paper
from tracker.model.posts import Post
from tracker.store import tables
from tracker.store.happened import Known, happened
from tracker.store.mentions import Mentions
from tracker.store.rows import canonical
from tracker.store.upserts import insert_new
from tracker.store.venue_rows import event_values
from tracker.venues.badges import Told, badges
from tracker.venues.mentions import JOURNAL_REF

Happened: TypeAlias = dict[int, list[Event]]
"""Events of papers, by row number."""

# What they tell is in print, whoever prints it.
_PRINTED = frozenset((JOURNAL_REF, DOI))


def record_events(connection: Connection, found: Happened, now: datetime) -> int:
    """Write events that are not known yet; returns how many that were.

    A source that tells one again adds nothing, except upvotes that are higher than before.
    """
    rows = [event_values(number, each, now) for number, told in found.items() for each in told]
    written = insert_new(connection, tables.events, rows)
    counted = [row for row in rows if row["upvotes"] is not None]
    if counted:
        connection.execute(_RAISE_UPVOTES, counted)
    return written


def between(
    states: Mapping[int, tuple[Paper, Paper]],
    before: Mentions,
    after: Mentions,
    proceedings: frozenset[str],
    at: datetime,
    source: str,
) -> Happened:
    """Return what happened to papers between two states of them, by what was told before and after.

    `proceedings` are the sources whose lists are of what is in print.
    """
    printed = proceedings | _PRINTED
    found: Happened = {}
    for number, (was, is_now) in states.items():
        known = _known(was, before.get(number, ()), printed)
        events = happened(known, _known(is_now, after.get(number, ()), printed), at, source)
        if events:
            found[number] = list(events)
    return found


def discussions_of(posts: Iterable[Post]) -> Iterator[Discussion]:
    """Yield a discussion for every paper that a post links; its place is the feed's name."""
    for post in posts:
        for paper in post.papers:
            yield Discussion(paper, post.source, post.published_at, post.url)


def discussed(discussions: Iterable[Discussion], numbers: Mapping[PaperId, int]) -> Happened:
    """Return an event for each stored paper and each place that talks about it.

    It is as old as the first word there, and has the highest upvotes.
    """
    by_place: dict[tuple[int, str], list[Discussion]] = {}
    for each in discussions:
        number = numbers.get(canonical(each.paper))
        if number is not None:
            by_place.setdefault((number, each.place), []).append(each)
    found: Happened = {}
    for (number, _), told in by_place.items():
        found.setdefault(number, []).append(_discussed(told))
    return found


def _discussed(told: Sequence[Discussion]) -> Event:
    first = min(told, key=lambda each: (each.at, each.url))
    upvotes = max((each.upvotes for each in told if each.upvotes is not None), default=None)
    return Event(EventKind.DISCUSSED, first.place, first.at, first.place, first.url, upvotes)


def _known(paper: Paper, told: Sequence[Told], printed: frozenset[str]) -> Known:
    in_print = badges(each for each in told if each[0] in printed and each[1].status == "accepted")
    return Known(replace(paper, venues=badges(told)), in_print)


_RAISE_UPVOTES = text(
    "UPDATE events SET upvotes = :upvotes WHERE paper_id = :paper_id AND kind = :kind "
    "AND label = :label AND coalesce(upvotes, -1) < :upvotes"
)
