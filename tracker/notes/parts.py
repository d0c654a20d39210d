"""Finds the stages of notes: their highest headings, or their outermost entries."""

from dataclasses import dataclass
from typing import TypeAlias

from tracker.notes.outline import Node

Nodes: TypeAlias = "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Parts:
    """A title ('' for none), the stages, and what stands before or beside them."""

    title: str
    stages: Nodes
    preface: Nodes


def parts_of(root: Node) -> Parts:
    """Return the parts of notes; a heading above all others is their title.

    Without headings entries that have entries below them are the stages; where there are none, the
    whole is one.
    """
    title, top = "", root
    headings = _headings(top)
    while len(headings) == 1 and (_headings(headings[0]) or not title):
        title, top = title or headings[0].text, headings[0]
        headings = _headings(top)
    if headings:
        return Parts(title, headings, tuple(each for each in top.children if not each.is_heading))
    outer = tuple(each for each in top.children if any(below.is_entry for below in each.children))
    if any(len(each.children) > 1 for each in outer):
        return Parts(title, outer, tuple(each for each in top.children if each not in outer))
    return Parts(title, (top,), ())


def _headings(node: Node) -> Nodes:
    return tuple(each for each in node.children if each.is_heading)
