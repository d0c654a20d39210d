"""Scores papers that stand in files against a roadmap; no database is needed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import msgspec

from tracker.errors import BadData
from tracker.jobs.json_lines import decoder, read_records
from tracker.model.identifiers import ARXIV, PaperId, arxiv_id
from tracker.model.imports import BadLine
from tracker.model.papers import Paper
from tracker.model.roadmap import Roadmap
from tracker.model.scores import Score
from tracker.ranking.background import builtin_background
from tracker.ranking.percentiles import STREAM
from tracker.ranking.ranker import Ranker, Weights

_AT_ONCE = 1_000


class _Line(msgspec.Struct):
    id: str | int
    title: str
    abstract: str | None = None


def score_files(
    files: Sequence[Path], roadmap: Roadmap, refused: Callable[[BadLine], object]
) -> Iterator[Score]:
    """Yield a score for each line of `files`, in their order; bad lines go to `refused`.

    A score's `paper_id` is the line's `id` as it stands there. Percentiles are taken in the last
    papers before and those that are scored at once, up to 1,000. Raises OSError for a file that
    cannot be read.
    """
    ranker = Ranker(roadmap, Weights(), builtin_background())
    papers = read_records(files, _paper, refused)
    recent: dict[str, list[float]] = {}
    while some := list(islice(papers, _AT_ONCE)):
        scores = ranker.score([paper for _, paper in some], recent)
        _remember(recent, scores)
        for (id_, _), score in zip(some, scores, strict=True):
            yield replace(score, paper_id=id_)


def _remember(recent: dict[str, list[float]], scores: Iterable[Score]) -> None:
    for score in scores:
        for topic in score.topics:
            recent.setdefault(topic.id, []).append(topic.score)
    for values in recent.values():
        del values[:-STREAM]


def _paper(line: bytes) -> tuple[str, Paper]:
    """Return the paper of a line, and its id as it stands there."""
    found = _decoded(line)
    id_ = str(found.id)
    if not id_.strip():
        raise BadData("id: it is empty")
    known = arxiv_id(id_)
    paper_id = PaperId(ARXIV, known.base) if known else PaperId("line", id_)
    return id_, Paper(paper_id, found.title, abstract=found.abstract or "")


_decoded = decoder(_Line)
