"""`tracker import` of all real records beside a bare loop that fills the same table and index."""

import hashlib
import os
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.measuring import Cost, cost_of, verdict

_SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "arxiv"
_TABLES = ("papers", "identifiers", "categories", "announcements", "checkpoints")
RUNS = 3


def main() -> bool:
    """Print time as a ratio, memory, and whether a second import changes anything."""
    files = [str(file) for file in sorted(_SHARED.glob("*.jsonl.gz"))]
    print(f"Import of {len(files)} files, search index included (median of {RUNS} runs)")
    if not files:
        print("  NEEDS ../shared beside the checkout: nothing measured")
        return True
    # Byte code is kept as it is on a user's machine, also where the shell says otherwise.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        return _measured(Path(folder), files)


def _measured(folder: Path, files: list[str]) -> bool:
    loops, costs = [], []
    for run in range(RUNS):
        loops.append(_bare(folder / f"bare{run}.db", files))
        costs.append(_import(folder / f"tracker{run}.db", files))
    database = folder / "tracker0.db"
    before = _fingerprint(database)
    again = _import(database, files)
    loop, wall = statistics.median(loops), statistics.median(cost.wall for cost in costs)
    print(f"  {costs[0].output.strip()}")
    print(f"  again: {again.output.strip()}")
    print(f"  bare loop {loop:.1f} s, tracker import as a whole process {wall:.1f} s")
    unchanged = before == _fingerprint(database)
    print(f"  a second import {'changes nothing' if unchanged else 'CHANGES THE DATABASE'}")
    return all(
        [
            verdict("tracker import / bare loop", wall / loop, 1.6, "x"),
            verdict("a second import / bare loop", again.wall / loop, 1.6, "x"),
            verdict("peak memory", max(cost.peak for cost in (*costs, again)), 300, "MB"),
            unchanged,
        ]
    )


def _bare(database: Path, files: list[str]) -> float:
    command = [sys.executable, "-m", "benchmarks.bare_import", str(database), *files]
    return float(cost_of(command).output)


def _import(database: Path, files: list[str]) -> Cost:
    tracker = str(Path(sys.executable).with_name("tracker"))
    return cost_of([tracker, "import", *files, "--database", f"sqlite:///{database}"])


def _fingerprint(database: Path) -> str:
    """Return a hash of every row that papers have."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(database)) as connection:
        for table in _TABLES:
            for row in connection.execute(f"SELECT * FROM {table}"):
                digest.update(repr(row).encode())
    return digest.hexdigest()
