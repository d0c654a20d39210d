"""Lists of venues among the other sources: one at a time, and what is broken is written down."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOW, FixedClock, spec
from tracker.errors import BadData, BadStatus, FetchFailed, TrackerError
from tracker.jobs.fetch import fetch
from tracker.model.harvests import Batch, Recorded, SourceSpec
from tracker.model.venues import Programme, ProgrammeState
from tracker.store import Store


class Scripted:
    """A source that fails as told, and writes down when it was asked."""

    def __init__(self, spec: SourceSpec, error: TrackerError | None, asked: list[str]) -> None:
        self.spec = spec
        self._error = error
        self._asked = asked

    def harvest(self, checkpoint: str | None, now: datetime) -> Iterator[Batch]:
        self._asked.append(f"{self.spec.name} begins")
        if self._error:
            raise self._error
        yield Batch(self.spec.name, next_at=now + timedelta(days=1))
        self._asked.append(f"{self.spec.name} ends")


def venue(name: str, year: int = 2026) -> SourceSpec:
    options = {"venue": name.upper(), "year": year}
    return spec(f"venue/{name}-{year}", kind="virtual-site", group="venue", options=options)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 't.db'}", FixedClock(), create=True)
    yield opened
    opened.close()


def recorded(
    store: Store, monkeypatch: pytest.MonkeyPatch, source: SourceSpec, error: TrackerError
) -> list[Batch]:
    """Let a source fail, and return what was recorded of it."""
    batches: list[Batch] = []

    def record(batch: Batch, now: datetime) -> Recorded:
        batches.append(batch)
        return Recorded()

    monkeypatch.setattr(store, "record", record)
    (outcome,) = fetch(store, [Scripted(source, error, [])], FixedClock())
    assert outcome.error == str(error)
    return batches


@pytest.mark.parametrize(
    "error", [BadData("icml.cc sent no list of events but '<html>'"), BadStatus("404", 404)]
)
def test_what_is_no_list_makes_its_programme_broken(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: TrackerError
) -> None:
    (batch,) = recorded(store, monkeypatch, venue("icml"), error)
    assert batch.programme == Programme(
        "venue/icml-2026", "ICML", 2026, ProgrammeState.BROKEN, message=str(error)
    )
    assert (batch.announcements, batch.checkpoint) == ((), None)
    health = store.sources.health("venue/icml-2026")
    assert (health.failures, health.error) == (1, str(error))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (venue("icml"), FetchFailed("icml.cc hung up")),
        (venue("icml"), BadStatus("503", 503)),
        (spec("Lab", kind="feed", group="lab"), BadData("no feed")),
    ],
    ids=["the network", "a refusal", "a feed"],
)
def test_other_failures_say_nothing_of_a_list(
    store: Store, monkeypatch: pytest.MonkeyPatch, source: SourceSpec, error: TrackerError
) -> None:
    assert recorded(store, monkeypatch, source, error) == []


def test_lists_are_read_one_after_the_other_and_a_broken_one_holds_up_none(store: Store) -> None:
    asked: list[str] = []
    sources = [
        Scripted(venue("icml"), None, asked),
        Scripted(venue("iclr"), BadData("no list"), asked),
        Scripted(venue("cvpr"), None, asked),
    ]
    outcomes = fetch(store, sources, FixedClock(NOW))
    assert [bool(each.error) for each in outcomes] == [False, True, False]
    assert asked == [
        *("venue/icml-2026 begins", "venue/icml-2026 ends", "venue/iclr-2026 begins"),
        *("venue/cvpr-2026 begins", "venue/cvpr-2026 ends"),
    ]
