"""The program's own ranking, learning from the stream as a run learns from its database."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

import numpy as np
from scipy.sparse import vstack

from tracker.model.feedback import Judged, Opinion
from tracker.model.papers import Paper
from tracker.model.roadmap import Topic
from tracker.ranking.background import Background
from tracker.ranking.evaluation.ranks import Floats
from tracker.ranking.evaluation.stream import ListingDay, Stream
from tracker.ranking.learning import ENOUGH, MOST_LEARNT_FROM, counted, is_due, summed
from tracker.ranking.measures import Measures
from tracker.ranking.taste import Opinions, Taste
from tracker.ranking.terms import TermSpace
from tracker.ranking.topics import learn_from, query_terms
from tracker.ranking.weights import Weights

_AT_ONCE = 2_000  # Counting more texts at a time takes memory and gains nothing.


class Ours:
    """The scores on topics (by their `places` in the roadmap), and for every library of likes how
    far out a paper is among what its reader likes.

    Both are found in one pass; those of a day that was scored are kept.
    """

    name = "tracker"
    note = ""

    def __init__(
        self,
        learner: "Learner",
        stream: Stream,
        places: Sequence[int],
        libraries: Sequence[Sequence[int]] = (),
    ) -> None:
        self._learner, self._stream, self._places = learner, stream, list(places)
        self._opinions = [
            Opinions([_like(stream.papers[row]) for row in library]) for library in libraries
        ]
        self._tastes: tuple[Learnt | None, list[Taste]] = None, []
        self._kept: dict[ListingDay, tuple[Floats, Floats]] = {}

    def scores(self, day: ListingDay, known: range) -> Floats:
        """Return candidates x topics: what nothing but the roadmap says."""
        return self._scored(day, known)[0]

    def with_likes(self, day: ListingDay, known: range) -> Floats:
        """Return candidates x libraries."""
        return self._scored(day, known)[1]

    def _scored(self, day: ListingDay, known: range) -> tuple[Floats, Floats]:
        if day not in self._kept:
            learnt = self._learner.at(day, known)
            measured = learnt.measures.of(self._stream.papers[day.rows.start : day.rows.stop], {})
            liked = [taste.deviations(measured) for taste in self._tastes_of(learnt)]
            columns = np.stack(liked, axis=1) if liked else np.zeros((len(day.rows), 0))
            self._kept[day] = measured.scores[:, self._places], columns
        return self._kept[day]

    def _tastes_of(self, learnt: "Learnt") -> list[Taste]:
        if self._tastes[0] is not learnt:
            weights = Weights()
            tastes = [
                Taste(opinions, learnt.space, learnt.measures, weights)
                for opinions in self._opinions
            ]
            self._tastes = learnt, tastes
        return self._tastes[1]


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What days are scored with until there is more to learn from."""

    space: TermSpace
    measures: Measures


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What was learnt last: from which rows, and on which day."""

    known: range
    on: date
    learnt: Learnt


class Learner:
    """Learns the topics anew on the days on which a run would (ranking/learning.py).

    It learns from the last papers that are known, as a run does, or from as many that are spread
    `evenly` over all of them.
    """

    def __init__(
        self,
        topics: Sequence[Topic],
        shipped: Background,
        stream: Stream,
        *,
        evenly: bool = False,
    ) -> None:
        self._topics, self._shipped, self._stream = topics, shipped, stream
        self._evenly = evenly
        self._terms = set(shipped.terms)
        self._lesson: _Lesson | None = None
        self._counted, self._counts = range(0), dict[str, int]()

    def at(self, day: ListingDay, known: range) -> Learnt:
        """Return what is learnt of the topics on `day`, where the papers `known` are stored."""
        last = self._lesson
        goes_on = last is not None and last.known.start == known.start
        if last and goes_on and not is_due(len(last.known), len(known), day.on - last.on):
            return last.learnt
        learnt = self._from(known) if len(known) >= ENOUGH else self._from_what_is_shipped
        self._lesson = _Lesson(known, day.on, learnt)
        return learnt

    @cached_property
    def _from_what_is_shipped(self) -> Learnt:
        return self._learnt(self._shipped, range(0))

    def _from(self, known: range) -> Learnt:
        self._count(known)
        step = math.ceil(len(known) / MOST_LEARNT_FROM) if self._evenly else 1
        chosen = known[::-step][:MOST_LEARNT_FROM]  # The latest first, as a database gives them.
        return self._learnt(self._shipped.grown(len(known), self._counts), chosen)

    def _count(self, known: range) -> None:
        if known.start != self._counted.start:
            self._counted, self._counts = range(known.start, known.start), {}
        new = counted(self._texts(range(self._counted.stop, known.stop)))
        self._counted, self._counts = known, summed(self._counts, new, self._terms)

    def _learnt(self, background: Background, rows: range) -> Learnt:
        queries = (term for topic in self._topics for each in query_terms(topic) for term in each)
        space = TermSpace(background, queries)
        slices = (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
        read = [space.rows(self._texts(some)) for some in slices]
        models = learn_from(self._topics, space, vstack([space.sample_rows(), *read], format="csr"))
        return Learnt(space, Measures(space, self._topics, models, (), enough=0))

    def _texts(self, rows: range) -> list[tuple[str, str]]:
        papers = self._stream.papers
        return [(papers[row].title, papers[row].abstract) for row in rows]


def _like(paper: Paper) -> Judged:
    return Judged(paper, Opinion.LIKE, datetime.combine(paper.announced_on or date.min, time()))
