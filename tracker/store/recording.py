"""Records a batch: everything it brings and the checkpoint that goes with it, or nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from tracker.identity.titles import title_key
from tracker.model.harvests import Batch, Coverage, Recorded
from tracker.model.identifiers import PaperId
from tracker.model.papers import Paper
from tracker.store import tables
from tracker.store.annals import States, record_annals
from tracker.store.belongings import sources_of
from tracker.store.listings import is_listing
from tracker.store.lookalikes import find_lookalikes, with_years
from tracker.store.merges import record_merges
from tracker.store.pairs import find_apart
from tracker.store.papers import (
    find_numbers,
    insert_papers,
    last_number,
    read_papers,
    update_papers,
)
from tracker.store.posts import record_posts
from tracker.store.rows import (
    Values,
    announcement_values,
    canonical,
    instant_text,
    paper_ids,
)
from tracker.store.scores import forget_scores
from tracker.store.shelf import Known, Shelf
from tracker.store.sightings import read_sightings, replace_sightings
from tracker.store.upserts import insert_new, upsert


def record(connection: Connection, batch: Batch, now: datetime) -> Recorded:
    """Write `batch` within the caller's transaction, which has to be the only one writing.

    Returns what changed: new papers, changed ones, new announcements, new posts, and records that
    were found to be of a paper under another identifier.
    """
    shelf = _shelf(connection, batch)
    others, places = _put(shelf, batch)
    new, changed = shelf.new(), shelf.changed()
    seen_in = sources_of(connection, [each.number for each in shelf.adoptions])
    insert_papers(connection, new, now)
    update_papers(connection, changed, shelf.before)
    # Other words need another score.
    forget_scores(connection, shelf.reworded())
    announced = shelf.shown_anew() + insert_new(connection, tables.announcements, others)
    replace_sightings(connection, shelf.gone(), shelf.shown())
    posted = record_posts(connection, batch.posts, now)
    record_annals(connection, batch, places, States(shelf.before, new, changed), now)
    for day in batch.coverage:
        _record_coverage(connection, day, now)
    _record_checkpoint(connection, batch)
    # Last, so that whatever the batch has written goes with its paper.
    merged = record_merges(connection, shelf, batch, seen_in, now)
    joined = sum(not new.keys().isdisjoint(joint[:2]) for joint in shelf.joints)
    return Recorded(len(new) - joined, len(changed), announced, posted, merged)


def _shelf(connection: Connection, batch: Batch) -> Shelf:
    seen = (*(each.paper for each in batch.announcements), *batch.papers)
    numbers = find_numbers(connection, (each for paper in seen for each in paper_ids(paper)))
    stored = read_papers(connection, sorted(set(numbers.values())))
    asked = [paper for paper in seen if _asks(paper, numbers, stored)]
    lookalikes = find_lookalikes(connection, asked)
    others = {number for some in lookalikes.values() for number in some} - stored.keys()
    papers = stored | with_years(connection, read_papers(connection, sorted(others)))
    shown = read_sightings(connection, papers) if batch.announcements else {}
    known = Known(last_number(connection), numbers, papers, shown, lookalikes)
    return Shelf(replace(known, apart=find_apart(connection)))


def _asks(paper: Paper, numbers: Mapping[PaperId, int], stored: Mapping[int, Paper]) -> bool:
    """Tell whether a record has to be compared with others: it is new, or has a new title."""
    own = numbers.get(canonical(paper.id))
    if own is None:
        return numbers.keys().isdisjoint(paper_ids(paper))
    known = stored[own]
    renamed = title_key(paper.title) != title_key(known.title)
    return renamed or bool(paper.authors and not known.authors)


def _put(shelf: Shelf, batch: Batch) -> tuple[list[Values], list[int]]:
    """Put all papers on the shelf; returns the rows of announcements that tell of no listing, and
    the row number of each paper as the batch tells of it, announcements first.
    """
    others, places = list[Values](), list[int]()
    for announcement in batch.announcements:
        number = shelf.put(announcement.paper)
        places.append(number)
        shelf.announce(number, announcement)
        if not is_listing(announcement):
            others.append(announcement_values(number, announcement))
    places += [shelf.put(paper) for paper in batch.papers]
    shelf.close()
    return others, places


def _record_coverage(connection: Connection, day: Coverage, now: datetime) -> None:
    on = day.announced_on.isoformat()
    sighted = tables.announcements
    stored = select(func.count(sighted.c.paper_id.distinct())).where(
        sighted.c.source == day.source, sighted.c.announced_on == on
    )
    row = {
        "source": day.source,
        "announced_on": on,
        "state": day.state.value,
        "expected": day.expected,
        "seen": day.seen,
        "stored": connection.scalar(stored) or 0,
        "recorded_at": instant_text(now),
    }
    upsert(connection, tables.coverage, row)


def _record_checkpoint(connection: Connection, batch: Batch) -> None:
    if batch.checkpoint is not None:
        row = {"source": batch.source, "checkpoint": batch.checkpoint}
        upsert(connection, tables.checkpoints, row)
