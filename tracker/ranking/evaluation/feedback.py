"""The feedback benchmark: with a topic's oldest judged papers as likes, where do later ones stand?

For each number of likes k it takes the topics with at least k + 15 judged papers: the k oldest are
the likes, the listed papers of later days are to be found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.model.evaluation import Contest
from tracker.ranking.evaluation.bench import Bench
from tracker.ranking.evaluation.figures import contest
from tracker.ranking.evaluation.ours import Ours, Reader
from tracker.ranking.evaluation.ranks import Floats, Method
from tracker.ranking.evaluation.recipes import LinearOnLikes, SanityLite, ZoteroDaily
from tracker.ranking.evaluation.stream import ListingDay

LEAST_TO_FIND = 15


@dataclass(frozen=True, slots=True)
class Trial:
    """A reader who likes the rows `liked` of one topic (its place), and waits for the `later`."""

    topic: int
    liked: tuple[int, ...]
    later: tuple[int, ...]


def trials(bench: Bench, likes: int) -> list[Trial]:
    """Return a trial for each topic that has judged papers enough for so many likes."""
    found = []
    for topic, rows in enumerate(bench.judged):
        if len(rows) >= likes + LEAST_TO_FIND:
            last = next(day for day in bench.days if rows[likes - 1] in day.rows)
            later = tuple(row for row in rows if row >= last.rows.stop)
            found.append(Trial(topic, rows[:likes], later))
    return [trial for trial in found if trial.later]


def readers(bench: Bench, numbers: Sequence[int]) -> list[Reader]:
    """Return the readers of all trials, number by number."""
    every = (trial for likes in numbers for trial in trials(bench, likes))
    return [Reader(trial.topic, trial.liked) for trial in every]


def feedback(bench: Bench, ours: Ours, numbers: Sequence[int]) -> tuple[Contest, ...]:
    """Return a contest for each number of likes; `ours` was made with their `readers`.

    All trials are held in one pass, because learning takes longer than asking.
    """
    by_number = {likes: trials(bench, likes) for likes in numbers}
    every = [trial for found in by_number.values() for trial in found]
    later = [trial.later for trial in every]
    results = {
        method.name: bench.outcomes(method, later, " + likes")
        for method in (_methods(bench, ours, every) if every else ())
    }
    contests, start = [], 0
    for likes, found in by_number.items():
        stop = start + len(found)
        topics = [bench.topics[trial.topic].id for trial in found]
        own = {name: outcomes[start:stop] for name, outcomes in results.items()}
        contests.append(contest(likes, topics, own, {}))
        start = stop
    return tuple(contests)


def _methods(bench: Bench, ours: Ours, every: Sequence[Trial]) -> list[Method]:
    liked = [trial.liked for trial in every]
    return [
        _Columns(ours.name, ours.with_likes, range(len(every))),
        _Columns("topic prior only", ours.scores, [trial.topic for trial in every]),
        SanityLite(bench.words, liked, bench.milestones),
        ZoteroDaily(bench.words, liked),
        LinearOnLikes(bench.words, liked, bench.milestones),
    ]


class _Columns:
    """Some columns of scores that were found before."""

    note = ""

    def __init__(
        self, name: str, scores: Callable[[ListingDay, range], Floats], columns: Sequence[int]
    ) -> None:
        self.name = name
        self._scores, self._columns = scores, list(columns)

    def scores(self, day: ListingDay, known: range) -> Floats:
        return self._scores(day, known)[:, self._columns]
