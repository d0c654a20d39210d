"""A season."""
import os
import time
from pathlib import Path
from random import Random
from collections import Counter
from datetime import date

import pytest

from tests.outages import FOLLOWED, SLICES, Machine, Told, weather
from tests.worlds import real_papers
from tracker.model.harvests import CoverageState
from tracker.replay import World
from tracker.replay.papers import share
from tracker.model.arxiv_calendar import arxiv_day, listing_day

MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11")


@pytest.fixture(scope="module")
def autumn(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = real_papers(shared_folder, tmp_path_factory.mktemp("records"), MONTHS)
    return World(tuple(each for each in world.papers if set(FOLLOWED) & set(each.categories)))


def slice_of(world: World, number: int) -> World:
    n = int(os.environ.get("SL", SLICES))
    return World(tuple(each for each in world.papers if int(share(each.id) * n) == number % n))


@pytest.mark.parametrize("seed", range(int(os.environ.get("S0", 0)), int(os.environ.get("S1", 20))))
def test_proto(autumn: World, tmp_path: Path, seed: int) -> None:
    t0 = time.process_time(); w0 = time.time()
    rng = Random(seed)
    w = weather(rng)
    problems = Counter()
    examples = {}
    shorts: set[Told] = set()
    nticks = 0
    def problem(kind, *what):
        problems[kind] += 1
        examples.setdefault(kind, what)
    with Machine(slice_of(autumn, seed), w, tmp_path) as m:
        for now in w.ticks(rng):
            m.hands.now = now
            before_short = set(m.arxiv.short)
            r = m.tracker.run()
            nticks += 1
            if any(each.bug for each in r.sources): problem("bug", [e for e in r.sources if e.bug])
            lacking = m.lacking()
            lines = m.ledger()
            today = arxiv_day(now)
            for told, ids in lacking.items():
                line = lines.get(told)
                if told in m.arxiv.whole:
                    problem("told but lost", now, told, len(ids), sorted(ids)[:3], line)
                if line is None:
                    problem("no line", now, told)
                elif line.state is CoverageState.COMPLETE and told not in m.arxiv.short and not (any(r.source=="arxiv-api" for r in line.routes) and all(listing_day(m.world.paper(i).submitted_at) != told[1] for i in ids)):
                    problem("complete lacking", now, told, len(ids), sorted(ids)[:3], line)
                elif line.state in (CoverageState.HOLIDAY, CoverageState.WEEKEND):
                    problem("holiday lacking", now, told, line)
                elif line.state is CoverageState.PENDING and told[1] < today:
                    problem("pending past", now, told, line)
            for told in m.arxiv.short & m.arxiv.whole:
                if told not in lacking and told in lines and not lines[told].short and not any(r.state in ('stale','short') for r in lines[told].routes):
                    problem("short not named", now, told, lines[told])
        lines = m.ledger(); lacking = m.lacking()
        stored = m.stored()
        missed = {i for ids in lacking.values() for i in ids}
        cons = m.considered()
        doubles = [i for i, n in Counter(cons).items() if n > 1]
        picks = [str(p.paper.id) for e in m.editions() for p in e.picks]
        dp = [i for i, n in Counter(picks).items() if n > 1]
        truth = {i: d for (c, d), ids in m.truth.items() for i in ids}
        wrong = {i: (stored[i], truth[i]) for i in truth if i in stored and stored[i].announced_on != truth[i]}
        unl = {i: x for i, x in wrong.items() if not x[0].estimated}
        notin = {i: stored[i] for i in stored if stored[i].announced_on and stored[i].announced_on >= w.first_day and i not in set(cons)}
        incomplete = {t: lines.get(t) for t in m.truth if t in m.truth and m.truth[t] and (t not in lines or lines[t].state is not CoverageState.COMPLETE) and t[1] <= date(2025,11,30)}
    print(f"\nSEED {seed} ticks {nticks} papers {len(truth)} missed {len(missed)} doubles {len(doubles)} {len(dp)} picks {len(picks)} "
          f"wrong {len(wrong)} {100*len(wrong)/len(truth):.2f}% unlabelled {len(unl)} notin {len(notin)} incomplete {len(incomplete)} "
          f"short {len(m.arxiv.short)} off {[(str(a)[:16],round((b-a).total_seconds()/86400,1)) for a,b in w.off]} cpu {time.process_time()-t0:.1f} wall {time.time()-w0:.1f}")
    print(dict(problems))
    for k, v in examples.items(): print("  ", k, v)
    if missed: print("   MISSED", sorted(lacking.items())[:3], w.start)
    if incomplete: print("   INC", list(incomplete.items())[:3])
    if notin: print("   NOTIN", list(notin.items())[:3])
    if unl: print("   UNL", list(unl.items())[:3])
