"""The words and pairs of words of many texts, counted once so that any part can be weighed."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

Counts: TypeAlias = Any  # A csr_matrix; scipy has no types.
Rows: TypeAlias = Any
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int32]

LEAST = 5
"""A term of fewer papers is not kept, unless a query has it."""

_LAST_BUCKET = np.uint32((1 << 22) - 1)
_SPREAD = np.uint32(2_654_435_761)


class Words:
    """Texts x terms, read as arxiv-sanity-lite reads them: English stop words out, no accents.

    The first rows are papers, those from `queries` on are queries. The columns before `pairs` are
    single words, the others pairs of neighbours. Terms have numbers and no names: a vocabulary of
    all pairs in 100,000 papers is a gigabyte of text. `lengths` counts all words of each text.
    """

    def __init__(self, papers: Iterable[str], queries: Iterable[str]) -> None:
        tokens, ends, self.queries = _read(papers, queries)
        singles = _counted(tokens, ends, self.queries)
        pairs = _counted(*_paired(tokens, ends, self.queries), self.queries)
        self.pairs: int = singles.shape[1]
        self.counts: Counts = hstack([singles, pairs], format="csr")
        self.lengths = np.diff(ends)
        self._sought = np.zeros(self.counts.shape[1], dtype=bool)
        self._sought[self.counts[self.queries :].indices] = True
        self._frequencies = range(0), np.zeros(self.counts.shape[1])

    def frequencies(self, known: range) -> Floats:
        """Return in how many of the papers `known` each term stands."""
        before, counted = self._frequencies
        if before.start != known.start or before.stop > known.stop:
            before, counted = range(known.start, known.start), np.zeros_like(counted)
        new = self.counts.indptr[before.stop], self.counts.indptr[known.stop]
        counted = counted + np.bincount(self.counts.indices[slice(*new)], minlength=len(counted))
        self._frequencies = known, counted
        return counted

    def rows(self, places: Sequence[int], known: range) -> Rows:
        """Return the TF-IDF rows of texts, with terms of at least five known papers or of a query.

        What comes after the known papers changes nothing.
        """
        frequencies = self.frequencies(known)
        kept = (frequencies >= LEAST) | self._sought
        return weighed(self.counts[list(places)], frequencies, len(known), kept)


def weighed(counts: Counts, frequencies: Floats, papers: int, kept: Flags | bool = True) -> Rows:
    """Return counts as TF-IDF rows of length 1: sublinear in the count, smoothed idf."""
    weigher = TfidfTransformer(sublinear_tf=True)
    weigher.idf_ = (np.log((1 + papers) / (1 + frequencies)) + 1) * kept
    # scikit-learn refuses arrays without rows or without columns.
    return weigher.transform(counts) if all(counts.shape) else counts.astype(np.float64)


def _read(papers: Iterable[str], queries: Iterable[str]) -> tuple[Numbers, Numbers, int]:
    """Return the words of all texts as numbers, where each text ends, and the first query."""
    numbers: dict[str, int] = {}
    tokens, ends = array("i"), array("i", [0])
    for text in papers:
        _append(text, numbers, tokens, ends)
    first = len(ends) - 1
    for text in queries:
        _append(text, numbers, tokens, ends)
    return np.frombuffer(tokens, dtype=np.int32), np.frombuffer(ends, dtype=np.int32), first


def _append(text: str, numbers: dict[str, int], tokens: "array[int]", ends: "array[int]") -> None:
    tokens.extend(numbers.setdefault(word, len(numbers)) for word in _analyse(text))
    ends.append(len(tokens))


_analyse = CountVectorizer(
    strip_accents="unicode",
    stop_words="english",
    token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",  # noqa: S106  # a pattern of words
).build_analyzer()


def _paired(tokens: Numbers, ends: Numbers, queries: int) -> tuple[Numbers, Numbers]:
    """Return the pairs of neighbours as numbers, and where each text ends among them."""
    kept = _worth_counting(tokens, ends[queries])
    across = ends[1:-1] - 1  # These pairs reach from one text into the next.
    kept[across[(across >= 0) & (across < len(kept))]] = False
    pairs = (tokens[:-1][kept].astype(np.int64) << 32) | tokens[1:][kept]
    before = np.concatenate([[0], np.cumsum(kept, dtype=np.int32)])
    # The inverse that np.unique can give takes six times the memory.
    places = np.searchsorted(np.unique(pairs), pairs).astype(np.int32)
    return places, before[np.minimum(ends, len(kept))]


def _worth_counting(tokens: Numbers, queries: int) -> Flags:
    """Tell which pairs are not surely too rare, as most are: their bucket of a hash is full enough.

    Pairs from the place `queries` on are always worth it, and so is what shares their buckets.
    """
    words = tokens.view(np.uint32)
    buckets = (words[:-1] * _SPREAD ^ words[1:]) & _LAST_BUCKET
    full = np.bincount(buckets, minlength=_LAST_BUCKET + 1) >= LEAST
    full[buckets[queries:]] = True
    return np.asarray(full[buckets])


def _counted(tokens: Numbers, ends: Numbers, queries: int) -> Counts:
    """Return texts x terms: how often each stands in each, where it stands often enough."""
    shape = (len(ends) - 1, int(tokens.max(initial=0)) + 1)
    ones = np.ones(len(tokens), dtype=np.float32)
    counts = csr_matrix((ones, tokens, ends), shape=shape, copy=True)  # It is changed in place.
    counts.sum_duplicates()
    start = counts.indptr[queries]
    kept = np.bincount(counts.indices[:start], minlength=shape[1]) >= LEAST
    kept[counts.indices[start:]] = True
    return counts[:, np.flatnonzero(kept)]
