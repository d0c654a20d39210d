"""The papers of a corpus in the order in which they were listed, with the days they fell on."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tracker.model.evaluation import Knowledge
from tracker.model.papers import Paper


@dataclass(frozen=True, slots=True)
class ListingDay:
    """The papers `rows` of a stream, listed `on` one day."""

    on: date
    rows: range


class Stream:
    """Papers by listing day and id; a paper's place among them is its row.

    Papers without a listing day are left out; one that comes twice stands where it came first.
    """

    def __init__(self, papers: Iterable[Paper]) -> None:
        self.papers = _in_order(papers)
        self.days = tuple(_days(self.papers))

    def within(self, since: date, until: date) -> tuple[ListingDay, ...]:
        """Return the days from `since` to `until`."""
        return tuple(day for day in self.days if since <= day.on <= until)

    def known(self, day: ListingDay, knowledge: Knowledge) -> range:
        """Return the rows that may be used to score `day`."""
        if knowledge is Knowledge.COLD_START:
            return day.rows
        if knowledge is Knowledge.WHOLE_WINDOW:
            return range(len(self.papers))
        return range(day.rows.stop)

    def milestones(self, growth: float = 1.5) -> list[int]:
        """Return how many papers there are on the days on which they have grown so much."""
        found: list[int] = []
        for day in self.days:
            if not found or day.rows.stop >= growth * found[-1]:
                found.append(day.rows.stop)
        return found

    def rows_of(self, ids: Collection[str], days: Sequence[ListingDay]) -> list[int]:
        """Return the rows of the arXiv papers `ids` (bare) that were listed on `days`."""
        return [row for day in days for row in day.rows if self.papers[row].id.value in ids]


def _in_order(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    earliest: dict[str, Paper] = {}
    for paper in papers:
        if paper.announced_on:
            known = earliest.setdefault(paper.id.value, paper)
            if _listed(paper) < _listed(known):
                earliest[paper.id.value] = paper
    return tuple(sorted(earliest.values(), key=lambda paper: (_listed(paper), paper.id)))


def _days(papers: Sequence[Paper]) -> Iterator[ListingDay]:
    start = 0
    for on, group in groupby(papers, key=_listed):
        stop = start + sum(1 for _ in group)
        yield ListingDay(on, range(start, stop))
        start = stop


def _listed(paper: Paper) -> date:
    return paper.announced_on or date.max
