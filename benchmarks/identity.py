"""One paper is one paper: real venue lists merged into 85,000 real arXiv papers.

A venue's own page names the arXiv ids that the result is held against; the merging never sees them.
"""

import json
import os
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from benchmarks.measuring import cost_of, verdict
from benchmarks.venue_rows import event_id, read_rows

_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def main() -> bool:
    """Print how many known pairs are found, how many merges are wrong, and what it costs."""
    print("Venue lists merged into arXiv's papers")
    if not _DATA.is_dir():
        print("  NEEDS ../shared beside the checkout: nothing measured")
        return True
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "tracker.db"
        met = _merged(database)
        with closing(sqlite3.connect(database)) as connection:
            return all([met, _held_against_truth(connection), _arxiv_twins(connection)])


def _merged(database: Path) -> bool:
    files = [*sorted((_DATA / "arxiv").glob("*.gz")), _DATA / "identity" / "arxiv-records.jsonl.gz"]
    tracker = str(Path(sys.executable).with_name("tracker"))
    cost_of([tracker, "import", *map(str, files), "--database", f"sqlite:///{database}"])
    cost = cost_of([sys.executable, "-m", "benchmarks.merge_venues", str(database), str(_DATA)])
    rows, new, merged, seconds = json.loads(cost.output)
    print(f"  {rows} venue rows: {merged} merged, {new} new; {seconds:.1f} s of recording")
    return all(
        [
            verdict("venue rows recorded, CPU", cost.cpu, 90, "s"),
            verdict("venue rows recorded, peak memory", cost.peak, 400, "MB"),
        ]
    )


def _held_against_truth(connection: sqlite3.Connection) -> bool:
    """Compare with the arXiv ids that the venues' own pages name, and print every disagreement."""
    papers = _Papers(connection)
    known = {each["id"] for each in read_rows(_DATA / "identity" / "arxiv-records.jsonl.gz")}
    outcomes: Counter[str] = Counter()
    for number, row in enumerate(read_rows(_DATA / "identity" / "venue-papers.jsonl.gz")):
        if row["arxiv_id"]:
            outcome = papers.outcome(str(event_id(number, row)), f"arxiv:{row['arxiv_id']}")
            outcomes[outcome if outcome == "wrong" or row["arxiv_id"] in known else ""] += 1
            if outcome in ("wrong", "listed") or (outcome == "missed" and row["arxiv_id"] in known):
                print(f"    {outcome:<7} {row['arxiv_id']:<11} {row['title']}")
    pairs = outcomes["merged"] + outcomes["listed"] + outcomes["missed"]
    merged, wrong = outcomes["merged"], outcomes["wrong"]
    print(f"  {pairs} known pairs: {merged} merged, {outcomes['listed']} listed as likely")
    print(
        f"  {connection.execute(_LIKELY).fetchone()[0]} likely pairs in all; {wrong} merges wrong"
    )
    return all(
        [
            verdict("known pairs not merged", 100 * (pairs - merged) / pairs, 1, "%"),
            verdict("merges that are wrong", 100 * wrong / max(merged + wrong, 1), 0.5, "%"),
        ]
    )


_LIKELY = "SELECT count(*) FROM pairs WHERE state = 'likely'"


class _Papers:
    """What the database has made of the identifiers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT scheme || ':' || value, paper_id FROM identifiers")
        self._numbers = dict(rows.fetchall())
        self._keys = dict(connection.execute("SELECT id, key FROM papers").fetchall())
        self._pairs = set(connection.execute("SELECT one, other FROM pairs").fetchall())

    def outcome(self, venue: str, arxiv: str) -> str:
        """Return `merged`, `wrong` (with another arXiv paper), `listed` or `missed`."""
        number, key = self._numbers[venue], self._keys[self._numbers[venue]]
        if number == self._numbers.get(arxiv):
            return "merged"
        if key.startswith("arxiv:"):
            return "wrong"
        return "listed" if (min(key, arxiv), max(key, arxiv)) in self._pairs else "missed"


def _arxiv_twins(connection: sqlite3.Connection) -> bool:
    """Count the equal titles under two arXiv ids, and make sure that none of them was merged."""
    twins = connection.execute(
        """
        SELECT one.key, other.key, one.title FROM papers one
        JOIN papers other ON other.title_key = one.title_key AND other.key > one.key
        WHERE one.key LIKE 'arxiv:%' AND other.key LIKE 'arxiv:%'
        """
    ).fetchall()
    listed = set(connection.execute("SELECT one, other FROM pairs").fetchall())
    for one, other, title in twins:
        told = "listed" if (one, other) in listed else "NOT LISTED"
        print(f"    {told} {one} {other} {title}")
    two = """
        SELECT count(*) FROM (
            SELECT paper_id FROM identifiers WHERE scheme = 'arxiv'
            GROUP BY paper_id HAVING count(*) > 1
        )
    """
    merged = connection.execute(two).fetchone()[0]
    print(f"  {len(twins)} pairs of equal titles under two arXiv ids, {merged} papers with two ids")
    return len(twins) > 0 and merged == 0
