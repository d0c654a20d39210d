"""Measures the ranking on files: a corpus of papers, and what people have put on their lists."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec

from tracker.errors import BadData
from tracker.jobs.dump_records import read_paper
from tracker.jobs.json_lines import decoder, read_records
from tracker.model.evaluation import Evaluation, Examination
from tracker.model.identifiers import arxiv_id
from tracker.model.imports import BadLine
from tracker.model.papers import Paper
from tracker.model.roadmap import Roadmap
from tracker.ranking.evaluation.bench import Told
from tracker.ranking.evaluation.benchmark import evaluate as examined

_ANY_DAY = date.max - timedelta(days=1)  # What is measured depends on no clock.


class _Judgement(msgspec.Struct):
    topic: str
    arxiv_id: str


def evaluate(
    corpus: Sequence[Path],
    judgements: Sequence[Path],
    roadmap: Roadmap,
    examination: Examination,
    *,
    told: Told,
    refused: Callable[[BadLine], object],
) -> Evaluation:
    """Measure how `roadmap` ranks the judged papers of `corpus`; bad lines go to `refused`.

    Raises BadData where nothing can be measured, OSError for a file that cannot be read.
    """
    judged = read_judgements(judgements, refused)
    return examined(read_corpus(corpus, refused), judged, roadmap, examination, told)


def read_judgements(
    files: Sequence[Path], refused: Callable[[BadLine], object]
) -> dict[str, set[str]]:
    """Return the arXiv ids without version that are on the lists, by topic."""
    judged: dict[str, set[str]] = {}
    for topic, paper in read_records(files, _judgement, refused):
        judged.setdefault(topic, set()).add(paper)
    return judged


def read_corpus(corpus: Sequence[Path], refused: Callable[[BadLine], object]) -> Iterator[Paper]:
    """Yield the papers with what ranking looks at; the rest would only take memory."""
    for paper in read_records(corpus, lambda line: read_paper(line, _ANY_DAY), refused):
        yield replace(paper, url="", pdf_url=None, identifiers=())


def _judgement(line: bytes) -> tuple[str, str]:
    found = _decoded(line)
    paper = arxiv_id(found.arxiv_id)
    if paper is None:
        raise BadData(f"arxiv_id: {found.arxiv_id[:40]!r} is no arXiv id")
    return found.topic, paper.base


_decoded = decoder(_Judgement)
