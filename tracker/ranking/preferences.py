"""Learns what a reader likes, beyond the roadmap, from the papers they have judged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.sparse import hstack, vstack

from tracker.ranking.measures import Measures
from tracker.ranking.opinions import Opinions
from tracker.ranking.percentiles import Floats
from tracker.ranking.terms import Rows, TermSpace
from tracker.ranking.topics import separate

_PRIOR = 0.06  # What a deviation in a topic counts beside a word, when nothing is liked yet;
_FADES_AT = 20  # half of it at so many likes.
_FILED = 0.2  # What a category counts beside a word.
_TRUST = 5.0  # In the likes; more than in the examples of a topic, which nobody has chosen.
_TOLERANCE = 0.1  # A closer fit ranks alike, and takes half as long again.
_HIDDEN = 0.25  # A hidden paper is a quarter of a disliked one.
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Preferences:
    """One reader's linear model: weights by term, by topic of the roadmap, by category feature.

    Empty where nothing is liked.
    """

    words: Mapping[str, float]
    topics: tuple[float, ...]
    categories: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Preferences":
        """Read what `to_json` gave; raises KeyError, TypeError or ValueError for else."""
        return cls(dict(body["words"]), tuple(body["topics"]), tuple(body["categories"]))


def learn_preferences(
    opinions: Opinions, judged: Rows, space: TermSpace, measures: Measures
) -> Preferences:
    """Return what sets the liked papers apart from the stream and from the disliked ones.

    `judged` are the papers of `opinions` x terms. Likes are set apart by the same words as the
    topics, by how far out a paper is in each topic, and by where it is filed: with few likes the
    topics say most, with more of them the words. See benchmarks/README.md for what that brings.
    """
    topics = measures.sample_deviations.shape[1]
    categories = measures.sample_filed.shape[1]
    if not opinions.liked:
        return Preferences({}, (0.0,) * topics, (0.0,) * categories)
    others, beside_others = measures.others
    own = measures.beside(measures.deviations(judged), measures.filed(opinions.papers))
    prior = _PRIOR / (1 + len(opinions.liked) / _FADES_AT)
    counts = np.repeat([prior, _FILED], [topics, categories])
    beside = vstack([own, beside_others], format="csr")
    beside.data *= counts[beside.indices]
    terms = np.unique(judged.indices)
    words = vstack([judged[:, terms], others[:, terms]])
    learnt = separate(
        hstack([words, beside], format="csr"),
        len(opinions.liked),
        _importance(*opinions.sizes, others.shape[0]),
        trust=_TRUST,
        tolerance=_TOLERANCE,
    )
    of_words, of_beside = np.split(np.round(learnt, _DECIMALS), [len(terms)])
    of_topics, of_categories = np.split(of_beside * counts, [topics])
    named = (space.terms[at] for at in terms)
    return Preferences(
        {term: weight for term, weight in zip(named, of_words.tolist(), strict=True) if weight},
        tuple(of_topics.tolist()),
        tuple(of_categories.tolist()),
    )


def _importance(likes: int, dislikes: int, hidden: int, others: int) -> Floats:
    """Return the weight of each paper; a disliked one counts as much as a liked one.

    Likes and all others together are balanced later, so likes have 1 each.
    """
    dislike = min(others / likes, others / max(1, dislikes))
    sizes = (likes, dislikes, hidden, others)
    return np.repeat([1.0, dislike, dislike * _HIDDEN, 1.0], sizes)
