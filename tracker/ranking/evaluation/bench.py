"""What every contest is held with: the stream, the days, the topics and their judged papers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tracker.errors import BadData
from tracker.model.evaluation import Examination, Knowledge, Unmeasured
from tracker.model.papers import Paper
from tracker.model.roadmap import Roadmap, Topic
from tracker.ranking.evaluation.ranks import Floats, Method, ranked
from tracker.ranking.evaluation.stream import ListingDay, Stream
from tracker.ranking.evaluation.words import Words

CATEGORIES = frozenset({"cs.CL", "cs.LG", "cs.CV", "cs.AI"})
"""A paper with any of them is a candidate of its day."""

LEAST_JUDGED = 5
"""A topic with fewer judged papers in the window is not measured."""

FEW, LOST = "few papers", "not in the roadmap"

Judgements: TypeAlias = Mapping[str, Collection[str]]
"""The arXiv ids (without version) that people have put on a topic's lists, by topic."""

Told: TypeAlias = Callable[[str, int, int], None]
"""Called with a method's name, and how many days of how many it has scored."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The measured `topics`, each with the rows of its `judged` papers, oldest first."""

    stream: Stream
    days: tuple[ListingDay, ...]
    knowledge: Knowledge
    topics: tuple[Topic, ...]
    judged: tuple[tuple[int, ...], ...]
    unmeasured: tuple[Unmeasured, ...]
    words: Words
    told: Told

    def outcomes(
        self, method: Method, judged: Sequence[Sequence[int]], about: str = ""
    ) -> list[Floats]:
        """Return how near the top `method` puts the rows `judged`, one list for each column.

        `about` is told with its name.
        """
        return ranked(
            method,
            self._watched(method.name + about),
            lambda day: self.stream.known(day, self.knowledge),
            judged,
        )

    @property
    def milestones(self) -> Sequence[int]:
        """How many papers there are when a method that takes long to learn may do it anew."""
        return self.stream.milestones() if self.knowledge is Knowledge.CAUSAL else ()

    def library(self, topic: int) -> range:
        """Return the rows of `words` that the queries of a topic have, each by itself."""
        before = sum(len(each.queries) for each in self.topics[:topic])
        start = self.words.queries + len(self.topics) + before
        return range(start, start + len(self.topics[topic].queries))

    def _watched(self, name: str) -> Iterator[ListingDay]:
        for done, day in enumerate(self.days, start=1):
            yield day
            self.told(name, done, len(self.days))


def laid_out(
    papers: Iterable[Paper],
    judgements: Judgements,
    roadmap: Roadmap,
    examination: Examination,
    told: Told,
) -> Bench:
    """Return the bench for an examination of `papers`; those that are no candidates are left out.

    Raises BadData where nothing can be measured.
    """
    stream = Stream(paper for paper in papers if not CATEGORIES.isdisjoint(paper.categories))
    days = stream.within(examination.since, examination.until)
    if not days:
        raise BadData("no paper of the corpus was listed in the window (the field: listed)")
    named, unknown = _by_topic(judgements, roadmap)
    if examination.topics:
        named = {id_: ids for id_, ids in named.items() if id_ in examination.topics}
        unknown = {}
    rows = {id_: tuple(stream.rows_of(ids, days)) for id_, ids in named.items()}
    topics = tuple(topic for topic in roadmap.topics if len(rows.get(topic.id, ())) >= LEAST_JUDGED)
    few = [(id_, len(found), FEW) for id_, found in rows.items() if len(found) < LEAST_JUDGED]
    lost = [(id_, len(stream.rows_of(ids, days)), LOST) for id_, ids in unknown.items()]
    if not topics:
        raise BadData(_nothing(few, lost))
    return Bench(
        stream=stream,
        days=days,
        knowledge=examination.knowledge,
        topics=topics,
        judged=tuple(rows[topic.id] for topic in topics),
        unmeasured=tuple(Unmeasured(*each) for each in sorted(few + lost)),
        words=Words(map(_text, stream.papers), _queries(topics)),
        told=told,
    )


def _by_topic(
    judgements: Judgements, roadmap: Roadmap
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the judged ids by topic of the roadmap, and by judged topic that it lacks.

    A judged topic is found by a topic's id, its names or an alias.
    """
    spelled = {
        spelling.casefold(): topic.id
        for topic in reversed(roadmap.topics)
        for spelling in (*topic.aliases, topic.name.zh, topic.name.en, topic.id)
    }
    named: dict[str, set[str]] = {}
    unknown: dict[str, set[str]] = {}
    for topic, ids in judgements.items():
        id_ = spelled.get(topic.casefold())
        (unknown if id_ is None else named).setdefault(id_ or topic, set()).update(ids)
    return named, unknown


def _queries(topics: Sequence[Topic]) -> Iterator[str]:
    """Yield what a topic is looked for by: for each its queries as one text, then one by one."""
    yield from (" ".join(topic.queries) for topic in topics)
    yield from (query for topic in topics for query in topic.queries)


def _text(paper: Paper) -> str:
    return f"{paper.title} {paper.abstract}"


def _nothing(few: Sequence[object], lost: Sequence[object]) -> str:
    return (
        f"nothing to measure: {len(lost)} judged topics are not in the roadmap, "
        f"{len(few)} have fewer than {LEAST_JUDGED} judged papers on these days"
    )
