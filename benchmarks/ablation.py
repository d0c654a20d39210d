"""What each step of learning a topic brings, on the daily benchmark of `tracker eval`.

    python -m benchmarks.ablation [--whole-window | --cold-start]

Every row has one step more than the row before. The last is the program; its lead over each comes
with what 95 % of resampled papers give.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from tracker.jobs.evaluate import read_corpus, read_judgements
from tracker.model.evaluation import METRICS, Examination, Knowledge, MethodFigures
from tracker.model.roadmap import Topic
from tracker.ranking.background import builtin_background
from tracker.ranking.evaluation.baselines import Cosine
from tracker.ranking.evaluation.bench import Bench, laid_out
from tracker.ranking.evaluation.figures import contest
from tracker.ranking.evaluation.ours import Learner, Ours
from tracker.ranking.evaluation.ranks import Method
from tracker.ranking.roadmap_file import read_roadmap
from tracker.ranking.topics import Recipe

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
WINDOW = (date(2025, 6, 9), date(2025, 12, 31))
STEPS = {
    "the program: + fit to the whole roadmap": Recipe(),
    "+ model of the papers nearest to each query": Recipe(roadmap=0.0),
    "+ model of the papers nearest to all queries": Recipe(by_each=False, roadmap=0.0),
    "stems, pairs, titles count more": Recipe(by_all=False, by_each=False, roadmap=0.0),
}
_AT_TEN = METRICS.index("recall@10")


def main() -> None:
    knowledge = Knowledge(sys.argv[1].removeprefix("--")) if sys.argv[1:] else Knowledge.CAUSAL
    if not SHARED.exists():
        print(f"the ablation NEEDS {SHARED}")
        return
    roadmap = read_roadmap(ROOT / "benchmarks" / "lists.toml")
    papers = read_corpus(sorted((SHARED / "arxiv").glob("arxiv-2025-*.jsonl.gz")), print)
    judged = read_judgements([SHARED / "judgements" / "lists.jsonl.gz"], print)
    bench = laid_out(papers, judged, roadmap, Examination(*WINDOW, knowledge), _told)
    methods = _methods(bench, roadmap.topics)
    results = {name: bench.outcomes(method, bench.judged) for name, method in methods}
    found = contest(0, [topic.id for topic in bench.topics], results, {})
    print(f"{knowledge.value:46}" + "".join(f"{metric:>12}" for metric in METRICS))
    for figures in reversed(found.methods):
        print(_row(figures))


def _methods(bench: Bench, topics: Sequence[Topic]) -> Iterator[tuple[str, Method]]:
    places = [topics.index(topic) for topic in bench.topics]
    for name, recipe in STEPS.items():
        learner = Learner(
            topics,
            builtin_background(),
            bench.stream,
            all_known=bench.knowledge is Knowledge.WHOLE_WINDOW,
            recipe=recipe,
        )
        yield name, Ours(learner, bench.stream, places)
    yield "plain TF-IDF cosine to the queries", Cosine(bench.words, bench.topics)


def _row(figures: MethodFigures) -> str:
    means = "".join(f"{each.value:12.3f}" for each in figures.macro)
    if not figures.lead:
        return f"{figures.name:46}{means}"
    lead = figures.lead[_AT_TEN]
    return (
        f"{figures.name:46}{means}   {lead.value:+.3f} ({lead.papers.low:+.3f}, "
        f"{lead.papers.high:+.3f})"
    )


def _told(name: str, done: int, days: int) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
