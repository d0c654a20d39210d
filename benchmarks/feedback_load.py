"""1,000 new papers against 40 topics and 50 subscribers with feedback, in one process.

The papers and the likes are real ones from ../shared/data, the topics are the built-in ones and
some of benchmarks/lists.toml. The topics were learnt before, as on any day but the first. On a
usual day the tastes of those subscribers are known too who have said nothing new since; the others'
are learnt in the run, scikit-learn's import included.
"""

import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measuring import Cost, cost_of, verdict

PAPERS, TOPICS, SUBSCRIBERS, LIKES = 1000, 40, 50, 20
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
_LEARNT = Path(".benchmarks") / "feedback.json"
_AT = datetime(2025, 11, 3, tzinfo=UTC)


def main() -> bool:
    """Print the cost and whether it meets the goals of issue 5."""
    if not SHARED.exists():
        print(f"{PAPERS:,} papers for {SUBSCRIBERS} subscribers: NEEDS {SHARED}, skipped")
        return True
    print(
        f"{PAPERS:,} papers, {TOPICS} topics, {SUBSCRIBERS} subscribers with {LIKES} opinions each"
    )
    _part("learn")
    met = [_is_met(talkative) for talkative in (0, 5, SUBSCRIBERS)]
    return all(met)


def _is_met(talkative: int) -> bool:
    cost = _part(str(talkative))
    print(f"  {talkative} have said something new: {cost.output.strip()}")
    cpu = verdict("CPU, all imports included", cost.cpu, 3, "s")
    return verdict("memory", cost.peak, 300, "MB") and cpu


def _part(name: str) -> Cost:
    return cost_of([sys.executable, "-m", "benchmarks.feedback_load", name])


def learn() -> None:
    """Learn the topics and what the subscribers like, and keep both in a file."""
    from tracker.ranking.background import builtin_background
    from tracker.ranking.topics import learn as learn_topics

    models = learn_topics(_roadmap().topics, builtin_background())
    ranker, opinions, _ = _prepared(models)
    known = [ranker.taste(each).preferences.to_json() for each in opinions]
    _LEARNT.parent.mkdir(exist_ok=True)
    _LEARNT.write_text(json.dumps({"topics": models.to_json(), "tastes": known}), encoding="utf-8")


def score(talkative: int) -> None:
    """Score the papers, and give every subscriber their own parts; learn the first few anew."""
    from tracker.ranking.preferences import Preferences
    from tracker.ranking.ranker import exchanged
    from tracker.ranking.topics import TopicModels

    learnt = json.loads(_LEARNT.read_text(encoding="utf-8"))
    ranker, opinions, new = _prepared(TopicModels.from_json(learnt["topics"]))
    known = [*[None] * talkative, *map(Preferences.from_json, learnt["tastes"][talkative:])]
    tastes = [ranker.taste(*each) for each in zip(opinions, known, strict=True)]
    scores, personal = ranker.score_for(new, {}, tastes)
    own = [[exchanged(*each) for each in zip(scores, parts, strict=True)] for parts in personal]
    liked = sum(reason.kind == "liked" for mine in own for each in mine for reason in each.reasons)
    print(f"{len(scores)} scores, {len(ranker.topics)} topics, {liked} parts of likes")


def _prepared(models):  # imported where it is used, as its cost is measured
    """Return the ranker, the opinions of the subscribers, and the new papers."""
    from tracker.model.feedback import Judged, Opinion
    from tracker.ranking.background import builtin_background
    from tracker.ranking.opinions import Opinions
    from tracker.ranking.ranker import Ranker, Weights

    papers = _papers(PAPERS + SUBSCRIBERS * LIKES)
    ranker = Ranker(_roadmap(), Weights(), builtin_background(), models=models)
    said = [Opinion.LIKE] * (LIKES - 2) + [Opinion.DISLIKE] * 2
    opinions = [
        Opinions([Judged(paper, what, _AT) for paper, what in zip(some, said, strict=True)])
        for some in _slices(papers[PAPERS:])
    ]
    return ranker, opinions, papers[:PAPERS]


def _roadmap():
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
    learn() if sys.argv[1] == "learn" else score(int(sys.argv[1]))
