"""How long editions become on real days, for the bar under which nothing is picked.

A normal day is to be full, and a day that has little for the roadmap short. Normal is what cs.CL
and cs.LG list, thin are the days about their holidays, unrelated is what cs.NE and stat.ML list as
their own and no category of AI carries. Every day is ranked as a run ranks it that has stored the
days before.
"""

import gzip
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from tracker.digest.compose import QUIET_BELOW, compose
from tracker.jobs.dump_records import read_paper
from tracker.model.editions import Candidate, Day, Digest
from tracker.model.papers import Paper
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker, Weights
from tracker.ranking.roadmap_file import builtin_roadmap

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "arxiv"
MONTHS = ("2025-11", "2025-12")
BARS = (15.0, 30.0, 40.0, 45.0, 50.0, 55.0)
FOLLOWED = {"cs.CL", "cs.LG"}
ARTIFICIAL = {"cs.CL", "cs.LG", "cs.CV", "cs.AI"}
THIN = (date(2025, 11, 27), date(2025, 11, 28), date(2025, 12, 24), date(2025, 12, 25),
        date(2025, 12, 26), date(2025, 12, 29))  # fmt: skip
DIGEST = Digest("daily", time(8), "UTC", limit=20)
STREAM = 2_000  # As Scores.recent.


def main() -> bool:
    """Print how long editions are at each bar; normal days must be full, unrelated ones short."""
    if not SHARED.exists():
        print(f"Picks of real days: NEEDS {SHARED}, skipped")
        return True
    print("Picks of a digest of 20 on days of November and December 2025 (least, median, most)")
    print(f"  {'bar':28}" + "".join(f"{bar:>14g}" for bar in BARS))
    normal = _ranked(lambda paper: bool(FOLLOWED & set(paper.categories)))
    thin = {on: found for on, found in normal.items() if on in THIN}
    unrelated = _ranked(_is_unrelated)
    groups = {"normal": normal, "thin": thin, "unrelated": unrelated}
    for name, days in groups.items():
        rows = [[_picks(on, found, bar) for on, found in days.items()] for bar in BARS]
        print(
            f"  {f'{name} ({len(days)} days)':28}" + "".join(f"{_spread(row):>14}" for row in rows)
        )
    full = statistics.median(_picks(on, found, QUIET_BELOW) for on, found in normal.items())
    short = statistics.median(_picks(on, found, QUIET_BELOW) for on, found in unrelated.items())
    print(f"  at the bar of {QUIET_BELOW:g}: normal {full:g}, unrelated {short:g}")
    return full == DIGEST.limit and short <= DIGEST.limit / 4


def _is_unrelated(paper: Paper) -> bool:
    return paper.categories[0] in {"cs.NE", "stat.ML"} and not ARTIFICIAL & set(paper.categories)


def _ranked(wanted: Callable[[Paper], bool]) -> dict[date, list[Candidate]]:
    """Return the candidates of each day, ranked against the stream before it."""
    days: dict[date, list[Paper]] = defaultdict(list)
    for paper in _papers():
        if paper.announced_on and wanted(paper):
            days[paper.announced_on].append(paper)
    ranker = Ranker(builtin_roadmap(), Weights(), builtin_background())
    recent: dict[str, list[float]] = defaultdict(list)
    found = {}
    for on, papers in sorted(days.items()):
        scores = ranker.score(papers, recent)
        found[on] = list(map(Candidate, papers, scores))
        for score in scores:
            for topic in score.topics:
                recent[topic.id] = [*recent[topic.id][1 - STREAM :], topic.score]
    return found


def _papers() -> Iterator[Paper]:
    for month in MONTHS:
        with gzip.open(SHARED / f"arxiv-{month}.jsonl.gz") as lines:
            for line in lines:
                yield read_paper(line, date(2026, 1, 1))


def _picks(on: date, candidates: Sequence[Candidate], bar: float) -> int:
    now = datetime.combine(on, time(12), UTC)
    day = Day(on, "listing")
    made = compose(DIGEST, candidates, (), day, builtin_roadmap(), now, on, quiet_below=bar)
    return len(made.picks)


def _spread(picks: Sequence[int]) -> str:
    return f"{min(picks)} {statistics.median(picks):g} {max(picks)}"


if __name__ == "__main__":
    main()
