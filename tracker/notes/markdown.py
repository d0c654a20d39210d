"""Reads Markdown line by line: headings, entries of lists and tables, and text, each with its line.

A reader of our own, because notes are less than Markdown and more: `**一、基础**` alone on a line
is a heading, `1、` begins an entry, and what is not understood is told by its line number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.errors import BadData

MOST_BYTES = 4 * 1024 * 1024


class Kind(StrEnum):
    """What a block of notes is."""

    HEADING = "heading"
    ENTRY = "entry"
    ROW = "row"
    TEXT = "text"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of notes that starts on line `number` (from 1); `text` still has inline markup.

    `level` is that of a heading (1 is the highest), and how deep an entry is nested (from 0); text
    below an entry is one deeper than it, text of its own is -1. `heads` are those of a table row's
    columns, `cells` the row.
    """

    kind: Kind
    number: int
    text: str
    level: int = -1
    cells: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or GB 18030.

    Raises BadData for what is no text, or more of it than anybody's notes.
    """
    if len(data) > MOST_BYTES:
        raise BadData(f"larger than {MOST_BYTES // 1024 // 1024} MB: not a learner's notes")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not marked:
        raise BadData("not a text file")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise BadData("not a text file")


def front_title(text: str) -> str:
    """Return the `title:` of a front matter (the lines between two `---` at the top), or ''."""
    lines = _lines(text)
    for line in lines[1 : _after_front_matter(lines)]:
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() == "title":
            return value.strip().strip("\"'")
    return ""


def blocks(text: str) -> list[Block]:
    """Return the blocks of Markdown, in order; the front matter is none of them."""
    return list(_joined(_Reader(_lines(text)).blocks()))


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BREAK = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*$")
_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s+(.*?)|([^#\s].*?))\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*$")
_BOLD_LINE = re.compile(r"(?:\*\*|__)([^*_]+)(?:\*\*|__)[:：]?$")
_NUMERAL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|第[一二三四五六七八九十\d]{1,3}(?:章|部分|阶段|步|周|节)|阶段[一二三四五六七八九十\d]{1,2}"
    r"|(?:part|stage|phase|chapter|week|module)\s+(?:\d{1,2}|[ivx]{1,4})\s*[:.：–—-])",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"(?P<bullet>[-+*•·●○▪◦]|[①-⑳])(?:\s+(?:\[[ xX]\]\s+)?|(?<=[•·●○▪◦①-⑳]))(?P<one>\S.*)"
    r"|(?P<number>\d{1,3}[.)、．）]|[（(]\d{1,2}[)）])(?!\d)\s*(?P<two>\S.*)"
)
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--.*?-->")

_PICTURE = re.compile(r"\(data:[^()\s]*\)?")
_LONGEST_EMBEDDED = 1_000_000
_LONGEST = 4_000
_DEEPEST = 20

_LOWEST = 7
"""The level of a heading that is only bold, or only numbered: below every one with a mark."""
_LONGEST_HEADING = 40


def _lines(text: str) -> list[str]:
    return _BREAK.split(text.removeprefix("\ufeff"))


def _after_front_matter(lines: Sequence[str]) -> int:
    """Return how many lines the front matter has, 0 where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    ends = (i for i, line in enumerate(lines[1:200], 1) if line.rstrip() in {"---", "..."})
    return next((end + 1 for end in ends), 0)


