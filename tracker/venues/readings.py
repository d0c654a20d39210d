"""Reads one clause: each venue in it with its year, kind, presentation and status."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracker.model.papers import VenueMention
from tracker.text import shorten
from tracker.venues.kinds import kind_of
from tracker.venues.names import Name, names_in
from tracker.venues.presentations import presentation_of
from tracker.venues.statuses import has_nothing_to_do, last_turn, status_of
from tracker.venues.years import year_of

_EVIDENCE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """A mention; `said` is the kind that its words name, None where they leave it open."""

    mention: VenueMention
    said: str | None


def readings_of(clause: str, id_year: int | None) -> Iterator[Reading]:
    """Yield a reading for each venue that a clause names; `id_year` as in `mentions_in`."""
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


def implied_status(presentation: str | None) -> str:
    """A talk or an award is given to accepted papers only; everybody may plan a poster."""
    return "bare" if presentation in {None, "poster"} else "accepted"


# Words between two venues belong to the first up to the last of these, then to the second.
_BREAK = re.compile(r",|/|\(|&|\+|\band\b|\balso\b|\bthen\b", re.IGNORECASE)


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
) -> Reading:
    inside = clause[name.start : name.end]
    said = "journal" if name.venue.journal else kind_of(before, name.suffix, after)
    presentation = presentation_of(f"{before} \n{after}")
    mention = VenueMention(
        name.venue.name,
        year_of(name.venue, before, inside, after, id_year),
        said or "main",
        presentation,
        status or implied_status(presentation),
        shorten(clause, _EVIDENCE_LIMIT),
    )
    return Reading(mention, said)
