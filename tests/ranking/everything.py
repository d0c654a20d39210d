"""Prints all that the ranking says of the demo's papers, for runs in other processes to compare.

python -m tests.ranking.everything
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from tracker.model.feedback import Judged, Opinion
from tracker.model.identifiers import PaperId
from tracker.model.papers import Author, Paper
from tracker.model.roadmap import Watch
from tracker.model.scores import Score
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker, Weights
from tracker.ranking.roadmap_file import builtin_roadmap
from tracker.resources import folder

LIKES = 20


def demo_papers() -> tuple[Paper, ...]:
    """Return the papers that the demo's world lists."""
    lines = (folder("builtin") / "demo" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(
        Paper(
            PaperId("arxiv", row["id"]),
            row["title"],
            tuple(map(Author, row["authors"])),
            row["abstract"],
        )
        for row in map(json.loads, lines)
    )


def ranker_of(papers: Sequence[Paper]) -> Ranker:
    """Return a ranker with every kind of reason: the first papers are liked, one is disliked."""
    said = [*[Opinion.LIKE] * LIKES, Opinion.DISLIKE, Opinion.HIDE]
    judged = [
        Judged(paper, opinion, datetime(2025, 11, 3, tzinfo=UTC))
        for paper, opinion in zip(papers, said, strict=False)
    ]
    watch = [Watch("Learning", phrases=("reinforcement learning",))]
    return Ranker(builtin_roadmap(), Weights(), builtin_background(), watch, judged=judged)


def scored() -> tuple[Score, ...]:
    """Score the demo's papers in two slices, the second against the stream of the first."""
    papers = demo_papers()
    ranker, half = ranker_of(papers), len(papers) // 2
    first = ranker.score(papers[:half], {})
    recent = {
        topic.id: [score.topics[at].score for score in first]
        for at, topic in enumerate(ranker.topics)
    }
    return (*first, *ranker.score(papers[half:], recent))


def lines() -> Iterator[str]:
    """Yield a line of JSON for each paper."""
    yield from (json.dumps(asdict(score), sort_keys=True) for score in scored())


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()))
