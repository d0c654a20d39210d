"""A list through good and bad weeks, by the whole program: its state changes, its papers stay."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.replay.test_programmes import talk
from tests.worlds import Hands, settings_text, tracker_in
from tracker.app import Tracker
from tracker.model.venues import ProgrammeState, VenueLine
from tracker.replay import Fault, Replay, World

EVENTS = "/static/virtual/data/icml-2026-orals-posters"
ABSTRACTS = "/static/virtual/data/icml-2026-abstracts"
WEEK = timedelta(days=8)


@dataclass
class Weeks:
    """A tracker that follows ICML 2026, and the site it asks."""

    tracker: Tracker
    replay: Replay
    hands: Hands

    def next(self) -> VenueLine:
        """Let a week pass, run, and return what is known of the list then."""
        self.hands.forward(WEEK)
        self.tracker.run()
        (line,) = self.tracker.venues()
        return line


@pytest.fixture
def weeks(tmp_path: Path) -> Iterator[Weeks]:
    address = "https://icml.cc/virtual/2026/poster"
    file = tmp_path / "venues.jsonl"
    talks = [talk(n, year=2026, url=f"{address}/{n}") for n in range(1, 6)]
    file.write_text("".join(json.dumps(each) + "\n" for each in talks), encoding="utf-8")
    with running(tmp_path, World.read([], [], [file])) as found:
        yield found


@contextmanager
def running(folder: Path, world: World) -> Iterator[Weeks]:
    hands = Hands(datetime(2026, 7, 13, 12, tzinfo=UTC))
    with Replay(world, hands) as replay:
        url = replay.events_url("icml-{year}")
        venue = f'\n[[venues]]\nname = "ICML"\nyears = [2026]\nurl = "{url}"\n'
        text = settings_text(replay, more="feeds = []\n") + venue
        with tracker_in(folder, text, hands) as tracker:
            yield Weeks(tracker, replay, hands)


def test_a_list_appears_breaks_and_is_itself_again_though_it_has_not_changed(weeks: Weeks) -> None:
    weeks.replay.fail(EVENTS, Fault.unpublished())
    line = weeks.next()
    assert (line.state, line.stored) == (ProgrammeState.NOT_PUBLISHED, 0)
    assert "the site lists nothing yet (count 0)" in line.messages[0]
    weeks.replay.heal()
    line = weeks.next()
    assert (line.state, line.stored, line.messages) == (ProgrammeState.COMPLETE, 5, ())
    weeks.replay.fail(EVENTS, Fault.web_page())
    line = weeks.next()
    assert (line.state, line.stored, line.expected) == (ProgrammeState.BROKEN, 5, 5)
    assert "sent no list of events but '<!DOCTYPE html>" in line.messages[0]
    weeks.replay.heal()
    line = weeks.next()
    assert (line.state, line.stored, line.messages) == (ProgrammeState.COMPLETE, 5, ())


def test_a_list_that_is_cut_or_empties_or_shrinks_loses_no_paper(weeks: Weeks) -> None:
    assert weeks.next().stored == 5
    for fault, state in [
        (Fault.paged(2), ProgrammeState.PARTIAL),
        (Fault.unpublished(), ProgrammeState.BROKEN),
        (Fault.refused(404), ProgrammeState.BROKEN),
        (Fault.short(first=3), ProgrammeState.COMPLETE),
    ]:
        weeks.replay.fail(EVENTS, fault)
        line = weeks.next()
        assert (line.state, line.stored, line.gone) == (state, 5, 0), fault
        weeks.replay.heal()
    assert "it had 5 papers, and now 3" in line.messages[0]
    weeks.replay.fail(EVENTS, Fault.short(first=2))
    line = weeks.next()
    assert (line.stored, line.gone) == (5, 2), "two whole lists in a row lack them"


def test_abstracts_that_come_later_complete_a_list(weeks: Weeks) -> None:
    weeks.replay.fail(ABSTRACTS, Fault.refused(404))
    line = weeks.next()
    assert (line.state, line.stored, line.abstracts) == (ProgrammeState.PARTIAL, 5, 0)
    weeks.replay.heal()
    line = weeks.next()
    assert (line.state, line.stored, line.abstracts) == (ProgrammeState.COMPLETE, 5, 5)
