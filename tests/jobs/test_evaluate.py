"""An evaluation reads its papers and judgements from files; what it cannot read is named."""

import gzip
import json
from pathlib import Path

import pytest

from tests.jobs.dumps import written
from tests.ranking.evaluation.corpora import ROADMAP, judgements, papers
from tracker.jobs.evaluate import evaluate
from tracker.model.evaluation import Evaluation, Examination
from tracker.model.imports import BadLine


def files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Write the small corpus into two files, one of them packed, and its judgements into one."""
    lines = [
        {
            "id": paper.id.value,
            "title": paper.title,
            "abstract": paper.abstract,
            "categories": list(paper.categories),
            "listed": str(paper.announced_on),
        }
        for paper in papers()
    ]
    judged = [
        {"topic": topic, "arxiv_id": id_, "title": "what else stands there is no matter"}
        for topic, ids in judgements().items()
        for id_ in sorted(ids)
    ]
    corpus = [written(folder, lines[:100], "a.jsonl.gz"), written(folder, lines[100:], "b.jsonl")]
    return corpus, [written(folder, judged, "lists.jsonl.zst")]


def run(corpus: list[Path], judged: list[Path]) -> tuple[Evaluation, list[BadLine]]:
    bad: list[BadLine] = []
    found = evaluate(
        corpus, judged, ROADMAP, Examination(), told=lambda *_: None, refused=bad.append
    )
    return found, bad


def test_packed_and_plain_files_are_one_corpus(tmp_path: Path) -> None:
    found, bad = run(*files(tmp_path))
    assert (found.candidates, found.daily.papers, bad) == (360, 24, [])


def test_bad_lines_are_named_and_the_rest_is_measured(tmp_path: Path) -> None:
    corpus, judged = files(tmp_path)
    odd = [b"no json", b'{"topic": "agents"}', json.dumps({"topic": "a", "arxiv_id": "x"}).encode()]
    judged.append(written(tmp_path, odd, "odd.jsonl"))
    corpus.append(written(tmp_path, [{"id": "2506.99999", "listed": "1066-10-14"}], "early.jsonl"))
    found, bad = run(corpus, judged)
    assert found.daily.papers == 24
    assert [(Path(each.file).name, each.number) for each in bad] == [
        ("odd.jsonl", 1), ("odd.jsonl", 2), ("odd.jsonl", 3), ("early.jsonl", 1),
    ]  # fmt: skip
    assert "not JSON" in bad[0].reason
    assert "arxiv_id" in bad[1].reason
    assert "no arXiv id" in bad[2].reason


def test_a_cut_file_gives_what_it_has(tmp_path: Path) -> None:
    corpus, judged = files(tmp_path)
    whole = gzip.compress(corpus[1].read_bytes())
    corpus[1].write_bytes(whole[:-200])
    found, bad = run(corpus, judged)
    assert 100 < found.candidates < 360
    assert "cut short or damaged" in bad[-1].reason


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    corpus, judged = files(tmp_path)
    with pytest.raises(FileNotFoundError):
        run([*corpus, tmp_path / "missing.gz"], judged)
