"""Learns the topics from the papers that are stored: seldom, and kept in the database as JSON."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tracker.model.roadmap import Topic
from tracker.ranking.background import Background
from tracker.ranking.counting import Lexicon, count_documents
from tracker.ranking.topics import ALGORITHM, TopicModels, learn
from tracker.store.models import Stored
from tracker.store.store import Store

_TOPICS, _FREQUENCIES = "topics", "frequencies"
_ENOUGH = 500  # With fewer papers of the user's own, the shipped sample alone knows better.
_GROWN = 1.25
_WEEK = timedelta(days=7)
_A_WEEKS_PAPERS = 200
_MOST_LEARNT_FROM = 12_000  # The last two months of cs.CL and cs.LG.
_MOST_COUNTED = 20_000
_MIN_WORD, _MIN_PAIR = 5, 12  # A new word must stand in so many papers, a new pair in so many.

_BROKEN = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a model raises that another version, or another hand, has written."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The shipped background grown by the user's own papers, and the topics as learnt from both."""

    background: Background
    models: TopicModels


def learnt(store: Store, topics: tuple[Topic, ...], shipped: Background, now: datetime) -> Learnt:
    """Return what is known of the topics, learning anew where it is time to.

    It is time when the topics or the program have changed, when the papers have grown by a quarter,
    and after a week that brought two hundred.
    """
    papers = store.papers.count()
    fingerprint = _fingerprint(topics, shipped)
    stored = store.models.read(_TOPICS)
    if stored and stored.fingerprint == fingerprint and not _is_due(stored, papers, now):
        known = _read(stored, _grown(store, shipped))
        if known:
            return known
    enough = papers >= _ENOUGH
    background = _counted(store, shipped, now) if enough else shipped
    texts = store.papers.latest_texts(_MOST_LEARNT_FROM) if enough else ()
    models = learn(topics, background, texts)
    body = {"stored": papers, "background": background.version, "models": models.to_json()}
    store.models.write(_TOPICS, fingerprint, body, now)
    return Learnt(background, models)


def _is_due(stored: Stored, papers: int, now: datetime) -> bool:
    then = stored.body.get("stored", 0)
    if papers < _ENOUGH:
        return False
    much = papers >= max(_ENOUGH, then) * _GROWN or then < _ENOUGH
    return much or (now - stored.made_at >= _WEEK and papers - then >= _A_WEEKS_PAPERS)


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
        counts = _summed(found["counts"], _count(new), set(shipped.terms))
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


def _count(papers: tuple[tuple[int, str, str], ...]) -> dict[str, int]:
    lexicon = Lexicon()
    numbers, counts = count_documents(((title, text) for _, title, text in papers), lexicon)
    terms = (lexicon.term(number) for number in numbers.tolist())
    return dict(zip(terms, counts.tolist(), strict=True))


def _summed(old: dict[str, int], new: dict[str, int], known: set[str]) -> dict[str, int]:
    """Return the sum; of the new terms that the background lacks only the frequent ones."""
    kept = known | old.keys()
    found = {term: n for term, n in new.items() if term in kept or n >= _floor(term)}
    return {term: old.get(term, 0) + found.get(term, 0) for term in old.keys() | found.keys()}


def _floor(term: str) -> int:
    return _MIN_PAIR if " " in term else _MIN_WORD


def _fingerprint(topics: tuple[Topic, ...], shipped: Background) -> str:
    said = [(topic.id, topic.name.en, topic.queries) for topic in topics]
    return sha256(repr((ALGORITHM, shipped.version, said)).encode()).hexdigest()[:16]
