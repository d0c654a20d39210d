"""Learns what a topic is about from its name and queries alone, by pseudo-relevance feedback.

The papers nearest to the queries are taken for examples of the topic, a linear model learns what
sets them apart from the stream, and the model's weights of terms are the topic from then on. What
each step brings was measured: see benchmarks/README.md.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from tracker.model.roadmap import Topic
from tracker.ranking.background import Background
from tracker.ranking.terms import Floats, Rows, TermSpace, products
from tracker.ranking.text import read

ALGORITHM = 2
"""Changes whenever the same topics and papers give another model."""

MOST_OTHERS = 3000
_EXAMPLES = 0.6  # Times the root of the number of papers: more papers have more of any topic.
_IN_EXAMPLES = 2  # A term must stand in this many of a topic's examples.
_NEW = 0.05  # The deviation of what no paper has yet: any paper that has it is far out.
_DECIMALS = 4

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The steps of learning a topic; the ablation of the benchmark leaves them out one by one.

    `roadmap` is how much a paper's fit to the whole roadmap counts beside its fit to the topic.
    """

    by_all: bool = True
    by_each: bool = True
    roadmap: float = 0.4


ALL_STEPS = Recipe()


@dataclass(frozen=True, slots=True)
class TopicModel:
    """A linear model of one topic: `weights` by term, and what the stream's papers get on average.

    Weights are scaled so that the deviation over the papers learnt from is 1: 3 is far out in any
    topic. `weights` say what the topic itself is about; a paper's fit to the roadmap comes on top.
    A topic whose words nobody uses has no weights.
    """

    id: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TopicModels:
    """The models of all topics of a roadmap, learnt together.

    `roadmap` are the weights of their sum, scaled alike. `papers` were learnt from.
    """

    papers: int
    topics: tuple[TopicModel, ...]
    roadmap: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "papers": self.papers,
            "topics": {topic.id: dict(topic.weights) for topic in self.topics},
            "roadmap": dict(self.roadmap),
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "TopicModels":
        """Read what `to_json` gave; raises KeyError or TypeError for anything else."""
        topics = tuple(TopicModel(id_, weights) for id_, weights in body["topics"].items())
        return cls(body["papers"], topics, body["roadmap"])

    @property
    def version(self) -> str:
        """A hash of the whole content."""
        content = json.dumps(self.to_json(), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def query_terms(topic: Topic) -> list[list[str]]:
    """Return the terms of the name and of each query; those without any are left out."""
    phrases = [read(text).terms for text in (topic.name.en, *topic.queries)]
    return [terms for terms in phrases if terms]


def learn(
    topics: Sequence[Topic], background: Background, texts: Sequence[tuple[str, str]] = ()
) -> TopicModels:
    """Return the models of `topics`, learnt from the background's sample and from `texts`, the
    (title, abstract) of papers of the user's own.
    """
    queries = (term for topic in topics for terms in query_terms(topic) for term in terms)
    space = TermSpace(background, queries)
    rows = [space.sample_rows(), *([space.rows(texts)] if texts else [])]
    return learn_from(topics, space, vstack(rows, format="csr"))


def learn_from(
    topics: Sequence[Topic], space: TermSpace, papers: Rows, recipe: Recipe = ALL_STEPS
) -> TopicModels:
    """Return the models of `topics`, learnt from `papers` (papers x terms of `space`)."""
    found = [_learnt(query_terms(topic), space, papers, recipe) for topic in topics]
    whole = _scaled(np.sum(found, axis=0), papers) if found else np.zeros(len(space.terms))
    models = (
        TopicModel(topic.id, _named(w, space)) for topic, w in zip(topics, found, strict=True)
    )
    return TopicModels(papers.shape[0], tuple(models), _named(whole * recipe.roadmap, space))


def _learnt(
    phrases: Sequence[Sequence[str]], space: TermSpace, papers: Rows, recipe: Recipe
) -> Floats:
    """Return the weights of one topic over all terms."""
    nothing = np.zeros(len(space.terms))
    if not phrases:
        return nothing
    queries = space.bags(phrases)
    together = np.asarray(queries.sum(axis=0)).ravel()
    # Examples are found in two ways, and a model learnt from each: by the words of all queries,
    # which find the heart of the topic, and by each query in turn, which leaves no side of it out.
    limit = _how_many(papers.shape[0])
    by_all = _nearest(products(papers, space.bags([_words(phrases)])), limit)
    by_each = _nearest(products(papers, queries), limit)
    found = (by_all[: limit * recipe.by_all], by_each[: limit * recipe.by_each])
    models = [_apart(examples, papers) for examples in found if len(examples)]
    # The fewer papers a topic has, the more its own words must stand for it.
    rare = 1 - len(by_all) / limit if models else 1.0
    sides = [*models, rare * _scaled(together, papers)] if rare else models
    return _scaled(np.sum(sides, axis=0), papers)


def _words(phrases: Sequence[Sequence[str]]) -> list[str]:
    """Return the single words of all phrases; one that stands in many counts more."""
    return [term for phrase in phrases for term in phrase if " " not in term]


def _how_many(papers: int) -> int:
    return max(10, round(_EXAMPLES * math.sqrt(papers)))


def _nearest(nearness: Floats, limit: int) -> Places:
    """Return the papers nearest to the queries (papers x queries), each query's turn after turn."""
    order = np.argsort(-nearness, axis=0, kind="stable")[: 3 * limit]
    near = np.take_along_axis(nearness, order, axis=0) > 0
    in_turn = order.ravel()[near.ravel()]
    first = np.sort(np.unique(in_turn, return_index=True)[1])
    return in_turn[first][:limit]


def _apart(examples: Places, papers: Rows) -> Floats:
    """Return the weights that set the examples apart from the stream."""
    others = np.setdiff1d(spread(papers.shape[0], MOST_OTHERS), examples)
    chosen = papers[np.concatenate([examples, others])]
    often = np.bincount(papers[examples].indices, minlength=papers.shape[1])
    terms = np.flatnonzero(often >= min(_IN_EXAMPLES, len(examples)))
    weights = np.zeros(papers.shape[1])
    if len(others) and len(terms):
        weights[terms] = _separate(chosen[:, terms], len(examples))
    return _scaled(weights, papers)


def _separate(rows: Rows, examples: int) -> Floats:
    """Return the weights of a logistic regression; the first `examples` rows are the positives.

    Fixed seed and order: the same rows give the same weights.
    """
    # Imported here, as it takes a second and 75 MB, and most runs learn no topic.
    from sklearn.linear_model import LogisticRegression

    wanted = np.arange(rows.shape[0]) < examples
    model = LogisticRegression(
        class_weight="balanced", solver="liblinear", dual=True, tol=1e-2,
        max_iter=300, random_state=0,
    )  # fmt: skip
    coefficients: Floats = model.fit(rows, wanted).coef_[0]
    return coefficients


def spread(papers: int, limit: int) -> Places:
    """Return at most `limit` places of `papers`, evenly spread."""
    return np.unique(np.linspace(0, papers - 1, min(limit, papers)).astype(np.int64))


def _scaled(weights: Floats, papers: Rows) -> Floats:
    """Return `weights` so that the papers' scores deviate by 1."""
    deviation = float(np.std(papers @ weights)) if papers.shape[0] else 0.0
    return weights / (deviation or _NEW)


def _named(weights: Floats, space: TermSpace) -> dict[str, float]:
    rounded = np.round(weights, _DECIMALS)
    return {space.terms[at]: float(rounded[at]) for at in np.flatnonzero(rounded)}
