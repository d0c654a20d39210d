"""The sources of a tracker that runs for years: those of venues come and go."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.worlds import Hands
from tracker.app.workbench import Workbench
from tracker.config.settings import Arxiv, Settings, Venue


def names(bench: Workbench) -> list[str]:
    return [each.spec.name for each in bench.sources]


def test_a_daemon_follows_the_next_meeting_once_the_venue_has_notified(tmp_path: Path) -> None:
    hands = Hands(datetime(2026, 9, 23, 23, tzinfo=UTC))
    settings = Settings(
        arxiv=Arxiv(enabled=False), feeds=(), venues=(Venue("NeurIPS", finals=False),)
    )
    bench = Workbench(settings, tmp_path, hands, {"TRACKER_HOME": str(tmp_path)})
    try:
        assert names(bench) == ["venue/neurips-2025"]
        (before,) = bench.sources
        assert bench.sources[0] is before, "nothing is opened twice"
        hands.forward(timedelta(hours=2))
        assert names(bench) == ["venue/neurips-2025", "venue/neurips-2026"]
        hands.forward(timedelta(days=120))
        assert names(bench) == ["venue/neurips-2026"]
    finally:
        bench.close()
