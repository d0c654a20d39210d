"""Tells what has happened to a paper between two moments, by what was known of it; pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker import text
from tracker.model.events import Event, EventKind
from tracker.model.papers import Paper, VenueMention
from tracker.model.venues import PRESENTATIONS
from tracker.venues.badges import label

SAME_WORDS = 0.7
"""Two abstracts that share less of their words are of a substantially revised paper.

Of 337 preprints whose conference's abstract is known too, a twelfth lie below: those whose claim
was rewritten. New numbers, one more sentence and other wording stay above; unrelated abstracts
share a quarter.
"""

# Everyone's paper has a poster.
_NOTABLE = tuple(each for each in PRESENTATIONS if each != "poster")

# What authors and arXiv's administrators begin a withdrawn version's comment or abstract with.
_WITHDRAWN = re.compile(
    r"\W*(?:(?:this|the|our)\s+)?"
    r"(?:(?:paper|submission|article|manuscript|preprint|work|version|draft)\s+)?"
    r"(?:(?:has|have)\s+been\s+|is\s+|was\s+)?"
    r"withdrawn\b(?!\s+from\b(?!\s+(?:the\s+)?arxiv))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a paper at one moment: its record with its venues, merged.

    `printed` are the mentions of venues whose proceedings hold it.
    """

    paper: Paper
    printed: tuple[VenueMention, ...] = ()


def happened(before: Known, after: Known, at: datetime, source: str) -> tuple[Event, ...]:
    """Return what `source` has told by turning `before` into `after`; nothing that was known.

    The first full record of a paper that only a feed had told of belongs to its first sight.
    """
    if _completes(before.paper, after.paper):
        return ()
    facts = (*_of_versions(before.paper, after.paper), *_of_venues(before, after))
    return tuple(Event(kind, said, at, source, url) for kind, said, url in facts)


def is_withdrawn(paper: Paper) -> bool:
    """Tell whether a paper's comment or abstract says that it has been withdrawn."""
    return any(_WITHDRAWN.match(told) for told in (paper.comment or "", paper.abstract))


def is_revised(before: Paper, after: Paper) -> bool:
    """Tell whether a later version has another title, or an abstract of mostly other words."""
    if not before.version or not after.version or after.version <= before.version:
        return False
    if _words(before.title) != _words(after.title):
        return True
    return bool(before.abstract and after.abstract) and _shared(before, after) < SAME_WORDS


def _completes(before: Paper, after: Paper) -> bool:
    # Only full metadata tells of a submission, and a revision keeps it.
    return after.complete and not before.complete and before.submitted_at is None


# --- versions -------------------------------------------------------------------------------------


def _of_versions(before: Paper, after: Paper) -> Iterator[tuple[EventKind, str, str]]:
    version = f"v{after.version}" if after.version else ""
    if is_withdrawn(after):
        if not is_withdrawn(before):
            yield EventKind.WITHDRAWN, version, ""
    elif is_revised(before, after):
        yield EventKind.REVISED, version, ""


def _shared(before: Paper, after: Paper) -> float:
    """Return which part of the words of two abstracts is in both: Dice's coefficient, 0 to 1."""
    one, other = (Counter(_words(paper.abstract)) for paper in (before, after))
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _words(told: str) -> list[str]:
    # A feed's text is raw TeX, a full record's is not.
    return re.findall(r"\w+", text.readable(told).casefold())


# --- venues ---------------------------------------------------------------------------------------


def _of_venues(before: Known, after: Known) -> Iterator[tuple[EventKind, str, str]]:
    accepted = [each for each in before.paper.venues if each.status == "accepted"]
    for each in after.paper.venues:
        if each.status != "accepted":
            continue
        url = text.safe_url(each.evidence) or ""
        known = [other for other in accepted if _same_meeting(each, other)]
        if not known:
            yield EventKind.ACCEPTED, label(each), url
        if each.presentation in _NOTABLE and _raises(each, known):
            yield EventKind.PRESENTATION, _presented(each), url
    for each in after.printed:
        if not any(_same_meeting(each, other) for other in before.printed):
            yield EventKind.PUBLISHED, label(each), text.safe_url(each.evidence) or ""


def _same_meeting(one: VenueMention, other: VenueMention) -> bool:
    years = {one.year, other.year} - {None}
    return one.venue == other.venue and len(years) < 2


def _raises(mention: VenueMention, known: list[VenueMention]) -> bool:
    place = PRESENTATIONS.index(mention.presentation or "poster")
    return all(
        each.presentation not in PRESENTATIONS or PRESENTATIONS.index(each.presentation) > place
        for each in known
    )


def _presented(mention: VenueMention) -> str:
    words = (mention.venue, str(mention.year or ""), mention.presentation or "")
    return " ".join(filter(None, words))
