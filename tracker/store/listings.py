"""Decides from what was shown of a paper when it was listed, and where estimates stand; pure.

arXiv lists a paper in all its categories at once, and may cross-list it to others later. Feeds and
listing pages know the day of what they show; every other route works it out.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple, TypeAlias

from tracker.model.papers import LISTED, Announcement, Kind


class Listed(NamedTuple):
    """The day a paper was first listed on, and whether that is an estimate."""

    on: date
    estimated: bool


class Shown(NamedTuple):
    """That a source showed a paper as new or cross-listed in a category."""

    source: str
    kind: Kind
    category: str
    on: date
    estimated: bool


Sightings: TypeAlias = frozenset[Shown]
"""All that was shown of one paper."""

NEVER: Sightings = frozenset()


def is_listing(announcement: Announcement) -> bool:
    """Tell whether an announcement tells of a listing: a replacement is no first sight."""
    return announcement.kind in LISTED and announcement.announced_on is not None


def shown_by(announcement: Announcement) -> Sightings:
    """Return what an announcement of a listing shows, nothing for others."""
    on = announcement.announced_on
    if not is_listing(announcement) or on is None:
        return NEVER
    return frozenset(
        [
            Shown(
                announcement.source,
                announcement.kind,
                announcement.category,
                on,
                announcement.estimated,
            )
        ]
    )


def listing_of(announcement: Announcement) -> Listed | None:
    """Return what `listed` says where nothing but this announcement is known of a paper."""
    on = announcement.announced_on
    return Listed(on, announcement.estimated) if is_listing(announcement) and on else None


def listed(sightings: Sightings) -> Listed | None:
    """Return the first day on which any category listed the paper.

    Of several estimates the latest knows most, because moderators hold papers and nobody lists one
    early. An estimate gives way to a day that is told, but for one thing: where a cross-list is
    told only, another category may have had the paper before.
    """
    told = [each for each in sightings if not each.estimated]
    first = min((each.on for each in told), default=None)
    estimate = _estimate(sightings, {each.category for each in told})
    if first is None:
        return Listed(estimate, True) if estimate else None
    is_new = any(each.kind is Kind.NEW for each in told)
    if estimate is None or is_new or first <= estimate:
        return Listed(first, False)
    return Listed(estimate, True)


def seen_again(sightings: Sightings, announcement: Announcement) -> Sightings:
    """Return all that was shown of a paper after one announcement more.

    What may be a late cross-list or an edit tells nothing of a paper that has another day.
    """
    day = listed(sightings)
    if announcement.late and day and day.on != announcement.announced_on:
        return sightings
    return sightings | shown_by(announcement)


def settled(sightings: Sightings) -> Sightings:
    """Return the sightings with every estimate where it belongs.

    That is the paper's own day; in a category whose day is told, no estimate of another one stays.
    """
    day = listed(sightings)
    return frozenset(each for one in sightings for each in _standing(one, sightings, day))


def _standing(one: Shown, sightings: Sightings, day: Listed | None) -> Collection[Shown]:
    if not one.estimated or day is None:
        return [one]
    told = {each.on for each in sightings if each.category == one.category and not each.estimated}
    if told:
        return [one] if one.on in told else []
    return [one._replace(on=day.on)]


def _estimate(sightings: Sightings, told: Collection[str]) -> date | None:
    days = (each.on for each in sightings if each.estimated and each.category not in told)
    return max(days, default=None)
