"""Editions, written down whole together with what they used up and where they have to go."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, exists, func, insert, or_, select, text
from sqlalchemy.sql.elements import ColumnElement

from tracker.errors import Busy
from tracker.model.deliveries import DeliveryState
from tracker.model.editions import Candidate, Edition, VenueList
from tracker.model.events import PaperNews
from tracker.model.feedback import Opinion
from tracker.model.identifiers import PaperId
from tracker.model.papers import Kind
from tracker.model.posts import Post
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.mentions import with_venues
from tracker.store.news import LISTED, TOP, tell
from tracker.store.papers import find_numbers
from tracker.store.posts import find_post_numbers
from tracker.store.rows import (
    canonical,
    instant_text,
    optional_day,
    read_paper,
    read_post,
    read_score,
    storable,
)
from tracker.store.upserts import insert_new

_IMPORT = "import"


class Editions:
    """What was issued, and what may still be."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def candidates(
        self,
        digest: str,
        fingerprint: str,
        *,
        since: date | None = None,
        imported_since: date | None = None,
        reader: str | None = None,
    ) -> tuple[Candidate, ...]:
        """Return the scored papers that no edition of `digest` has considered, best first.

        Those that a followed route listed as new or cross-list, on `since` or later; on
        `imported_since` or later where only a file has told of it: older papers were imported to
        be asked about. Without those that `reader` has hidden, disliked or read, or one of the same
        title. Papers of equal score are in the order of their ids.
        """
        query = _candidates(digest, fingerprint, since, imported_since)
        if reader is not None:
            query = query.where(~_settled(reader))
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
            papers = with_venues(connection, {row["id"]: read_paper(row) for row in rows})
            return tuple(Candidate(papers[row["id"]], read_score(row)) for row in rows)

    def posts(self, digest: str, since: datetime) -> tuple[Post, ...]:
        """Return posts since then that no edition of `digest` has had, newest first."""
        used = select(tables.edition_posts.c.post_id).where(tables.edition_posts.c.digest == digest)
        table = tables.posts
        query = (
            select(*table.c)
            .where(table.c.published_at >= instant_text(since), table.c.id.not_in(used))
            .order_by(table.c.published_at.desc(), table.c.source, table.c.guid)
        )
        with self._database.read() as connection:
            return tuple(read_post(row) for row in connection.execute(query).mappings())

    def issue(
        self,
        edition: Edition,
        considered: Sequence[PaperId],
        posts: Sequence[Post],
        deliveries: Sequence[tuple[str, str, str]],
        *,
        news: Sequence[PaperNews] = (),
        lists: Sequence[VenueList] = (),
    ) -> int | None:
        """Write down an edition, all it used up, and its deliveries (channel, recipient, message
        id) in one transaction; returns its number.

        None where the digest has an edition of that date: nothing is written then. Raises Busy
        where another process has put one of the papers, posts or events into another edition
        meanwhile.
        """
        with self._database.write_alone() as connection:
            number = _insert_edition(connection, edition)
            if number is None:
                return None
            _use_up(connection, edition.digest, number, considered, posts)
            _show(connection, edition, number)
            _tell(connection, edition.digest, number, news, lists)
            _insert_deliveries(connection, number, edition.composed_at, deliveries)
            return number

    def mark_seen(
        self,
        digest: str,
        considered: Sequence[PaperId],
        posts: Sequence[Post],
        *,
        news: Sequence[PaperNews] = (),
        lists: Sequence[VenueList] = (),
    ) -> None:
        """Use up all this without an edition: the digest will not show it."""
        with self._database.write_alone() as connection:
            _use_up(connection, digest, None, considered, posts)
            _tell(connection, digest, None, news, lists)

    def get(self, digest: str, local_date: date) -> Edition | None:
        """Return the edition of a digest and date, as it was written down."""
        table = tables.editions
        query = select(table.c.body).where(
            table.c.digest == digest, table.c.local_date == local_date.isoformat()
        )
        with self._database.read() as connection:
            body = connection.scalar(query)
            return _EDITION.decode(body) if body else None

    def by_id(self, edition_id: int) -> Edition:
        """Return the edition of a number that `issue` or a delivery has told; else KeyError."""
        query = select(tables.editions.c.body).where(tables.editions.c.id == edition_id)
        with self._database.read() as connection:
            body = connection.scalar(query)
        if body is None:
            raise KeyError(edition_id)
        return _EDITION.decode(body)

    def latest(self, digest: str | None = None, limit: int = 30) -> tuple[Edition, ...]:
        """Return editions, of one digest or of all, newest first."""
        table = tables.editions
        query = select(table.c.body).order_by(table.c.local_date.desc(), table.c.id.desc())
        if digest is not None:
            query = query.where(table.c.digest == digest)
        with self._database.read() as connection:
            return tuple(_EDITION.decode(body) for body in connection.scalars(query.limit(limit)))

    def last_on(self, digest: str) -> date | None:
        """Return the date of the digest's newest edition."""
        table = tables.editions
        query = select(func.max(table.c.local_date)).where(table.c.digest == digest)
        with self._database.read() as connection:
            return optional_day(connection.scalar(query))

    def first_on(self, digest: str) -> date | None:
        """Return the date of the digest's first edition."""
        table = tables.editions
        query = select(func.min(table.c.local_date)).where(table.c.digest == digest)
        with self._database.read() as connection:
            return optional_day(connection.scalar(query))

    def any_of(self, digest: str) -> bool:
        """Return whether the digest has had an edition."""
        return self.last_on(digest) is not None


