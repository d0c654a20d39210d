"""Finds exact words, phrases and people in papers: what is watched, and what rules a paper out."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.papers import Paper
from tracker.model.roadmap import Topic, Watch
from tracker.ranking.text import folded


@dataclass(frozen=True, slots=True)
class Sought:
    """A word, phrase or name as it was written, and as it is compared."""

    written: str
    folded: str


class Mentions:
    """The exclusions of topics and the watch list, ready to be looked for.

    Accents, hyphens and letter case make no difference; words are matched whole.
    """

    def __init__(self, topics: Sequence[Topic], watch: Sequence[Watch]) -> None:
        self._exclusions = {topic.id: _sought(topic.exclude) for topic in topics if topic.exclude}
        self._watches = [(each, _sought(each.phrases), _sought(each.authors)) for each in watch]

    def exclusions(self, paper: Paper) -> dict[str, str]:
        """Return the topics that the paper is ruled out of, by id, with the word that did it."""
        if not self._exclusions:
            return {}
        text = _text(paper)
        hits = ((topic, _mentioned(words, text)) for topic, words in self._exclusions.items())
        return {topic: found[0] for topic, found in hits if found}

    def watches(self, paper: Paper) -> list[tuple[Watch, tuple[str, ...]]]:
        """Return the watch entries that the paper meets, with the phrases and names it met."""
        if not self._watches:
            return []
        text = _text(paper)
        people = {folded(author.name) for author in paper.authors}
        hits = [
            (each, (*_mentioned(phrases, text), *_named(names, people)))
            for each, phrases, names in self._watches
        ]
        return [(each, found) for each, found in hits if found]


def _sought(words: Sequence[str]) -> tuple[Sought, ...]:
    return tuple(Sought(word, folded(word)) for word in words if folded(word))


def _text(paper: Paper) -> str:
    return f" {folded(paper.title)} | {folded(paper.abstract)} "


def _mentioned(words: Sequence[Sought], text: str) -> tuple[str, ...]:
    return tuple(word.written for word in words if f" {word.folded} " in text)


def _named(names: Sequence[Sought], people: set[str]) -> tuple[str, ...]:
    return tuple(name.written for name in names if name.folded in people)
