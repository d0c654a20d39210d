"""Puts the blocks of notes in their places: entries below entries, and all below headings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracker.notes.inline import Line, read_line, without_aside, without_number
from tracker.notes.markdown import Block, Kind


@dataclass(slots=True)
class Node:
    """A block with all that stands below it; the notes themselves are the one without a block."""

    block: Block
    line: Line
    children: list["Node"] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        return self.block.kind is Kind.HEADING

    @property
    def is_entry(self) -> bool:
        return self.block.kind in (Kind.ENTRY, Kind.ROW)

    @property
    def is_topic_row(self) -> bool:
        """Whether it stands in a table whose first column is one of topics."""
        return bool(self.block.heads) and _column(self.block.heads[0]) == "topic"

    @property
    def name(self) -> str:
        """What the node is about, without its number."""
        return without_number(self.line.name)

    @property
    def text(self) -> str:
        """The whole line, without its number."""
        return without_number(self.line.plain)

    def below(self) -> Iterator["Node"]:
        """Yield everything below, in the order of the notes."""
        for child in self.children:
            yield child
            yield from child.below()


def outline(blocks: Iterable[Block]) -> Node:
    """Return the notes as a tree; its root stands for the whole."""
    root = Node(Block(Kind.HEADING, 0, "", 0), read_line(""))
    headings, entries = [root], list[Node]()
    for block in blocks:
        node = Node(block, _line(block))
        if node.is_heading:
            while headings[-1].block.level >= block.level:
                headings.pop()
            headings[-1].children.append(node)
            headings.append(node)
            entries = []
            continue
        if block.kind is Kind.CODE:
            headings[-1].children.append(node)
            continue
        entries = [each for each in entries if each.block.level < block.level]
        (entries[-1] if entries else headings[-1]).children.append(node)
        if node.is_entry:
            entries.append(node)
    return root


def _line(block: Block) -> Line:
    if block.kind is Kind.ROW:
        return _row(block)
    line = read_line(block.text)
    if block.kind is Kind.HEADING:
        # A heading is a name as a whole, whatever colons are in it.
        name, aside = without_aside(line.plain)
        return Line(line.plain, name, aside, "", False, line.titles, line.links)
    return line


def _row(block: Block) -> Line:
    """Return a row of a table as an entry: one cell names it, the others tell of it."""
    cells = [read_line(cell) for cell in block.cells]
    columns = [_column(head) for head in block.heads]
    found = {kind: cells[at] for at, kind in enumerate(columns[: len(cells)]) if kind}
    first = found.get("title", cells[0])
    others = [each for each in cells if each is not first and each.plain]
    links = tuple(link for cell in cells for link in cell.links)
    if "title" in found:
        by = ", ".join(found[kind].plain for kind in ("author", "year") if kind in found)
        known = [found.get(kind) for kind in ("title", "author", "year")]
        rest = "; ".join(each.plain for each in others if each not in known)
        plain = f"{first.plain}{f' ({by})' if by else ''}{f' — {rest}' if rest else ''}"
        return Line(plain, first.plain, "", rest, True, (first.plain,), links)
    titles = tuple(title for cell in cells for title in cell.titles)
    rest = "; ".join(each.plain for each in others)
    return Line(f"{first.plain}：{rest}", first.name, first.aside, rest, True, titles, links)


_COLUMNS = (
    ("topic", r"topic|主题|方向|领域|知识点|概念|skill"),
    ("title", r"title|paper|论文|标题|题目|book|书名|course|课程"),
    ("author", r"author|作者"),
    ("year", r"year|年份|年"),
)


def _column(head: str) -> str:
    """Return what a column of a table holds, '' where its head does not tell."""
    matching = (kind for kind, words in _COLUMNS if re.search(words, head, re.IGNORECASE))
    return next(matching, "")
