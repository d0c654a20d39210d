"""Scores the papers that have no score for the present roadmap, and anew those still in reach."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from tracker.model.papers import Paper
from tracker.ranking.ranker import Ranker
from tracker.store.store import Store

_AT_ONCE = 1000
_IN_REACH = timedelta(days=45)
"""Papers listed longer ago than this keep their score when only what was learnt has changed: no
edition can hold them any more (see jobs/issue.py)."""


def rank(
    store: Store, ranker: Ranker, now: datetime, *, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Score what is unscored or out of date, oldest first; return how many papers that were.

    The percentile of each slice is taken against the stream recorded before it.
    """
    since = (now - _IN_REACH).date()
    ranked = 0
    while not stopped() and (papers := _next(store, ranker, since)):
        recent = store.scores.recent(ranker.fingerprint)
        store.scores.record(ranker.fingerprint, ranker.score(papers, recent), ranker.topics)
        ranked += len(papers)
    return ranked


def _next(store: Store, ranker: Ranker, since: date) -> tuple[Paper, ...]:
    """Return papers in reach first, so that the percentiles of the rest have a stream."""
    in_reach = store.scores.outdated(ranker.fingerprint, since, _AT_ONCE)
    return in_reach or store.scores.unscored(ranker.roadmap_fingerprint, _AT_ONCE)
