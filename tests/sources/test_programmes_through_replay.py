"""The sources of venues over the real client, against played sites that go wrong in every way."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.builders import FixedClock
from tests.replay.test_programmes import acl, talk
from tracker.errors import BadData, BadStatus, TrackerError
from tracker.http import Http, Identity, MemoryGate
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.venues import Programme, ProgrammeState
from tracker.replay import Fault, Replay, World
from tracker.sources import Source, Tools, open_source
from tracker.sources.parsing import FeedParser

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
SITE, ANTHOLOGY = "/static/virtual/data/icml-2026", "/anthology/2025.acl"


class Played:
    """A replay with a list of ICML 2026 and one of ACL 2025, and the sources that read them."""

    def __init__(self, replay: Replay, tools: Tools) -> None:
        self.replay = replay
        self._tools = tools

    def icml(self) -> Source:
        return self._open("virtual-site", self.replay.events_url("icml-2026"), "ICML", 2026)

    def acl(self) -> Source:
        return self._open("anthology", f"{self.replay.anthology_url}/2025.acl.xml", "ACL", 2025)

    def _open(self, kind: str, url: str, venue: str, year: int) -> Source:
        options = {"venue": venue, "year": year}
        name = f"venue/{venue.casefold()}-{year}"
        spec = SourceSpec(name, kind, url, "venue", timedelta(days=7), options)
        return open_source(spec, self._tools)


@pytest.fixture
def played(parser: FeedParser, tmp_path: Path) -> Iterator[Played]:
    file = tmp_path / "venues.jsonl"
    address = "https://icml.cc/virtual/2026/poster"
    talks = [
        *(talk(n, year=2026, url=f"{address}/{n}", status="Oral") for n in (1, 2)),
        *(talk(n, year=2026, url=f"{address}/{n}") for n in (3, 4)),
        *(acl(f"long.{n}") for n in (1, 2, 3)),
    ]
    file.write_text("".join(json.dumps(each) + "\n" for each in talks), encoding="utf-8")
    with playing(World.read([], [], [file]), parser) as found:
        yield found


@contextmanager
def playing(world: World, parser: FeedParser) -> Iterator[Played]:
    clock = FixedClock(NOON)
    with Replay(world, clock) as replay:
        http = Http(
            Identity("tracker", "0", "https://project.example"),
            MemoryGate(clock, clock.sleep, monotonic),
            clock,
            allow_hosts={"127.0.0.1"},
            default_pace=0.0,
            sleep=clock.sleep,
        )
        yield Played(replay, Tools(http, parser))
        http.close()


def harvest(source: Source, checkpoint: str | None = None) -> Batch:
    (batch,) = source.harvest(checkpoint, NOON)
    return batch


def programme(batch: Batch) -> Programme:
    assert batch.programme is not None
    return batch.programme


def summary(batch: Batch) -> tuple[Any, ...]:
    told = programme(batch)
    return told.state, told.expected, told.listed, told.abstracts, told.message


def test_lists_that_are_well_are_complete(played: Played) -> None:
    icml, paper = harvest(played.icml()), harvest(played.acl())
    assert summary(icml) == (ProgrammeState.COMPLETE, 4, 4, 4, "")
    presented = [each.paper.venues[0].presentation for each in icml.announcements]
    assert presented == ["oral", "oral", "poster", "poster"]
    assert icml.announcements[0].paper.url == f"{played.replay.url}/virtual/2026/poster/1"
    assert summary(paper) == (ProgrammeState.COMPLETE, None, 3, 3, "")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            Fault.unpublished(),
            (ProgrammeState.NOT_PUBLISHED, None, 0, 0, "the site lists nothing yet (count 0)"),
        ),
        (
            Fault.refused(404),
            (ProgrammeState.NOT_PUBLISHED, None, 0, 0, "there is no list yet (404)"),
        ),
        (
            Fault.paged(3),
            (
                *(ProgrammeState.PARTIAL, 6, 2, 2),
                "3 of 6 events: the list goes on where an account is needed",
            ),
        ),
        (
            Fault.refused(404).on(f"{SITE}-abstracts"),
            (ProgrammeState.PARTIAL, 4, 4, 0, "there is no file of abstracts yet (404)"),
        ),
    ],
    ids=["count 0", "404", "next set", "abstracts missing"],
)
def test_what_is_not_whole_has_a_state_and_a_message_of_its_own(
    played: Played, fault: Fault, told: tuple[Any, ...]
) -> None:
    played.replay.fail(fault.reach.prefix, fault)
    assert summary(harvest(played.icml())) == told


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        (Fault.web_page(), BadData, "sent no list of events but '<!DOCTYPE html>"),
        (Fault.cut(), BadData, "sent no list of events but"),
        (Fault.empty(), BadData, "sent no list of events but ''"),
        (Fault.refused(500), BadStatus, "500 Internal Server Error"),
    ],
    ids=["a web page", "cut", "empty", "500"],
)
def test_what_is_no_list_is_a_failure_and_the_next_answer_counts_on(
    played: Played, fault: Fault, error: type[TrackerError], said: str
) -> None:
    first = harvest(played.icml())
    later = harvest(played.icml(), first.checkpoint)
    assert (later.announcements, programme(later).state) == ((), ProgrammeState.COMPLETE)
    played.replay.fail(SITE, fault)
    with pytest.raises(error, match=said):
        harvest(played.icml())
    played.replay.heal()
    assert programme(harvest(played.icml())).listed == 4


@pytest.mark.parametrize("fault", [Fault.web_page(), Fault.cut(), Fault.empty()], ids=str)
def test_a_spoilt_collection_is_a_failure(played: Played, fault: Fault) -> None:
    played.replay.fail(ANTHOLOGY, fault)
    with pytest.raises(BadData, match=r"sent no (whole )?Anthology collection but"):
        harvest(played.acl())


Opened = Callable[[Played], Source]


@pytest.mark.parametrize(("opened", "prefix"), [(Played.icml, SITE), (Played.acl, ANTHOLOGY)])
def test_a_snapshot_that_shrinks_says_so_and_one_that_empties_is_refused(
    played: Played, opened: Opened, prefix: str
) -> None:
    first = harvest(opened(played))
    listed = programme(first).listed
    played.replay.fail(prefix, Fault.short(first=1))
    shrunk = harvest(opened(played), first.checkpoint)
    assert programme(shrunk).state is ProgrammeState.COMPLETE
    assert programme(shrunk).message == f"it had {listed} papers, and now 1"
    played.replay.fail(prefix, Fault.unpublished())
    with pytest.raises((BadData, BadStatus)):
        harvest(opened(played), shrunk.checkpoint)


@pytest.mark.parametrize("opened", [Played.icml, Played.acl])
def test_an_unchanged_list_is_not_sent_again(played: Played, opened: Opened) -> None:
    first = harvest(opened(played))
    asked = len(played.replay.requests)
    again = harvest(opened(played), first.checkpoint)
    assert (again.announcements, programme(again).listed) == ((), 0)
    assert programme(again).state is ProgrammeState.COMPLETE
    later = played.replay.requests[asked:]
    assert later
    assert all("if-none-match" in each.headers for each in later)
