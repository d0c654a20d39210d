"""The program's own ranking, learning from the stream as a run learns from its database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from scipy.sparse import vstack

from tracker.model.feedback import Judged, Opinion
from tracker.model.papers import Paper
from tracker.model.roadmap import Topic
from tracker.ranking.background import Background
from tracker.ranking.evaluation.ranks import Floats
from tracker.ranking.evaluation.stream import ListingDay, Stream
from tracker.ranking.learning import ENOUGH, MOST_LEARNT_FROM, counted, is_due, summed
from tracker.ranking.measures import Measured, Measures
from tracker.ranking.opinions import Opinions
from tracker.ranking.percentiles import STREAM
from tracker.ranking.points import strengths
from tracker.ranking.taste import Taste
from tracker.ranking.terms import TermSpace
from tracker.ranking.topics import ALL_STEPS, Recipe, learn_from, query_terms
from tracker.ranking.weights import Weights

_AT_ONCE = 2_000  # Counting more texts at a time takes memory and gains nothing.


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who follows one topic (its place among the measured) and likes the rows `liked`."""

    topic: int
    liked: tuple[int, ...]


class Ours:
    """The scores on topics (by their `places` in the roadmap), and the points that the topic and
    the likes of each of `readers` give.

    Both are found in one pass; those of a day that was scored are kept.
    """

    name = "tracker"
    note = ""

    def __init__(
        self,
        learner: "Learner",
        stream: Stream,
        places: Sequence[int],
        readers: Sequence[Reader] = (),
    ) -> None:
        self._learner, self._stream, self._places = learner, stream, list(places)
        self._followed = [self._places[reader.topic] for reader in readers]
        self._opinions = [
            Opinions([_like(stream.papers[row]) for row in reader.liked]) for reader in readers
        ]
        self._tastes: tuple[Learnt | None, list[Taste]] = None, []
        self._kept: dict[ListingDay, tuple[Floats, Floats]] = {}

    def scores(self, day: ListingDay, known: range) -> Floats:
        """Return candidates x topics: what nothing but the roadmap says."""
        return self._scored(day, known)[0]

    def with_likes(self, day: ListingDay, known: range) -> Floats:
        """Return candidates x readers."""
        return self._scored(day, known)[1]

    def _scored(self, day: ListingDay, known: range) -> tuple[Floats, Floats]:
        if day not in self._kept:
            learnt = self._learner.at(day, known)
            measured = learnt.measured(self._stream.papers[day.rows.start : day.rows.stop])
            points = learnt.points(measured)[:, self._followed]
            for at, taste in enumerate(self._tastes_of(learnt)):
                points[:, at] += taste.gains(measured)
            self._kept[day] = measured.scores[:, self._places], points
        return self._kept[day]

    def _tastes_of(self, learnt: "Learnt") -> list[Taste]:
        if self._tastes[0] is not learnt:
            tastes = [
                Taste(opinions, learnt.space, learnt.measures, learnt.weights)
                for opinions in self._opinions
            ]
            self._tastes = learnt, tastes
        return self._tastes[1]


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What days are scored with until there is more to learn from."""

    topics: Sequence[Topic]
    space: TermSpace
    measures: Measures
    weights: Weights
    recent: Mapping[str, Sequence[float]]

    def measured(self, papers: Sequence[Paper]) -> Measured:
        """Return what is measured on `papers`, in the stream that was learnt from last."""
        return self.measures.of(papers, self.recent)

    def points(self, measured: Measured) -> Floats:
        """Return candidates x topics: what each topic gives where it is a paper's best."""
        best = self.weights.topics[0]
        return best * strengths(self.topics, self.weights, measured.scores, measured.standing)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What was learnt last: from which rows, and on which day."""

    known: range
    on: date
    learnt: Learnt


class Learner:
    """Learns the topics anew on the days on which a run would (ranking/learning.py).

    It learns from the last papers that are known, as a run does, or from `all_known`.
    """

    def __init__(
        self,
        topics: Sequence[Topic],
        shipped: Background,
        stream: Stream,
        *,
        all_known: bool = False,
        recipe: Recipe = ALL_STEPS,
    ) -> None:
        self._topics, self._shipped, self._stream = topics, shipped, stream
        self._recipe = recipe
        self._most = None if all_known else MOST_LEARNT_FROM
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
        chosen = known[::-1][: self._most]  # The latest first, as a database gives them.
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
        papers = vstack([space.sample_rows(), *read], format="csr")
        models = learn_from(self._topics, space, papers, self._recipe)
        weights = Weights()
        measures = Measures(space, self._topics, models, (), weights.enough)
        recent = measures.of([self._stream.papers[row] for row in rows[:STREAM]], {}).scores
        ids = (topic.id for topic in self._topics)
        recent_by_topic = dict(zip(ids, recent.T.tolist(), strict=True)) if len(recent) else {}
        return Learnt(self._topics, space, measures, weights, recent_by_topic)

    def _texts(self, rows: range) -> list[tuple[str, str]]:
        papers = self._stream.papers
        return [(papers[row].title, papers[row].abstract) for row in rows]


def _like(paper: Paper) -> Judged:
    return Judged(paper, Opinion.LIKE, datetime.combine(paper.announced_on or date.min, time()))
