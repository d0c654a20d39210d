"""Measures topic ranking against curated lists: is a listed paper near the top of its own day?

    python benchmarks/ranking_quality.py [--data ../shared/data] [--since D] [--until D]
                                         [--roadmap FILE] [--early FILE]

For each listing day the candidates are that day's papers with any of cs.CL, cs.LG, cs.CV, cs.AI;
a topic's judged papers are those on the lists; each one's rank by topic score among its day's
candidates gives recall at 5, 10, 20 and the mean percentile, macro-averaged over topics with at
least five judged papers. Lists are incomplete, so precision would mean nothing.

What is learnt from: `one day` is the shipped background and nothing else; `causal` adds what was
listed before, learnt anew each month; `whole window` adds all of it at once. The shipped background
has unjudged papers of the same months, but no judged one; with `--early` (a background built from
2022 to 2024 alone) the causal run is made once more from that. Intervals are 90 % of 1,000
bootstraps over the papers of each topic.
"""

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import vstack

from tracker.model.roadmap import Topic
from tracker.ranking.background import Background, builtin_background, read_background
from tracker.ranking.counting import Lexicon, count_documents
from tracker.ranking.measures import Measures
from tracker.ranking.roadmap_file import read_roadmap
from tracker.ranking.terms import TermSpace
from tracker.ranking.topics import Recipe, learn_from, query_terms

ROOT = Path(__file__).parent.parent
CANDIDATES = {"cs.CL", "cs.LG", "cs.CV", "cs.AI"}
LEAST_JUDGED = 5
CUTS = (5, 10, 20)
SAMPLES = 1000
MOST_LEARNT_FROM = 12_000  # As jobs/learn.py.
MIN_WORD, MIN_PAIR = 5, 12
COSINE = Recipe(by_all=False, by_each=False, roadmap=0.0)
STEPS = {
    "cosine to the queries": COSINE,
    "+ examples nearest to all queries": Recipe(by_each=False, roadmap=0.0),
    "+ examples nearest to each query": Recipe(roadmap=0.0),
    "+ fit to the roadmap (the product)": Recipe(),
}


@dataclass(frozen=True, slots=True)
class Day:
    """A listing day's candidates."""

    on: str
    ids: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What some days are scored with: a term space, the papers learnt from, the days' rows."""

    space: TermSpace
    papers: Any
    days: tuple[tuple[Day, Any], ...]


Ranks = dict[str, list[tuple[int, int]]]  # By topic: (rank from 0, candidates) of judged papers.


