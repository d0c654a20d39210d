"""Measures topic ranking against curated lists: is a listed paper near the top of its own day?

    python benchmarks/ranking_quality.py [--data ../shared/data] [--since D] [--until D] [--every N]

For each listing day the candidates are that day's papers with any of cs.CL, cs.LG, cs.CV, cs.AI;
a topic's judged papers are those on the lists; each one's rank by topic score among its day's
candidates gives recall at 5, 10, 20 and the mean percentile, macro-averaged over topics with at
least five judged papers. Lists are incomplete, so precision would mean nothing. The queries below
were written from the lists' topic names, never from their papers. Days are scored as `tracker`
scores them: the shipped background (which has no judged paper), and the day itself.
"""

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tracker.model.identifiers import PaperId
from tracker.model.papers import Paper
from tracker.model.roadmap import Name, Roadmap, Stage, Topic
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker
from tracker.ranking.weights import Weights

ROOT = Path(__file__).parent.parent
CANDIDATES = {"cs.CL", "cs.LG", "cs.CV", "cs.AI"}
LEAST_JUDGED = 5
CUTS = (5, 10, 20)
QUERIES = {
    "agents": ["LLM agents", "autonomous agents", "tool use", "multi-agent systems", "planning"],
    "compression": ["model compression", "efficient LLM", "quantization", "pruning", "low-rank"],
    "data": ["training data management", "data selection", "data filtering", "data mixture"],
    "diffusion": ["diffusion models", "denoising diffusion", "score-based generative models"],
    "distillation": [
        "knowledge distillation",
        "teacher student",
        "distillation of language models",
    ],
    "kv-cache": ["KV cache compression", "key-value cache", "cache eviction", "cache quantization"],
    "llm": ["large language models", "language model pretraining", "instruction tuning"],
    "llm-systems": ["LLM serving", "LLM training systems", "GPU cluster", "inference throughput"],
    "long-context": ["long context language models", "context window", "length extrapolation"],
    "multimodal": [
        "multimodal large language models",
        "vision-language models",
        "visual reasoning",
    ],
    "prompting": ["prompt engineering", "prompt tuning", "prompting language models"],
    "quantization": [
        "neural network quantization",
        "post-training quantization",
        "low-bit weights",
    ],
    "rag": ["retrieval-augmented generation", "RAG", "retrieval for language models"],
    "reasoning": ["reasoning in language models", "chain of thought", "mathematical reasoning"],
    "rl-reasoning": ["reinforcement learning for reasoning models", "verifiable rewards", "GRPO"],
    "rlhf": [
        "reinforcement learning from human feedback",
        "reward model",
        "preference optimization",
    ],
    "speculative-decoding": ["speculative decoding", "draft model", "speculative sampling"],
}


def main() -> None:
    arguments = _arguments()
    judged = _judged(arguments.data)
    days = _days(arguments.data, arguments.since, arguments.until)
    ranks = _ranks({day: days[day] for day in sorted(days)[:: arguments.every]}, judged)
    _print({topic: found for topic, found in ranks.items() if len(found) >= LEAST_JUDGED})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--since", default="2025-06-09")
    parser.add_argument("--until", default="2025-12-31")
    parser.add_argument("--every", type=int, default=1, help="score only every Nth day")
    return parser.parse_args()


def _judged(data: Path) -> dict[str, set[str]]:
    """Return the ids on the lists, by topic."""
    judged = defaultdict(set)
    for row in _lines(data / "judgements" / "lists.jsonl.gz"):
        judged[row["topic"]].add(row["arxiv_id"])
    return judged


def _days(data: Path, since: str, until: str) -> dict[str, list[Paper]]:
    """Return the candidates of every listing day in the window."""
    days = defaultdict(list)
    for path in sorted((data / "arxiv").glob("arxiv-2025-*.jsonl.gz")):
        for row in _lines(path):
            if since <= (row["listed"] or "") <= until and CANDIDATES & set(row["categories"]):
                days[row["listed"]].append(_paper(row))
    return days


def _lines(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _paper(row: dict) -> Paper:
    return Paper(PaperId("arxiv", row["id"]), row["title"], abstract=row["abstract"] or "")


def _ranks(days: dict[str, list[Paper]], judged: dict[str, set[str]]) -> dict[str, list]:
    """Return (rank from 0, candidates) of every judged paper, by topic; ties go by id."""
    ranker = Ranker(_roadmap(), Weights(), builtin_background())
    found = defaultdict(list)
    for papers in days.values():
        scores = ranker.score(papers, {})
        for at, topic in enumerate(QUERIES):
            order = sorted(scores, key=lambda score: (-score.topics[at].score, score.paper_id))
            for rank, score in enumerate(order):
                if score.paper_id.removeprefix("arxiv:") in judged[topic]:
                    found[topic].append((rank, len(order)))
    return found


def _roadmap() -> Roadmap:
    topics = tuple(
        Topic(topic, Name(topic, ""), tuple(queries)) for topic, queries in QUERIES.items()
    )
    return Roadmap(Name("Lists", ""), (Stage("lists", Name("Lists", ""), topics),))


def _print(ranks: dict[str, list]) -> None:
    print(
        f"{'topic':22}{'judged':>7}" + "".join(f"{f'r@{cut}':>8}" for cut in CUTS) + f"{'pct':>8}"
    )
    rows = {topic: _figures(found) for topic, found in sorted(ranks.items())}
    for topic, figures in rows.items():
        print(f"{topic:22}{len(ranks[topic]):7}" + "".join(f"{each:8.3f}" for each in figures))
    macro = [sum(column) / len(rows) for column in zip(*rows.values(), strict=True)]
    print(f"{'macro average':22}{len(rows):7}" + "".join(f"{each:8.3f}" for each in macro))


def _figures(found: list) -> list[float]:
    recalls = [sum(rank < cut for rank, _ in found) / len(found) for cut in CUTS]
    return [*recalls, sum(1 - rank / max(1, size - 1) for rank, size in found) / len(found)]


if __name__ == "__main__":
    main()
