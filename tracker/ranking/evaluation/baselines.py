"""Rankings that need no labels and hardly any thought, which a good one must leave behind."""

from collections.abc import Sequence

import numpy as np

from tracker.model.roadmap import Topic
from tracker.ranking.evaluation.ranks import Floats
from tracker.ranking.evaluation.stream import ListingDay, Stream
from tracker.ranking.evaluation.words import Counts, Words

_K1, _B = 1.2, 0.75  # What Lucene and Elasticsearch have.


class Chance:
    """No order at all: what every candidate has on average."""

    name = "chance"
    note = ""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = len(topics)

    def scores(self, day: ListingDay, known: range) -> Floats:  # noqa: ARG002  # a Method's
        return np.zeros((len(day.rows), self._topics))


class DateOrder:
    """The newest first: arXiv gives ids in the order of submission."""

    name = "date order"
    note = ""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = len(topics)

    def scores(self, day: ListingDay, known: range) -> Floats:  # noqa: ARG002  # a Method's
        return np.tile(np.array(day.rows, dtype=np.float64)[:, None], self._topics)


class KeywordCount:
    """How often the phrases of a topic stand in title and abstract."""

    name = "keyword count"
    note = ""

    def __init__(self, stream: Stream, topics: Sequence[Topic]) -> None:
        self._stream = stream
        self._phrases = [[phrase.casefold() for phrase in topic.queries] for topic in topics]

    def scores(self, day: ListingDay, known: range) -> Floats:  # noqa: ARG002  # a Method's
        papers = (self._stream.papers[row] for row in day.rows)
        texts = [f"{paper.title}\n{paper.abstract}".casefold() for paper in papers]
        found = [[sum(map(text.count, each)) for each in self._phrases] for text in texts]
        return np.array(found, dtype=np.float64)


class Bm25:
    """Okapi BM25 of the words of a topic's phrases."""

    name = "BM25"
    note = ""

    def __init__(self, words: Words, topics: Sequence[Topic]) -> None:
        self._words = words
        self._single: Counts = words.counts[:, : words.pairs]
        queries = self._single[words.queries : words.queries + len(topics)]
        self._queries = (queries > 0).astype(np.float64).T.tocsr()

    def scores(self, day: ListingDay, known: range) -> Floats:
        counts = self._single[day.rows.start : day.rows.stop].astype(np.float64)
        usual = max(1.0, float(self._words.lengths[known.start : known.stop].mean()))
        length = self._words.lengths[day.rows.start : day.rows.stop]
        room = np.repeat(_K1 * (1 - _B + _B * length / usual), np.diff(counts.indptr))
        frequencies = self._words.frequencies(known)[: self._words.pairs]
        idf = np.log(1 + (len(known) - frequencies + 0.5) / (frequencies + 0.5))
        counts.data = idf[counts.indices] * counts.data * (_K1 + 1) / (counts.data + room)
        return np.asarray((counts @ self._queries).toarray())


class Cosine:
    """Plain TF-IDF: the cosine of a paper and a topic's phrases, joined to one text."""

    name = "TF-IDF cosine"
    note = ""

    def __init__(self, words: Words, topics: Sequence[Topic]) -> None:
        self._words = words
        self._queries = range(words.queries, words.queries + len(topics))

    def scores(self, day: ListingDay, known: range) -> Floats:
        queries = self._words.rows(self._queries, known)
        return np.asarray((self._words.rows(day.rows, known) @ queries.T).toarray())
