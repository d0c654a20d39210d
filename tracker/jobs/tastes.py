"""Keeps what each reader likes in the database, until they say something new."""

from datetime import datetime

from tracker.ranking.opinions import Opinions
from tracker.ranking.preferences import Preferences
from tracker.ranking.ranker import Ranker
from tracker.ranking.taste import Taste
from tracker.store.models import BROKEN
from tracker.store.store import Store


def taste_of(store: Store, ranker: Ranker, reader: str, opinions: Opinions, now: datetime) -> Taste:
    """Return the taste of `reader`, learnt anew where what it is learnt from has changed."""
    if not opinions.liked:
        return ranker.taste(opinions)
    name, version = f"taste {reader}", ranker.taste_version(opinions)
    taste = ranker.taste(opinions, known := _read(store, name, version))
    if known is None:
        store.models.write(name, version, taste.preferences.to_json(), now)
    return taste


def _read(store: Store, name: str, version: str) -> Preferences | None:
    stored = store.models.read(name)
    if stored is None or stored.fingerprint != version:
        return None
    try:
        return Preferences.from_json(stored.body)
    except BROKEN:
        return None
