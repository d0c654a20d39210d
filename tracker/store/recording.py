"""Records a batch: everything it brings and the checkpoint that goes with it, or nothing."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from tracker.model.harvests import Batch, Coverage, Recorded
from tracker.store import tables
from tracker.store.listings import is_listing
from tracker.store.papers import (
    find_numbers,
    insert_papers,
    last_number,
    read_papers,
    update_papers,
)
from tracker.store.posts import record_posts
from tracker.store.rows import Values, announcement_values, instant_text, paper_ids
from tracker.store.scores import forget_scores
from tracker.store.shelf import Known, Shelf
from tracker.store.sightings import read_sightings, replace_sightings
from tracker.store.upserts import insert_new, upsert


def record(connection: Connection, batch: Batch, now: datetime) -> Recorded:
    """Write `batch` within the caller's transaction, which has to be the only one writing.

    Returns what changed: new papers, changed ones, new announcements, new posts.
    """
    shelf = Shelf(_known(connection, batch))
    others = _put(shelf, batch)
    new, changed = shelf.new(), shelf.changed()
    insert_papers(connection, new, now)
    update_papers(connection, changed, shelf.before)
    # Other words need another score.
    forget_scores(connection, shelf.reworded())
    announced = shelf.shown_anew() + insert_new(connection, tables.announcements, others)
    replace_sightings(connection, shelf.gone(), shelf.shown())
    posted = record_posts(connection, batch.posts, now)
    for day in batch.coverage:
        _record_coverage(connection, day, now)
    _record_checkpoint(connection, batch)
    return Recorded(len(new), len(changed), announced, posted)


def _known(connection: Connection, batch: Batch) -> Known:
    seen = (*(each.paper for each in batch.announcements), *batch.papers)
    numbers = find_numbers(connection, (each for paper in seen for each in paper_ids(paper)))
    papers = read_papers(connection, sorted(set(numbers.values())))
    shown = read_sightings(connection, papers) if batch.announcements else {}
    return Known(numbers, papers, shown, last_number(connection))


def _put(shelf: Shelf, batch: Batch) -> list[Values]:
    """Put all papers on the shelf; returns the rows of announcements that tell of no listing."""
    others: list[Values] = []
    for announcement in batch.announcements:
        number = shelf.put(announcement.paper)
        shelf.announce(number, announcement)
        if not is_listing(announcement):
            others.append(announcement_values(number, announcement))
    for paper in batch.papers:
        shelf.put(paper)
    shelf.close()
    return others


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
