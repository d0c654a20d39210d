"""Turns the terms that matched back into words that people read, as the paper writes them."""

from collections.abc import Sequence
from functools import cached_property

from tracker.ranking.text import Passage, read, stem, written_first

MOST_TERMS = 5  # More matched terms than this tell people nothing new.


class Wording:
    """How one paper words its terms; it is read when that is first asked."""

    def __init__(self, title: str, abstract: str) -> None:
        self._written = (title, abstract)
        self._surfaces: dict[str, str] = {}  # Many readers ask for the same terms.

    def of(self, terms: Sequence[str]) -> tuple[str, ...]:
        """Return the at most five strongest of `terms`, strongest first, no word said twice.

        "knowledge" and "distillation" give way to "knowledge distillation" where that is among
        them.
        """
        chosen: dict[str, frozenset[str]] = {}
        for term in terms:
            surface = self._surface(term)
            stems = _stems(term, surface)
            if surface and not any(stems <= others for others in chosen.values()):
                chosen = _joined(chosen, surface, stems)
        return tuple(chosen)[:MOST_TERMS]

    def _surface(self, term: str) -> str:
        if term not in self._surfaces:
            self._surfaces[term] = written_first(term, self._texts)
        return self._surfaces[term]

    @cached_property
    def _texts(self) -> list[Passage]:
        return list(map(read, self._written))


def _stems(term: str, surface: str) -> frozenset[str]:
    """Return the stems a term is made of; a glued compound is taken apart at its hyphens."""
    if " " not in term and "-" in surface:
        return frozenset(stem(word.lower()) for word in surface.split("-"))
    return frozenset(term.split())


def _joined(
    chosen: dict[str, frozenset[str]], surface: str, stems: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Return `chosen` with `surface` in the place of the first of those that it covers."""
    joined: dict[str, frozenset[str]] = {}
    for other, others in chosen.items():
        if others <= stems:
            joined[surface] = stems
        else:
            joined[other] = others
    joined.setdefault(surface, stems)
    return joined