class _Reader:
    """Goes down the lines once; `_open` are the indents and marks of the entries it is inside."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [_trimmed(line) for line in lines]
        self._at = _after_front_matter(lines)
        self._open: list[tuple[int, bool]] = []
        self._after_blank = True

    def blocks(self) -> Iterator[Block]:
        while self._at < len(self._lines):
            yield from self._next()

    def _next(self) -> Iterator[Block]:
        line, number = self._lines[self._at], self._at + 1
        bare = re.sub(r"^\s*(?:>\s?)+", "", line)
        self._at += 1
        if not bare.strip() or _RULE.match(bare):
            self._after_blank = True
            return
        if fence := _FENCE.match(bare):
            yield self._code(fence[1], number)
        elif self._is_table(bare):
            yield from self._rows(bare)
        elif (heading := self._heading(bare)) and re.search(r"\w", heading.text):
            self._open = []
            yield replace(heading, number=number)
        else:
            yield self._entry_or_text(bare, number)
        self._after_blank = False

    def _code(self, fence: str, number: int) -> Block:
        """Return a block of code, which ends at the same fence or with the notes."""
        first = self._at
        while self._at < len(self._lines) and not self._lines[self._at].strip().startswith(fence):
            self._at += 1
        self._at += 1
        within = [line.strip() for line in self._lines[first : self._at - 1] if line.strip()]
        return Block(Kind.CODE, number, within[0] if within else "")

    def _is_table(self, line: str) -> bool:
        below = self._lines[self._at] if self._at < len(self._lines) else ""
        return "|" in line and "|" in below and bool(_SEPARATOR.match(below))

    def _rows(self, head: str) -> Iterator[Block]:
        heads = _cells(head)
        self._at += 1
        while self._at < len(self._lines) and "|" in self._lines[self._at]:
            cells = _cells(self._lines[self._at])
            self._at += 1
            if any(cells):
                yield Block(Kind.ROW, self._at, " | ".join(filter(None, cells)), 0, cells, heads)

    def _heading(self, line: str) -> Block | None:
        """Return the heading that a line is, by its marks, its underline, or its look."""
        if marked := _HEADING.match(line):
            text = (marked[2] or marked[3] or "").strip()
            return Block(Kind.HEADING, 0, text, len(marked[1])) if text else None
        if _MARK.match(line.lstrip()) or (self._open and line[:1] == " "):
            return None
        below = self._lines[self._at] if self._at < len(self._lines) else ""
        if self._after_blank and not line.startswith("    ") and (found := _UNDERLINE.match(below)):
            self._at += 1
            return Block(Kind.HEADING, 0, line.strip(), 1 if found[1][0] == "=" else 2)
        return _heading_by_look(line.strip())

    def _entry_or_text(self, line: str, number: int) -> Block:
        indent = len(line) - len(line.lstrip())
        if mark := _MARK.match(line.lstrip()):
            level = self._level(indent, ordered=bool(mark["number"]))
            return Block(Kind.ENTRY, number, (mark["one"] or mark["two"]).strip(), level)
        if self._after_blank:
            # A paragraph below an entry belongs to it where it is indented.
            self._open = [each for each in self._open if each[0] < indent]
        return Block(Kind.TEXT, number, line.strip(), len(self._open) if self._open else -1)

    def _level(self, indent: int, *, ordered: bool) -> int:
        """Return how deep an entry is; bullets right below numbers are within them."""
        while self._open and not _is_within(self._open[-1], indent, ordered):
            self._open.pop()
        if len(self._open) == _DEEPEST:
            self._open.pop()
        self._open.append((indent, ordered))
        return len(self._open) - 1


def _trimmed(line: str) -> str:
    """Return a line without tags and embedded pictures, and no longer than anybody writes."""
    line = _PICTURE.sub("()", line[:_LONGEST_EMBEDDED])
    return _TAG.sub("", line.expandtabs(4))[:_LONGEST]


def _is_within(outer: tuple[int, bool], indent: int, ordered: bool) -> bool:
    deeper = indent >= outer[0] + 2
    return deeper or (indent == outer[0] and outer[1] and not ordered)


def _heading_by_look(line: str) -> Block | None:
    """Return a heading that has no mark: bold and alone, or numbered as parts are, and short."""
    bold = _BOLD_LINE.match(line)
    text = (bold[1] if bold else line).strip().rstrip(":：")
    numbered = _NUMERAL.match(text)
    if len(text) > _LONGEST_HEADING or text.endswith(("。", ".", "，", ",", "；")):
        return None
    if numbered:
        return Block(Kind.HEADING, 0, text, _LOWEST)
    return Block(Kind.HEADING, 0, text, _LOWEST + 1) if bold else None


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", inner))


def _joined(found: Iterator[Block]) -> Iterator[Block]:
    """Yield blocks with the lines that go on from the line before put behind it."""
    last: Block | None = None
    for block in found:
        if last and _goes_on(last, block):
            last = replace(last, text=f"{last.text}\n{block.text}")
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _goes_on(last: Block, block: Block) -> bool:
    if block.kind is not Kind.TEXT or last.kind not in (Kind.TEXT, Kind.ENTRY):
        return False
    follows = block.number == last.number + 1 + last.text.count("\n")
    return follows and len(last.text) < _LONGEST
