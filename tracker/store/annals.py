"""Writes what a batch tells of its papers' fate: venues that mention them, lists, events."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection

from tracker.model.events import Event, EventKind
from tracker.model.harvests import Batch
from tracker.model.papers import Kind, Paper
from tracker.store.events import Happened, between, discussed, discussions_of, record_events
from tracker.store.mentions import (
    Mentions,
    has_other_text,
    insert_mentions,
    read_mentions,
    replace_mentions,
    told_anew,
)
from tracker.store.papers import find_numbers
from tracker.store.programmes import proceedings, record_programme
from tracker.store.rows import canonical
from tracker.store.shelf import Shelf
from tracker.venues.badges import Told


def record_annals(
    connection: Connection,
    batch: Batch,
    shelf: Shelf,
    new: Mapping[int, Paper],
    changed: Mapping[int, Paper],
    now: datetime,
) -> None:
    """Write mentions, programme and events of a batch whose papers have been written.

    What a paper says when it is first seen is no event.
    """
    listed = _listed(batch, shelf)
    insert_mentions(connection, new, listed)
    before, after = _record_mentions(connection, shelf.before, changed, listed)
    if batch.programme:
        record_programme(connection, batch.programme, _published(batch, shelf), now)
    states = {n: (shelf.before[n], changed.get(n, shelf.before[n])) for n in {*changed, *after}}
    in_print = proceedings(connection) if after else frozenset()
    events = between(states, before, after, in_print, now, batch.source)
    _add(events, _discussed(connection, batch, new))
    _add(events, _withdrawn(batch, shelf, {**shelf.before, **changed, **new}, now))
    record_events(connection, events, now)


def _listed(batch: Batch, shelf: Shelf) -> Mentions:
    """Return what lists say of the papers in them, each under its source's name."""
    found: dict[int, list[Told]] = {}
    for source, paper in _sources(batch):
        if paper.venues:
            told = [(source, mention) for mention in paper.venues]
            found.setdefault(shelf.number_of(paper), []).extend(told)
    return {number: tuple(told) for number, told in found.items()}


def _sources(batch: Batch) -> Iterator[tuple[str, Paper]]:
    yield from ((each.source, each.paper) for each in batch.announcements)
    yield from ((batch.source, paper) for paper in batch.papers)


def _published(batch: Batch, shelf: Shelf) -> frozenset[int]:
    told = (each.paper for each in batch.announcements if each.kind is Kind.PUBLISHED)
    return frozenset(map(shelf.number_of, told))


def _record_mentions(
    connection: Connection,
    stored: Mapping[int, Paper],
    changed: Mapping[int, Paper],
    listed: Mentions,
) -> tuple[Mentions, Mentions]:
    """Write what is told of stored papers; return what was told of them before, and what is now."""
    reread = {n: paper for n, paper in changed.items() if has_other_text(stored[n], paper)}
    numbers = sorted({*reread, *listed} & stored.keys())
    before = read_mentions(connection, numbers)
    after = {n: told_anew(before.get(n, ()), listed.get(n, ()), reread.get(n)) for n in numbers}
    replace_mentions(connection, before, after)
    return before, after


def _discussed(connection: Connection, batch: Batch, new: Mapping[int, Paper]) -> Happened:
    told = (*batch.discussions, *discussions_of(batch.posts))
    numbers = find_numbers(connection, (canonical(each.paper) for each in told))
    return discussed(told, {each: n for each, n in numbers.items() if n not in new})


def _withdrawn(batch: Batch, shelf: Shelf, papers: Mapping[int, Paper], now: datetime) -> Happened:
    """Return the withdrawals that a source knows of, whatever authors wrote into the comment.

    Those of papers seen for the first time are among them: no text of theirs will say so.
    """
    known = {each.id: each for each in batch.papers} | {
        e.paper.id: e.paper for e in batch.announcements
    }
    found: Happened = {}
    for each in batch.withdrawn:
        number = shelf.number_of(known[each])
        version = papers[number].version
        event = Event(EventKind.WITHDRAWN, f"v{version}" if version else "", now, batch.source)
        found.setdefault(number, []).append(event)
    return found


def _add(events: Happened, more: Happened) -> None:
    for number, found in more.items():
        events.setdefault(number, []).extend(found)
