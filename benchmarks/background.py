"""Counting what a background is made of, beside the feature step of arxiv-sanity-lite.

Both read the same 100,000 real titles and abstracts from ../shared/data in one run. Theirs is
scikit-learn's TfidfVectorizer with the settings of its compute.py: 20,000 features of one and two
words, English stop words, in at least 5 and at most a tenth of the papers, sublinear.
"""

import gzip
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Cost, cost_of, verdict

PAPERS = 100_000
SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "arxiv"
_TEXTS = Path(".benchmarks") / f"texts-{PAPERS}.jsonl"


def main() -> bool:
    """Print what both cost and whether ours meets the goals of issue 5."""
    if not SHARED.exists():
        print(f"The background of {PAPERS:,} papers: NEEDS {SHARED}, skipped")
        return True
    print(f"The background of {PAPERS:,} papers")
    if not _TEXTS.exists():
        _write_texts()
    ours, theirs = _cost("ours"), _cost("theirs")
    for name, cost in (("ours", ours), ("theirs", theirs)):
        print(f"  {name:8}{cost.cpu:8.1f} s CPU {cost.peak:8.0f} MB  {cost.output.strip()}")
    return all(
        [
            verdict("CPU of ours / theirs", 100 * ours.cpu / theirs.cpu, 100 / 3, "%"),
            verdict("memory of ours / theirs", 100 * ours.peak / theirs.peak, 25, "%"),
        ]
    )


def _cost(whose: str) -> Cost:
    return cost_of([sys.executable, "-m", "benchmarks.background", whose])


def _write_texts() -> None:
    _TEXTS.parent.mkdir(exist_ok=True)
    unfinished = _TEXTS.with_suffix(".part")
    records = itertools.islice(itertools.cycle(_records()), PAPERS)
    with unfinished.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps([record["title"], record["abstract"] or ""]) + "\n")
    unfinished.rename(_TEXTS)


def _records() -> Iterator[dict[str, str]]:
    for path in sorted(SHARED.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _texts() -> Iterator[tuple[str, str]]:
    with _TEXTS.open(encoding="utf-8") as lines:
        for line in lines:
            title, abstract = json.loads(line)
            yield title, abstract


def count_ours() -> int:
    """Return how many terms stand in at least five papers."""
    from tracker.ranking.counting import Lexicon, count_documents

    _, counts = count_documents(_texts(), Lexicon())
    return int((counts >= 5).sum())


def count_theirs() -> int:
    """Return how many features arxiv-sanity-lite would work with."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        input="content", encoding="utf-8", decode_error="replace", strip_accents="unicode",
        lowercase=True, analyzer="word", stop_words="english",
        token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b", ngram_range=(1, 2), max_features=20_000,
        norm="l2", use_idf=True, smooth_idf=True, sublinear_tf=True, max_df=0.1, min_df=5,
    )  # fmt: skip
    return int(vectorizer.fit_transform(f"{title} {text}" for title, text in _texts()).shape[1])


if __name__ == "__main__":
    print({"ours": count_ours, "theirs": count_theirs}[sys.argv[1]](), "terms")
