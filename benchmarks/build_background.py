"""Builds tracker/builtin/background.tsv.gz from records that lie beside the checkout.

    python benchmarks/build_background.py [--data ../shared/data] [--output FILE]

Counts in how many papers each term stands, over a random sample of 2022 to 2024 and the listings of
June to October 2025. Papers that a curated list or a picks page names are left out, so that the
ranking benchmark never meets its own answers. Two passes keep memory small: the first counts
hashed terms, the second only those whose bucket is full enough. Same input, same bytes.
"""

import argparse
import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tracker.ranking.background import FILE_NAME, write_background
from tracker.ranking.text import document, read

ROOT = Path(__file__).parent.parent
SOURCES = (
    "background-2022-2024",
    "arxiv-2025-06",
    "arxiv-2025-07",
    "arxiv-2025-08",
    "arxiv-2025-09",
    "arxiv-2025-10",
)
JUDGEMENTS = ("lists", "weekly-picks", "community-picks")
MIN_WORD = 5  # A word, or a hyphen compound, must stand in this many papers;
MIN_PAIR = 12  # a pair of words in this many: pairs are a hundred times as many.
SAMPLE = 500
SAMPLE_CATEGORIES = {"cs.CL", "cs.LG"}
BUCKETS = 1 << 25


def main() -> None:
    arguments = _arguments()
    judged = _judged(arguments.data)
    built_from = Counter(source for source, _ in _records(arguments.data, judged))
    buckets = _count_buckets(arguments.data, judged)
    frequencies = _count_terms(arguments.data, judged, buckets)
    sample = [Counter(_terms(record)) for record in _sample(arguments.data, judged)]
    write_background(arguments.output, frequencies, sample, sum(built_from.values()), built_from)
    size = arguments.output.stat().st_size
    print(f"{sum(built_from.values())} papers, {len(frequencies)} terms, {size} bytes")
    print(dict(built_from), f"{len(judged)} judged ids left out, sample of {len(sample)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--output", type=Path, default=ROOT / "tracker" / "builtin" / FILE_NAME)
    return parser.parse_args()


def _judged(data: Path) -> set[str]:
    files = (data / "judgements" / f"{name}.jsonl.gz" for name in JUDGEMENTS)
    return {record["arxiv_id"] for file in files for record in _lines(file)}


def _records(data: Path, judged: set[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield (source, record), every paper once and no judged one."""
    seen = set(judged)
    for source in SOURCES:
        for record in _lines(data / "arxiv" / f"{source}.jsonl.gz"):
            if record["id"] not in seen:
                seen.add(record["id"])
                yield source, record


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _terms(record: dict[str, object]) -> list[str]:
    return document(read(str(record["title"])), read(str(record["abstract"] or "")))


def _count_buckets(data: Path, judged: set[str]) -> np.ndarray:
    buckets = np.zeros(BUCKETS, dtype=np.uint32)
    for _, record in _records(data, judged):
        buckets[list({_bucket(term) for term in _terms(record)})] += 1
    return buckets


def _count_terms(data: Path, judged: set[str], buckets: np.ndarray) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for _, record in _records(data, judged):
        terms = set(_terms(record))
        counts.update(term for term in terms if buckets[_bucket(term)] >= _floor(term))
    return {term: count for term, count in counts.items() if count >= _floor(term)}


def _bucket(term: str) -> int:
    return zlib.crc32(term.encode()) % BUCKETS


def _floor(term: str) -> int:
    return MIN_PAIR if " " in term else MIN_WORD


def _sample(data: Path, judged: set[str]) -> list[dict[str, object]]:
    """Return the listed papers of the followed categories with the smallest hashed ids."""
    followed = (
        record
        for _, record in _records(data, judged)
        if record.get("listed") and SAMPLE_CATEGORIES & set(record["categories"])
    )
    return sorted(followed, key=lambda record: hashlib.sha256(record["id"].encode()).digest())[
        :SAMPLE
    ]


if __name__ == "__main__":
    main()
