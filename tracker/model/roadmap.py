"""The learner's way: stages of topics, and the papers that must be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.model.identifiers import PaperId


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the two languages people read."""

    en: str
    zh: str

    def in_language(self, lang: str) -> str:
        """Return the name in `lang` (`en` or `zh`), English where the other is missing."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to master; `queries` are English phrases, `exclude` words that rule a paper out."""

    id: str
    name: Name
    queries: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the roadmap, in the learner's order."""

    id: str
    name: Name
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class MustRead:
    """A paper the learner has to read; `note` is one line on why, in both languages.

    `year` is 0 where nobody has told it. `text` is a summary in our own words that similarity is
    measured against.
    """

    id: str
    title: str
    authors: tuple[str, ...]
    year: int
    ids: tuple[PaperId, ...]
    note: Name
    topics: tuple[str, ...] = ()
    text: str = ""


class ResourceKind(StrEnum):
    """What a learner can learn with, beside papers."""

    COURSE = "course"
    BOOK = "book"
    COMMUNITY = "community"
    TOOL = "tool"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Resource:
    """Something beside papers that belongs to the way: a course, a book, a place, a task.

    `stage` is the id of the stage it stands in, empty for none; `note` is in the learner's words.
    """

    kind: ResourceKind
    title: str
    author: str = ""
    note: str = ""
    url: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """Authors and exact phrases whose papers are always picked; `name` is shown as the reason."""

    name: str
    authors: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Stages, topics and must-reads, the venues, categories and labs that belong to them, and what
    else there is to learn with.
    """

    title: Name
    stages: tuple[Stage, ...]
    must_read: tuple[MustRead, ...] = ()
    venues: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics in roadmap order."""
        return tuple(topic for stage in self.stages for topic in stage.topics)


class Flaw(StrEnum):
    """What a roadmap could do better."""

    NO_MATCH = "no match"
    TOO_MUCH = "too much"
    NOT_RANKED = "not ranked"
    ONE_WORD = "one word"
    CHINESE = "Chinese"
    UNKNOWN_EXCLUDE = "unknown exclude"
    OWN_EXCLUDE = "own exclude"
    NO_ID = "no id"


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw of a topic or must-read, named by its id; `what` is the word or query it is about,
    `papers` how many of the lately ranked papers have it.
    """

    flaw: Flaw
    id: str
    what: str = ""
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """What the papers of the last weeks say of a roadmap.

    `ranked` counts those papers, `strong` by topic id those that are about the topic (a topic that
    none was ranked for is not in it). `asked` has how many of them have each query as a phrase,
    `excluded` how many papers of all times have each excluded word.
    """

    ranked: int = 0
    strong: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
