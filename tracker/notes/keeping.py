"""Keeps what has been understood of notes so far, each thing once, and what has not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracker.model.notes import NoteLine, Open, Remark, Understood
from tracker.model.roadmap import MustRead, Name, Resource, Roadmap, Stage, Topic
from tracker.notes.glossary import Glossary
from tracker.notes.knowledge import Knowledge
from tracker.notes.outline import Node
from tracker.notes.sources import Sources
from tracker.notes.topics import Told, id_of, name_of, topic_of

_UNTITLED = Name("My roadmap", "我的路线")


class Kept:
    """The roadmap while the notes are read; topics go to the stage that was opened last.

    `group` is the heading within the stage that topics stand under.
    """

    def __init__(self, glossary: Glossary, knowledge: Knowledge) -> None:
        self.group = ""
        self._glossary = glossary
        self._knowledge = knowledge
        self._stages: list[Stage] = []
        self._topics: list[tuple[str, Topic]] = []
        self._must_reads: list[MustRead] = []
        self._resources: list[Resource] = []
        self._sources = Sources()
        self._origins: dict[str, NoteLine] = {}
        self._groups: dict[str, str] = {}
        self._remarks: list[Remark] = []

    @property
    def has_topics(self) -> bool:
        return bool(self._topics)

    @property
    def stage(self) -> str:
        """The id of the stage that was opened last."""
        return self._stages[-1].id

    def open_stage(self, called: str) -> None:
        """Begin a stage of this name ('' for notes without any)."""
        told = called.rstrip(":： ")
        name = name_of(told, "", self._glossary) if told else _UNTITLED
        id_ = _free(id_of(name, f"part-{len(self._stages) + 1}"), (s.id for s in self._stages))
        self._stages.append(Stage(id_, name, ()))
        self.group = ""

    def topic(self, node: Node, told: Told, stage: str = "") -> None:
        """Keep a topic, of the stage that was opened last unless another is named."""
        topic = topic_of(told, "", self._glossary)
        id_ = id_of(topic.name, f"topic-{len(self._topics) + 1}")
        self._keep(node, replace(topic, id=id_), stage or self.stage)

    def models(self, node: Node, names: Sequence[str], *, together: bool) -> None:
        """Keep a topic of each family of models, and before them one of all `together`."""
        families = [self._family(name) for name in names]
        if together and families:
            all_of = tuple(queries[0] for _, queries in families)
            name = name_of(node.name, node.line.aside, self._glossary)
            self._keep(node, Topic(id_of(name, "models"), name, all_of), self.stage)
        for called, queries in families:
            name = Name(called, "")
            self._keep(node, Topic(id_of(name, "model"), name, queries), self.stage)

    def must_reads(self, node: Node, found: Sequence[MustRead]) -> None:
        """Keep papers that must be read; a line in which there is none is remarked."""
        titles = {each.title for each in self._must_reads}
        for each in found:
            if each.title in titles:
                continue
            titles.add(each.title)
            id_ = _free(each.id, (known.id for known in self._must_reads))
            self._must_reads.append(replace(each, id=id_))
            self._origins[f"must-read/{id_}"] = _origin(node)
            if not each.ids:
                self.remark(node, each.title, Open.NO_ID)
        if not found:
            self.remark(node)

    def sources(self, found: Sources) -> None:
        """Keep venues, categories and labs."""
        self._sources += found

    def resources(self, node: Node, found: Sequence[Resource]) -> None:
        """Keep resources; a line in which there is none is remarked."""
        self._resources += found
        if not found:
            self.remark(node)

    def remark(self, node: Node, text: str = "", why: Open = Open.NOT_UNDERSTOOD) -> None:
        """Keep a line, or a part of it, for a person to look at."""
        told = NoteLine(node.block.number, text or node.line.plain)
        self._remarks.append(Remark(told, why))

    def forget_remarks(self, nodes: Iterable[Node]) -> None:
        """Take back what was remarked of these lines, which have become clear."""
        numbers = {each.block.number for each in nodes}
        self._remarks = [each for each in self._remarks if each.line.number not in numbers]

    def stage_ids(self) -> list[str]:
        """Return the ids of all stages in their order."""
        return [each.id for each in self._stages]

    def understood(self, title: Name | None) -> Understood:
        """Return all of it."""
        topics = _with_own_aliases(self._topics)
        stages = (
            replace(stage, topics=tuple(topic for of, topic in topics if of == stage.id))
            for stage in self._stages
        )
        roadmap = Roadmap(
            title=title or _UNTITLED,
            stages=tuple(stages),
            must_read=tuple(self._must_reads),
            venues=self._sources.venues,
            categories=self._sources.categories,
            labs=self._sources.labs,
            resources=tuple(dict.fromkeys(self._resources)),
        )
        remarks = sorted(self._remarks, key=lambda each: each.line.number)
        return Understood(roadmap, self._origins, self._groups, tuple(remarks))

    def _family(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Return the name of a family of models and what to ask for it."""
        for each in self._knowledge.models:
            if name.casefold() in {s.casefold() for s in (each.name, *each.spellings)}:
                return each.name, each.queries
        return name, (name, f"{name} model")

    def _keep(self, node: Node, topic: Topic, stage: str) -> None:
        """Keep a topic under an id of its own; one that is named again only gains queries."""
        for at, (of, known) in enumerate(self._topics):
            if known.name == topic.name:
                queries = tuple(dict.fromkeys((*known.queries, *topic.queries)))
                self._topics[at] = (of, replace(known, queries=queries))
                return
        topic = replace(topic, id=_free(topic.id, (known.id for _, known in self._topics)))
        self._topics.append((stage, topic))
        self._origins[f"topic/{topic.id}"] = _origin(node)
        if self.group:
            self._groups[f"topic/{topic.id}"] = self.group
        if not topic.queries:
            self.remark(node, why=Open.NO_QUERIES)


def _origin(node: Node) -> NoteLine:
    """Return the line of an entry with those below it, so that nothing of it is lost."""
    below = [each.line.plain for each in node.below() if not each.line.bold]
    return NoteLine(node.block.number, " / ".join([node.line.plain, *below]))


def _free(id_: str, taken: Iterable[str]) -> str:
    known, free, number = set(taken), id_, 1
    while free in known:
        number += 1
        free = f"{id_}-{number}"
    return free


def _with_own_aliases(topics: Sequence[tuple[str, Topic]]) -> list[tuple[str, Topic]]:
    """Return topics without aliases that name another one, so that each leads to one topic."""
    taken = {
        name.casefold() for _, topic in topics for name in (topic.id, topic.name.en, topic.name.zh)
    }
    kept = []
    for stage, topic in topics:
        own = tuple(alias for alias in topic.aliases if alias.casefold() not in taken)
        taken |= {alias.casefold() for alias in own}
        kept.append((stage, replace(topic, aliases=own)))
    return kept
