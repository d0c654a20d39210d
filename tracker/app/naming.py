"""Finds the topic or must-read that a person means, however they write it."""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.app.nearest import nearest
from tracker.errors import UsageError
from tracker.text import has_chinese

if TYPE_CHECKING:
    from tracker.model.roadmap import MustRead, Roadmap, Topic

_LIKE_ENOUGH = 0.7
_SHORTEST_START = {True: 2, False: 4}
"""How much of a name must be typed: in Chinese two characters say as much as a word."""


def topic_named(roadmap: "Roadmap", text: str) -> "Topic":
    """Return the topic with that id, name (English or Chinese) or alias, however it is written.

    Raises UsageError, naming the nearest one.
    """
    found = topic_called(roadmap, text)
    if found is None:
        raise UsageError(f"no topic {text!r}{nearest(text, _known(roadmap, text))}")
    return found


def topic_meant(roadmap: "Roadmap", text: str) -> "Topic":
    """Return the topic of that name, of the only name that begins so, or the nearest in Chinese.

    A slip in Chinese is often a character that sounds the same, and nothing else is near. Raises
    UsageError, naming the nearest one.
    """
    found = topic_called(roadmap, text) or _beginning(roadmap, text) or _sounding(roadmap, text)
    return found or topic_named(roadmap, text)


def topic_called(roadmap: "Roadmap", text: str) -> "Topic | None":
    """Return the topic with exactly that id, name or alias, else None."""
    return _spellings(roadmap).get(_folded(text))


def must_read_meant(must_reads: "Iterable[MustRead]", text: str) -> "MustRead":
    """Return the must-read with that id, identifier or title.

    Raises UsageError, naming the nearest one.
    """
    all_, wanted = tuple(must_reads), _folded(text)
    for each in all_:
        if wanted in {_folded(each.id), _folded(each.title), *(str(id_) for id_ in each.ids)}:
            return each
    identified = _identified(all_, text)
    if identified is None:
        raise UsageError(f"no must-read {text!r}{nearest(text, (each.id for each in all_))}")
    return identified


def _identified(must_reads: "tuple[MustRead, ...]", text: str) -> "MustRead | None":
    from tracker.model.identifiers import PaperId

    try:
        asked = PaperId.parse(text)
    except ValueError:
        return None
    return next((each for each in must_reads if asked in each.ids), None)


def _beginning(roadmap: "Roadmap", text: str) -> "Topic | None":
    """Return the topic whose names alone begin with `text`."""
    start = _folded(text)
    if len(start) < _SHORTEST_START[has_chinese(start)]:
        return None
    found = {
        topic.id: topic
        for spelling, topic in _spellings(roadmap).items()
        if spelling.startswith(start)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _sounding(roadmap: "Roadmap", text: str) -> "Topic | None":
    """Return the topic whose Chinese name is nearest to `text`, where one is near."""
    import difflib

    wanted = _folded(text)
    if not has_chinese(wanted):
        return None
    spellings = {s: topic for s, topic in _spellings(roadmap).items() if has_chinese(s)}
    near = difflib.get_close_matches(wanted, spellings, n=1, cutoff=_LIKE_ENOUGH)
    return spellings[near[0]] if near else None


def _spellings(roadmap: "Roadmap") -> "dict[str, Topic]":
    known: dict[str, Topic] = {}
    for topic in roadmap.topics:
        for spelling in (topic.id, topic.name.en, topic.name.zh, *topic.aliases):
            if spelling:
                known.setdefault(_folded(spelling), topic)
    return known


def _known(roadmap: "Roadmap", text: str) -> list[str]:
    """Return the names to choose the nearest from: Chinese ones for who types Chinese."""
    names = [topic.name.zh for topic in roadmap.topics if topic.name.zh]
    return names if has_chinese(text) and names else [topic.id for topic in roadmap.topics]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
