"""`tracker coverage` and `tracker backfill` as people read them."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.cli import fakes
from tracker.model.harvests import Batch, Coverage, CoverageState
from tracker.store import Store

NOW = datetime(2025, 11, 6, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database whose ledger has a complete, a short and a stale day."""
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    store = Store.open(url, lambda: NOW, create=True)
    days = [
        ("arxiv-rss/cs.CL", 4, CoverageState.COMPLETE, 0, 0),
        ("arxiv-rss/cs.LG", 5, CoverageState.SHORT, 60, 64),
        ("arxiv-rss/cs.CL", 5, CoverageState.STALE, 0, None),
    ]
    coverage = tuple(
        Coverage(source, date(2025, 11, day), state, seen, expected)
        for source, day, state, seen, expected in days
    )
    store.record(Batch("test", coverage=coverage), NOW)
    store.close()
    return url


def test_each_day_has_a_line_with_its_state(database: str) -> None:
    done = fakes.call("coverage", "--since", "2025-11-01", "--database", database)
    lines = {tuple(line.split()[:3]) for line in done.out.splitlines()}
    assert done.code == 0
    assert ("2025-11-05", "cs.LG", "short") in lines
    assert ("2025-11-05", "cs.CL", "stale") in lines
    assert ("2025-11-04", "cs.CL", "complete") in lines
    assert max(map(len, done.out.splitlines())) <= 80


def test_programs_get_counts_and_routes(database: str) -> None:
    done = fakes.call("coverage", "--since", "2025-11-01", "--format", "json",
                      "--database", database)  # fmt: skip
    (line,) = [
        each
        for each in json.loads(done.out)
        if (each["category"], each["announced_on"]) == ("cs.LG", "2025-11-05")
    ]
    assert (line["state"], line["expected"], line["stored"]) == ("short", 64, 0)
    assert line["routes"] == [{"source": "arxiv-rss/cs.LG", "seen": 60, "state": "short"}]


def test_where_no_late_day_is_known_the_last_one_is_named(database: str) -> None:
    done = fakes.call("coverage", "--since", "2025-12-01", "--database", database)
    assert (done.code, done.out) == (0, "")
    assert done.err == "No day since 2025-12-01 is known, the last is 2025-11-05.\n"


def test_a_range_that_runs_backwards_is_a_usage_error() -> None:
    done = fakes.call("backfill", "--since", "2025-11-07", "--until", "2025-11-01")
    assert done.code == 2
    assert "2025-11-07 lies after" in done.err
