"""The program's own ranking, asked as a run asks it: what a day scores on every topic."""

from collections.abc import Sequence

import numpy as np

from tracker.ranking.evaluation.ranks import Floats
from tracker.ranking.evaluation.stream import ListingDay, Stream
from tracker.ranking.ranker import Ranker


class Ours:
    """The scores of `topics` (ids) by a ranker of the whole roadmap; what was scored is kept."""

    name = "tracker"
    note = ""

    def __init__(self, ranker: Ranker, stream: Stream, topics: Sequence[str]) -> None:
        self._ranker = ranker
        self._stream = stream
        places = {topic.id: place for place, topic in enumerate(ranker.topics)}
        self._places = [places[topic] for topic in topics]
        self._kept: dict[ListingDay, Floats] = {}

    def scores(self, day: ListingDay, known: range) -> Floats:  # noqa: ARG002  # it learns nothing
        if day not in self._kept:
            papers = self._stream.papers[day.rows.start : day.rows.stop]
            scored = self._ranker.score(papers, {})
            self._kept[day] = np.array(
                [[score.topics[place].score for place in self._places] for score in scored]
            )
        return self._kept[day]


class TopicPrior:
    """Ours without any likes, on one of its topics."""

    name = "topic prior only"
    note = ""

    def __init__(self, ours: Ours, place: int) -> None:
        self._ours, self._place = ours, place

    def scores(self, day: ListingDay, known: range) -> Floats:
        return self._ours.scores(day, known)[:, [self._place]]
