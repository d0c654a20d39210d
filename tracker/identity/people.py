"""Compares the authors of two records: one person has many spellings."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tracker.identity.spelling import spelled
from tracker.model.papers import Author

Name: TypeAlias = tuple[str, ...]
"""The words of a name in small letters, the given name first."""

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})
_NOBODY = frozenset({"anonymous", "anonymousauthor", "anonymousauthors", "unknown"})
# DBLP's number of a namesake, an affiliation, the sign of a footnote.
_ASIDE = re.compile(r"\s\d{4}$|\([^()]*\)?|[*†‡§¶]")
_WORD = re.compile(r"[^\W\d_]+")
_WITHIN = re.compile(r"(?<=\w)[-'’‐](?=\w{2})")
_PLAIN = re.compile(r"[A-Za-z. ]+ ([A-Za-z]{2,})")

# Beyond this many names that are not spelled alike, each with each is too much work.
_MOST_PAIRS = 10_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two lists of authors agree; `known` is False where one of them names nobody.

    `shared` persons stand in both, which is `share` of the longer list and `cover` of the shorter;
    `ends` says that the first and the last one are the same.
    """

    known: bool
    shared: int = 0
    share: float = 0.0
    cover: float = 0.0
    ends: bool = False


def agreement(one: Sequence[Author], other: Sequence[Author]) -> Agreement:
    """Compare two lists of authors, in whatever order they stand."""
    names, others = people(one), people(other)
    if not names or not others:
        return Agreement(known=False)
    shared = _shared(names, others)
    sizes = sorted((len(names), len(others)))
    ends = is_same(names[0], others[0]) and is_same(names[-1], others[-1])
    return Agreement(True, shared, shared / sizes[1], shared / sizes[0], ends)


def author_key(authors: Sequence[Author]) -> str:
    """Return the initial and the surname of the first and of the last author.

    >>> author_key([Author("Ada King Lovelace"), Author("C. Babbage"), Author("Turing, Alan M.")])
    'alovelace aturing'
    """
    if not authors:
        return ""
    if len(authors) == 1:
        names = people(authors)
        return " ".join(_initialled(each) for each in dict.fromkeys(names[:1] + names[-1:]))
    return f"{_end(authors[0].name)} {_end(authors[-1].name)}"


def people(authors: Sequence[Author]) -> tuple[Name, ...]:
    """Return the names of a list of authors; nobody is anonymous."""
    texts = [author.name for author in authors]
    if len(texts) == 1:
        texts = _apart(texts[0])
    names = (_name(text) for text in texts)
    return tuple(name for name in names if name and "".join(name) not in _NOBODY)


def is_same(one: Name, other: Name) -> bool:
    """Tell whether two names may be one person's: words in any order, some missing, initials.

    >>> is_same(("m", "van", "der", "schaar"), ("mihaela", "van", "der", "schaar"))
    True
    """
    if one == other or "".join(one) == "".join(other):
        return True
    short, long = sorted((one, other), key=len)
    rest = list(long)
    unequal = [word for word in short if not _took(rest, word)]
    found = len(unequal) < len(short) and all(_took_initial(rest, word) for word in unequal)
    return found and len(max(set(short) & set(long), key=len, default="")) > 1


def _took(rest: list[str], word: str) -> bool:
    if word in rest:
        rest.remove(word)
        return True
    return False


def _took_initial(rest: list[str], word: str) -> bool:
    for other in rest:
        if other[0] == word[0] and 1 in (len(other), len(word)):
            rest.remove(other)
            return True
    return False


def _shared(names: Sequence[Name], others: Sequence[Name]) -> int:
    """Count the persons in both lists: those spelled alike first, then the others in pairs."""
    alike = Counter(names) & Counter(others)
    left, right = (
        list((Counter(names) - alike).elements()),
        list((Counter(others) - alike).elements()),
    )
    found = alike.total()
    if len(left) * len(right) > _MOST_PAIRS:
        return found
    for name in left:
        twin = next((each for each in right if is_same(name, each)), None)
        if twin:
            right.remove(twin)
            found += 1
    return found


def _apart(text: str) -> list[str]:
    """Return the names of one string: some sources give all authors as one."""
    pieces = [piece for piece in re.split(r"[,;]\s+", _ASIDE.sub("", text)) if piece.strip()]
    if len(pieces) > 2 or (len(pieces) == 2 and all(" " in piece.strip() for piece in pieces)):
        return pieces
    return [text]


def _name(text: str) -> Name:
    words = _words(text)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return tuple(words)


def _words(text: str) -> list[str]:
    plain = _ASIDE.sub("", spelled(text))
    surname, comma, given = plain.partition(",")
    if comma and given.strip(" .") not in _SUFFIXES:
        plain = f"{given} {surname}"
    return _WORD.findall(_WITHIN.sub("", plain))


def _end(text: str) -> str:
    plain = _PLAIN.fullmatch(text)
    if plain and plain[1].lower() not in _SUFFIXES:
        # As below, for most names, and six times as fast: an import asks for every paper.
        return (text[0] + plain[1]).lower()
    return _initialled(_name(text))


def _initialled(name: Name) -> str:
    return name[0][0] + name[-1] if len(name) > 1 else "".join(name)
