"""Invents when papers were submitted, where nobody knows, as their ids tell it; pure.

arXiv gives ids out at the announcement, in the order of submission, so that an unknown time lies
between those of its neighbours and inside the window of the listing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import accumulate, groupby
from typing import TypeAlias

from tracker.model.arxiv_calendar import deadline, previous_listing
from tracker.replay.papers import PlayedPaper

Told: TypeAlias = tuple[PlayedPaper, datetime | None]
"""A paper, and when it was submitted if that is known."""

_SECOND = timedelta(seconds=1)


def submitted_in_order(told: Iterable[Told]) -> tuple[PlayedPaper, ...]:
    """Return the papers as they come, each with the time of its submission."""
    papers = list(told)
    days: dict[date, list[Told]] = defaultdict(list)
    for paper, at in sorted(papers, key=lambda each: each[0].id):
        days[paper.listed].append((paper, at))
    times = {paper: at for day, listed in days.items() for paper, at in _times(day, listed)}
    return tuple(replace(paper, submitted_at=times[paper.id]) for paper, _ in papers)


def _times(day: date, told: Sequence[Told]) -> Iterator[tuple[str, datetime]]:
    """Yield the times of one listing's papers, which stand in the order of their ids."""
    opened, closed = deadline(previous_listing(day)), deadline(day)
    # Moderators hold papers: an earlier time stands for the opening.
    known = [at and min(max(at, opened), closed - _SECOND) for _, at in told]
    before = list(accumulate((at or opened for at in known), max))
    after = list(accumulate((at or closed for at in reversed(known)), min))[::-1]
    for _, run in groupby(range(len(told)), key=lambda place: known[place] is None):
        places = list(run)
        for step, place in enumerate(places, start=1):
            paper, at = told[place]
            first = min(before[place], after[place])
            share = step / (len(places) + 1)
            yield paper.id, at or first + (after[place] - first) * share
