"""The space that papers are compared in: one dimension a term, TF-IDF weights, unit length."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tracker.ranking.background import Background
from tracker.ranking.counting import Lexicon

Floats = NDArray[np.float64]
Rows: TypeAlias = Any  # A csr_matrix; scipy has no types.

_DECIMALS = 7  # Of weights, so that the last bits of a machine's logarithm reach nobody.


class Row(NamedTuple):
    """One row of a matrix: the dimensions it has, in ascending order, and its values there."""

    places: NDArray[np.int32]
    values: Floats

    @classmethod
    def of(cls, rows: Rows, at: int) -> "Row":
        """Return row `at` of `rows`; twenty times as fast as scipy's own way."""
        start, end = rows.indptr[at], rows.indptr[at + 1]
        return cls(rows.indices[start:end], rows.data[start:end])


class TermSpace:
    """Turns texts into TF-IDF rows: sublinear in the count, smoothed idf, L2 norm 1.

    The dimensions are the background's terms and then `own_terms` that it lacks, so that a topic
    named by a new word still finds it; such a term counts as rare as the rarest known one. Terms
    outside are ignored. A row depends on its own paper only.
    """

    def __init__(self, background: Background, own_terms: Iterable[str] = ()) -> None:
        new = sorted(set(own_terms) - set(background.terms))
        self.terms = (*background.terms, *new)
        self._sample = background.sample
        self.sample_categories = background.sample.categories
        rarest = min(background.frequencies, default=0)
        frequencies = np.array([*background.frequencies, *[rarest] * len(new)], dtype=np.float64)
        self._idf = np.log((1 + background.papers) / (1 + frequencies)) + 1
        self._lexicon = Lexicon()
        numbers = np.array([self._lexicon.number(term) for term in self.terms], dtype=np.int64)
        self._places = np.argsort(numbers, kind="stable")
        self._numbers = numbers[self._places]

    def rows(self, texts: Sequence[tuple[str, str]]) -> Rows:
        """Return documents x terms of (title, abstract) texts; words of the title count more."""
        found = self._lexicon.occurrences(texts)
        at = np.searchsorted(self._numbers, found.terms)
        known = self._numbers[np.minimum(at, len(self._numbers) - 1)] == found.terms
        entries = (found.documents[known], self._places[at[known]])
        return self._weighed(self._matrix(found.weights[known], entries, len(texts)))

    def bags(self, documents: Sequence[Sequence[str]]) -> Rows:
        """Return documents x terms of documents that are lists of terms."""
        entries = [
            (at, self._by_term[term])
            for at, document in enumerate(documents)
            for term in document
            if term in self._by_term
        ]
        at, columns = np.array(entries, dtype=np.int64).reshape(-1, 2).T
        return self._weighed(self._matrix(np.ones(len(at)), (at, columns), len(documents)))

    def sample_rows(self) -> Rows:
        """Return the background's sample x terms."""
        sample = self._sample
        shape = (len(sample), len(self.terms))
        return self._weighed(csr_matrix((sample.counts, sample.places, sample.ends), shape=shape))

    def vectors(self, weights: Sequence[Mapping[str, float]]) -> Rows:
        """Return rows of weights given by term; unknown terms are left out."""
        known = [[term for term in each if term in self._by_term] for each in weights]
        columns = [self._by_term[term] for terms in known for term in terms]
        values = [each[term] for each, terms in zip(weights, known, strict=True) for term in terms]
        rows = np.repeat(np.arange(len(weights)), [len(terms) for terms in known])
        entries = (rows, np.array(columns, dtype=np.int64))
        return self._matrix(np.array(values, dtype=np.float64), entries, len(weights))

    @cached_property
    def _by_term(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def strongest(
        self, row: Row, weights: Row, among: Floats | None = None, limit: int = 12
    ) -> list[str]:
        """Return the at most `limit` terms that add most to the product of two rows.

        `among` weighs each dimension once more. Terms that add less than a tenth of the first are
        left out: "model" explains nothing.
        """
        if not len(weights.places):
            return []
        at = np.minimum(weights.places.searchsorted(row.places), len(weights.places) - 1)
        both = weights.places[at] == row.places
        places, parts = row.places[both], row.values[both] * weights.values[at[both]]
        parts = np.round(parts if among is None else parts * among[places], 9)
        least = max(0.0, parts.max(initial=0.0) / 10)
        found = zip(parts.tolist(), places.tolist(), strict=True)
        order = sorted((-part, self.terms[place]) for part, place in found if part > least)
        return [term for _, term in order[:limit]]

    def _matrix(
        self, counts: Floats, entries: tuple[NDArray[np.int64], NDArray[np.int64]], documents: int
    ) -> Rows:
        matrix = csr_matrix((counts, entries), shape=(documents, len(self.terms)))
        matrix.sum_duplicates()  # Which also puts each row in ascending order.
        return matrix

    def _weighed(self, counts: Rows) -> Rows:
        sizes = np.diff(counts.indptr)
        data = (1 + np.log(counts.data.astype(np.float64))) * self._idf[counts.indices]
        squares = csr_matrix((data**2, counts.indices, counts.indptr), shape=counts.shape)
        lengths = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
        data = np.round(data / np.repeat(lengths, sizes), _DECIMALS)
        return csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)


def products(rows: Rows, others: Rows) -> Floats:
    """Return rows x `others`: the product of each two, a cosine where both have unit length.

    Rounded, so that the last bits of a machine's arithmetic reach nobody.
    """
    return cast(Floats, np.round((rows @ others.T).toarray(), 6))
