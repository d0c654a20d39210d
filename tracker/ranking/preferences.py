"""Learns what a reader likes, beyond the roadmap, from the papers they have judged."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import hstack, vstack

from tracker.ranking.logistic import regression
from tracker.ranking.measures import Measures
from tracker.ranking.opinions import Opinions
from tracker.ranking.percentiles import Floats
from tracker.ranking.terms import Rows

_PRIOR = 0.06  # What a deviation in a topic counts beside a word, when nothing is liked yet;
_FADES_AT = 20  # half of it at so many likes.
_FILED = 0.2  # What a category counts beside a word.
_TRUST = 5.0  # In the likes; more than in the examples of a topic, which nobody has chosen.
_HIDDEN = 0.25  # A hidden paper is a quarter of a disliked one.
_DECIMALS = 4


class Preferences(NamedTuple):
    """One reader's linear model: a weight for each term, topic and feature of categories."""

    words: Floats
    topics: Floats
    categories: Floats


def learn_preferences(opinions: Opinions, judged: Rows, measures: Measures) -> Preferences:
    """Return what sets the liked papers apart from the stream and from the disliked ones.

    `judged` are the papers of `opinions` x terms. Likes are set apart by the same words as the
    topics, by how far out a paper is in each topic, and by where it is filed: with few likes the
    topics say most, with more of them the words. See benchmarks/README.md for what that brings.
    Where nothing is liked, all weights are 0.
    """
    likes = len(opinions.liked)
    topics, features = measures.sample_deviations.shape[1], measures.sample_filed.shape[1]
    of_terms = np.zeros(judged.shape[1])
    if not likes:
        return Preferences(of_terms, np.zeros(topics), np.zeros(features))
    others, beside_others = measures.others
    own = measures.beside(measures.deviations(judged), measures.filed(opinions.papers))
    beside = vstack([own, beside_others], format="csr")
    counts = np.repeat([_PRIOR / (1 + likes / _FADES_AT), _FILED, 1.0], [topics, features, 1])
    beside.data *= counts[beside.indices]
    terms = np.unique(judged.indices)
    rows = hstack([vstack([judged[:, terms], others[:, terms]]), beside], format="csr")
    importance = _importance(*opinions.sizes, others.shape[0])
    learnt = np.round(regression(rows, likes, importance, _TRUST), _DECIMALS)
    of_terms[terms], of_beside = np.split(learnt, [len(terms)])
    of_topics, of_features, _ = np.split(of_beside * counts, [topics, topics + features])
    return Preferences(of_terms, of_topics, of_features)


def _importance(likes: int, dislikes: int, hidden: int, others: int) -> Floats:
    """Return the weight of each paper; a disliked one counts as much as a liked one.

    Likes and all others together are balanced later, so likes have 1 each.
    """
    dislike = min(others / likes, others / max(1, dislikes))
    sizes = (likes, dislikes, hidden, others)
    return np.repeat([1.0, dislike, dislike * _HIDDEN, 1.0], sizes)
