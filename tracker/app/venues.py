"""Reads a venue as a person types it: any spelling, with its year and track, in any order."""

from collections.abc import Callable, Collection
from dataclasses import replace

from tracker.app.nearest import nearest
from tracker.errors import UsageError
from tracker.model.queries import PaperQuery
from tracker.venues.catalogue import VENUES, read_venue_query, venue_named

# The words that labels show (`ACL 2025 findings`), and what else people call these tracks.
_KINDS = {
    "findings": "findings",
    "workshop": "workshop",
    "workshops": "workshop",
    "industry": "industry",
    "demo": "demo",
    "demos": "demo",
    "srw": "srw",
    "challenge": "challenge",
    "datasets": "datasets",
    "position": "position",
    "tutorial": "tutorial",
    "main": "main",
}


def with_venue(query: PaperQuery, text: str, stored: Callable[[], Collection[str]]) -> PaperQuery:
    """Return `query` for the venue, year and track that `text` names.

    `stored` tells the names that stored papers know. Raises UsageError for a venue that nobody
    knows, naming the nearest one.
    """
    words = text.split()
    kinds = [_KINDS[each.casefold()] for each in words if each.casefold() in _KINDS]
    bare = " ".join(each for each in words if each.casefold() not in _KINDS)
    name, year = read_venue_query(bare)
    return replace(
        query,
        venue=_known(name, stored),
        year=year or query.year,
        kind=kinds[0] if kinds else query.kind,
    )


def _known(name: str, stored: Callable[[], Collection[str]]) -> str:
    if known := venue_named(name):
        return known.name
    names = {each.casefold(): each for each in (*stored(), *(each.name for each in VENUES))}
    if name.casefold() not in names:
        raise UsageError(f"no venue {name!r}{nearest(name, sorted(names.values()))}")
    return names[name.casefold()]
