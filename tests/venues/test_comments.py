"""What real comments say of venues, as a table; what we read wrong stands in it as well."""

from pathlib import Path

import pytest

from tests.venues.readings import rows, written
from tracker.venues.mentions import mentions_in

TABLE = rows(Path(__file__).parent / "comments.tsv")
KNOWN_MISSES = [row for row in TABLE if len(row) == 3]


@pytest.mark.parametrize(("comment", "reading"), [row[:2] for row in TABLE])
def test_a_comment_is_read_as_written_there(comment: str, reading: str) -> None:
    assert written(mentions_in(comment.replace("\\n", "\n"), id_year=2026)) == reading


@pytest.mark.parametrize(("comment", "reading", "truth"), KNOWN_MISSES)
def test_a_known_miss_is_still_one(comment: str, reading: str, truth: str) -> None:
    assert written(mentions_in(comment, id_year=2026)) == reading != truth
