"""How other programs rank by a library of liked papers, and the simplest linear model of one.

A library is rows of `Words`, oldest first: papers, or a topic's queries where nothing is liked yet.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from scipy.sparse import vstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from tracker.ranking.evaluation.ranks import Floats
from tracker.ranking.evaluation.stream import ListingDay
from tracker.ranking.evaluation.words import Counts, Rows, Words, weighed

Library: TypeAlias = Sequence[int]
Classifier: TypeAlias = Any  # scikit-learn has no types.

_FEATURES, _MIN_DF, _MAX_DF = 20_000, 5, 0.1


class SanityLite:
    """arxiv-sanity-lite: a linear SVM of the library against all other papers.

    Its 20,000 features are the most frequent words and pairs in at least five papers and at most a
    tenth of them; it counts authors as words too, which is left out here.
    https://github.com/karpathy/arxiv-sanity-lite (compute.py, serve.py)
    """

    name = "arxiv-sanity-lite"

    def __init__(
        self,
        words: Words,
        libraries: Sequence[Library],
        milestones: Sequence[int] = (),
        note: str = "",
    ) -> None:
        self.note = note
        self._linear = _Linear(words, libraries, milestones, self._columns, _svm)

    def scores(self, day: ListingDay, known: range) -> Floats:
        return self._linear.scores(day, known)

    @staticmethod
    def _columns(words: Words, known: range) -> Any:
        frequencies = words.frequencies(known)
        most = max(_MIN_DF, _MAX_DF * len(known))
        fit = np.flatnonzero((frequencies >= _MIN_DF) & (frequencies <= most))
        total = np.asarray(words.counts[known.start : known.stop].sum(axis=0)).ravel()[fit]
        return np.sort(fit[np.argsort(-total, kind="stable")[:_FEATURES]])


class LinearOnLikes:
    """Logistic regression of the library against 5,000 other papers, on plain TF-IDF."""

    name = "linear model on likes"

    note = ""

    def __init__(
        self, words: Words, libraries: Sequence[Library], milestones: Sequence[int] = ()
    ) -> None:
        self._linear = _Linear(words, libraries, milestones, self._columns, _logistic, most=5_000)

    def scores(self, day: ListingDay, known: range) -> Floats:
        return self._linear.scores(day, known)

    @staticmethod
    def _columns(words: Words, known: range) -> Any:
        return np.flatnonzero(words.frequencies(known) >= _MIN_DF)


class ZoteroDaily:
    """zotero-arxiv-daily, with TF-IDF in the place of its embedding.

    The mean cosine to the library, the newest counting most.
    https://github.com/TideDra/zotero-arxiv-daily
    """

    name = "zotero-arxiv-daily"

    def __init__(self, words: Words, libraries: Sequence[Library], note: str = "") -> None:
        self.note = note
        self._words = words
        self._libraries = libraries

    def scores(self, day: ListingDay, known: range) -> Floats:
        rows = self._words.rows(day.rows, known)
        profiles = [_profile(self._words.rows(each, known)) for each in self._libraries]
        return np.asarray(rows @ np.column_stack(profiles))


def _profile(library: Rows) -> Floats:
    """Return the mean of the library's rows, weighted by 1 / (1 + log10 of the rank)."""
    ranks = np.arange(library.shape[0], 0, -1)
    weights = 1 / (1 + np.log10(ranks))
    return np.asarray(library.T @ (weights / weights.sum())).ravel()


class _Linear:
    """Linear models of libraries against all known papers, or about `most` of them, evenly spread.

    They are made anew when the known papers pass one of the `milestones`, each day where there are
    none and other papers are known.
    """

    def __init__(
        self,
        words: Words,
        libraries: Sequence[Library],
        milestones: Sequence[int],
        columns: Callable[[Words, range], Any],
        classifier: Callable[[], Classifier],
        most: int = 0,
    ) -> None:
        self._words, self._libraries, self._milestones = words, libraries, milestones
        self._columns, self._classifier = columns, classifier
        self._most = most
        self._known = range(-1, -1)  # of nothing yet

    def scores(self, day: ListingDay, known: range) -> Floats:
        passed = [each for each in self._milestones if each <= known.stop]
        lesson = range(known.start, max(passed, default=known.stop))
        if lesson != self._known:
            self._fit(lesson)
        if not self._models:
            return np.zeros((len(day.rows), len(self._libraries)))
        rows = self._weighed(self._words.counts[day.rows.start : day.rows.stop])
        return np.column_stack([model.decision_function(rows) for model in self._models])

    def _fit(self, known: range) -> None:
        self._known = known
        self._models: list[Classifier] = []
        self._places = self._columns(self._words, known)
        if not len(self._places):  # The first day may be too small to learn from.
            return
        self._frequencies = self._words.frequencies(known)[self._places]
        shown = known[:: max(1, len(known) // self._most)] if self._most else known
        papers = self._weighed(self._words.counts[shown.start : shown.stop : shown.step])
        self._models = [self._model(papers, shown, library) for library in self._libraries]

    def _model(self, papers: Rows, shown: range, library: Library) -> Classifier:
        """Return a model of the library against all others that are shown; each counts once."""
        outside = [row for row in library if row not in shown]
        liked = np.isin([*shown, *outside], library)
        rows = vstack([papers, self._weighed(self._words.counts[outside])]) if outside else papers
        return self._classifier().fit(rows, liked)

    def _weighed(self, counts: Counts) -> Rows:
        return weighed(counts[:, self._places], self._frequencies, len(self._known))


def _svm() -> Classifier:
    return LinearSVC(class_weight="balanced", C=0.01, tol=1e-6, max_iter=10_000, random_state=0)


def _logistic() -> Classifier:
    return LogisticRegression(class_weight="balanced", C=10.0, solver="liblinear", random_state=0)
