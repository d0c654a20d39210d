"""Renders the site: the pages that a new edition adds or changes, or all of it."""

from tracker.delivery import Channel
from tracker.digest import Renderer
from tracker.model.deliveries import Page, Parcel
from tracker.model.editions import Edition
from tracker.store import Store

_EVERY = 100_000


def new_pages(store: Store, renderer: Renderer, edition: Edition) -> tuple[Page, ...]:
    """Return the pages that `edition` adds or changes; earlier edition pages are write-once."""
    return renderer.site(store.editions.latest(limit=_EVERY), only=edition)
