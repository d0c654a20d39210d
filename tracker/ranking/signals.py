"""What speaks for a paper besides its text: where it was accepted, and which lab wrote it."""

from collections.abc import Iterator

from tracker.model.papers import Paper, VenueMention
from tracker.model.roadmap import Roadmap
from tracker.model.scores import Reason
from tracker.ranking.text import folded
from tracker.ranking.weights import Weights

_CHOSEN = frozenset({"award", "oral", "spotlight", "highlight"})


class Signals:
    """The venues and labs of a roadmap, ready to be found in papers."""

    def __init__(self, roadmap: Roadmap, weights: Weights) -> None:
        self._venues = {folded(name) for name in roadmap.venues}
        self._labs = [(name, f" {folded(name)} ") for name in roadmap.labs if folded(name)]
        self._weights = weights

    def of(self, paper: Paper) -> Iterator[Reason]:
        """Yield the best of the paper's venues that the roadmap names, and its first lab."""
        yield from self._venue(paper)
        yield from self._lab(paper)

    def _venue(self, paper: Paper) -> Iterator[Reason]:
        accepted = [
            each
            for each in paper.venues
            if each.status == "accepted" and each.kind == "main" and self._followed(each)
        ]
        if accepted and self._weights.venue:
            best = max(accepted, key=_is_chosen)
            value = self._weights.venue * (1.0 if _is_chosen(best) else 0.5)
            yield Reason("venue", _venue_label(best), round(value, 1), best.venue)

    def _followed(self, mention: VenueMention) -> bool:
        return folded(mention.venue) in self._venues

    def _lab(self, paper: Paper) -> Iterator[Reason]:
        """Yield the lab that stands among the authors: a team's name, or an affiliation."""
        if not self._weights.lab or not self._labs:
            return
        people = " | ".join(
            f" {folded(author.name)} | {folded(author.affiliation or '')} "
            for author in paper.authors
        )
        for name, sought in self._labs:
            if sought in people:
                yield Reason("lab", name, self._weights.lab, name)
                return


def _is_chosen(mention: VenueMention) -> bool:
    return mention.presentation in _CHOSEN


def _venue_label(mention: VenueMention) -> str:
    """Return what the badge of a venue says: `ICML 2025 oral`."""
    year = str(mention.year) if mention.year else ""
    chosen = mention.presentation if _is_chosen(mention) else ""
    return " ".join(word for word in (mention.venue, year, chosen) if word)
