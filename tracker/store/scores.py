"""Scores of papers, one each: for the roadmap it was last ranked against."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from tracker.model.papers import Paper
from tracker.model.roadmap import Topic
from tracker.model.scores import Score
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.mentions import with_venues
from tracker.store.papers import find_keys, sliced
from tracker.store.rows import (
    STRONG_PERCENTILE,
    Values,
    read_paper,
    read_topic_scores,
    score_values,
)


class Scores:
    """What the ranking has found."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, fingerprint: str, scores: Sequence[Score], topics: Sequence[Topic] = ()
    ) -> None:
        """Write scores made with the roadmap of this fingerprint, in place of earlier ones.

        A paper that is not stored is left out. `topics` are the roadmap's: their names are kept
        for who asks a question.
        """
        by_key = {score.paper_id: score for score in scores}
        with self._database.write_alone() as connection:
            numbers = find_keys(connection, by_key)
            forget_scores(connection, numbers.values())
            found = {number: by_key[key] for key, number in numbers.items()}
            _insert(connection, fingerprint, found)
            _name(connection, topics)

    def unscored(self, fingerprint: str, limit: int) -> tuple[Paper, ...]:
        """Return papers without a score whose fingerprint begins so, in the order of recording."""
        column = tables.scores.c.fingerprint
        # Fingerprints are of letters, digits and ".": "~" comes after all of them.
        scored = select(tables.scores.c.paper_id).where(
            column >= fingerprint, column < f"{fingerprint}~"
        )
        query = (
            select(*tables.papers.c)
            .where(tables.papers.c.id.not_in(scored))
            .order_by(tables.papers.c.id)
            .limit(limit)
        )
        count_scored = select(func.count()).select_from(scored.subquery())
        with self._database.read() as connection:
            # Counting reads a small index; looking for gaps reads the whole table.
            stored = select(func.count()).select_from(tables.papers)
            if connection.scalar(stored) == connection.scalar(count_scored):
                return ()
            return _papers(connection, query)

    def outdated(self, fingerprint: str, since: date, limit: int) -> tuple[Paper, ...]:
        """Return papers listed from `since` on that have no score of this very fingerprint, in the
        order of recording.
        """
        scored = select(tables.scores.c.paper_id).where(tables.scores.c.fingerprint == fingerprint)
        query = (
            select(*tables.papers.c)
            .where(
                tables.papers.c.announced_on >= since.isoformat(),
                tables.papers.c.id.not_in(scored),
            )
            .order_by(tables.papers.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return _papers(connection, query)

    def recent(self, fingerprint: str, limit: int = 2000) -> dict[str, list[float]]:
        """Return the raw scores by topic id of the papers recorded last, latest first.

        Papers that no day has listed are no part of the stream: a conference brings thousands at
        once, all on its subject, and would make a week of arXiv look dull.
        """
        table, papers = tables.scores, tables.papers
        query = (
            select(table.c.topics)
            .join(papers, papers.c.id == table.c.paper_id)
            .where(table.c.fingerprint == fingerprint, papers.c.announced_on.is_not(None))
            .order_by(table.c.paper_id.desc())
            .limit(limit)
        )
        by_topic: dict[str, list[float]] = {}
        with self._database.read() as connection:
            for text in connection.scalars(query):
                for topic in read_topic_scores(text):
                    by_topic.setdefault(topic.id, []).append(topic.score)
        return by_topic


def forget_scores(connection: Connection, numbers: Iterable[int]) -> None:
    """Take away the scores of these rows; the ranking then finds the papers anew."""
    for some in sliced(numbers):
        for table in (tables.topic_scores, tables.scores):
            connection.execute(delete(table).where(table.c.paper_id.in_(some)))


def _papers(connection: Connection, query: Select[Any]) -> tuple[Paper, ...]:
    rows = connection.execute(query).mappings()
    return tuple(with_venues(connection, {row["id"]: read_paper(row) for row in rows}).values())


def _insert(connection: Connection, fingerprint: str, scores: Mapping[int, Score]) -> None:
    if not scores:
        return
    rows = [
        {"paper_id": number, "fingerprint": fingerprint} | score_values(score)
        for number, score in scores.items()
    ]
    connection.execute(insert(tables.scores), rows)
    strong = [row for number, score in scores.items() for row in _strong(number, score)]
    if strong:
        connection.execute(insert(tables.topic_scores), strong)


def _name(connection: Connection, topics: Sequence[Topic]) -> None:
    if not topics:
        return
    connection.execute(delete(tables.topic_names))
    rows = [{"topic": each.id, "en": each.name.en, "zh": each.name.zh} for each in topics]
    connection.execute(insert(tables.topic_names), rows)


def _strong(number: int, score: Score) -> list[Values]:
    return [
        {
            "topic": topic.id,
            "paper_id": number,
            "score": topic.score,
            "percentile": topic.percentile,
        }
        for topic in score.topics
        if topic.percentile >= STRONG_PERCENTILE
    ]
