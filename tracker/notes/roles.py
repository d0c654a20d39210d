"""Tells from its name what a list is about: must-reads, courses, conferences, or topics."""

import re
import unicodedata
from enum import StrEnum

from tracker.notes.glossary import CHINESE
from tracker.notes.knowledge import Knowledge


class Role(StrEnum):
    """What stands below a heading or an entry that is no topic."""

    MUST_READ = "must-read"
    MODELS = "models"
    COURSE = "course"
    BOOK = "book"
    COMMUNITY = "community"
    PROJECT = "project"
    PLATFORM = "platform"
    RESOURCE = "resource"
    SOURCES = "sources"
    TOOLS = "tools"
    PAPERS = "papers"


def role_of(name: str, knowledge: Knowledge) -> Role | None:
    """Return what a name announces; None where anything but such words is in it.

    `Online courses` are courses, while `community detection` is a topic.
    """
    rest, found = _spaced(name), list[Role]()
    for role, words in knowledge.roles.items():
        taken = _without(rest, words)
        if taken != rest:
            found.append(Role(role))
            rest = taken
    left = _without(rest, tuple(knowledge.filler))
    if not found or re.search(r"\w", left):
        return None
    return Role.MUST_READ if found[0] is Role.PAPERS else found[0]


def _without(text: str, words: tuple[str, ...]) -> str:
    """Return `text` without `words`, the longest first: Chinese anywhere, English whole."""
    for word in sorted(words, key=lambda each: (-len(each), each)):
        folded = word.casefold()
        text = text.replace(folded if CHINESE.search(word) else f" {folded} ", " ")
        text = f" {' '.join(text.split())} "
    return text


def _spaced(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().replace("must read", "must-read")
    parted = re.sub(r"(?<=[^\x00-\x7f])(?=[a-z])", " ", folded)
    words = re.findall(r"[\w-]+", parted)
    return f" {' '.join(words)} "