def main() -> None:
    arguments = _arguments()
    topics = read_roadmap(arguments.roadmap).topics
    days = _days(arguments.data, arguments.since, arguments.until)
    judged = _judged(arguments.data)
    shipped = builtin_background()
    knowledge = {
        "one day": _one_day(days, topics, shipped),
        "causal": _causal(days, topics, shipped),
        "whole window": _whole_window(days, topics, shipped),
    }
    found = {
        f"{learnt}: {step}": _ranks(known, topics, recipe, judged)
        for step, recipe in STEPS.items()
        for learnt, known in knowledge.items()
    }
    if arguments.early:
        known = _causal(days, topics, read_background(arguments.early))
        found["causal, from 2022-2024: the product"] = _ranks(known, topics, Recipe(), judged)
    _print(found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--roadmap", type=Path, default=ROOT / "benchmarks" / "lists.toml")
    parser.add_argument("--since", default="2025-06-09")
    parser.add_argument("--until", default="2025-12-31")
    parser.add_argument("--early", type=Path)
    return parser.parse_args()


def _judged(data: Path) -> dict[str, set[str]]:
    """Return the ids on the lists, by topic."""
    judged = defaultdict(set)
    for row in _lines(data / "judgements" / "lists.jsonl.gz"):
        judged[row["topic"]].add(row["arxiv_id"])
    return judged


def _days(data: Path, since: str, until: str) -> list[Day]:
    """Return the candidates of every listing day in the window."""
    days = defaultdict(list)
    for path in sorted((data / "arxiv").glob("arxiv-2025-*.jsonl.gz")):
        for row in _lines(path):
            if since <= (row["listed"] or "") <= until and CANDIDATES & set(row["categories"]):
                days[row["listed"]].append((row["id"], row["title"], row["abstract"] or ""))
    return [
        Day(on, tuple(id_ for id_, _, _ in rows), tuple((t, a) for _, t, a in rows))
        for on, rows in sorted(days.items())
    ]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _one_day(days: Sequence[Day], topics: Sequence[Topic], shipped: Background) -> list[Known]:
    space = _space(shipped, topics)
    return [Known(space, space.sample_rows(), tuple((day, space.rows(day.texts)) for day in days))]


def _whole_window(days: Sequence[Day], topics: Sequence[Topic], shipped: Background) -> list[Known]:
    space = _space(shipped, topics)
    rows = [space.rows(day.texts) for day in days]
    papers = vstack([space.sample_rows(), *rows], format="csr")
    return [Known(space, papers, tuple(zip(days, rows, strict=True)))]


def _causal(days: Sequence[Day], topics: Sequence[Topic], shipped: Background) -> list[Known]:
    """Return what was known at the beginning of each month, as jobs/learn.py knows it."""
    known = []
    for month in sorted({day.on[:7] for day in days}):
        before = [text for day in days if day.on[:7] < month for text in day.texts]
        space = _space(shipped.grown(len(before), _frequencies(before, shipped)), topics)
        papers = [space.sample_rows()]
        if before:
            papers.append(space.rows(before[-MOST_LEARNT_FROM:]))
        those = tuple((day, space.rows(day.texts)) for day in days if day.on[:7] == month)
        known.append(Known(space, vstack(papers, format="csr"), those))
    return known


def _frequencies(texts: Sequence[tuple[str, str]], shipped: Background) -> dict[str, int]:
    lexicon = Lexicon()
    numbers, counts = count_documents(texts, lexicon)
    known = set(shipped.terms)
    found = zip(map(lexicon.term, numbers.tolist()), counts.tolist(), strict=True)
    return {term: n for term, n in found if term in known or n >= _floor(term)}


def _floor(term: str) -> int:
    return MIN_PAIR if " " in term else MIN_WORD


def _space(background: Background, topics: Sequence[Topic]) -> TermSpace:
    terms = (term for topic in topics for terms in query_terms(topic) for term in terms)
    return TermSpace(background, terms)


def _ranks(
    knowledge: Sequence[Known], topics: Sequence[Topic], recipe: Recipe, judged: dict[str, set[str]]
) -> Ranks:
    found = defaultdict(list)
    for known in knowledge:
        models = learn_from(topics, known.space, known.papers, recipe)
        measures = Measures(known.space, topics, models, (), 0)
        for day, rows in known.days:
            deviations = measures.deviations(rows)
            for at, topic in enumerate(topics):
                for i in (i for i, id_ in enumerate(day.ids) if id_ in judged[topic.id]):
                    found[topic.id].append((_rank(deviations[:, at], i, day.ids), len(day.ids)))
    return {topic: ranks for topic, ranks in sorted(found.items()) if len(ranks) >= LEAST_JUDGED}


def _rank(scores: Any, place: int, ids: Sequence[str]) -> int:
    """Return how many candidates stand before the one at `place`; ties go by id."""
    tied = np.flatnonzero(scores == scores[place])
    return int((scores > scores[place]).sum()) + sum(ids[i] < ids[place] for i in tied)


def _print(found: dict[str, Ranks]) -> None:
    heads = [*(f"recall@{cut}" for cut in CUTS), "percentile"]
    print(f"{'':58}" + "".join(f"{head:>22}" for head in heads))
    for name, ranks in found.items():
        figures = zip(_macro(ranks), *_interval(ranks), strict=True)
        print(
            f"{name:58}" + "".join(f"  {f:.3f} ({low:.3f}-{high:.3f})" for f, low, high in figures)
        )
    product = {name: ranks for name, ranks in found.items() if name.endswith("product)")}
    for name, ranks in product.items():
        print(f"\n{name}")
        for topic, each in ranks.items():
            print(f"  {topic:24}{len(each):5}" + "".join(f"{f:8.3f}" for f in _figures(each)))


def _macro(ranks: Ranks) -> list[float]:
    rows = [_figures(each) for each in ranks.values()]
    return [float(np.mean(column)) for column in zip(*rows, strict=True)]


def _interval(ranks: Ranks) -> tuple[list[float], list[float]]:
    """Return the 5th and 95th percentile of the macro averages of resampled papers."""
    random = np.random.default_rng(0)
    samples = []
    for _ in range(SAMPLES):
        again = {
            topic: [each[i] for i in random.integers(len(each), size=len(each))]
            for topic, each in ranks.items()
        }
        samples.append(_macro(again))
    low, high = np.quantile(np.array(samples), [0.05, 0.95], axis=0)
    return low.tolist(), high.tolist()


def _figures(found: Sequence[tuple[int, int]]) -> list[float]:
    recalls = [sum(rank < cut for rank, _ in found) / len(found) for cut in CUTS]
    return [*recalls, sum(1 - rank / max(1, size - 1) for rank, size in found) / len(found)]


if __name__ == "__main__":
    main()
