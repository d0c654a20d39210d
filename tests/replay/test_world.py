"""The played days: which listing a paper stands in, and when it was submitted."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.replay.worlds import MONDAY, TUESDAY, record, world
from tracker.errors import BadData
from tracker.model.arxiv_calendar import deadline, listing_day, previous_listing
from tracker.replay import World


def test_papers_stand_in_their_listing_by_id_descending(tmp_path: Path) -> None:
    papers = [record("2511.00002"), record("2511.00003"), record("2511.00009", TUESDAY)]
    played = world(tmp_path, *papers)
    assert [each.id for each in played.listed_on(MONDAY)] == ["2511.00003", "2511.00002"]
    assert [each.id for each in played.listed_on(TUESDAY)] == ["2511.00009"]


def test_a_paper_without_a_listing_day_is_not_played(tmp_path: Path) -> None:
    assert world(tmp_path, record("2511.00002", listed=None)).papers == ()


def test_a_late_crawl_on_a_weekend_belongs_to_friday(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00002", date(2025, 11, 9)))
    assert played.papers[0].listed == date(2025, 11, 7)


@pytest.mark.parametrize("published", [None, "", "2025-10-31"])
def test_a_submission_time_is_invented_inside_the_window_of_the_listing(
    tmp_path: Path, published: str | None
) -> None:
    days = [MONDAY, TUESDAY, date(2025, 12, 1), date(2025, 12, 26)]  # Two after holidays.
    papers = [record(f"25{n:02}.{n:05}", day) for n in range(1, 10) for day in days]
    papers = [
        each | {"published": published, "id": f"2511.{i:05}"} for i, each in enumerate(papers)
    ]
    for each in world(tmp_path, *papers).papers:
        opened, closed = deadline(previous_listing(each.listed)), deadline(each.listed)
        assert opened <= each.submitted_at < closed


def test_invented_times_agree_with_the_estimate_of_the_calendar(tmp_path: Path) -> None:
    papers = [record(f"2511.{n:05}", day) for n, day in enumerate([MONDAY, TUESDAY] * 20)]
    assert all(
        listing_day(each.submitted_at) == each.listed for each in world(tmp_path, *papers).papers
    )


def test_invented_times_are_the_same_on_every_run(tmp_path: Path) -> None:
    once, again = (world(tmp_path, record("2511.00002")).papers[0] for _ in range(2))
    assert once.submitted_at == again.submitted_at


def test_a_known_submission_time_is_kept(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00002", published="2025-10-20T06:00:00Z"))
    assert played.papers[0].submitted_at == datetime(2025, 10, 20, 6, tzinfo=UTC)


def test_compressed_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(record("2511.00002")).encode()))
    assert len(World.read([file]).papers) == 1


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "2511.00001", "listed": "2025-11-03"}'])
def test_a_line_that_cannot_be_played_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_text(json.dumps(record("2511.00002")) + "\n" + line, encoding="utf-8")
    with pytest.raises(BadData, match=r"papers\.jsonl:2: no record"):
        World.read([file])


@pytest.mark.parametrize(
    "history",
    [
        {"replaced": ["2025-11-01"]},
        {"comment_changes": [["2025-11-01", "early"]]},
        {"withdrawn": "2025-11-04", "replaced": ["2025-11-05"]},
        {"cross_listed": ["cs.LG"]},
        {"comment_changes": ["2025-11-05"]},
    ],
)
def test_a_history_that_cannot_be_is_refused(tmp_path: Path, history: dict[str, object]) -> None:
    with pytest.raises(BadData):
        world(tmp_path, record("2511.00001", MONDAY, **history))


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    for title in ("One", "Two"):
        assert world(tmp_path, record("2511.00001", title=title)).papers[0].title == title


def test_invented_times_rise_with_the_ids_between_the_known_ones(tmp_path: Path) -> None:
    noon = datetime(2025, 10, 31, 12, tzinfo=UTC)
    known = {2: datetime(2025, 10, 20, tzinfo=UTC), 4: noon}  # The first was held.
    papers = [
        record(f"2511.{n:05}", published=known[n].isoformat() if n in known else None)
        for n in (6, 5, 4, 3, 2, 1)
    ]
    played = {each.id: each.submitted_at for each in world(tmp_path, *papers).papers}
    assert list(played) == [each["id"] for each in papers], "in the order of the file"
    assert played["2511.00002"] == known[2]
    rest = [played[f"2511.{n:05}"] for n in (1, 3, 4, 5, 6)]
    opened, closed = deadline(previous_listing(MONDAY)), deadline(MONDAY)
    assert opened <= rest[0] < rest[1] < noon == rest[2] < rest[3] < rest[4] < closed
