"""Records all venue rows into a database of arXiv papers; run by `benchmarks.identity`."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.venue_rows import batches, event_id, id_by_address, read_rows
from tracker.model.clock import system_clock
from tracker.model.harvests import Batch, Recorded
from tracker.store.store import Store


def main() -> int:
    """Record the rows of the folder (2nd argument) into the database (1st); print what changed."""
    database, data = sys.argv[1:]
    store = Store.open(f"sqlite:///{Path(database).resolve()}", system_clock)
    recorded, rows, began = Recorded(), 0, time.process_time()
    for batch in venue_batches(Path(data)):
        recorded += store.record(batch, system_clock())
        rows += len(batch.announcements)
    seconds = time.process_time() - began
    store.close()
    print(json.dumps([rows, recorded.papers, recorded.merged, seconds]))
    return 0


def venue_batches(data: Path) -> Iterator[Batch]:
    """Yield the lists of conf/ as their own addresses number them, those of identity/ as events."""
    for file in sorted((data / "conf").glob("*.jsonl.gz")):
        rows = read_rows(file)
        yield from batches(((id_by_address(n, row), row) for n, row in enumerate(rows)), "venue")
    rows = read_rows(data / "identity" / "venue-papers.jsonl.gz")
    yield from batches(((event_id(n, row), row) for n, row in enumerate(rows)), "virtual")


if __name__ == "__main__":
    sys.exit(main())
