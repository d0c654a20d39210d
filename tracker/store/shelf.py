"""Puts the papers of a batch beside those that are stored, before a row is written; pure."""

from dataclasses import replace

from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Paper
from tracker.store.merging import Listed, listed, merged
from tracker.store.rows import paper_ids, paper_values


class Shelf:
    """The papers of a batch while it is recorded: as they were stored, and as they will be."""

    def __init__(
        self, numbers: dict[PaperId, int], before: dict[int, Paper], last_number: int
    ) -> None:
        self.before = before
        self._numbers = numbers
        self._after = dict(before)
        self._listed: dict[int, Listed | None] = {
            number: _listed_of(paper) for number, paper in before.items()
        }
        self._next_number = last_number + 1

    def put(self, paper: Paper) -> int:
        """Add what `paper` tells to the paper that has one of its ids; returns its row number."""
        ids = paper_ids(paper)
        number = next((self._numbers[each] for each in ids if each in self._numbers), None)
        if number is None:
            number, self._next_number = self._next_number, self._next_number + 1
            self._after[number] = paper
        else:
            self._after[number] = merged(self._after[number], paper)
        for each in ids:
            self._numbers.setdefault(each, number)
        return number

    def number_of(self, paper: Paper) -> int:
        """Return the row number of a paper that was put."""
        return self._numbers[paper_ids(paper)[0]]

    def announce(self, number: int, announcement: Announcement) -> bool:
        """Take the listing day of one announcement of a paper on the shelf into account.

        False where the announcement tells nothing: the estimate of another day for a paper whose
        day is known. (A record that was merely edited looks like one that was cross-listed.)
        """
        known = self._listed.get(number)
        if known and announcement.estimated and announcement.announced_on != known.on:
            return False
        self._listed[number] = listed(known, announcement)
        return True

    def close(self) -> None:
        """Give every paper its listing day, which no record has a say in, only announcements."""
        for number, paper in self._after.items():
            day = self._listed.get(number)
            if day != _listed_of(paper):
                self._after[number] = _on(paper, day)

    def new(self) -> dict[int, Paper]:
        """Return the papers that were not stored, by row number."""
        return {n: paper for n, paper in self._after.items() if n not in self.before}

    def changed(self) -> dict[int, Paper]:
        """Return the stored papers that are not what they were, by row number."""
        return {n: self._after[n] for n in self.before if _differ(self.before[n], self._after[n])}

    def reworded(self) -> list[int]:
        """Return the row numbers of stored papers whose title or abstract is another one."""
        return [n for n in self.before if _words(self.before[n]) != _words(self._after[n])]


def _listed_of(paper: Paper) -> Listed | None:
    if paper.announced_on is None:
        return None
    return Listed(paper.announced_on, paper.announced_on_estimated)


def _on(paper: Paper, day: Listed | None) -> Paper:
    on, estimated = day or (None, False)
    return replace(paper, announced_on=on, announced_on_estimated=estimated)


def _differ(known: Paper, paper: Paper) -> bool:
    # Compared as written: a stray blank in a name is no change.
    return known != paper and paper_values(known) != paper_values(paper)


def _words(paper: Paper) -> tuple[str, str]:
    return paper.title, paper.abstract
