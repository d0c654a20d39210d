"""Puts the site into its folder: the pages that a new edition changes, or all of them."""

from datetime import datetime

from tracker.delivery import Channel
from tracker.digest.render import Renderer
from tracker.model.deliveries import Page, Parcel
from tracker.model.editions import Edition
from tracker.store.store import Store

_EVERY = 1_000_000


def new_pages(store: Store, renderer: Renderer, edition: Edition) -> tuple[Page, ...]:
    """Return the pages that `edition` adds or changes; earlier edition pages are written once."""
    return renderer.site(store.editions.latest(limit=_EVERY), only=edition)


def publish(store: Store, renderer: Renderer, site: Channel, now: datetime) -> int:
    """Write every page of the site, from every stored edition; return how many pages it has."""
    pages = renderer.site(store.editions.latest(limit=_EVERY))
    site.deliver(_parcel(pages, now, renderer.lang))
    return len(pages)


def _parcel(pages: tuple[Page, ...], now: datetime, lang: str) -> Parcel:
    """Return a parcel that is no edition: only the pages count."""
    return Parcel("", "", "", now.date(), now, lang, "", "", "", pages)
