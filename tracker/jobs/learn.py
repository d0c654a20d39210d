"""Learns the topics from the papers that are stored: seldom, and kept in the database as JSON."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from tracker.model.roadmap import Topic
from tracker.ranking.background import Background
from tracker.ranking.learning import ENOUGH, MOST_LEARNT_FROM, counted, is_due, summed
from tracker.ranking.topics import ALGORITHM, TopicModels, learn
from tracker.store.models import Stored
from tracker.store.store import Store

_TOPICS, _FREQUENCIES = "topics", "frequencies"
_MOST_COUNTED = 20_000

_BROKEN = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a model raises that another version, or another hand, has written."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The shipped background grown by the user's own papers, and the topics as learnt from both."""

    background: Background
    models: TopicModels


def learnt(store: Store, topics: tuple[Topic, ...], shipped: Background, now: datetime) -> Learnt:
    """Return what is known of the topics, learning anew where it is time to.

    It is time when the topics or the program have changed, and by the rules of ranking/learning.py.
    """
    papers = store.papers.count()
    fingerprint = _fingerprint(topics, shipped)
    stored = store.models.read(_TOPICS)
    if stored and stored.fingerprint == fingerprint and not _is_due(stored, papers, now):
        known = _read(stored, _grown(store, shipped))
        if known:
            return known
    enough = papers >= ENOUGH
    background = _counted(store, shipped, now) if enough else shipped
    texts = store.papers.latest_texts(MOST_LEARNT_FROM) if enough else ()
    models = learn(topics, background, texts)
    body = {"stored": papers, "background": background.version, "models": models.to_json()}
    store.models.write(_TOPICS, fingerprint, body, now)
    return Learnt(background, models)


def _is_due(stored: Stored, papers: int, now: datetime) -> bool:
    return is_due(stored.body.get("stored", 0), papers, now - stored.made_at)


def _read(stored: Stored, background: Background) -> Learnt | None:
    try:
        if stored.body["background"] != background.version:
            return None
        return Learnt(background, TopicModels.from_json(stored.body["models"]))
    except _BROKEN:
        return None


def _grown(store: Store, shipped: Background) -> Background:
    """Return the shipped background with the frequencies that were counted before."""
    found = _frequencies(store, shipped)
    return shipped.grown(found["papers"], found["counts"])


def _counted(store: Store, shipped: Background, now: datetime) -> Background:
    """Return the shipped background grown by all papers, counting only those never counted."""
    found = _frequencies(store, shipped)
    new = store.papers.texts_after(found["last"], _MOST_COUNTED)
    if new:
        texts = ((title, text) for _, title, text in new)
        counts = summed(found["counts"], counted(texts), set(shipped.terms))
        found = {
            "papers": found["papers"] + len(new),
            "last": max(number for number, _, _ in new),
            "counts": counts,
        }
        store.models.write(_FREQUENCIES, shipped.version, found, now)
    return shipped.grown(found["papers"], found["counts"])


def _frequencies(store: Store, shipped: Background) -> dict[str, Any]:
    stored = store.models.read(_FREQUENCIES)
    try:
        if stored and stored.fingerprint == shipped.version:
            return {key: stored.body[key] for key in ("papers", "last", "counts")}
    except _BROKEN:
        pass  # Counted anew.
    return {"papers": 0, "last": 0, "counts": {}}


def _fingerprint(topics: tuple[Topic, ...], shipped: Background) -> str:
    said = [(topic.id, topic.name.en, topic.queries) for topic in topics]
    return sha256(repr((ALGORITHM, shipped.version, said)).encode()).hexdigest()[:16]
