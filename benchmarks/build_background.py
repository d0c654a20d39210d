"""Builds tracker/builtin/background.gz from records that lie beside the checkout.

    python benchmarks/build_background.py [--data ../shared/data] [--output FILE] [--early]

Counts in how many papers each term stands, over a random sample of 2022 to 2024 and the listings of
June to December 2025, and keeps the terms of some listed papers. Papers that a curated list or a
picks page names are left out, so that the ranking benchmark never meets its own answers. `--early`
builds from 2022 to 2024 alone: what the benchmark's strictest run starts from. Same input, same
bytes.
"""

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tracker.ranking.background import FILE_NAME, write_background
from tracker.ranking.counting import Lexicon, count_documents
from tracker.ranking.text import document, read, stem

ROOT = Path(__file__).parent.parent
EARLY = ("background-2022-2024",)
LATE = tuple(f"arxiv-2025-{month:02}" for month in range(6, 13))
JUDGEMENTS = ("lists", "weekly-picks", "community-picks")
MIN_WORD = 5  # A word, or a hyphen compound, must stand in this many papers;
MIN_PAIR = 20  # a pair of words in this many: pairs are a hundred times as many.
SAMPLE = 8000
SAMPLE_CATEGORIES = {"cs.CL", "cs.LG", "cs.CV", "cs.AI"}


def main() -> None:
    arguments = _arguments()
    sources = EARLY if arguments.early else (*EARLY, *LATE)
    judged = _judged(arguments.data)
    built_from = Counter(source for source, _ in _records(arguments.data, sources, judged))
    frequencies = _frequencies(arguments.data, sources, judged)
    chosen = _sample(arguments.data, EARLY if arguments.early else LATE, judged)
    sample = [Counter(document(*map(read, _text(record)))) for record in chosen]
    words = _words((_text(record) for record in chosen), frequencies)
    papers = sum(built_from.values())
    filed = [record["categories"] or () for record in chosen]
    write_background(arguments.output, frequencies, sample, papers, built_from, words, filed)
    size = arguments.output.stat().st_size
    print(f"{sum(built_from.values())} papers, {len(frequencies)} terms, {size} bytes")
    print(dict(built_from), f"{len(judged)} judged ids left out, sample of {len(sample)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--output", type=Path, default=ROOT / "tracker" / "builtin" / FILE_NAME)
    parser.add_argument("--early", action="store_true", help="from 2022 to 2024 alone")
    return parser.parse_args()


def _judged(data: Path) -> set[str]:
    files = (data / "judgements" / f"{name}.jsonl.gz" for name in JUDGEMENTS)
    return {record["arxiv_id"] for file in files for record in _lines(file)}


def _records(
    data: Path, sources: tuple[str, ...], judged: set[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield (source, record), every paper once and no judged one."""
    seen = set(judged)
    for source in sources:
        for record in _lines(data / "arxiv" / f"{source}.jsonl.gz"):
            if record["id"] not in seen:
                seen.add(record["id"])
                yield source, record


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _text(record: dict[str, object]) -> tuple[str, str]:
    return str(record["title"]), str(record["abstract"] or "")


def _frequencies(data: Path, sources: tuple[str, ...], judged: set[str]) -> dict[str, int]:
    lexicon = Lexicon()
    texts = (_text(record) for _, record in _records(data, sources, judged))
    numbers, counts = count_documents(texts, lexicon)
    frequent = counts >= MIN_WORD
    terms = [lexicon.term(number) for number in numbers[frequent].tolist()]
    found = zip(terms, counts[frequent].tolist(), strict=True)
    return {term: count for term, count in found if count >= _floor(term)}


def _words(texts: Iterator[tuple[str, str]], frequencies: dict[str, int]) -> dict[str, str]:
    """Return the commonest word of each stem; a hyphen compound where it is written so."""
    counts = Counter(word for text in texts for part in text for word in _written(part))
    best: dict[str, str] = {}
    for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(stem(word.replace("-", "")), word)
    return {term: word for term, word in best.items() if term in frequencies}


def _written(text: str) -> list[str]:
    """Return the words of `text` in lower case, hyphen compounds whole and in their parts."""
    compounds = re.findall(r"[^\W_]+(?:-[^\W_]+)*", read(text).plain.lower())
    return [word for each in compounds for word in {each, *each.split("-")}]


def _floor(term: str) -> int:
    return MIN_PAIR if " " in term else MIN_WORD


def _sample(data: Path, sources: tuple[str, ...], judged: set[str]) -> list[dict[str, object]]:
    """Return the papers of the followed categories with the smallest hashed ids."""
    followed = (
        record
        for _, record in _records(data, sources, judged)
        if not record["categories"] or SAMPLE_CATEGORIES & set(record["categories"])
    )
    return sorted(followed, key=lambda record: hashlib.sha256(record["id"].encode()).digest())[
        :SAMPLE
    ]


if __name__ == "__main__":
    main()
