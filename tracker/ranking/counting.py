"""Counts the terms of many texts at once: what a document holds, and how many hold a term.

Words are numbered as they are met and everything after that is arithmetic on whole batches, five
times as fast as going from term to term; the terms are those of `text.Passage`.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.ranking.text import TITLE_WEIGHT, pieces, stem_of_piece

Numbers = NDArray[np.int64]

_BINDING, _BREAK = 0, 1  # The numbers of the stems "" and "."; true stems follow.
_SHIFT = 21  # A pair of stems is one number: the left one above these bits, the right one below.
_MASK = (1 << _SHIFT) - 1
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Terms of a batch as parallel arrays: which document, which term, with what weight."""

    documents: Numbers
    terms: Numbers
    weights: Numbers


class Lexicon(dict[str, int]):
    """Numbers words by their stems, as they come; a term is a stem or a pair of them."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = {"": _BINDING, ".": _BREAK}
        self._stems = ["", "."]

    def __missing__(self, piece: str) -> int:
        number = self._number(stem_of_piece(piece))
        self[piece] = number
        return number

    def term(self, number: int) -> str:
        """Return the term of a number."""
        left, right = number >> _SHIFT, number & _MASK
        return f"{self._stems[left]} {self._stems[right]}" if left else self._stems[right]

    def number(self, term: str) -> int:
        """Return the number of a term, a new one where it was never met."""
        left, _, right = term.rpartition(" ")
        return (self._number(left) << _SHIFT if left else 0) | self._number(right)

    def occurrences(self, texts: Sequence[tuple[str, str]]) -> Occurrences:
        """Return the terms of (title, abstract) documents, those of a title with its weight."""
        stems, ends = array("q"), [0]
        for document in texts:
            for text in document:
                stems.extend(map(self.__getitem__, pieces(text)))
                stems.append(_BREAK)
                ends.append(len(stems))
        lengths = np.diff(ends)
        documents = np.repeat(np.arange(len(texts), dtype=np.int64), 2)
        weights = np.tile(np.array((TITLE_WEIGHT, 1), dtype=np.int64), len(texts))
        return _occurrences(
            np.frombuffer(stems, dtype=np.int64),
            np.repeat(documents, lengths),
            np.repeat(weights, lengths),
        )

    def _number(self, stem: str) -> int:
        number = self._numbers.setdefault(stem, len(self._stems))
        if number == len(self._stems):
            self._stems.append(stem)
        return number


def count_documents(
    texts: Iterable[tuple[str, str]], lexicon: Lexicon, at_once: int = _AT_ONCE
) -> tuple[Numbers, Numbers]:
    """Return the numbers of all terms of `texts` in ascending order, and how many have each."""
    known = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))]
    for batch in _batches(texts, at_once):
        found = lexicon.occurrences(batch)
        each_once = _distinct((found.documents << 2 * _SHIFT) | found.terms)
        known.append(np.unique(each_once & ((1 << 2 * _SHIFT) - 1), return_counts=True))
        # Summed only when there is as much anew as there was: each term is moved a few times.
        if sum(len(terms) for terms, _ in known[1:]) > len(known[0][0]):
            known = [_sum(known)]
    return _sum(known)


def _batches(texts: Iterable[tuple[str, str]], at_once: int) -> Iterable[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    for text in texts:
        batch.append(text)
        if len(batch) == at_once:
            yield batch
            batch = []
    if batch:
        yield batch


def _distinct(numbers: Numbers) -> Numbers:
    """Return each number once, in ascending order; np.unique takes ten times as long."""
    ascending: Numbers = np.sort(numbers)
    return np.asarray(ascending[np.diff(ascending, prepend=-1) != 0])


def _sum(counted: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """Return the sum of several counts, with its terms in ascending order."""
    terms = np.concatenate([terms for terms, _ in counted])
    counts = np.concatenate([counts for _, counts in counted])
    order = np.argsort(terms, kind="stable")
    terms, counts = terms[order], counts[order]
    first = np.flatnonzero(np.diff(terms, prepend=-1))
    return terms[first], np.add.reduceat(counts, first) if len(first) else counts


def _occurrences(stems: Numbers, of: Numbers, weight: Numbers) -> Occurrences:
    """Return the stems and their pairs; each stem is `of` a document and has a weight."""
    kept = stems != _BINDING
    stems, of, weight = stems[kept], of[kept], weight[kept]
    single = stems != _BREAK
    paired = single[:-1] & single[1:]
    return Occurrences(
        np.concatenate([of[single], of[:-1][paired]]),
        np.concatenate([stems[single], (stems[:-1][paired] << _SHIFT) | stems[1:][paired]]),
        np.concatenate([weight[single], weight[:-1][paired]]),
    )
