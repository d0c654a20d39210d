"""The space that papers are compared in: one dimension a term, TF-IDF weights, unit length."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from tracker.ranking.background import Background

Floats = NDArray[np.float64]
Rows: TypeAlias = Any  # A csr_matrix; scipy has no types.


class TermSpace:
    """Turns lists of terms into TF-IDF rows: sublinear in the count, smoothed idf, L2 norm 1.

    The dimensions are the background's terms and then `own_terms` that it lacks, so that a topic
    named by a new word still finds it; such a term counts as rare as the rarest known one. Terms
    outside are ignored. A row depends on its own paper only.
    """

    def __init__(self, background: Background, own_terms: Iterable[str]) -> None:
        known = set(background.terms)
        new = sorted(set(own_terms) - known)
        self._terms = (*background.terms, *new)
        self._sample = background.sample
        rarest = min(background.frequencies, default=0)
        frequencies = np.array([*background.frequencies, *[rarest] * len(new)], dtype=np.float64)
        self._counter = CountVectorizer(analyzer=list, vocabulary=_places(self._terms))
        # scikit-learn's smoothed idf, of document frequencies that were counted before.
        self._weigher = TfidfTransformer(sublinear_tf=True)
        self._weigher.idf_ = np.log((1 + background.papers) / (1 + frequencies)) + 1

    def rows(self, documents: Sequence[Sequence[str]]) -> Rows:
        """Return documents x terms."""
        return self._weighed(self._counter.transform(documents))

    def sample_rows(self) -> Rows:
        """Return the background's sample x terms."""
        counts = [count for paper in self._sample for count in paper.values()]
        places = [place for paper in self._sample for place in paper]
        ends = np.cumsum([0, *(len(paper) for paper in self._sample)])
        shape = (len(self._sample), len(self._terms))
        return self._weighed(csr_matrix((counts, places, ends), shape=shape))

    def strongest(self, row: Rows, weights: Floats, limit: int = 12) -> list[str]:
        """Return the at most `limit` terms that add most to the product of `row` and `weights`.

        Those that add less than a tenth of the first are left out: "model" explains nothing.
        """
        parts = np.round(row.data * weights[row.indices], 9)
        matched = np.flatnonzero(parts > max(0.0, parts.max(initial=0.0) / 10))
        order = sorted((-parts[at], self._terms[row.indices[at]]) for at in matched)
        return [term for _, term in order[:limit]]

    def _weighed(self, counts: Rows) -> Rows:
        # scikit-learn refuses an array without rows.
        return self._weigher.transform(counts) if counts.shape[0] else counts.astype(np.float64)


def columns(rows: Rows) -> Floats:
    """Return sparse rows as the columns of an array."""
    return np.ascontiguousarray(rows.toarray().T)


def products(rows: Rows, weights: Floats) -> Floats:
    """Return rows x columns of `weights`: cosines of what has unit length.

    Rounded, so that the last bits of a machine's arithmetic reach nobody.
    """
    return cast(Floats, np.round(rows @ weights, 6))


def _places(terms: Sequence[str]) -> dict[str, int]:
    return {term: place for place, term in enumerate(terms)}
