"""Tells the year of a record: of its first arXiv version, or of its venue."""

import re

from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.papers import Paper

_ARXIV_BEGAN = 91
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# Their ids begin with the edition of a venue: `icml-2024/35`, `2023.acl-long.1`, `CVPR2023/...`.
_DATED = frozenset({"anthology", "event", "cvf", "proceedings"})


def arxiv_of(paper: Paper) -> PaperId | None:
    """Return the arXiv id of a paper, its own before others."""
    return next((each for each in (paper.id, *paper.identifiers) if each.scheme == ARXIV), None)


def years_between(one: Paper, other: Paper) -> int | None:
    """Return the years from the arXiv version to the venue's, None where either is not known.

    Between two of one sort it is how far they are apart.
    """
    year, later = year_of(one), year_of(other)
    if year is None or later is None:
        return None
    if bool(arxiv_of(one)) == bool(arxiv_of(other)):
        return abs(later - year)
    return later - year if arxiv_of(one) else year - later


def year_of(paper: Paper) -> int | None:
    """Return the year that a record tells of itself: by its arXiv id, its venue, its dates."""
    if arxiv := arxiv_of(paper):
        return _arxiv_year(arxiv.value)
    told = [each.year for each in paper.venues if each.year]
    dated = (each.value for each in (paper.id, *paper.identifiers) if each.scheme in _DATED)
    told += [int(found[0]) for value in dated if (found := _YEAR.search(value))]
    if told:
        return told[0]
    day = paper.submitted_at or paper.announced_on
    return day.year if day else None


def _arxiv_year(value: str) -> int:
    year = int(value.rpartition("/")[2][:2])
    return year + (1900 if year >= _ARXIV_BEGAN else 2000)
