"""Twenty seasons in which much goes wrong: no paper is missed, doubled, or lacking in silence.

Each season plays the listings of September to November 2025 with a slice of the real papers; the
slices together are all of them. Our machine is off for days to weeks, feeds are stale or short,
arXiv refuses for hours, its OAI server is away for days or sends lists cut, twice or jumbled. Of
the papers a third have a history: versions up to v7, withdrawals, late cross-lists, edits. The last
week is without faults.

What "in silence" means. After every tick the ledger is held against the truth, for every listing
day since the first that was asked for. A day of which papers are missing must say so: `short`,
`stale`, `unknown`, or `pending` on the day itself. It may say `complete` only while no route could
know better: a feed that left papers out does not say so, and the query API tells of a past day by
the time of submission, so that what moderators held, or what was cross-listed late, is beyond it.
Both end with the first answer that tells the whole day (a feed without a gap, a listing page, a
list of OAI up to its end): after it nothing may be missing, and the feed that was short stays
named.

A feed that puts today's date on the papers of a listing that nobody here has seen is not played:
no route but the second knows better, and the exact day is taken from the feed.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.histories import with_histories
from tests.outages import Season, Told, live
from tests.weather import FOLLOWED, weather
from tests.worlds import real_papers
from tracker.model.harvests import CoverageState
from tracker.replay import World
from tracker.replay.papers import share

SLICES = 20
MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11")


@pytest.fixture(scope="module")
def autumn(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = real_papers(shared_folder, tmp_path_factory.mktemp("records"), MONTHS)
    return World(tuple(each for each in world.papers if set(FOLLOWED) & set(each.categories)))


@pytest.fixture(scope="module", params=range(SLICES))
def season(
    autumn: World, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Season:
    seed: int = request.param
    drawn = (each for each in autumn.papers if int(share(each.id) * SLICES) == seed)
    world = with_histories(World(tuple(drawn)), seed)
    return live(world, weather(seed), tmp_path_factory.mktemp("season"))


def test_no_paper_is_missed(season: Season) -> None:
    assert season.bugs == []
    assert season.listed.keys() - season.stored.keys() == set()
    assert [each for each in season.listed if season.stored[each].on is None] == []


def test_every_paper_comes_in_exactly_one_edition(season: Season) -> None:
    times = Counter(season.considered)
    assert {paper: times[paper] for paper in season.listed if times[paper] != 1} == {}
    assert [paper for paper, count in times.items() if count > 1] == []
    assert len(season.picked) == len(set(season.picked))


def test_the_ledger_hides_no_missing_paper_at_any_time(season: Season) -> None:
    assert season.silences == []


def test_in_the_end_every_day_is_complete_and_the_short_ones_are_named(season: Season) -> None:
    lines = {told: season.ledger[told] for told, papers in season.truth.items() if papers}
    assert {line.state for line in lines.values()} == {CoverageState.COMPLETE}
    named = {told for told, line in lines.items() if f"arxiv-rss/{told[0]}" in line.short}
    assert season.short - named == set()
    assert named - season.short <= _guessed(season), "only an estimate can make a feed look short"


def test_in_the_end_a_paper_counts_once_in_each_of_its_categories(season: Season) -> None:
    for (category, day), papers in season.truth.items():
        for paper in papers:
            counted = {each.on for each in season.counted[paper, category]}
            if day == season.listed[paper]:
                assert counted == {season.stored[paper].on}, (paper, category)
            else:  # Nobody but a feed can tell a late cross-list of a known paper from an edit.
                assert len(counted) <= 1, (paper, category)


def test_days_are_the_true_ones_or_called_estimates(season: Season) -> None:
    wrong = [each for each, day in season.listed.items() if season.stored[each].on != day]
    assert [each for each in wrong if not season.stored[each].estimated] == []
    # Who sees a late cross-list after days off cannot tell it from a first listing.
    usual = [each for each in wrong if each not in season.late]
    assert len(usual) <= 0.01 * len(season.listed)


def test_the_seasons_are_rough() -> None:
    drawn = [weather(seed) for seed in range(SLICES)]
    days = [(ended - began).days for each in drawn for began, ended in each.off]
    assert (min(days), max(days) >= 25) == (1, True)
    troubles = {fault.trouble for each in drawn for fault in each.faults}
    assert troubles == {
        *("status", "silent", "reset", "stale", "short"),
        *("cut", "twice", "jumbled", "expired"),
    }


def _guessed(season: Season) -> set[Told]:
    """Return the days on which a paper counts that was not listed then."""
    return {
        (category, each.on)
        for (paper, category), days in season.counted.items()
        for each in days
        if each.on and each.estimated and paper not in season.truth.get((category, each.on), ())
    }
