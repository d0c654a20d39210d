"""Scores the papers that have no score for the present roadmap."""

from collections.abc import Callable

from tracker.ranking.ranker import Ranker
from tracker.store.store import Store

_AT_ONCE = 1000


def rank(store: Store, ranker: Ranker, *, stopped: Callable[[], bool] = lambda: False) -> int:
    """Score what is unscored, oldest first, and return how many papers that were.

    The percentile of each slice is taken against the stream recorded before it.
    """
    ranked = 0
    while not stopped() and (papers := store.papers.unscored(ranker.fingerprint, _AT_ONCE)):
        recent = store.scores.recent(ranker.fingerprint)
        store.scores.record(ranker.fingerprint, ranker.score(papers, recent), ranker.topics)
        ranked += len(papers)
    return ranked
