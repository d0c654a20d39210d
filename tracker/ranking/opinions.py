"""What one reader has said of papers: the part of it that a taste is learnt from."""

import hashlib
from collections.abc import Sequence

from tracker.model.feedback import Judged, Opinion
from tracker.model.papers import Paper
from tracker.ranking.text import folded

_MOST = 1000  # Later opinions say more; and no reader makes a run slow.


class Opinions:
    """The last word of one reader on each paper; `version` is a hash of it all, "" for nothing.

    `papers` has the liked ones first, then the disliked and the hidden; `sizes` says how many of
    each. Papers with the same title are one. Only the latest thousand count.
    """

    def __init__(self, judged: Sequence[Judged]) -> None:
        last = {folded(each.paper.title): each for each in sorted(judged, key=_when)}
        latest = sorted(last.values(), key=_when)[-_MOST:]
        self.liked = _papers(latest, Opinion.LIKE)
        self.disliked = _papers(latest, Opinion.DISLIKE)
        self.hidden = _papers(latest, Opinion.HIDE)
        self.papers = (*self.liked, *self.disliked, *self.hidden)
        self.sizes = len(self.liked), len(self.disliked), len(self.hidden)
        said = [(each.opinion.value, str(each.paper.id)) for each in latest]
        self.version = hashlib.sha256(repr(said).encode()).hexdigest()[:12] if said else ""


def _when(judged: Judged) -> tuple[str, str]:
    return judged.at.isoformat(), str(judged.paper.id)


def _papers(judged: Sequence[Judged], opinion: Opinion) -> tuple[Paper, ...]:
    return tuple(each.paper for each in judged if each.opinion == opinion)
