"""Knows which rows the identifiers of a record lead to, while rows turn out to be one; pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeAlias

from tracker.identity.sameness import Finding
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.merges import Verdict
from tracker.model.papers import Paper
from tracker.store.rows import paper_ids, public_id

Apart: TypeAlias = Collection[frozenset[PaperId]]
"""Pairs of ids whose papers a person has split."""


class Homes:
    """The rows of papers by identifier; `apart` are pairs that stay two whatever a record says."""

    def __init__(
        self, numbers: Mapping[PaperId, int], papers: Mapping[int, Paper], apart: Apart
    ) -> None:
        self._numbers = dict(numbers)
        self._ids = {number: set(paper_ids(paper)) for number, paper in papers.items()}
        self._apart = apart
        self._moved: dict[int, int] = {}

    def knows(self, paper_id: PaperId) -> bool:
        """Tell whether a row has this identifier."""
        return paper_id in self._numbers

    def of(self, paper: Paper) -> dict[int, Finding]:
        """Return the rows that identifiers of `paper` lead to, each with the reason.

        Its own id decides. Another one leads nowhere where the rows that it would make one have two
        arXiv ids (the parts of a work, a comment and its reply may give one DOI) or were split.
        """
        ids = paper_ids(paper)
        group, found = {ids[0], public_id(ids)}, dict[int, Finding]()
        for each in ids:
            number = self._number(each)
            if number is None or number in found:
                continue
            if each == ids[0] or self.may_hold(number, group):
                found[number] = Finding(Verdict.SAME, f"both are {each}")
                group |= self._ids[number]
        return found

    def with_own_ids(self, paper: Paper, homes: Collection[int]) -> Paper:
        """Return `paper` without the identifiers of rows that are not among its `homes`."""
        ids = paper_ids(paper)
        held = {each for number in homes for each in self._ids[number]}
        arxiv = [each for each in held if each.scheme == ARXIV] or [public_id(ids)]
        own = tuple(
            each
            for each in ids
            if each == ids[0]
            or each in held
            or (not self.knows(each) and (each.scheme != ARXIV or each in arxiv))
        )
        return paper if len(own) == len(ids) else replace(paper, identifiers=own)

    def may_hold(self, number: int, ids: set[PaperId]) -> bool:
        """Tell whether a paper with these `ids` may be the one in row `number`."""
        arxiv, held = ({each for each in some if each.scheme == ARXIV}
                       for some in (ids, self._ids[number]))  # fmt: skip
        return not (arxiv and held and arxiv.isdisjoint(held)) and not self.was_split(number, ids)

    def was_split(self, number: int, ids: set[PaperId]) -> bool:
        """Tell whether a person has split the paper in row `number` from one of these `ids`."""
        return any(_divides(pair, ids, self._ids[number]) for pair in self._apart)

    def on_arxiv(self, number: int) -> bool:
        """Tell whether the paper in row `number` has an arXiv id."""
        return any(each.scheme == ARXIV for each in self._ids[number])

    def add(self, paper: Paper, number: int) -> None:
        """Give row `number` the identifiers of `paper` that no row has."""
        ids = self._ids.setdefault(number, set())
        for each in paper_ids(paper):
            if self._numbers.setdefault(each, number) == number:
                ids.add(each)

    def join(self, kept: int, taken: int) -> None:
        """Let everything that leads to row `taken` lead to row `kept`."""
        self._moved[taken] = kept
        self._ids.setdefault(kept, set()).update(self._ids[taken])

    def place(self, number: int) -> int:
        """Return the row that row `number` has become a part of, itself where it has not."""
        while number in self._moved:
            number = self._moved[number]
        return number

    def _number(self, paper_id: PaperId) -> int | None:
        number = self._numbers.get(paper_id)
        return None if number is None else self.place(number)


def _divides(pair: frozenset[PaperId], ids: set[PaperId], others: set[PaperId]) -> bool:
    one, other = pair
    return (one in ids and other in others) or (one in others and other in ids)
