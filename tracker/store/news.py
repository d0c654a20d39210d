"""What happened to the papers that a digest's reader knows, and has not been told yet."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from tracker.model.events import PaperNews
from tracker.model.feedback import ME, Opinion
from tracker.model.identifiers import PaperId
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.papers import find_numbers, sliced
from tracker.store.rows import canonical, instant_text
from tracker.store.upserts import insert_new
from tracker.store.venue_rows import read_event

TOP, LISTED = "top", "listed"
"""How `edition_papers.shown` marks a top pick, and any other."""


class News:
    """Events of papers that were shown before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def untold(self, digest: str, since: datetime, reader: str = ME) -> tuple[PaperNews, ...]:
        """Return what has happened since then to papers that the reader knows, by paper.

        Papers that the digest showed as a top pick, or that the reader has liked or read: what was
        learnt after that. What they hid or disliked stays away, and so does what was told.
        """
        query = _untold(digest, reader, since)
        papers: dict[str, list[Any]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query).mappings():
                papers.setdefault(row["key"], []).append(row)
        return tuple(_news(rows) for rows in papers.values())


def tell(
    connection: Connection, digest: str, edition: int | None, news: Iterable[PaperNews]
) -> bool:
    """Mark events as told by an edition; False where another one has told some of them."""
    numbers = _numbers(connection, tuple(news))
    rows = [{"digest": digest, "event_id": n, "edition_id": edition} for n in numbers]
    return insert_new(connection, tables.edition_events, rows) == len(rows)


def _untold(digest: str, reader: str, since: datetime) -> Select[Any]:
    events, papers, said = tables.events, tables.papers, tables.feedback
    shown, editions = tables.edition_papers, tables.editions
    as_top = and_(shown.c.paper_id == papers.c.id, shown.c.digest == digest, shown.c.shown == TOP)
    by_reader = and_(said.c.paper_id == papers.c.id, said.c.reader == reader)
    return (
        select(*events.c, papers.c.key, papers.c.title, papers.c.url.label("page"))
        .join(papers, papers.c.id == events.c.paper_id)
        .outerjoin(shown, as_top)
        .outerjoin(editions, editions.c.id == shown.c.edition_id)
        .outerjoin(said, by_reader)
        .where(
            events.c.at >= instant_text(since),
            or_(said.c.opinion.is_(None), said.c.opinion == Opinion.LIKE.value),
            _was_known_before(),
            ~_was_told(digest),
        )
        .order_by(papers.c.key, events.c.id)
    )


def _was_known_before() -> ColumnElement[bool]:
    """Tell the events that were learnt of after their reader had come to know the paper."""
    learnt_at, said = tables.events.c.recorded_at, tables.feedback
    return or_(
        learnt_at > tables.editions.c.composed_at,
        learnt_at > said.c.read_at,
        and_(said.c.opinion == Opinion.LIKE.value, learnt_at > said.c.opinion_at),
    )


def _was_told(digest: str) -> ColumnElement[bool]:
    told = tables.edition_events
    return exists().where(told.c.digest == digest, told.c.event_id == tables.events.c.id)


def _news(rows: Sequence[Any]) -> PaperNews:
    scheme, _, value = rows[0]["key"].partition(":")
    events = tuple(map(read_event, rows))
    return PaperNews(PaperId(scheme, value), rows[0]["title"], rows[0]["page"], events)


def _numbers(connection: Connection, news: Sequence[PaperNews]) -> list[int]:
    papers = find_numbers(connection, (canonical(each.id) for each in news))
    wanted = {
        (papers[canonical(each.id)], event.kind.value, event.label)
        for each in news
        for event in each.events
    }
    table, found = tables.events, list[int]()
    for some in sliced(sorted(papers.values())):
        query = select(table.c.id, table.c.paper_id, table.c.kind, table.c.label)
        rows = connection.execute(query.where(table.c.paper_id.in_(some)))
        found += [row[0] for row in rows if tuple(row[1:]) in wanted]
    return found
