"""Writes what a batch tells of its papers' fate: venues that mention them, lists, events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from tracker.store.scores import forget_scores
from tracker.venues.badges import Told


@dataclass(frozen=True, slots=True)
class States:
    """The papers of a batch by row number: those stored `before` it, the `new` ones, and the
    `changed` ones as they are now.
    """

    before: Mapping[int, Paper]
    new: Mapping[int, Paper]
    changed: Mapping[int, Paper]

    def now(self, number: int) -> Paper:
        """Return a paper as it is after the batch."""
        return self.changed.get(number) or self.new.get(number) or self.before[number]


def record_annals(
    connection: Connection, batch: Batch, places: Sequence[int], states: States, now: datetime
) -> None:
    """Write mentions, programme and events of a batch whose papers have been written.

    `places` are the rows of the papers that it tells of, announcements first. What a paper says
    when it is first seen is no event.
    """
    listed = _listed(batch, places)
    insert_mentions(connection, states.new, listed)
    before, after = _record_mentions(connection, states, listed)
    if batch.programme:
        record_programme(connection, batch.programme, _published(batch, places), now)
    fates = {n: (states.before[n], states.now(n)) for n in {*states.changed, *after}}
    in_print = proceedings(connection) if after else frozenset()
    events = between(fates, before, after, in_print, now, batch.source)
    _add(events, _discussed(connection, batch, states.new))
    _add(events, _withdrawn(batch, places, states, now))
    record_events(connection, events, now)


def _listed(batch: Batch, places: Sequence[int]) -> Mentions:
    """Return what lists say of the papers in them, each under its source's name."""
    found: dict[int, list[Told]] = {}
    for number, (source, paper) in zip(places, _papers(batch), strict=True):
        if paper.venues:
            found.setdefault(number, []).extend((source, each) for each in paper.venues)
    return {number: tuple(told) for number, told in found.items()}


def _papers(batch: Batch) -> Iterator[tuple[str, Paper]]:
    """Yield every paper that a batch tells of, with the source that does."""
    yield from ((each.source, each.paper) for each in batch.announcements)
    yield from ((batch.source, paper) for paper in batch.papers)


def _published(batch: Batch, places: Sequence[int]) -> frozenset[int]:
    told = zip(places, batch.announcements, strict=False)
    return frozenset(number for number, each in told if each.kind is Kind.PUBLISHED)


def _record_mentions(
    connection: Connection, states: States, listed: Mentions
) -> tuple[Mentions, Mentions]:
    """Write what is told of stored papers; return what was told of them before, and what is now."""
    was, changed = states.before, states.changed
    reread = {n: paper for n, paper in changed.items() if has_other_text(was[n], paper)}
    numbers = sorted({*reread, *listed} & was.keys())
    before = read_mentions(connection, numbers)
    after = {n: told_anew(before.get(n, ()), listed.get(n, ()), reread.get(n)) for n in numbers}
    replace_mentions(connection, before, after)
    # A paper at one of the roadmap's venues scores more.
    forget_scores(connection, [n for n in numbers if set(before.get(n, ())) != set(after[n])])
    return before, after


def _discussed(connection: Connection, batch: Batch, new: Mapping[int, Paper]) -> Happened:
    told = (*batch.discussions, *discussions_of(batch.posts))
    numbers = find_numbers(connection, (canonical(each.paper) for each in told))
    return discussed(told, {each: n for each, n in numbers.items() if n not in new})


def _withdrawn(batch: Batch, places: Sequence[int], states: States, now: datetime) -> Happened:
    """Return the withdrawals that a source knows of, whatever authors wrote into the comment.

    Those of papers seen for the first time are among them: no text of theirs will say so.
    """
    gone, found = frozenset(batch.withdrawn), Happened()
    for number, (_, paper) in zip(places, _papers(batch), strict=True):
        if paper.id in gone:
            version = states.now(number).version
            label = f"v{version}" if version else ""
            found[number] = [Event(EventKind.WITHDRAWN, label, now, batch.source)]
    return found


def _add(events: Happened, more: Happened) -> None:
    for number, found in more.items():
        events.setdefault(number, []).extend(found)
