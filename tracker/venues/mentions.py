"""Reads which venues a paper names: from its comment, its journal reference and its DOIs."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from tracker.model.identifiers import ARXIV, DOI
from tracker.model.papers import Paper, VenueMention
from tracker.text import shorten
from tracker.venues.clauses import clauses_of
from tracker.venues.kinds import (
    PRESENTATIONS,
    kind_of,
    loose_kind,
    loose_presentation,
    presentation_of,
)
from tracker.venues.names import Name, may_name_a_venue, names_in
from tracker.venues.references import mention_by_doi
from tracker.venues.statuses import STATUSES, has_nothing_to_do, last_turn, loose_status, status_of
from tracker.venues.years import year_of

RULES_VERSION = 1
"""Raised whenever the same text reads otherwise than before: what is stored is then read again."""

COMMENT, JOURNAL_REF = "comment", "journal_ref"
_EVIDENCE_LIMIT = 300


def mentions_in(text: str, *, id_year: int | None) -> tuple[VenueMention, ...]:
    """Return the venues that an author's text names, in its order, each meeting and kind once.

    `id_year` is the year in the paper's own arXiv id (None: it has none); a year far from it is
    not believed. `evidence` is the clause that says so. Never fails: a text that says nothing of a
    venue gives no mention.
    """
    line = " ".join(text.split())
    if not may_name_a_venue(line):
        return ()
    clauses = clauses_of(line)
    readings = [each for clause in clauses for each in _readings_of(clause, id_year)]
    merged = _merged(readings)
    if len(merged) == 1:
        merged = [_with_loose_words(merged[0], clauses)]
    return tuple(each.mention for each in merged)


def paper_mentions(paper: Paper) -> tuple[tuple[str, VenueMention], ...]:
    """Return (origin, mention) for everything a paper tells of itself.

    The origins are `comment`, `journal_ref` and `doi`. A comment may claim; a journal reference and
    a DOI speak of what is printed, so a venue they name without more has accepted the paper.
    """
    year = _id_year(paper)
    comment = mentions_in(paper.comment or "", id_year=year)
    printed = map(_as_printed, mentions_in(paper.journal_ref or "", id_year=year))
    dois = dict.fromkeys(each.value for each in paper.identifiers if each.scheme == DOI)
    by_doi = filter(None, map(mention_by_doi, dois))
    return (
        *((COMMENT, each) for each in comment),
        *((JOURNAL_REF, each) for each in printed),
        *((DOI, each) for each in by_doi),
    )


def _as_printed(mention: VenueMention) -> VenueMention:
    return replace(mention, status="accepted") if mention.status == "bare" else mention


def _id_year(paper: Paper) -> int | None:
    ids = [each.value for each in (paper.id, *paper.identifiers) if each.scheme == ARXIV]
    figures = ids[0].rpartition("/")[2][:2] if ids else ""
    if figures.isdigit():
        return (1900 if int(figures) > 90 else 2000) + int(figures)
    return paper.submitted_at.year if paper.submitted_at else None


# --- one clause -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """A mention with what its words leave open: `said` is its own kind, None where it is silent."""

    mention: VenueMention
    said: str | None


# Words between two venues belong to the first up to the last of these, then to the second.
_BREAK = re.compile(r",|/|\(|&|\+|\band\b|\balso\b|\bthen\b", re.IGNORECASE)


def _readings_of(clause: str, id_year: int | None) -> Iterator[_Reading]:
    names = names_in(clause)
    breaks = [0, *_breaks(clause, names), len(clause)] if names else []
    earlier: str | None = None
    for name, (start, end) in zip(names, pairwise(breaks), strict=True):
        before, after = clause[start : name.start], clause[name.end : end]
        if has_nothing_to_do(clause[: name.start], after):
            continue
        status = status_of(before, after)
        own = before[_turn(before) :]
        yield _reading(name, own, after, clause, status or earlier, id_year)
        earlier = status or earlier


def _breaks(clause: str, names: tuple[Name, ...]) -> Iterator[int]:
    for name, following in pairwise(names):
        gap = clause[name.end : following.start]
        last = max((match.start() for match in _BREAK.finditer(gap)), default=len(gap))
        yield name.end + last


def _turn(before: str) -> int:
    """Return where the words about this venue begin that follow those about another place."""
    return max((match.end() for match in _BREAK.finditer(before[: last_turn(before)])), default=0)


def _reading(
    name: Name, before: str, after: str, clause: str, status: str | None, id_year: int | None
) -> _Reading:
    inside = clause[name.start : name.end]
    said = "journal" if name.venue.journal else kind_of(before, name.suffix, after)
    presentation = presentation_of(f"{before} \n{after}")
    mention = VenueMention(
        name.venue.name,
        year_of(name.venue, before, inside, after, clause, id_year),
        said or "main",
        presentation,
        status or _implied(presentation),
        shorten(clause, _EVIDENCE_LIMIT),
    )
    return _Reading(mention, said)


def _implied(presentation: str | None) -> str:
    """A talk or an award is given to accepted papers only; everybody may plan a poster."""
    return "bare" if presentation in {None, "poster"} else "accepted"


# --- the whole text -------------------------------------------------------------------------------


def _merged(readings: Iterable[_Reading]) -> list[_Reading]:
    """Make one of what speaks of the same meeting: its year, its own kind, the strongest words."""
    told: list[_Reading] = []
    for reading in readings:
        same = next((i for i, each in enumerate(told) if _of_one_meeting(each, reading)), None)
        if same is None:
            told.append(reading)
        else:
            told[same] = _both(told[same], reading)
    return told


def _of_one_meeting(one: _Reading, other: _Reading) -> bool:
    a, b = one.mention, other.mention
    if a.venue != b.venue or (a.year and b.year and a.year != b.year):
        return False
    if one.said == other.said:
        return True
    apart = (a.status == "related") != (b.status == "related")
    return not apart and (one.said is None or other.said is None)


def _both(one: _Reading, other: _Reading) -> _Reading:
    first, second = sorted((one.mention, other.mention), key=lambda m: STATUSES.index(m.status))
    said = one.said or other.said
    shown = (each.presentation for each in (first, second) if each.presentation)
    mention = replace(
        first,
        year=first.year or second.year,
        kind=said or "main",
        presentation=min(shown, key=PRESENTATIONS.index, default=None),
    )
    return _Reading(mention, said)


def _with_loose_words(reading: _Reading, clauses: tuple[str, ...]) -> _Reading:
    """Let clauses that name no venue (`Under review.`, `Oral.`) speak for the only one."""
    told, others = reading.mention, [each for each in clauses if not names_in(each)]
    kind = _first(loose_kind, others) if reading.said is None else None
    presentation = told.presentation or _first(loose_presentation, others)
    status, loose = told.status, _first(loose_status, others)
    if status == "bare":
        status = loose or _implied(presentation)
    elif status == "submitted" and loose == "accepted":
        status = loose
    mention = replace(told, kind=kind or told.kind, presentation=presentation, status=status)
    return replace(reading, mention=mention)


def _first(read: Callable[[str], str | None], clauses: list[str]) -> str | None:
    return next(filter(None, map(read, clauses)), None)
