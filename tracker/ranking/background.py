"""What is common and what is rare in AI papers: terms with document frequencies, and a sample."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracker import resources
from tracker.errors import BadData
from tracker.ranking.text import TEXT_VERSION

FILE_NAME = "background.gz"
MOST_TERMS = 1 << 16  # The sample keeps the place of a term in two bytes.
_MOST_COUNT = 255


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Term counts of some papers, as the three arrays of a compressed sparse row matrix, and the
    categories of each, primary first.
    """

    ends: NDArray[np.int64]
    places: NDArray[np.int64]
    counts: NDArray[np.int64]
    categories: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.ends) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Document frequencies of `papers` papers; `terms` have no order that matters.

    `sample` is a fixed random sample of recent papers over `terms`: topics are learnt from it, and
    percentiles are taken against its beginning, until the user's own papers are enough. `words`
    has the word that a stem mostly stands for, where that is another. `version` is a hash of the
    whole content.
    """

    version: str
    papers: int
    terms: tuple[str, ...]
    frequencies: tuple[int, ...]
    sample: Sample
    words: Mapping[str, str] = field(default_factory=dict)

    def as_written(self, term: str) -> str:
        """Return a term in words that people read: "knowledg distil" is knowledge distillation."""
        return " ".join(self.words.get(stem, stem) for stem in term.split())

    def grown(self, papers: int, frequencies: Mapping[str, int]) -> "Background":
        """Return this background with the frequencies of `papers` more papers added.

        Terms that are new stand behind the old ones, so that the sample stays true.
        """
        if not papers:
            return self
        known = set(self.terms)
        new = sorted(set(frequencies) - known)
        terms = (*self.terms, *new)
        old = dict(zip(self.terms, self.frequencies, strict=True))
        summed = tuple(old.get(term, 0) + frequencies.get(term, 0) for term in terms)
        content = json.dumps([self.version, papers, sorted(frequencies.items())])
        return replace(
            self,
            version=_hash(content.encode()),
            papers=self.papers + papers,
            terms=terms,
            frequencies=summed,
        )


@cache
def builtin_background() -> Background:
    """Return the background that ships with the program."""
    return read_background(resources.folder("builtin") / FILE_NAME)


def read_background(path: Path) -> Background:
    """Read a background that `write_background` wrote.

    Raises BadData where the file is damaged or was built by another text version.
    """
    try:
        return _parse(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, IndexError) as error:
        raise BadData(f"the background model {path} is damaged: {error}") from error


def write_background(
    path: Path,
    frequencies: Mapping[str, int],
    sample: Sequence[Mapping[str, int]],
    papers: int,
    built_from: Mapping[str, int],
    words: Mapping[str, str] | None = None,
    categories: Sequence[Sequence[str]] = (),
) -> None:
    """Write a background; the same input gives the same bytes.

    `built_from` (papers by source file) is kept in the first line for people to read. The layout: a
    JSON line; a line "term TAB frequency" for each term, common ones first, with "TAB word" where
    its word is another; a line of `categories` for each paper of the sample; and of the sample, in
    bytes, the number of terms of each paper (two bytes each), the low and then the high bytes of
    the steps from term to term, and the counts.
    """
    terms = sorted(frequencies, key=lambda term: (-frequencies[term], term))
    if len(terms) > MOST_TERMS:
        raise ValueError(f"{len(terms)} terms are more than {MOST_TERMS}")
    indexed = _indexed(sample, terms)
    head = {
        "text_version": TEXT_VERSION,
        "papers": papers,
        "terms": len(terms),
        "sample": len(sample),
        "entries": sum(map(len, indexed)),
        "built_from": dict(built_from),
    }
    lines = [json.dumps(head, sort_keys=True)]
    lines += [_line(term, frequencies[term], words or {}) for term in terms]
    lines += [" ".join(filed) for filed in categories or [()] * len(sample)]
    content = ("\n".join(lines) + "\n").encode() + _packed(indexed)
    path.write_bytes(gzip.compress(content, 9, mtime=0))


def _line(term: str, frequency: int, words: Mapping[str, str]) -> str:
    word = words.get(term, term)
    return f"{term}\t{frequency}" if word == term else f"{term}\t{frequency}\t{word}"


def _indexed(
    sample: Sequence[Mapping[str, int]], terms: Sequence[str]
) -> list[list[tuple[int, int]]]:
    index = {term: place for place, term in enumerate(terms)}
    return [
        sorted((index[term], count) for term, count in counts.items() if term in index)
        for counts in sample
    ]


def _packed(sample: Sequence[Sequence[tuple[int, int]]]) -> bytes:
    lengths = np.array([len(paper) for paper in sample], dtype="<u2")
    places = [np.array([place for place, _ in paper], dtype=np.int64) for paper in sample]
    none = np.empty(0, dtype=np.int64)
    steps = np.concatenate([none, *(np.diff(each, prepend=0) for each in places)])
    counts = [min(count, _MOST_COUNT) for paper in sample for _, count in paper]
    low, high = (steps & 255).astype(np.uint8), (steps >> 8).astype(np.uint8)
    return lengths.tobytes() + low.tobytes() + high.tobytes() + bytes(counts)


def _parse(content: bytes) -> Background:
    first, _, rest = content.partition(b"\n")
    head = json.loads(first)
    if head["text_version"] != TEXT_VERSION:
        raise ValueError("it was built for another version of the program")
    *lines, packed = rest.split(b"\n", head["terms"] + head["sample"])
    if len(lines) != head["terms"] + head["sample"]:
        raise ValueError("it is cut short")
    pairs = [line.decode().split("\t") for line in lines[: head["terms"]]]
    categories = tuple(tuple(line.decode().split()) for line in lines[head["terms"] :])
    return Background(
        version=_hash(content),
        papers=head["papers"],
        terms=tuple(pair[0] for pair in pairs),
        frequencies=tuple(int(pair[1]) for pair in pairs),
        sample=_unpacked(packed, categories, head["entries"]),
        words={pair[0]: pair[2] for pair in pairs if len(pair) > 2},
    )


def _unpacked(packed: bytes, categories: tuple[tuple[str, ...], ...], entries: int) -> Sample:
    papers = len(categories)
    if len(packed) != 2 * papers + 3 * entries:
        raise ValueError("it is cut short")
    lengths = np.frombuffer(packed, dtype="<u2", count=papers).astype(np.int64)
    low, high, counts = np.frombuffer(packed, dtype=np.uint8, offset=2 * papers).reshape(3, -1)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    # The first step of a paper is its first place: each paper's run of sums begins anew.
    sums = np.concatenate([[0], np.cumsum((high.astype(np.int64) << 8) | low)])
    places = sums[1:] - np.repeat(sums[ends[:-1]], lengths)
    return Sample(ends, places, counts.astype(np.int64), categories)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
