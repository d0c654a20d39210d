"""Compares abstracts: an edited one keeps most of its phrases."""

import re

from tracker.identity.spelling import spelled

_WORD = re.compile(r"[^\W_]+")
_PHRASE = 3
_FEWEST_WORDS = 30


def phrases_shared(one: str, other: str) -> float | None:
    """Return which part of the shorter abstract's three-word phrases stand in the other, 0 to 1.

    None where one of them is missing or too short to tell.
    """
    phrases, others = _phrases(one), _phrases(other)
    if not phrases or not others:
        return None
    return len(phrases & others) / min(len(phrases), len(others))


def _phrases(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(spelled(text))
    if len(words) < _FEWEST_WORDS:
        return set()
    return set(zip(*(words[n:] for n in range(_PHRASE)), strict=False))
