"""1,000 new papers against 40 topics and 50 subscribers with feedback, in one process.

The papers and the likes are real ones from ../shared/data, the topics are the built-in ones and
some of benchmarks/lists.toml. The topics were learnt before, as on any day but the first; every
subscriber's taste is learnt in the run.
"""

import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measuring import cost_of, verdict

PAPERS, TOPICS, SUBSCRIBERS, LIKES = 1000, 40, 50, 20
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
_MODELS = Path(".benchmarks") / "topics-40.json"
_AT = datetime(2025, 11, 3, tzinfo=UTC)


def main() -> bool:
    """Print the cost and whether it meets the goals of issue 5."""
    if not SHARED.exists():
        print(f"{PAPERS:,} papers for {SUBSCRIBERS} subscribers: NEEDS {SHARED}, skipped")
        return True
    print(
        f"{PAPERS:,} papers, {TOPICS} topics, {SUBSCRIBERS} subscribers with {LIKES} opinions each"
    )
    cost_of([sys.executable, "-m", "benchmarks.feedback_load", "learn"])
    cost = cost_of([sys.executable, "-m", "benchmarks.feedback_load", "score"])
    print(f"  {cost.output.strip()}")
    return all(
        [
            verdict("CPU, every import included", cost.cpu, 3, "s"),
            verdict("memory", cost.peak, 300, "MB"),
        ]
    )


def learn() -> None:
    """Learn the topics and keep them in a file."""
    from tracker.ranking.background import builtin_background
    from tracker.ranking.topics import learn as learn_topics

    models = learn_topics(_roadmap().topics, builtin_background())
    _MODELS.parent.mkdir(exist_ok=True)
    _MODELS.write_text(json.dumps(models.to_json()), encoding="utf-8")


def score() -> None:
    """Score the papers, and give every subscriber their own parts."""
    import tracker.cli  # noqa: F401  # Every process of the program begins with it.
    from tracker.model.feedback import Judged, Opinion
    from tracker.ranking.background import builtin_background
    from tracker.ranking.ranker import Ranker, Weights, exchanged
    from tracker.ranking.topics import TopicModels

    papers = _papers(PAPERS + SUBSCRIBERS * LIKES)
    new, judged = papers[:PAPERS], papers[PAPERS:]
    models = TopicModels.from_json(json.loads(_MODELS.read_text(encoding="utf-8")))
    ranker = Ranker(_roadmap(), Weights(), builtin_background(), models=models)
    opinions = [Opinion.LIKE] * (LIKES - 2) + [Opinion.DISLIKE] * 2
    said = [
        [Judged(paper, opinion, _AT) for paper, opinion in zip(some, opinions, strict=True)]
        for some in _slices(judged)
    ]
    scores, personal = ranker.score_for(new, {}, [ranker.taste(each) for each in said])
    own = [[exchanged(*each) for each in zip(scores, parts, strict=True)] for parts in personal]
    liked = sum(reason.kind == "liked" for mine in own for each in mine for reason in each.reasons)
    print(f"{len(scores)} scores, {len(ranker.topics)} topics, {liked} parts of likes")


def _roadmap():  # imported where it is used, as its cost is measured
    from tracker.model.roadmap import Stage
    from tracker.ranking.roadmap_file import builtin_roadmap, read_roadmap

    builtin = builtin_roadmap()
    known = {topic.id for topic in builtin.topics}
    others = read_roadmap(ROOT / "benchmarks" / "lists.toml").topics
    topics = (*builtin.topics, *(each for each in others if each.id not in known))[:TOPICS]
    return replace(builtin, stages=(Stage("all", builtin.title, topics),))


def _slices(papers: Sequence) -> list[Sequence]:
    return [papers[at : at + LIKES] for at in range(0, len(papers), LIKES)]


def _papers(count: int) -> list:
    from tracker.model.identifiers import PaperId
    from tracker.model.papers import Paper

    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]
    return [
        Paper(PaperId("arxiv", row["id"]), row["title"], abstract=row["abstract"]) for row in rows
    ]


if __name__ == "__main__":
    {"learn": learn, "score": score}[sys.argv[1]]()