def _candidates(
    digest: str, fingerprint: str, since: date | None, imported_since: date | None
) -> Select[Any]:
    papers, scores = tables.papers, tables.scores
    considered = select(tables.edition_papers.c.paper_id).where(
        tables.edition_papers.c.digest == digest
    )
    first = since.isoformat() if since else ""
    first_imported = imported_since.isoformat() if imported_since else ""
    return (
        select(*papers.c, scores.c.value, scores.c.topics, scores.c.reasons)
        .join(scores, scores.c.paper_id == papers.c.id)
        .where(
            scores.c.fingerprint == fingerprint,
            papers.c.announced_on >= first,
            or_(papers.c.announced_on >= first_imported, _listed_by_a_route()),
            papers.c.id.not_in(considered),
        )
        .order_by(scores.c.value.desc(), papers.c.key)
    )


def _settled(reader: str) -> ColumnElement[bool]:
    """Tell the papers that `reader` is through with, and those that have the title of one."""
    said, known = tables.feedback, tables.papers.alias()
    through = or_(
        said.c.opinion.in_((Opinion.HIDE.value, Opinion.DISLIKE.value)), said.c.read_at.is_not(None)
    )
    of_reader = select(known.c.id, known.c.title_key).join(said, said.c.paper_id == known.c.id)
    settled = of_reader.where(said.c.reader == storable(reader), through).cte("settled")
    titles = select(settled.c.title_key).where(settled.c.title_key != "")
    return or_(tables.papers.c.id.in_(select(settled.c.id)), tables.papers.c.title_key.in_(titles))


def _listed_by_a_route() -> ColumnElement[bool]:
    """Tell the papers whose listing a source has shown, not only a file."""
    seen = tables.announcements
    return exists().where(
        seen.c.paper_id == tables.papers.c.id,
        seen.c.source != _IMPORT,
        seen.c.kind.in_((Kind.NEW, Kind.CROSS_LIST)),
    )


def _insert_edition(connection: Connection, edition: Edition) -> int | None:
    row = {
        "digest": edition.digest,
        "local_date": edition.local_date.isoformat(),
        "state": edition.state.value,
        "picks": len(edition.picks),
        "composed_at": instant_text(edition.composed_at),
        "body": storable(_ENCODER.encode(edition).decode()),
    }
    if not insert_new(connection, tables.editions, [row]):
        return None
    table = tables.editions
    return connection.scalar(
        select(table.c.id).where(
            table.c.digest == row["digest"], table.c.local_date == row["local_date"]
        )
    )


def _use_up(
    connection: Connection,
    digest: str,
    edition: int | None,
    considered: Iterable[PaperId],
    posts: Iterable[Post],
) -> None:
    ids = [canonical(each) for each in considered]
    names = [(post.source, storable(post.guid)) for post in posts]
    papers, known = find_numbers(connection, ids), find_post_numbers(connection, names)
    shared: dict[str, object] = {"digest": digest, "edition_id": edition}
    paper_rows = [{"paper_id": number} | shared for number in {papers[each] for each in ids}]
    post_rows = [{"post_id": number} | shared for number in {known[each] for each in names}]
    written = insert_new(connection, tables.edition_papers, paper_rows)
    written += insert_new(connection, tables.edition_posts, post_rows)
    if written != len(paper_rows) + len(post_rows):
        raise Busy(f"another process has just issued {digest!r} with some of the same: try again")


def _show(connection: Connection, edition: Edition, number: int) -> None:
    """Mark what an edition shows among what it considered, and the papers of lists in it."""
    shown = {
        canonical(pick.paper.id): TOP if section.kind == TOP else LISTED
        for section in edition.sections
        for pick in section.picks
    }
    shared = {"digest": edition.digest, "edition_id": number}
    numbers = find_numbers(connection, shown)
    rows = [{"paper_id": n, "shown": shown[each]} | shared for each, n in numbers.items()]
    if not rows:
        return
    insert_new(connection, tables.edition_papers, [row | {"shown": None} for row in rows])
    marked = connection.execute(_MARK_SHOWN, rows)
    if marked.rowcount != len(rows):
        raise Busy(f"another process has just issued {edition.digest!r} with some of the same")


def _tell(
    connection: Connection,
    digest: str,
    edition: int | None,
    news: Sequence[PaperNews],
    lists: Sequence[VenueList],
) -> None:
    if not tell(connection, digest, edition, news):
        raise Busy(f"another process has just told {digest!r} some of the same: try again")
    shared: dict[str, object] = {"digest": digest, "edition_id": edition}
    rows = [{"source": source} | shared for each in lists for source in each.sources]
    insert_new(connection, tables.edition_programmes, rows)


_MARK_SHOWN = text(
    "UPDATE edition_papers SET shown = :shown, edition_id = :edition_id "
    "WHERE digest = :digest AND paper_id = :paper_id AND shown IS NULL"
)


def _insert_deliveries(
    connection: Connection,
    edition: int,
    composed_at: datetime,
    deliveries: Iterable[tuple[str, str, str]],
) -> None:
    rows = [
        {
            "edition_id": edition,
            "channel": channel,
            "recipient": recipient,
            "message_id": message_id,
            "state": DeliveryState.PENDING.value,
            "attempts": 0,
            "next_attempt_at": instant_text(composed_at),
        }
        for channel, recipient, message_id in deliveries
    ]
    if rows:
        connection.execute(insert(tables.deliveries), rows)


_ENCODER = msgspec.json.Encoder()
_EDITION = msgspec.json.Decoder(Edition)
