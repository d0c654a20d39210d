"""What a reader hears of a source that fails, falls silent, recovers, or is followed no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.worlds import Hands, settings_text, tracker_in
from tracker.app import Tracker
from tracker.model.editions import Day
from tracker.replay import Fault, Replay, World
from tracker.replay.papers import PlayedPost
from tracker.resources import folder

DEMO = folder("builtin") / "demo" / "papers.jsonl"
BEGUN = datetime(2025, 11, 3, 12, tzinfo=UTC)  # A Monday, at seven in New York.
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAB = "/feeds/lab"


def post(day: int) -> PlayedPost:
    link = f"https://lab.example/{day}"
    return PlayedPost("lab", link, f"Post of day {day}", link, BEGUN - HOUR + day * DAY)


@dataclass
class House:
    """A tracker that follows arXiv and one lab, and is run by hand."""

    tracker: Tracker
    arxiv: Replay
    hands: Hands

    def next_day(self) -> Day:
        """Run four times up to the edition of the next morning; return what it says of the day."""
        for _ in range(4):
            self.hands.forward(6 * HOUR)
            self.tracker.run()
        (edition,) = self.tracker._bench.store.editions.latest("daily", limit=1)
        return edition.day


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    hands = Hands(BEGUN - DAY)
    papers = World.read([DEMO]).papers
    with Replay(World(papers, tuple(post(day) for day in range(-3, 8))), hands) as arxiv:
        lab = f'feeds = [{{ name = "Lab", url = "{arxiv.feed_url("lab")}" }}]\n'
        with tracker_in(tmp_path, lab + unread(arxiv), hands) as tracker:
            tracker.run()
            yield House(tracker, arxiv, hands)


def unread(arxiv: Replay) -> str:
    """Return a configuration whose editions are written down, and sent to nobody."""
    return settings_text(arxiv).replace('channels = ["site"]', "channels = []")


def named(day: Day) -> list[str]:
    return [each.source for each in day.troubles]


@pytest.mark.parametrize("status", [403, 404, 406, 410, 429, 503])
def test_a_source_that_fails_is_told_of_asked_on_and_welcomed_back_once(
    house: House, status: int
) -> None:
    assert named(house.next_day()) == []
    house.arxiv.fail(LAB, Fault.refused(status))
    days = [house.next_day() for _ in range(4)]
    assert named(days[-1]) == ["Lab"]
    assert str(status) in days[-1].troubles[0].message
    house.arxiv.heal()
    days = [house.next_day() for _ in range(3)]
    assert [day.recovered for day in days if day.recovered] == [("Lab",)]
    assert named(days[-1]) == []


def test_two_failures_of_a_lab_are_nobodys_business(house: House) -> None:
    house.next_day()
    house.arxiv.fail(LAB, Fault.refused(500, times=2))
    day = house.next_day()
    assert (named(day), day.recovered) == ([], ())


def test_a_lab_that_falls_silent_is_told_of_after_three_usual_gaps(house: House) -> None:
    days = {number: house.next_day() for number in range(12)}
    silent = [number for number, day in days.items() if named(day)]
    assert silent == list(range(10, 12)), "its last post is of day 7"
    assert days[11].troubles[0].message == ""


def test_a_source_that_is_followed_no_more_is_not_told_of(house: House, tmp_path: Path) -> None:
    house.arxiv.fail(LAB, Fault.refused(500))
    assert named([house.next_day() for _ in range(3)][-1]) == ["Lab"]
    house.tracker.close()
    with tracker_in(tmp_path, unread(house.arxiv), house.hands) as without:
        assert named(House(without, house.arxiv, house.hands).next_day()) == []
