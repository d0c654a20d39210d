"""Puts the papers of a batch beside those that are stored, before a row is written; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Paper
from tracker.store.listings import (
    NEVER,
    Listed,
    Shown,
    Sightings,
    is_listing,
    listed,
    seen_again,
    settled,
)
from tracker.store.merging import merged
from tracker.store.rows import paper_ids, paper_values


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of the papers of a batch: row numbers by identifier, papers and sightings."""

    numbers: Mapping[PaperId, int] = field(default_factory=dict)
    papers: Mapping[int, Paper] = field(default_factory=dict)
    sightings: Mapping[int, Sightings] = field(default_factory=dict)
    last_number: int = 0


class Shelf:
    """The papers of a batch while it is recorded: as they were stored, and as they will be."""

    def __init__(self, known: Known) -> None:
        self.before = known.papers
        self._shown_before = known.sightings
        self._numbers = dict(known.numbers)
        self._after = dict(known.papers)
        self._shown = dict(known.sightings)
        self._next_number = known.last_number + 1

    def put(self, paper: Paper) -> int:
        """Add what `paper` tells to the paper that has one of its ids; returns its row number."""
        ids = paper_ids(paper)
        number = next((self._numbers[each] for each in ids if each in self._numbers), None)
        if number is None:
            number, self._next_number = self._next_number, self._next_number + 1
            self._after[number] = _on(paper, None)
        else:
            self._after[number] = merged(self._after[number], paper)
        for each in ids:
            self._numbers.setdefault(each, number)
        return number

    def announce(self, number: int, announcement: Announcement) -> None:
        """Take an announcement of a listing into account, of a paper on the shelf."""
        if is_listing(announcement):
            known = self._shown.get(number, NEVER)
            self._shown[number] = seen_again(known, announcement)

    def close(self) -> None:
        """Give every paper its listing day, which no record has a say in, only announcements."""
        for number, sightings in self._shown.items():
            if sightings != self._shown_before.get(number, NEVER):
                self._after[number] = _on(self._after[number], listed(sightings))
                self._shown[number] = settled(sightings)

    def shown(self) -> Iterator[tuple[int, Shown]]:
        """Yield the sightings that are not stored, with the row numbers of their papers."""
        for number, sightings in self._shown.items():
            for each in sorted(sightings - self._shown_before.get(number, NEVER)):
                yield number, each

    def gone(self) -> Iterator[tuple[int, Shown]]:
        """Yield the stored sightings, estimates all, that do not stand where they stood."""
        for number, sightings in self._shown_before.items():
            for each in sorted(sightings - self._shown[number]):
                yield number, each

    def shown_anew(self) -> int:
        """Return how many sightings are news, and none that was stored with another day."""
        known = {(n, *each[:3]) for n, all_ in self._shown_before.items() for each in all_}
        return sum((number, *each[:3]) not in known for number, each in self.shown())

    def new(self) -> dict[int, Paper]:
        """Return the papers that were not stored, by row number."""
        return {n: paper for n, paper in self._after.items() if n not in self.before}

    def changed(self) -> dict[int, Paper]:
        """Return the stored papers that are not what they were, by row number."""
        return {n: self._after[n] for n in self.before if _differ(self.before[n], self._after[n])}

    def reworded(self) -> list[int]:
        """Return the row numbers of stored papers whose title or abstract is another one."""
        return [n for n in self.before if _words(self.before[n]) != _words(self._after[n])]


def _on(paper: Paper, day: Listed | None) -> Paper:
    on, estimated = day or (None, False)
    if (paper.announced_on, paper.announced_on_estimated) == (on, estimated):
        return paper
    return replace(paper, announced_on=on, announced_on_estimated=estimated)


def _differ(known: Paper, paper: Paper) -> bool:
    # Compared as written: a stray blank in a name is no change.
    return known != paper and paper_values(known) != paper_values(paper)


def _words(paper: Paper) -> tuple[str, str]:
    return paper.title, paper.abstract
