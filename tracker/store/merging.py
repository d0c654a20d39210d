"""Decides what a paper becomes when it is seen again; pure."""

from dataclasses import replace
from datetime import date

from tracker.model.identifiers import ARXIV
from tracker.model.papers import Paper
from tracker.store.listings import Listed
from tracker.store.rows import canonical, paper_ids, public_id


def merged(known: Paper, seen: Paper) -> Paper:
    """Return `known` with what `seen` adds.

    Full metadata of the same or a later version replaces; a feed's record fills what is absent,
    and replaces title and abstract where its version is later, which makes the record incomplete
    again: its comment and dates have to be fetched anew. A record under another id than the arXiv
    id of the paper fills only: arXiv's text comes first, whatever a venue prints. Identifiers are
    only ever added, and an arXiv id becomes the paper's own.
    """
    if _is_of_another_id(seen, known) or _older(seen, known):
        base = _filled(known, seen)
    elif seen.complete:
        base = _filled(seen, known)
    elif _older(known, seen):
        base = _revised(known, seen)
    else:
        base = _filled(known, seen)
    ids = tuple(dict.fromkeys((*paper_ids(known), *paper_ids(seen))))
    return replace(
        base,
        id=public_id(ids),
        identifiers=ids,
        announced_on=known.announced_on,
        announced_on_estimated=known.announced_on_estimated,
    )


def united(known: Paper, other: Paper) -> Paper:
    """Return the one paper that two stored ones are: `known` comes first, the earlier day holds."""
    days = [Listed(each.announced_on, each.announced_on_estimated)
            for each in (known, other) if each.announced_on]  # fmt: skip
    on, estimated = min(days, key=_exact_first, default=(None, False))
    paper = merged(known, other)
    return replace(paper, announced_on=on, announced_on_estimated=estimated)


def _exact_first(day: Listed) -> tuple[bool, date]:
    return day.estimated, day.on


def _is_of_another_id(seen: Paper, known: Paper) -> bool:
    return known.id.scheme == ARXIV and canonical(seen.id) != canonical(known.id)


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
