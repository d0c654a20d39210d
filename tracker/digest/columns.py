"""Wraps plain text to a column, counting wide characters as two and never breaking a link."""

import re
from collections.abc import Iterator

from tracker.text import width

_WIDE = r"\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"\s+|https?://\S+|mailto:\S+|[{_WIDE}]|[^\s{_WIDE}]+")
_NOT_FIRST = frozenset("，。、；：？！）》」』”’】％…·)]},.;:!?%")
_NOT_LAST = frozenset("（《「『“‘【(")
_HANGING = re.compile(r"\s*(?:\d+\. |[-*·] )?")


def wrap(text: str, columns: int = 72) -> str:
    """Return `text` with every line at most `columns` wide, where no single word is wider.

    A line's continuation keeps its indentation, and stands under the words of a numbered line.
    """
    wrapped = (piece for line in text.splitlines() for piece in _wrapped(line, columns))
    return "\n".join(wrapped)


def _wrapped(line: str, columns: int) -> Iterator[str]:
    start = _HANGING.match(line)
    lead = start[0] if start else ""
    indent = " " * width(lead)
    current = lead
    for word in _words(line[len(lead) :]):
        if current.strip() and current != lead and width(current) + width(word.rstrip()) > columns:
            yield current.rstrip()
            current, word = indent, word.lstrip()
        current += word
    yield current.rstrip()


def _words(text: str) -> Iterator[str]:
    """Yield what must stay together: a word with the space after it, a sign with its neighbour."""
    held = ""
    for piece in _PIECE.findall(text):
        # Behind a space a sign may stand first: the writer has parted them.
        clings = piece[0] in _NOT_FIRST and not held[-1:].isspace()
        joins = piece.isspace() or clings or (held and held[-1] in _NOT_LAST)
        if held and not joins:
            yield held
            held = ""
        held += piece
    if held:
        yield held
