"""Compares titles: the key that two spellings of one title share, and how near two others are."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.identity.spelling import is_plain, spelled

CORE_LENGTH = 20
"""So many letters of a title's main part are its core."""

# Small words and what stands between words take up to half of a title.
_CORE_REACH = 2 * CORE_LENGTH + 8

_PART_WORDS = 4

# In ASCII without TeX, markup and signs that are spelled out, one pass makes the key.
_PLAIN = str.maketrans({n: chr(n).lower() if chr(n).isalnum() else None for n in range(128)})
_MARKS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_PART_ENDS = re.compile(r"[:?!—–]+(?!\w)|\s-+\s|(?<=\w{3})\.\s")
_SMALL_WORDS = "a an the of for in on with via and to by from at as is are be toward towards using"
_SMALL = frozenset(_SMALL_WORDS.split())
# One word with a capital or a figure inside; `Position:` and `Rethinking:` are no names.
_COINED = re.compile(r"(?=\S+[A-Z\d])\S{3,}")
_VERSION = re.compile(r"\d+|v\d+|i{2,3}|iv|vi{0,3}|ix")
_FIGURES = re.compile(r"v?\d+")

# Front matter, columns, and what many authors call a talk or a report.
_FRONT_MATTER = """
abstract acknowledgement acknowledgements acknowledgment acknowledgments announcement annotation
authorindex bibliography bookreview bookreviews callforpapers chairsmessage commentary committee
committees conclusion conclusions conferenceorganization contents correction corrections
correspondence corrigendum discussion editorial editorialboard editorsnote epilogue errata
erratum extendedabstract foreword frontmatter fromtheeditor fromtheeditors generalchairsmessage
guesteditorial guesteditorsintroduction indexofauthors introduction
introductiontothespecialissue introductiontotheworkshop invitedpaper invitedtalk invitedtalks
keynote keynoteaddress keynotes keynotetalk letterfromtheeditor listofreviewers masthead
messagefromthechairs messagefromthegeneralchairs messagefromtheprogramchairs notes obituary
openingremarks organizingcommittee overview paneldiscussion postersession preface proceedings
programchairsmessage programcommittee prologue publishersnote rejoinder response retraction
retractionnote reviewers sponsors subjectindex summary systemdescription tableofcontents
technicalreport titlepage tutorial tutorials welcomemessage workshopsummary
"""
_GENERIC = frozenset(_FRONT_MATTER.split())
_FEWEST_LETTERS = 12


# A batch asks thrice for each of its titles.
@lru_cache(maxsize=16_384)
def title_key(title: str) -> str:
    """Return what is left of a title without case, accents, TeX, blanks and punctuation.

    Greek letters, `&` and `+` are spelled out, as some sources do.

    >>> title_key("Counting Commas: Why $n<k$ Matters for β-Transformers")
    'countingcommaswhynkmattersforbetatransformers'
    """
    if is_plain(title):
        return title.translate(_PLAIN)
    return _MARKS.sub("", spelled(title))


def title_core(title: str) -> str:
    """Return the first letters of the main part of a title: the longer one beside its colon.

    Small words and plurals are left out. Two titles of one paper nearly always share it: what
    authors change is a name before the colon, what comes after, or the last words.

    >>> title_core("3DQD: Generalized Deep 3D Shapes") == title_core("Generalized Deep 3D Shape")
    True
    """
    head, _, rest = spelled(title).partition(": ")
    main = rest if len(rest) > len(head) else head
    words = main[:_CORE_REACH].replace("-", " ").split()
    letters = "".join([word.rstrip("s") for word in words if word not in _SMALL])
    return _MARKS.sub("", letters)[:CORE_LENGTH]


def title_name(title: str) -> str:
    """Return the key of the name that a title coins before a colon, else an empty text.

    >>> title_name("ViewRefer: Grasp the Multi-view Knowledge"), title_name("Position: A Call")
    ('viewrefer', '')
    """
    name, colon, _ = title.partition(":")
    return title_key(name) if colon and _COINED.fullmatch(name.strip()) else ""


def is_generic(title: str) -> bool:
    """Tell whether a title says nothing of its work, as `Guest Editorial` or `Preface 2024`."""
    return title_key(title).strip("0123456789") in _GENERIC


def is_telling(title: str) -> bool:
    """Tell whether a title is long enough for two works not to share it by chance.

    >>> is_telling("Segment Anything"), is_telling("BERT"), is_telling("Guest Editorial")
    (True, False, False)
    """
    long = len(title_key(title)) >= _FEWEST_LETTERS and " " in title.strip()
    return long and not is_generic(title)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near two titles are that differ.

    `share` is the part of all content words that both have, from 0 to 1, of `words` in the shorter
    title; `whole` says that the shorter one is a whole part of the longer, beside a colon or a
    question mark; `within` that its words are all there; `name` that both coin the same name before
    a colon; `sequel` that they differ by a number, as parts, years and versions of a work do.
    """

    share: float
    words: int
    whole: bool
    within: bool
    name: bool
    sequel: bool


def likeness(one: str, other: str) -> Likeness:
    """Compare two titles word by word."""
    parts, others = _worded(one), _worded(other)
    words, more = {w for part in parts for w in part}, {w for part in others for w in part}
    common, shortest = len(words & more), min(len(words), len(more))
    name = title_name(one)
    return Likeness(
        share=2 * common / max(len(words) + len(more), 1),
        words=shortest,
        whole=_is_part(parts, others) or _is_part(others, parts),
        within=common == shortest,
        name=bool(name) and name == title_name(other),
        sequel=_is_sequel(words - more, more - words),
    )


def are_near(one: str, other: str) -> bool:
    """Tell whether two titles are near enough for their authors and abstracts to be compared."""
    found = likeness(one, other)
    return not found.sequel and (found.share >= 0.5 or found.whole or found.within)


@lru_cache(maxsize=4096)
def _worded(title: str) -> tuple[tuple[str, ...], ...]:
    """Return the content words of each part of a title."""
    parts = (tuple(_content(part)) for part in _PART_ENDS.split(spelled(title)))
    return tuple(part for part in parts if part)


def _is_part(parts: tuple[tuple[str, ...], ...], others: tuple[tuple[str, ...], ...]) -> bool:
    return len(parts) == 1 and len(parts[0]) >= _PART_WORDS and parts[0] in others


def _is_sequel(only: set[str], other: set[str]) -> bool:
    if any(_VERSION.fullmatch(word) for word in only | other):
        return True
    # Qwen2 and Qwen3, LLaMA and LLaMA2; `3DQD: ...` is but a name that one title has.
    bare = {_FIGURES.sub("", word) for word in only} & {_FIGURES.sub("", word) for word in other}
    return bool(bare)


def _content(part: str) -> list[str]:
    return [_singular(word) for word in _WORD.findall(part) if word not in _SMALL]


def _singular(word: str) -> str:
    return word[:-1] if word[-1] == "s" and len(word) > 3 and word[-2] not in "sui" else word
