"""Puts the papers of a batch beside those that are stored, before a row is written; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tracker.identity.sameness import Finding
from tracker.identity.titles import title_key
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.papers import Announcement, Paper
from tracker.store.homes import Apart, Homes
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
from tracker.store.matching import match
from tracker.store.merging import merged
from tracker.store.rows import canonical, paper_ids, paper_values


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of the papers of a batch.

    `numbers` are the rows that identifiers lead to; `papers` are those, and the rows that
    `lookalikes` names for a record by its own id; `sightings` are what was shown of them; `apart`
    are ids that a person has split.
    """

    last_number: int
    numbers: Mapping[PaperId, int] = field(default_factory=dict)
    papers: Mapping[int, Paper] = field(default_factory=dict)
    sightings: Mapping[int, Sightings] = field(default_factory=dict)
    lookalikes: Mapping[PaperId, Sequence[int]] = field(default_factory=dict)
    apart: Apart = ()


class Adoption(NamedTuple):
    """A record that went to a paper of another id, which it made of `before` what is `after`."""

    number: int
    taken: Paper
    before: Paper
    after: Paper
    finding: Finding


class Joint(NamedTuple):
    """Two rows that are one paper, or that are likely to be."""

    kept: int
    taken: int
    finding: Finding


class Shelf:
    """The papers of a batch while it is recorded: as they were stored, and as they will be.

    It collects what it finds out by the way: `adoptions`, `joints` of rows, `likely` pairs.
    """

    def __init__(self, known: Known) -> None:
        self.before = known.papers
        self.adoptions: list[Adoption] = []
        self.joints: list[Joint] = []
        self.likely: list[Joint] = []
        self._homes = Homes(known.numbers, known.papers, known.apart)
        self._lookalikes = known.lookalikes
        self._after = dict(known.papers)
        self._shown_before = known.sightings
        self._shown = dict(known.sightings)
        self._next_number = known.last_number + 1
        # New rows by title, and the own ids of the records of each row.
        self._titled: dict[str, list[int]] = {}
        self._told: dict[int, set[PaperId]] = {}
        self._changed: list[int] = []

    def put(self, paper: Paper) -> int:
        """Add what `paper` tells to the paper that it is of; returns the row number of that."""
        homes = self._homes.of(paper)
        paper = self._homes.with_own_ids(paper, homes)
        if homes:
            number = self._placed(paper, homes)
        else:
            found = match(paper, self._lookalikes_of(paper, [canonical(paper.id)]))
            number = self._placed(paper, dict(found.same))
            self._doubt(number, found.likely)
        self._homes.add(paper, number)
        self._told.setdefault(number, set()).add(canonical(paper.id))
        return number

    def announce(self, number: int, announcement: Announcement) -> None:
        """Take an announcement of a listing into account, of a paper on the shelf."""
        if is_listing(announcement):
            known = self._shown.get(number, NEVER)
            self._shown[number] = seen_again(known, announcement)

    def close(self) -> None:
        """Look again at papers with another title or authors, and give every one its listing day.

        No record has a say in that day, only announcements. Nothing can be put after that.
        """
        for number in self._renamed():
            self._look_again(number)
        for number, sightings in self._shown.items():
            if sightings != self._shown_before.get(number, NEVER):
                self._after[number] = _on(self._after[number], listed(sightings))
                self._shown[number] = settled(sightings)
        self._changed = [n for n, paper in self.before.items() if _differ(paper, self._after[n])]

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

    def paper(self, number: int) -> Paper:
        """Return the paper that stands in row `number`, or that the row has become a part of."""
        return self._after[self._homes.place(number)]

    def new(self) -> dict[int, Paper]:
        """Return the papers that were not stored, by row number."""
        return {n: paper for n, paper in self._after.items() if n not in self.before}

    def changed(self) -> dict[int, Paper]:
        """Return the stored papers that are not what they were, by row number."""
        return {n: self._after[n] for n in self._changed}

    def reworded(self) -> list[int]:
        """Return the row numbers of stored papers whose title or abstract is another one."""
        return [n for n in self.before if _words(self.before[n]) != _words(self._after[n])]

    def _placed(self, paper: Paper, homes: Mapping[int, Finding]) -> int:
        """Put `paper` on the best of its homes, which takes the others in."""
        number = self._best(paper, homes)
        if number is None:
            number = self._new(paper)
        else:
            self._add(number, paper, homes[number])
        order = list(homes)
        for other in order:
            if other != number:
                # Of the two the one that was found later has the reason: it led there, too.
                later = max(number, other, key=order.index) if number in homes else other
                self._join(number, other, homes[later])
        return number

    def _best(self, paper: Paper, homes: Iterable[int]) -> int | None:
        """Return the row of the arXiv version, None where `paper` is its first record, else the
        oldest.
        """
        on_arxiv = [number for number in homes if self._homes.on_arxiv(number)]
        if paper.id.scheme == ARXIV and not on_arxiv:
            return None
        return min(on_arxiv or homes, default=None)

    def _new(self, paper: Paper) -> int:
        number, self._next_number = self._next_number, self._next_number + 1
        self._after[number] = _on(paper, None)
        if key := title_key(paper.title):
            self._titled.setdefault(key, []).append(number)
        return number

    def _add(self, number: int, paper: Paper, finding: Finding) -> None:
        before, after = self._after[number], merged(self._after[number], paper)
        self._after[number] = after
        if not self._homes.knows(canonical(paper.id)):
            self.adoptions.append(Adoption(number, paper, before, after, finding))

    def _join(self, kept: int, taken: int, finding: Finding) -> None:
        self._homes.join(kept, taken)
        self.joints.append(Joint(kept, taken, finding))

    def _renamed(self) -> list[int]:
        told = (n for n in self._told if n in self.before and self._homes.place(n) == n)
        return [n for n in told if _name(self.before[n]) != _name(self._after[n])]

    def _look_again(self, number: int) -> None:
        paper = self._after[number]
        near = self._lookalikes_of(paper, self._told[number])
        found = match(paper, {n: other for n, other in near.items() if n != number})
        for other, finding in found.same:
            arxiv = self._homes.on_arxiv(other), self._homes.on_arxiv(number)
            kept = min(number, other) if arxiv[0] == arxiv[1] else (number, other)[arxiv[0]]
            self._join(kept, number + other - kept, finding)
        self._doubt(number, found.likely)

    def _lookalikes_of(self, paper: Paper, told: Iterable[PaperId]) -> dict[int, Paper]:
        numbers = [n for each in told for n in self._lookalikes.get(each, ())]
        numbers += self._titled.get(title_key(paper.title), [])
        rows = dict.fromkeys(map(self._homes.place, numbers))
        ids = set(paper_ids(paper))
        return {n: self._after[n] for n in rows if not self._homes.was_split(n, ids)}

    def _doubt(self, number: int, likely: Iterable[tuple[int, Finding]]) -> None:
        self.likely += [Joint(number, other, finding) for other, finding in likely]


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


def _name(paper: Paper) -> tuple[str, tuple[str, ...]]:
    return title_key(paper.title), tuple(author.name for author in paper.authors)
