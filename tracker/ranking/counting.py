"""Counts the terms of many texts at once: what a document holds, and how many hold a term.

Words are numbered as they are met and everything after that is arithmetic on whole batches, in half
the time of going from term to term; the terms are those of `text.Passage`.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.ranking.text import TITLE_WEIGHT, chunks, stems_of_chunk

Numbers = NDArray[np.int64]

_BINDING, _BREAK = 0, 1  # The numbers of the stems "" and "."; true stems follow.
_SHIFT = 21  # A pair of stems is one number: the left one above these bits, the right one below.
_MASK = (1 << _SHIFT) - 1
_DOCUMENTS = 11  # So many bits number the documents of a batch.
_AT_ONCE = 2000  # Less than those bits can number.


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Terms of a batch as parallel arrays: which document, which term, with what weight."""

    documents: Numbers
    terms: Numbers
    weights: Numbers


class Lexicon(dict[str, int]):
    """Numbers stems as they come; a term is a stem or a pair of them.

    As a mapping it has, by chunk of a text, the place of the chunk's stems among all that were
    met: those of its words, and with a minus those of its compounds, which have no neighbours.
    """

    def __init__(self) -> None:
        super().__init__()
        self._numbers = {"": _BINDING, ".": _BREAK}
        self._stems = ["", "."]
        self._met, self._ends = array("q"), array("q", [0])

    def __missing__(self, chunk: str) -> int:
        words, compounds = stems_of_chunk(chunk)
        self._met.extend([self._number(stem) for stem in words])
        self._met.extend([-self._number(stem) for stem in compounds])
        self._ends.append(len(self._met))
        self[chunk] = place = len(self._ends) - 2
        return place

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
        places, ends = array("q"), [0]
        for document in texts:
            for text in document:
                places.extend(map(self.__getitem__, chunks(text)))
                places.append(self["."])
                ends.append(len(places))
        stems, sizes = self._stems_at(np.frombuffer(places, dtype=np.int64))
        lengths = np.add.reduceat(sizes, ends[:-1]) if texts else sizes
        documents = np.repeat(np.arange(len(texts), dtype=np.int64), 2)
        weights = np.tile(np.array((TITLE_WEIGHT, 1), dtype=np.int64), len(texts))
        return _occurrences(stems, np.repeat(documents, lengths), np.repeat(weights, lengths))

    def _stems_at(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """Return the stems of the chunks at `places` in a row, and how many each has."""
        ends = np.frombuffer(self._ends, dtype=np.int64)
        sizes = ends[places + 1] - ends[places]
        offsets = np.repeat(ends[places + 1] - np.cumsum(sizes), sizes)
        stems = np.frombuffer(self._met, dtype=np.int64)[offsets + np.arange(len(offsets))]
        return stems, sizes

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
    for batch in _batches(texts, min(at_once, 1 << _DOCUMENTS)):
        known.append(_counted(lexicon.occurrences(batch)))
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


def _counted(found: Occurrences) -> tuple[Numbers, Numbers]:
    """Return the terms of a batch in ascending order, and how many of its documents have each."""
    within = np.sort((found.terms << _DOCUMENTS) | found.documents)
    terms = within[np.diff(within, prepend=-1) != 0] >> _DOCUMENTS
    first = np.flatnonzero(np.diff(terms, prepend=-1))
    return terms[first], np.diff(first, append=len(terms))


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
    glued, kept = stems < 0, stems > _BINDING
    compounds, of_compounds, their_weight = -stems[glued], of[glued], weight[glued]
    stems, of, weight = stems[kept], of[kept], weight[kept]
    single = stems != _BREAK
    paired = single[:-1] & single[1:]
    pairs = (stems[:-1][paired] << _SHIFT) | stems[1:][paired]
    return Occurrences(
        np.concatenate([of[single], of[:-1][paired], of_compounds]),
        np.concatenate([stems[single], pairs, compounds]),
        np.concatenate([weight[single], weight[:-1][paired], their_weight]),
    )
