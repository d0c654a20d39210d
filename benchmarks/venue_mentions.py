"""Reports what the comments of the measuring data say of venues, and what reading them costs.

    python benchmarks/venue_mentions.py [--data ../shared/data]

Every comment of `arxiv/*.jsonl.gz` is read once, as an import reads it. The counts are mentions:
a comment may have several. The cost stands beside that of parsing the same lines as JSON, so that
it can be compared across machines.
"""

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tracker.model.papers import VenueMention
from tracker.venues.mentions import RULES_VERSION, mentions_in

ROOT = Path(__file__).parent.parent
STATUSES = ("accepted", "bare", "submitted", "related", "rejected")


def main() -> None:
    data = _arguments().data
    began = time.process_time()
    comments = [(row["id"], row["comment"]) for row in _rows(data)]
    parsing = time.process_time() - began
    began = time.process_time()
    read = [mentions_in(comment or "", id_year=_year(paper)) for paper, comment in comments]
    reading = time.process_time() - began
    _print_counts([mention for mentions in read for mention in mentions])
    _print_cost(len(comments), sum(bool(comment) for _, comment in comments), read)
    given = sum(bool(comment) for _, comment in comments)
    print(f"CPU: {reading:.2f} s, {reading / given * 100_000:.2f} s per 100,000 comments;")
    print(f"parsing the same records as JSON takes {parsing:.2f} s ({reading / parsing:.2f} times)")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    return parser.parse_args()


def _rows(data: Path) -> Iterator[dict]:
    for path in sorted((data / "arxiv").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _year(paper: str) -> int:
    return 2000 + int(paper[:2]) if paper[0].isdigit() else 2000


def _print_counts(mentions: list[VenueMention]) -> None:
    _print_table("venue", Counter((each.venue, each.status) for each in mentions))
    _print_table("kind", Counter((each.kind, each.status) for each in mentions))
    shown = Counter((each.presentation or "none told", each.status) for each in mentions)
    _print_table("presentation", shown)
    years = Counter(each.year for each in mentions)
    print("years: " + ", ".join(f"{year or 'none'} {n}" for year, n in years.most_common(8)) + "\n")


def _print_table(title: str, counts: Counter[tuple[str, str]]) -> None:
    print(f"{title:14}" + "".join(f"{each:>11}" for each in (*STATUSES, "all")))
    totals = Counter({name: 0 for name, _ in counts})
    for (name, _), n in counts.items():
        totals[name] += n
    for name, total in totals.most_common():
        told = "".join(f"{counts[name, status]:11,}" for status in STATUSES)
        print(f"{name:14}{told}{total:11,}")
    told = (sum(counts[name, status] for name in totals) for status in STATUSES)
    print(f"{'all':14}" + "".join(f"{n:11,}" for n in (*told, totals.total())) + "\n")


def _print_cost(records: int, comments: int, read: list[tuple[VenueMention, ...]]) -> None:
    naming = sum(bool(each) for each in read)
    print(f"rules {RULES_VERSION}: {records:,} records, {comments:,} with a comment,")
    print(f"{naming:,} of them name a venue ({naming / comments:.1%})")


if __name__ == "__main__":
    main()
