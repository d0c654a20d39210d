"""Decides what a paper becomes when it is seen again; pure."""

from dataclasses import replace

from tracker.model.papers import Paper
from tracker.store.rows import paper_ids


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
