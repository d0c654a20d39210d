"""Asks what the papers of the last weeks say of a roadmap."""

from collections.abc import Callable, Iterable
from datetime import date

from tracker.model.roadmap import Activity, Roadmap
from tracker.store.find import Statement, count_mentions
from tracker.store.rows import STRONG_PERCENTILE, Row, read_topic_scores

_SCORES = """
    SELECT s.topics FROM scores s JOIN papers p ON p.id = s.paper_id WHERE p.announced_on >= :since
"""


def read_activity(
    rows: Callable[[Statement], Iterable[Row]], dialect: str, roadmap: Roadmap, since: date
) -> Activity:
    """Return what the ranked papers listed since then say of `roadmap`; `rows` asks."""
    strong: dict[str, int] = {}
    ranked = 0
    for row in rows(Statement(_SCORES, {"since": since.isoformat()})):
        ranked += 1
        for topic in read_topic_scores(row["topics"]):
            strong[topic.id] = strong.get(topic.id, 0) + (topic.percentile >= STRONG_PERCENTILE)
    if not ranked:
        return Activity()

    def papers_with(phrase: str, since: date | None = None) -> int:
        asked = count_mentions(phrase, dialect, since)
        return next(iter(rows(asked)))["papers"] if asked else 0

    queries = {query for topic in roadmap.topics for query in topic.queries}
    excluded = {word for topic in roadmap.topics for word in topic.exclude}
    return Activity(
        ranked,
        strong,
        {query: papers_with(query, since) for query in sorted(queries)},
        {word: papers_with(word) for word in sorted(excluded)},
    )
