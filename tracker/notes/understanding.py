"""Understands a learner's notes: what is a stage, a topic, a must-read, a source or a resource."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.errors import BadData
from tracker.model.notes import Understood
from tracker.model.roadmap import Name
from tracker.notes.glossary import CHINESE, builtin_glossary
from tracker.notes.inline import Line, enumerated, read_line, without_aside, works
from tracker.notes.keeping import Kept
from tracker.notes.knowledge import Knowledge, builtin_knowledge
from tracker.notes.markdown import Kind, blocks, front_title
from tracker.notes.material import resources_in
from tracker.notes.must_reads import must_reads_in
from tracker.notes.outline import Node, outline
from tracker.notes.parts import parts_of
from tracker.notes.roles import Role, role_of
from tracker.notes.sources import sources_in, unknown_in
from tracker.notes.topics import Told

_OF_WORKS = (Role.MUST_READ, Role.COURSE, Role.BOOK, Role.RESOURCE)


def understand(text: str) -> Understood:
    """Return the roadmap that Markdown notes describe, and what in them was not understood.

    Headings become stages, bold entries topics, and what stands under a name such as `必读论文` or
    `Courses` is taken for that. Raises BadData where not one topic is in them.
    """
    parts = parts_of(outline(blocks(text)))
    kept = Kept(builtin_glossary(), builtin_knowledge())
    walk = _Walk(kept, builtin_knowledge())
    preface_is_stage = any(node.is_entry for node in parts.preface)
    if preface_is_stage:
        walk.stage(parts.title, parts.preface)
    for node in parts.stages:
        walk.stage(node.text, node.children)
    if not preface_is_stage:
        walk.all_of(parts.preface, None)
    if not kept.has_topics:
        walk.headings_as_topics([each for each in parts.stages if each.text != parts.title])
    if not kept.has_topics:
        raise BadData("no topics in these notes: give headings, and entries in bold below them")
    return kept.understood(_title(front_title(text) or parts.title))


def _title(text: str) -> Name | None:
    if not text:
        return None
    return Name("", text) if CHINESE.search(text) else Name(text, "")


class _Walk:
    """Goes through the outline once; `_bold` tells whether the stage has its topics in bold."""

    def __init__(self, kept: Kept, knowledge: Knowledge) -> None:
        self._kept = kept
        self._knowledge = knowledge
        self._bold = False

    def stage(self, called: str, nodes: Sequence[Node]) -> None:
        """Read one stage: what stands below a heading, or before the first one."""
        self._kept.open_stage(called)
        everything = [each for node in nodes for each in (node, *node.below())]
        self._bold = any(each.is_entry and each.line.bold for each in everything)
        self.all_of(nodes, self._role(without_aside(called)[0]))

    def headings_as_topics(self, nodes: Sequence[Node]) -> None:
        """Take the headings of the stages themselves for topics, in notes that have nothing else.

        The text below them, which no topic had asked for, explains them then.
        """
        stages = self._kept.stage_ids()[-len(nodes) :] if nodes else []
        for stage, node in zip(stages, nodes, strict=True):
            if self._role(node.name) is None:
                told = "; ".join(each.text for each in node.children)
                self._kept.topic(node, Told(node.name, node.line.aside, told), stage)
                self._kept.forget_remarks(node.below())

    def all_of(self, nodes: Sequence[Node], role: Role | None) -> None:
        """Read neighbours; a line such as `必读论文：` says what the entries after it are."""
        announced = role
        for node in nodes:
            told = self._role(node.name) if node.block.kind is Kind.TEXT else None
            if node.is_heading or node.block.kind is Kind.TEXT:
                announced = told or role
            if not told or node.line.rest:
                self._visit(node, announced)

    def _visit(self, node: Node, inherited: Role | None) -> None:
        """Read a node that stands below a name of this role, None for topics."""
        own = None if node.is_topic_row else self._role(node.name)
        role = None if node.is_topic_row else own or inherited
        if node.block.kind is Kind.CODE:
            self._kept.remark(node, f"``` {node.block.text}")
        elif node.block.kind is Kind.TEXT:
            self._text(node, role, announces=bool(own))
        elif role and (own or role is not Role.TOOLS or not node.line.bold):
            self._in_role(node, role, announces=bool(own))
        elif _holds_topics(node):
            self._below(node, node.children, None)
        elif node.is_heading or self._is_topic(node):
            self._topic(node)
        else:
            self._loose(node)

    # Topics.

    def _is_topic(self, node: Node) -> bool:
        """Tell whether an entry names a topic: in bold, or shortly where nothing is in bold."""
        return node.line.bold or (_is_term(node.line) and not self._bold)

    def _topic(self, node: Node) -> None:
        """Take a node for a topic; what announces something else below it is read for itself."""
        apart = [each for each in node.children if self._stands_apart(each)]
        told = [each.text for each in node.children if not self._stands_apart(each)]
        explanation = "; ".join(filter(None, [node.line.rest, *told]))
        self._kept.topic(node, Told(node.name, node.line.aside, explanation))
        self.all_of(apart, None)

    def _stands_apart(self, node: Node) -> bool:
        return node.block.kind is Kind.CODE or self._role(node.name) is not None

    def _text(self, node: Node, role: Role | None, *, announces: bool) -> None:
        """Read a paragraph: it may announce something, or hold a source or a must-read."""
        if role and announces and node.line.rest:
            self._in_role(node, role, announces=True)
        elif role is Role.SOURCES or (role is Role.MUST_READ and node.line.titles):
            self._item(node, node.line, role)
        else:
            self._loose(node)

    def _loose(self, node: Node) -> None:
        """Read a line that is no topic: it may name sources; else a person has to look at it."""
        if sources_in(node.text, self._knowledge).clear:
            self._sources(node, node.line)
        elif not node.line.plain.rstrip().endswith(("：", ":")):
            self._kept.remark(node)
        self.all_of(node.children, None)

    # What is no topic.

    def _in_role(self, node: Node, role: Role, *, announces: bool) -> None:
        """Read a node below a name such as `Courses`, or the name itself with what it tells."""
        if announces:
            self._below(node, self._announced(node, role), role)
        elif self._only_groups(node, role):
            self._below(node, node.children, role)
        else:
            self._item(node, _with_notes(node), role)
            self._below(node, [each for each in node.children if each.line.titles], role)

    def _announced(self, node: Node, role: Role) -> Sequence[Node]:
        """Read what stands in the line of the name (`主流模型：GPT、LLaMA`); return the rest."""
        line, entries = node.line, [each for each in node.children if each.is_entry]
        if role is Role.MODELS:
            names = enumerated(line.rest) or [each.name for each in entries]
            self._kept.models(node, names, together=line.bold)
            return node.children if line.rest else ()
        if role is Role.PLATFORM and (line.rest or not entries):
            self._item(node, line, role)
        elif line.rest:
            for told in _told_behind(node, role):
                self._item(node, told, role)
        return node.children

    def _only_groups(self, node: Node, role: Role) -> bool:
        """Tell whether a name in a list of works, say, only heads those below it."""
        inside = [each for each in node.children if each.is_entry or each.is_heading]
        if node.is_heading or role not in _OF_WORKS:
            return bool(inside) and not node.line.titles
        return any(
            each.line.titles or each.line.links or self._knowledge.classic(each.name)
            for each in inside
        )

    def _item(self, node: Node, line: Line, role: Role) -> None:
        """Read one must-read, family of models, line of sources, or resource."""
        if role is Role.MUST_READ:
            self._kept.must_reads(node, must_reads_in(line, self._knowledge))
        elif role is Role.MODELS:
            self._kept.models(node, enumerated(line.name), together=False)
        elif role is Role.SOURCES and sources_in(line.plain, self._knowledge).any:
            self._sources(node, line)
        elif role is Role.SOURCES and not line.links:
            self._kept.remark(node)
        else:
            self._kept.resources(node, resources_in(line, role, self._kept.stage))

    def _sources(self, node: Node, line: Line) -> None:
        self._kept.sources(sources_in(line.plain, self._knowledge))
        behind = line.plain != node.line.plain
        for unknown in unknown_in(line.plain, self._knowledge, listed=behind):
            self._kept.remark(node, unknown)

    def _below(self, node: Node, nodes: Sequence[Node], role: Role | None) -> None:
        """Read what stands below a name that is a group of the stage."""
        outer, self._kept.group = self._kept.group, node.text
        self.all_of(nodes, role)
        self._kept.group = outer

    def _role(self, name: str) -> Role | None:
        return role_of(name, self._knowledge)


def _holds_topics(node: Node) -> bool:
    """Tell whether topics stand below, so that the name is only a group of them."""
    bold = any(each.is_entry and each.line.bold for each in node.children)
    return bold or any(each.is_heading for each in node.children)


def _is_term(line: Line) -> bool:
    """Tell whether a line names a thing rather than saying a sentence."""
    name = line.name
    if not name or name.endswith(("。", ".", "！", "!", "？", "?")) or line.titles:
        return False
    return len(CHINESE.findall(name)) <= 12 and len(name.split()) <= 6


def _with_notes(node: Node) -> Line:
    """Return the line of a work with what is noted below it."""
    noted = [each for each in node.children if not each.line.titles]
    notes = "; ".join(each.text for each in noted)
    links = tuple(link for each in noted for link in each.line.links)
    plain = f"{node.line.plain} — {notes}" if notes else node.line.plain
    return replace(node.line, plain=plain, links=(*node.line.links, *links))


def _told_behind(node: Node, role: Role) -> list[Line]:
    """Return what stands behind the name of an entry, each work as a line of its own."""
    behind = node.block.text.partition("：")[2] or node.block.text.partition(":")[2]
    text = behind.strip("*_ \n") or node.line.rest
    return [read_line(each) for each in (works(text) if role in _OF_WORKS else [text])]
