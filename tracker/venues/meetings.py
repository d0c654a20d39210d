"""Makes one mention of all that a text says of the same meeting, clause by clause."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tracker.venues.kinds import loose_kind
from tracker.venues.names import names_in
from tracker.venues.presentations import PRESENTATIONS, loose_presentation
from tracker.venues.readings import Reading, implied_status
from tracker.venues.statuses import STATUSES, loose_status


def merged(readings: Iterable[Reading]) -> list[Reading]:
    """Make one of what speaks of the same meeting: its year, its own kind, the strongest words."""
    told: list[Reading] = []
    for reading in readings:
        same = next((i for i, each in enumerate(told) if _of_one_meeting(each, reading)), None)
        if same is None:
            told.append(reading)
        else:
            told[same] = _both(told[same], reading)
    return told


def _of_one_meeting(one: Reading, other: Reading) -> bool:
    a, b = one.mention, other.mention
    if a.venue != b.venue or (a.year and b.year and a.year != b.year):
        return False
    if one.said == other.said:
        return True
    apart = (a.status == "related") != (b.status == "related")
    return not apart and (one.said is None or other.said is None)


def _both(one: Reading, other: Reading) -> Reading:
    first, second = sorted((one.mention, other.mention), key=lambda m: STATUSES.index(m.status))
    said = one.said or other.said
    shown = (each.presentation for each in (first, second) if each.presentation)
    mention = replace(
        first,
        year=first.year or second.year,
        kind=said or "main",
        presentation=min(shown, key=PRESENTATIONS.index, default=None),
    )
    return Reading(mention, said)


def with_loose_words(reading: Reading, clauses: tuple[str, ...]) -> Reading:
    """Let clauses that name no venue (`Under review.`, `Oral.`) speak for the only one."""
    told, others = reading.mention, [each for each in clauses if not names_in(each)]
    kind = _first(loose_kind, others) if reading.said is None else None
    presentation = told.presentation or _first(loose_presentation, others)
    status, loose = told.status, _first(loose_status, others)
    if status == "bare":
        status = loose or implied_status(presentation)
    elif status == "submitted" and loose == "accepted":
        status = loose
    mention = replace(told, kind=kind or told.kind, presentation=presentation, status=status)
    return replace(reading, mention=mention)


def _first(read: Callable[[str], str | None], clauses: list[str]) -> str | None:
    return next(filter(None, map(read, clauses)), None)
