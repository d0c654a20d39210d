"""Venues, for the verbs: lists that a digest has not told of, and the best papers of a venue."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, text
from sqlalchemy.sql.elements import ColumnElement

from tracker.model.editions import Candidate, Digest, VenueList
from tracker.model.feedback import ME, Opinion
from tracker.model.papers import SHOWN
from tracker.model.venues import GONE_AFTER, VenueLine
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.mentions import with_venues
from tracker.store.rows import read_paper, read_score
from tracker.store.venue_lines import read_lines

# Far more than an edition or a page shows: which of them match is not decided here.
_BEST = 1000
_EVERY_TOPIC = "*"


class Venues:
    """What is known of venues and of the papers that stand there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self) -> tuple[VenueLine, ...]:
        """Return what is known of each venue and year, the newest year first."""
        with self._database.read() as connection:
            return read_lines(
                lambda asked: connection.execute(text(asked.sql), asked.parameters).mappings()
            )

    def untold(self, digest: str) -> tuple[VenueList, ...]:
        """Return the lists with papers that no edition of `digest` has told of, by name.

        A venue and year is told of once, whichever source has its list first.
        """
        told = _told_of(digest)
        with self._database.read() as connection:
            rows = connection.execute(_lists().where(~told)).mappings().all()
        sources: dict[tuple[str, int], list[str]] = {}
        for row in rows:
            sources.setdefault((row["venue"], row["year"]), []).append(row["source"])
        return tuple(
            VenueList(venue, year, self._count(names), tuple(names))
            for (venue, year), names in sorted(sources.items())
        )

    def best_listed(
        self, found: VenueList, digest: Digest, bar: float, reader: str = ME
    ) -> VenueList:
        """Return a list with its scored papers that `digest` may show, best first.

        Those that score at least `bar` or are watched, and that neither the digest has shown nor
        its reader is done with; whatever roadmap their scores are of, as many were listed too long
        ago to be scored anew with each like.
        """
        papers, scores = tables.papers, tables.scores
        query = _scored().where(
            papers.c.id.in_(_still_listed(found.sources)),
            or_(scores.c.value >= bar, _is_watched()),
            ~_was_shown(digest.name),
            ~_is_settled(reader),
        )
        if _EVERY_TOPIC not in digest.topics:
            query = query.where(or_(_is_about(digest.topics), _is_watched()))
        # Watched papers are shown whatever their score, so that no limit may cut them off.
        return replace(found, best=self._candidates(query.order_by(_is_watched().desc())))

    def best_at(self, venue: str, year: int, limit: int) -> tuple[Candidate, ...]:
        """Return the scored papers that are or claim to be at a venue, best first.

        Those of its workshops are left out: its list does not count them.
        """
        table = tables.venue_mentions
        there = select(table.c.paper_id).where(
            table.c.venue == venue,
            table.c.year == year,
            table.c.status.in_(SHOWN),
            table.c.kind != "workshop",
        )
        query = _scored().where(tables.papers.c.id.in_(there))
        return self._candidates(query, limit)

    def _count(self, sources: Sequence[str]) -> int:
        distinct = _still_listed(sources).distinct().subquery()
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(distinct)) or 0

    def _candidates(self, query: Select[Any], limit: int = _BEST) -> tuple[Candidate, ...]:
        scores, papers = tables.scores, tables.papers
        query = query.order_by(scores.c.value.desc(), papers.c.key).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
            found = with_venues(connection, {row["id"]: read_paper(row) for row in rows})
        return tuple(Candidate(found[row["id"]], read_score(row)) for row in rows)


def _lists() -> Select[Any]:
    table = tables.programmes
    return (
        select(table.c.venue, table.c.year, table.c.source)
        .where(table.c.appeared_at.is_not(None))
        .order_by(table.c.source)
    )


def _told_of(digest: str) -> ColumnElement[bool]:
    """Tell the programmes whose venue and year the digest has told of, by whatever source."""
    told, other = tables.edition_programmes, tables.programmes.alias()
    return exists().where(
        told.c.digest == digest,
        told.c.source == other.c.source,
        other.c.venue == tables.programmes.c.venue,
        other.c.year == tables.programmes.c.year,
    )


def _still_listed(sources: Sequence[str]) -> Select[Any]:
    table = tables.programme_papers
    return select(table.c.paper_id).where(table.c.source.in_(sources), table.c.absent < GONE_AFTER)


def _scored() -> Select[Any]:
    papers, scores = tables.papers, tables.scores
    return select(*papers.c, scores.c.value, scores.c.topics, scores.c.reasons).join(
        scores, scores.c.paper_id == papers.c.id
    )


def _is_watched() -> ColumnElement[bool]:
    # The reasons are JSON text, written by `rows.score_values`.
    return tables.scores.c.reasons.like('%"kind":"watch"%')


def _is_about(topics: Sequence[str]) -> ColumnElement[bool]:
    strong = tables.topic_scores
    return exists().where(strong.c.paper_id == tables.papers.c.id, strong.c.topic.in_(topics))


def _was_shown(digest: str) -> ColumnElement[bool]:
    used = tables.edition_papers
    return exists().where(
        used.c.digest == digest, used.c.paper_id == tables.papers.c.id, used.c.shown.is_not(None)
    )


def _is_settled(reader: str) -> ColumnElement[bool]:
    """Tell the papers that the reader has read, hidden or disliked."""
    said = tables.feedback
    through = said.c.opinion.in_((Opinion.HIDE.value, Opinion.DISLIKE.value))
    return exists().where(
        said.c.reader == reader,
        said.c.paper_id == tables.papers.c.id,
        or_(through, said.c.read_at.is_not(None)),
    )
