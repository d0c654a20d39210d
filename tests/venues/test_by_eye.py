"""Three hundred random comments of real papers, read by eye, beside what the rules read."""

import gzip
import json
from pathlib import Path

import pytest

from tests.venues.readings import rows, written
from tracker.venues.mentions import mentions_in

TABLE = rows(Path(__file__).parent / "by_eye.tsv")
IDS = {row[1] for row in TABLE}
KNOWN_MISSES = {row[1]: row[3] for row in TABLE if len(row) == 4}


@pytest.fixture(scope="module")
def comments(shared_folder: Path) -> dict[str, str]:
    """The comments of the papers in the table, by arXiv id."""
    found: dict[str, str] = {}
    for file in sorted((shared_folder / "data" / "arxiv").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            known = (json.loads(line) for line in lines if line[7:].partition('"')[0] in IDS)
            found |= {each["id"]: each["comment"] for each in known if each["comment"]}
    return found


@pytest.mark.parametrize("sample", ["first", "second"])
def test_comments_are_read_as_an_eye_reads_them(sample: str, comments: dict[str, str]) -> None:
    expected = {row[1]: KNOWN_MISSES.get(row[1], row[2]) for row in TABLE if row[0] == sample}
    read = {
        paper: written(mentions_in(comments[paper], id_year=2000 + int(paper[:2])))
        for paper in expected
    }
    assert read == expected


def test_a_known_miss_differs_from_the_truth_and_they_are_few() -> None:
    truth = {row[1]: row[2] for row in TABLE}
    assert all(truth[paper] != read for paper, read in KNOWN_MISSES.items())
    assert len(KNOWN_MISSES) <= len(TABLE) // 50
