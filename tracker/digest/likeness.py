"""Tells whether two papers say nearly the same, so that an edition shows one of them."""

import re
from dataclasses import dataclass

from tracker import text
from tracker.identity.titles import title_key
from tracker.model.papers import Paper

# Shares of all words of two texts that both have. In arXiv's September 2025, abstracts with 0.6 and
# more in common are one text or yearly reports of one contest; titles with 0.8 may be those of two
# works ("LongCat-Flash Technical Report", "LongCat-Flash-Thinking ..."), whose abstracts share 0.2.
_SAME_ABSTRACT = 0.6
_SAME_TITLE = 0.8
_ALIKE_ABSTRACT = 0.3
_FEWEST_WORDS = 30  # An abstract of fewer words says too little to be compared.


@dataclass(frozen=True, slots=True)
class Gist:
    """What two papers are compared by; no words where an abstract is missing or short."""

    ids: frozenset[str]
    title: str
    title_words: frozenset[str]
    abstract_words: frozenset[str]

    def is_like(self, other: "Gist") -> bool:
        """Tell whether both are the same work, or so near to it that one of them is enough."""
        if self.ids & other.ids or (self.title and self.title == other.title):
            return True
        known = bool(self.abstract_words and other.abstract_words)
        abstracts = _common(self.abstract_words, other.abstract_words)
        if known and abstracts >= _SAME_ABSTRACT:
            return True
        titles = _common(self.title_words, other.title_words)
        return titles >= _SAME_TITLE and (abstracts >= _ALIKE_ABSTRACT or not known)


def gist(paper: Paper) -> Gist:
    """Return what `paper` is compared by."""
    abstract = _words(paper.abstract)
    return Gist(
        ids=frozenset(map(str, (paper.id, *paper.identifiers))),
        title=title_key(paper.title),
        title_words=_words(text.readable(paper.title)),
        abstract_words=abstract if len(abstract) >= _FEWEST_WORDS else frozenset(),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
