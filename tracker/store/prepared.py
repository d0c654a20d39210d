"""What an import works out of papers before the database is asked, and in another thread."""

from dataclasses import dataclass, replace
from functools import cached_property

from tracker.model.harvests import Batch
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Paper
from tracker.store.listings import listing_of
from tracker.store.mentions import said_in
from tracker.store.papers import PaperRow, paper_row
from tracker.store.rows import paper_ids
from tracker.venues.badges import Told


@dataclass(frozen=True)
class Prepared:
    """A paper of a file, and how it is written if it is new: what the database need not be asked.

    `row` and `mentions` take the most time of an import but for the database itself.
    """

    paper: Paper
    told: Announcement | None

    @cached_property
    def ids(self) -> tuple[PaperId, ...]:
        return paper_ids(self.paper)

    @cached_property
    def row(self) -> PaperRow:
        return paper_row(_listed(self.paper, self.told))

    @cached_property
    def mentions(self) -> tuple[Told, ...]:
        return said_in(self.paper)


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """The papers of a batch, announced ones first."""

    source: str
    papers: tuple[Prepared, ...]

    def work_out(self) -> None:
        """Do at once, in whatever thread, what would be done for each paper that is new."""
        for each in self.papers:
            _ = each.ids, each.row, each.mentions


def prepared(batch: Batch) -> PreparedBatch:
    """Return the papers of a batch as `Imports.record` takes them."""
    told = (Prepared(each.paper, each) for each in batch.announcements)
    untold = (Prepared(each, None) for each in batch.papers)
    return PreparedBatch(batch.source, (*told, *untold))


def _listed(paper: Paper, told: Announcement | None) -> Paper:
    """Return a new paper with the listing day that its announcement tells."""
    on, estimated = (listing_of(told) if told else None) or (None, False)
    if (paper.announced_on, paper.announced_on_estimated) == (on, estimated):
        return paper
    return replace(paper, announced_on=on, announced_on_estimated=estimated)
