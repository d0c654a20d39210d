"""Plays one real listing day to a tracker in a folder of its own; run by `benchmarks.day`."""

import gzip
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tracker.app import Tracker
from tracker.config import load

_SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "arxiv"


def main() -> int:
    """Fetch, rank, compose, render and write the day that the command line names."""
    day = date.fromisoformat(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _world_of(day, folder) as environ:
            settings, _ = load(None, environ)
            with Tracker(settings, base=folder, environ=environ) as tracker:
                report = tracker.run()
    errors = [each for each in report.sources if each.error]
    print(f"{report.ranked} papers fetched and ranked, {report.issued[0].picks} picked, {errors=}")
    return 1 if errors or not report.delivered else 0


@contextmanager
def _world_of(day: date, folder: Path) -> Iterator[dict[str, str]]:
    """Serve the day from a process of its own, so that its cost is not ours."""
    records = folder / "records.jsonl"
    with gzip.open(_SHARED / f"arxiv-{day:%Y-%m}.jsonl.gz") as packed, records.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    command = [sys.executable, "-m", "tracker.replay", "--papers", str(records), "--day", str(day)]
    world = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert world.stdout is not None
        told = [next(world.stdout).strip() for _ in range(6)]
        yield dict(line.split("=", 1) for line in told[1:]) | {
            "TRACKER_FEEDS": "[]",
            "TRACKER_DATABASE__URL": f"sqlite:///{folder}/tracker.db",
            "TRACKER_SITE__FOLDER": str(folder / "site"),
            "TRACKER_ARXIV__PACE_SECONDS": "0",
            "TRACKER_HTTP__PACE_SECONDS": "0",
            "TRACKER_ARXIV__FIRST_DAYS": "0",
        }
    finally:
        world.terminate()
        # Killed before it is waited for, its cost stays out of ours: a child that nobody has
        # waited for is not counted.
        world.stdout = None


if __name__ == "__main__":
    sys.exit(main())
