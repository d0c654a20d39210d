"""The played daily papers: who is shown when, with how many upvotes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.replay.worlds import record, world
from tracker.errors import BadData
from tracker.replay import Fault, Stage

EVENING = datetime(2025, 11, 5, 20, tzinfo=UTC)


def stage(folder: Path, now: datetime = EVENING, *more: dict[str, Any]) -> Stage:
    played = world(
        folder,
        record("2511.00001", daily=["2025-11-05", 41]),
        record("2511.00002", daily=["2025-11-04", 8]),
        record("2511.00003"),
        *more,
    )
    return Stage(played, lambda: now)


def shown(played: Stage, query: str = "?date=2025-11-05") -> list[tuple[str, int]]:
    answer = played.respond(played.daily_url + query)
    assert answer.status == 200
    return [(each["paper"]["id"], each["paper"]["upvotes"]) for each in json.loads(answer.body)]


def test_a_day_shows_its_papers_and_half_their_upvotes(tmp_path: Path) -> None:
    assert shown(stage(tmp_path)) == [("2511.00001", 20)]
    assert shown(stage(tmp_path), "") == [("2511.00001", 20)]
    assert shown(stage(tmp_path), "?date=2025-11-08") == []


def test_upvotes_are_all_there_a_day_later(tmp_path: Path) -> None:
    assert shown(stage(tmp_path, EVENING + timedelta(days=1))) == [("2511.00001", 41)]


def test_nothing_is_shown_before_it_was_put_forward(tmp_path: Path) -> None:
    assert shown(stage(tmp_path, datetime(2025, 11, 5, tzinfo=UTC))) == []
    assert shown(stage(tmp_path), "?date=2025-11-06") == []


def test_a_day_comes_in_pages(tmp_path: Path) -> None:
    more = [record(f"2511.{n:05d}", daily=["2025-11-05", n]) for n in range(10, 13)]
    played = stage(tmp_path, EVENING, *more)
    pages = [shown(played, f"?date=2025-11-05&limit=3&p={page}") for page in range(3)]
    assert [len(each) for each in pages] == [3, 1, 0]
    assert len({id_ for page in pages for id_, _ in page}) == 4


def test_who_has_the_page_already_is_told_so(tmp_path: Path) -> None:
    played = stage(tmp_path)
    etag = played.respond(played.daily_url).headers["ETag"]
    assert played.respond(played.daily_url, {"If-None-Match": etag}).status == 304


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    played = stage(tmp_path)
    assert played.respond(f"{played.daily_url}?date=today").status == 400


def test_it_goes_wrong_as_told(tmp_path: Path) -> None:
    played = stage(tmp_path)
    played.fail("/api/daily_papers", Fault.refused(429, "60"))
    assert played.respond(played.daily_url).status == 429
    assert played.respond(f"{played.api_url}?id_list=2511.00001").status == 200


def test_a_record_with_a_strange_day_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"papers\.jsonl:1"):
        world(tmp_path, record("2511.00001", daily=["soon", 3]))
