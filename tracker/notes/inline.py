"""Reads one line of notes: its name, what stands in brackets behind it, what is said, and links."""

import re
import unicodedata
from dataclasses import dataclass

_LINK = re.compile(
    r"!?\[([^\[\]]*)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+[^()]*)?\)"
)
_BARE_URL = re.compile(r"<?(https?://[^\s<>()（）。，、；]+)>?")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]+?)_(?!\w)"
)
_CODE = re.compile(r"`+([^`]+)`+")
_QUOTED = re.compile(
    r"《([^《》]{2,300})》|“([^“”]{2,300})”|「([^「」]{2,300})」|『([^『』]{2,300})』|\"([^\"]{2,300})\""
)
_ASIDE = re.compile(r"\s*[（(]([^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*)[)）]")
_SPLIT = re.compile(r"\s*(?:[：]|:(?=\s|$)|\s[-–—]{1,2}\s|——)\s*")
_LONGEST_NAME = 80

_NUMBER = re.compile(
    r"(?:(?:part|stage|phase|step|chapter|section|week|module|level|month)\s*"
    r"(?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)\b\s*[:：.–—-]?"
    r"|第\s*[一二三四五六七八九十\d]{1,3}\s*(?:章|部分|阶段|步|周|节|课|个月|讲)\s*[:：、.．–—-]?"
    r"|(?:阶段|步骤|模块|部分)\s*[一二三四五六七八九十\d]{1,3}\s*[:：、.．–—-]?"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）]\s*[、.．]?|[一二三四五六七八九十]{1,3}\s*[、.．]"
    r"|\d{1,2}(?:\.\d{1,2})*\s*[.、．)）:：]|\d{1,2}(?:\.\d{1,2})*(?=\s)|[①-⑳])\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of notes without markup.

    `name` is what it is about: its first bold words, or what stands before a colon; `aside` is in
    brackets right behind the name, `rest` what follows. `bold` tells whether the name was bold.
    `titles` stand in quotation marks (for works also in italics or as the words of a link), in the
    order of the line; `links` are words and address.
    """

    plain: str
    name: str
    aside: str
    rest: str
    bold: bool
    titles: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def read_line(text: str) -> Line:
    """Return a line, or several that belong together, without its markup."""
    joined = _one_line(text)
    bold = _BOLD.match(joined)
    plain = without_markup(joined)
    if bold:
        head, tail = without_markup(bold[1] or bold[2]), without_markup(joined[bold.end() :])
        name, aside, rest = _behind_bold(head, tail)
    else:
        name, aside, rest = _before_colon(plain)
    return Line(plain, name, aside, rest, bool(bold), _titles(joined), _links(joined))


def has_word(text: str) -> bool:
    """Tell whether anything but punctuation is in a text."""
    return bool(re.search(r"\w", text))


def without_number(text: str) -> str:
    """Return a heading without its number: `一、`, `第一章`, `1.2`, `Part 1:`."""
    bare = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    return bare.strip() or text


def without_aside(text: str) -> tuple[str, str]:
    """Return a name and what stands in brackets at its end."""
    found = list(_ASIDE.finditer(text))
    if found and found[-1].end() == len(text) and found[-1].start() > 0:
        return text[: found[-1].start()].strip(), found[-1][1].strip()
    return text, ""


def without_markup(text: str) -> str:
    """Return text without links, code marks and emphasis, with single spaces."""
    text = _LINK.sub(lambda match: match[1] or "", text)
    text = _BARE_URL.sub("", text)
    text = _CODE.sub(r"\1", text)
    for pattern in (_BOLD, _EMPHASIS):
        text = pattern.sub(lambda match: match[1] or match[2], text)
    return " ".join(re.sub(r"\\([\\`*_{}\[\]()#+.!|-])", r"\1", text).split())


def enumerated(text: str) -> list[str]:
    """Return the parts of a list within a line, without the words that close it (`等`, `etc.`).

    What stands in brackets stays with its part.
    """
    hidden = _ASIDE.sub(lambda match: match[0].translate(_HIDE), text)
    parts = _BETWEEN.split(hidden)
    cleaned = (_CLOSING.sub("", part.strip(" 。.!！…")).strip() for part in parts)
    return [part.translate(_SHOW) for part in cleaned if part]


def works(text: str) -> list[str]:
    """Return the parts of a list of works, parted by `；` and `、`: commas are between people.

    Quotation marks and brackets are left whole.
    """
    hidden = text
    for pattern in (_QUOTED, _ASIDE):
        hidden = pattern.sub(lambda match: match[0].translate(_HIDE), hidden)
    parts = (part.translate(_SHOW).strip() for part in re.split(r"[；;、]", hidden))
    return [part for part in parts if part]


_BETWEEN = re.compile(r"[、，,;；/]|\s+(?:and|or|以及)\s+|(?<=[\w）)])[和与](?=\w)")
# Signs that part a list, and what stands for them where they do not.
_HIDE = {ord(sign): 0xE000 + at for at, sign in enumerate("、，,;；/ 和与")}
_SHOW = {hidden: chr(sign) for sign, hidden in _HIDE.items()}
_CLOSING = re.compile(r"(?:\s*(?:等等|等|系列|板块|etc\.?|and so on))+$", re.IGNORECASE)


def _one_line(text: str) -> str:
    """Join broken lines: with a space, but not between Chinese characters."""
    joined = re.sub(
        r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])", "", text
    )
    return " ".join(unicodedata.normalize("NFC", joined).split())


def _behind_bold(head: str, tail: str) -> tuple[str, str, str]:
    """Return name, aside and rest of a line with a bold `head`; its colon may be in it."""
    name, colon, after = head.partition("：")
    if not colon:
        name = head.removesuffix(":")
    name, inner = without_aside(name.strip())
    told = f"{after} {tail}" if after else tail
    found = _ASIDE.match(told)
    rest = told[found.end() :] if found else told
    aside = inner or (found[1].strip() if found else "")
    return name, aside, rest.strip().lstrip("：:-–— ").strip()


def _before_colon(plain: str) -> tuple[str, str, str]:
    """Return name, aside and rest of a line without bold: the name ends at a colon or brackets."""
    split = _SPLIT.search(plain)
    name, rest = plain, ""
    if split and split.start() <= _LONGEST_NAME:
        name, rest = plain[: split.start()], plain[split.end() :].strip()
    found = _ASIDE.search(name)
    if not found or not found.start():
        return name.strip(" 。."), "", rest
    after = name[found.end() :].strip(" 。.")
    return name[: found.start()].strip(), found[1].strip(), " ".join(filter(None, (after, rest)))


def _titles(text: str) -> tuple[str, ...]:
    found = [(m.start(), next(filter(None, m.groups()))) for m in _QUOTED.finditer(text)]
    if not found:
        found = [(m.start(), m[1] or m[2]) for m in _EMPHASIS.finditer(text)]
    if not found:
        found = [(m.start(), m[1]) for m in _LINK.finditer(text) if len(m[1].split()) > 1]
    titles = (without_markup(title).strip(" .,，。") for _, title in sorted(found))
    return tuple(title for title in titles if title)


def _links(text: str) -> tuple[tuple[str, str], ...]:
    named = [(without_markup(m[1]), m[2]) for m in _LINK.finditer(text) if m[2]]
    bare = [("", m[1].rstrip(".,;")) for m in _BARE_URL.finditer(_LINK.sub("", text))]
    return (*named, *bare)
