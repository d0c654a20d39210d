"""Puts the site into its folder: the pages that a new edition changes, or all of them."""

from datetime import datetime

from tracker.delivery import Channel
from tracker.digest.render import Renderer
from tracker.model.deliveries import Page, Parcel
from tracker.model.editions import Edition, VenuePage
from tracker.store.store import Store

_EVERY = 1_000_000
_ON_A_PAGE = 100


def new_pages(store: Store, renderer: Renderer, edition: Edition) -> tuple[Page, ...]:
    """Return the pages that `edition` adds or changes; earlier edition pages are written once."""
    editions = store.editions.latest(limit=_EVERY)
    return renderer.site(editions, only=edition, venues=venue_pages(store))


def publish(store: Store, renderer: Renderer, site: Channel, now: datetime) -> int:
    """Write every page of the site, from every stored edition; return how many pages it has."""
    pages = renderer.site(store.editions.latest(limit=_EVERY), venues=venue_pages(store))
    site.deliver(_parcel(pages, now, renderer.lang))
    return len(pages)


def venue_pages(store: Store) -> tuple[VenuePage, ...]:
    """Return the page of each venue and year with papers that a list or they themselves name."""
    found = (
        VenuePage(line, store.venues.best_at(line.venue, line.year, _ON_A_PAGE))
        for line in store.venues.lines()
    )
    return tuple(each for each in found if each.best or each.line.stored)


def _parcel(pages: tuple[Page, ...], now: datetime, lang: str) -> Parcel:
    """Return a parcel that is no edition: only the pages count."""
    return Parcel("", "", "", now.date(), now, lang, "", "", "", pages)
