"""Chooses which of the papers that a record looks like it is; pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from tracker.identity.sameness import Finding, compare
from tracker.identity.titles import title_key
from tracker.identity.years import arxiv_of
from tracker.model.merges import Verdict
from tracker.model.papers import Paper

Found: TypeAlias = tuple[int, Finding]
"""A row number and what comparing gave."""


class Match(NamedTuple):
    """The row that is the same paper, none or one, and those that are likely to be."""

    same: tuple[Found, ...]
    likely: tuple[Found, ...]


def match(paper: Paper, others: Mapping[int, Paper]) -> Match:
    """Compare `paper` with all `others`, by row number.

    What titles alone tell holds where no other paper is as near. Of several that are the same the
    oldest is taken, but of several arXiv papers none: nobody can tell which.
    """
    found = {number: compare(paper, other) for number, other in others.items()}
    near = {n: each for n, each in found.items() if each.verdict is not Verdict.DIFFERENT}
    same = [n for n, each in near.items() if each.verdict is Verdict.SAME]
    same = [n for n in same if near[n].proven] or _alone(paper, others, near, same)
    on_arxiv = [n for n in same if arxiv_of(others[n])]
    chosen = None if len(on_arxiv) > 1 else min(on_arxiv or same, default=None)
    return Match(
        tuple((n, each) for n, each in near.items() if n == chosen),
        tuple((n, _doubted(each)) for n, each in near.items() if n != chosen),
    )


def _alone(
    paper: Paper, others: Mapping[int, Paper], near: Collection[int], same: Sequence[int]
) -> list[int]:
    """Return `same` where it is one paper without a rival: as near, and the same or on arXiv."""
    key = title_key(paper.title)
    nearest = [n for n in near if title_key(others[n].title) == key] or near
    rivals = [n for n in nearest if n in same or arxiv_of(others[n])]
    return rivals if len(rivals) == 1 and rivals[0] in same else []


def _doubted(finding: Finding) -> Finding:
    if finding.verdict is Verdict.LIKELY:
        return finding
    return Finding(Verdict.LIKELY, f"{finding.why}, but another paper is as near")
