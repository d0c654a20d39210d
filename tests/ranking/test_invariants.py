"""What holds of every score: its reasons sum to it, and the same input gives the same bytes."""

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ranking.everything import LIKES, demo_papers, lines, ranker_of, scored
from tracker.model.identifiers import PaperId
from tracker.model.papers import Paper
from tracker.model.scores import Score

ROOT = Path(__file__).resolve().parent.parent.parent
RANDOM_PAPERS, AT_ONCE = 10_000, 1_000
NEEDED = "import Stemmer, msgspec, numpy, scipy, sklearn, pylatexenc"
OTHERS = [f"python3.{minor}" for minor in (11, 12, 13, 14) if minor != sys.version_info.minor]


def gap(score: Score) -> float:
    return abs(sum(reason.value for reason in score.reasons) - score.value)


def test_reasons_of_every_kind_sum_to_their_score() -> None:
    scores = scored()
    assert max(map(gap, scores)) < 1e-6
    kinds = {reason.kind for score in scores for reason in score.reasons}
    assert kinds >= {"topic", "must-read", "watch", "liked", "disliked"}


def test_reasons_of_made_up_papers_sum_to_their_score() -> None:
    words = " ".join(paper.abstract for paper in demo_papers()).split()
    made = random.Random(5)
    papers = [
        Paper(
            PaperId("arxiv", f"2511.{number:05d}"),
            " ".join(made.choices(words, k=made.randrange(12))),
            abstract=" ".join(made.choices(words, k=made.randrange(200))),
        )
        for number in range(1_000)
    ]
    assert max(map(gap, ranker_of(demo_papers()).score(papers, {}))) < 1e-6


@pytest.mark.slow
def test_reasons_of_ten_thousand_random_papers_sum_to_their_scores(shared_folder: Path) -> None:
    papers = random.Random(5).sample(list(real_papers(shared_folder)), RANDOM_PAPERS + LIKES + 2)
    ranker = ranker_of(papers[RANDOM_PAPERS:])
    gaps = [
        gap(score)
        for start in range(0, RANDOM_PAPERS, AT_ONCE)
        for score in ranker.score(papers[start : start + AT_ONCE], {})
    ]
    assert len(gaps) == RANDOM_PAPERS
    assert max(gaps) < 1e-6


def real_papers(shared: Path) -> Iterator[Paper]:
    for file in sorted((shared / "data" / "arxiv").glob("arxiv-2025-*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                yield Paper(PaperId("arxiv", row["id"]), row["title"], abstract=row["abstract"])


def test_the_same_input_twice_gives_the_same_bytes() -> None:
    assert list(lines()) == list(lines())


def test_another_process_gives_the_same_bytes() -> None:
    assert printed_by(sys.executable).splitlines() == list(lines())


def test_another_version_of_python_gives_the_same_bytes() -> None:
    able = [each for each in interpreters() if can_rank(each)]
    if not able:
        pytest.skip(
            f"NEEDS another Python ({', '.join(OTHERS)}) with the packages of requirements.lock on "
            "the PATH, or named by OTHER_PYTHON: scores of two versions are not compared"
        )
    ours = list(lines())
    for each in able:
        assert printed_by(each).splitlines() == ours, each


def interpreters() -> list[str]:
    named = os.environ.get("OTHER_PYTHON")
    found = [shutil.which(each) for each in OTHERS]
    return [each for each in (named, *found) if each]


def can_rank(interpreter: str) -> bool:
    asked = subprocess.run([interpreter, "-c", NEEDED], capture_output=True, check=False)
    return asked.returncode == 0


def printed_by(interpreter: str) -> str:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [interpreter, "-m", "tests.ranking.everything"],
        env=environ, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
