"""Puts all that texts and lists say of a paper's venues into one line for each; pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from tracker.model.papers import PRESENTATIONS, SHOWN, VenueMention

Told: TypeAlias = tuple[str, VenueMention]
"""A mention, and its origin: `comment`, `journal_ref`, `doi`, or a source's name."""

COMMENT = "comment"

# The strongest first: an acceptance that a list knows of overrules what authors wrote before.
_STATUSES = ("accepted", "rejected", "submitted", "bare", "related")

_MAIN = "main"
_WORKSHOP = "workshop"  # An oral there is none at the venue.
_LAST = 99


def badges(told: Iterable[Told]) -> tuple[VenueMention, ...]:
    """Return one mention for each venue and year, what is accepted first, then the newest.

    Each has the strongest status, the most specific kind among the mentions of that status (what
    a list says goes before what a comment says), the strongest presentation, and the evidence of
    the mention that won. One without a year joins the venue's newest year.
    """
    groups = _groups(strongest_first(told))
    found = (_merged([mention for _, mention in group]) for group in groups)
    return tuple(sorted(found, key=_place))


def strongest_first(told: Iterable[Told]) -> list[Told]:
    """Return mentions in an order that does not depend on the one they came in."""
    return sorted(told, key=_rank)


def is_shown(mention: VenueMention) -> bool:
    """Tell whether a mention makes a badge: accepted, or claimed without a word on acceptance."""
    return mention.status in SHOWN


def label(mention: VenueMention) -> str:
    """Return `ICLR 2026`, with its kind where that is not the main track: `ACL 2025 findings`."""
    kind = mention.kind if mention.kind not in (_MAIN, "journal") else ""
    return " ".join(filter(None, (mention.venue, str(mention.year or ""), kind)))


def _groups(ranked: list[Told]) -> list[list[Told]]:
    by_year: dict[tuple[str, int | None], list[Told]] = {}
    for each in ranked:
        by_year.setdefault((each[1].venue, each[1].year), []).append(each)
    for venue, year in [key for key in by_year if key[1] is None]:
        years = [other or 0 for name, other in by_year if name == venue and other]
        if years:
            newest = by_year[venue, max(years)]
            newest.extend(by_year.pop((venue, year)))
            newest.sort(key=_rank)
    return list(by_year.values())


def _merged(ranked: list[VenueMention]) -> VenueMention:
    best = ranked[0]
    years = (each.year for each in ranked if each.year)
    alike = (each for each in ranked if (each.kind == _WORKSHOP) == (best.kind == _WORKSHOP))
    heard = [each.presentation for each in alike if each.presentation and is_shown(each)]
    presentation = min(heard, key=lambda each: _place_in(PRESENTATIONS, each), default=None)
    said = (each.evidence for each in ranked if each.evidence and each.status == best.status)
    evidence = next(said, "")
    return replace(best, year=next(years, None), presentation=presentation, evidence=evidence)


def _rank(told: Told) -> tuple[object, ...]:
    origin, mention = told
    return (
        _place_in(_STATUSES, mention.status),
        origin == COMMENT,
        mention.kind == _MAIN,
        _place_in(PRESENTATIONS, mention.presentation or ""),
        mention.kind,
        mention.venue,
        mention.year or 0,
        origin,
        mention.evidence,
    )


def _place(mention: VenueMention) -> tuple[int, int, str]:
    return _place_in(SHOWN, mention.status), -(mention.year or 0), mention.venue


def _place_in(order: tuple[str, ...], word: str) -> int:
    return order.index(word) if word in order else _LAST
