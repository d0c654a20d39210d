"""Says which terms a topic is recognized by, and how much each weighs."""

from collections.abc import Sequence

from tracker.model.roadmap import Topic
from tracker.ranking.background import Background
from tracker.ranking.terms import TermSpace, columns, products
from tracker.ranking.text import Passage, read


def topic_terms(topic: Topic, background: Background, limit: int) -> tuple[tuple[str, float], ...]:
    """Return the strongest terms of a topic's name and queries with their weights (0..1).

    Terms are as the topic writes them, strongest first; equally strong ones by their letters.
    """
    passages = [read(text) for text in (topic.name.en, *topic.queries)]
    asked = [term for passage in passages for term in passage.terms]
    if not asked:
        return ()
    terms = sorted(set(asked))
    space = TermSpace(background, terms)
    alone = space.rows([[term] for term in terms])
    weights = products(alone, columns(space.rows([asked])))[:, 0]
    weighed = sorted(zip(weights, terms, strict=True), key=lambda each: (-each[0], each[1]))
    words = _words(passages)
    return tuple((words[term], float(weight)) for weight, term in weighed[:limit])


def _words(passages: Sequence[Passage]) -> dict[str, str]:
    """Return how each term is first written."""
    return {
        term: " ".join(passage.plain[start:end].split())
        for passage in reversed(passages)
        for term, (start, end) in passage.places().items()
    }
