"""Decides what a paper becomes when it is seen again; pure."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tracker.model.papers import LISTED, Announcement, Paper
from tracker.store.rows import paper_ids


class Listed(NamedTuple):
    """The day a paper was first listed on, and whether that is an estimate."""

    on: date
    estimated: bool


def merged(known: Paper, seen: Paper) -> Paper:
    """Return `known` with what `seen` adds.

    Full metadata of the same or a later version replaces; a feed's record fills what is absent,
    and replaces title and abstract where its version is later, which makes the record incomplete
    again: its comment and dates have to be fetched anew. Identifiers are only ever added.
    """
    if _older(seen, known):
        base = _filled(known, seen)
    elif seen.complete:
        base = _filled(seen, known)
    elif _older(known, seen):
        base = _revised(known, seen)
    else:
        base = _filled(known, seen)
    return replace(
        base,
        id=known.id,
        identifiers=tuple(dict.fromkeys((*paper_ids(known), *paper_ids(seen)))),
        announced_on=known.announced_on,
        announced_on_estimated=known.announced_on_estimated,
    )


def listed(known: Listed | None, announcement: Announcement) -> Listed | None:
    """Return the listing day after one more announcement: the earliest exact one, else an estimate.

    Of two estimates the later one knows more, because moderators hold papers and nobody lists one
    early; but a late cross-list moves no paper from its day.
    """
    if announcement.announced_on is None or announcement.kind not in LISTED:
        return known
    seen = Listed(announcement.announced_on, announcement.estimated)
    if known is None:
        return seen
    if known.estimated and seen.estimated:
        return known if announcement.late else max(known, seen)
    return min(known, seen, key=lambda each: (each.estimated, each.on))


def standing(day: date, estimate: date, exact: Collection[date]) -> date | None:
    """Return the day on which a paper's estimated sighting in a category stands; None for nowhere.

    `day` is the paper's listing day: its categories list it together. `exact` are the days on
    which a feed or a listing showed the paper in this category, which needs no estimate then.
    """
    if not exact:
        return day
    return estimate if estimate in exact else None


def _older(one: Paper, other: Paper) -> bool:
    return one.version is not None and other.version is not None and one.version < other.version


def _filled(paper: Paper, other: Paper) -> Paper:
    """Return `paper` with its empty fields taken from `other`."""
    return replace(
        paper,
        title=paper.title or other.title,
        authors=paper.authors or other.authors,
        abstract=paper.abstract or other.abstract,
        url=paper.url or other.url,
        pdf_url=paper.pdf_url or other.pdf_url,
        categories=_categories(paper, other),
        version=paper.version or other.version,
        submitted_at=paper.submitted_at or other.submitted_at,
        updated_at=paper.updated_at or other.updated_at,
        comment=paper.comment or other.comment,
        journal_ref=paper.journal_ref or other.journal_ref,
        licence=paper.licence or other.licence,
    )


def _revised(known: Paper, seen: Paper) -> Paper:
    """Return `known` with the text of a later version that only a feed has told of so far."""
    text = replace(
        known,
        title=seen.title or known.title,
        abstract=seen.abstract or known.abstract,
        version=seen.version,
        complete=False,
    )
    return _filled(text, seen)


def _categories(paper: Paper, other: Paper) -> tuple[str, ...]:
    # Full metadata has them all; a feed's record may know of one added since.
    if paper.complete and not other.complete and paper.categories:
        return tuple(dict.fromkeys((*paper.categories, *other.categories)))
    if paper.complete:
        return paper.categories or other.categories
    return tuple(dict.fromkeys((*paper.categories, *other.categories)))
