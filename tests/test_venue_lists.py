"""Every real list of a venue, played and fetched as users do it: the counts are the true ones."""

import gzip
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.builders import FixedClock
from tracker.app.assembly import source_specs
from tracker.config.settings import Arxiv, Settings, Venue, VenueUrls
from tracker.http import Http, Identity, MemoryGate
from tracker.model.harvests import SourceSpec
from tracker.model.venues import Programme, ProgrammeState
from tracker.replay import Replay, World
from tracker.sources import Tools, open_source
from tracker.sources.parsing import FeedParser
from tracker.store import Store
from tracker.store.reading import open_reader

TODAY = date(2025, 11, 3)
# Those that ship have their own lists; the others are virtual sites of their own, and a journal.
SHIPPED = {"neurips": "NeurIPS"} | {
    each: each.upper() for each in ("icml", "iclr", "acl", "emnlp", "naacl", "cvpr", "iccv")
}
GENERIC = {"corl": "CoRL"} | {
    each: each.upper() for each in ("aaai", "aistats", "colm", "ijcai", "tacl", "uai", "wacv")
}
NAMES = SHIPPED | GENERIC

Rows = Mapping[tuple[str, int], list[dict[str, Any]]]


@dataclass(frozen=True)
class Harvested:
    """What the sources told, by venue and year, and the database they were recorded in.

    `findings` are the lists of Findings, which no file has.
    """

    programmes: dict[tuple[str, int], Programme]
    findings: list[Programme]
    database: Path


@pytest.fixture(scope="module")
def files(shared_folder: Path) -> list[Path]:
    data = shared_folder / "data"
    return [*sorted((data / "conf").glob("*.gz")), data / "identity" / "venue-papers.jsonl.gz"]


@pytest.fixture(scope="module")
def rows(files: list[Path]) -> Rows:
    """The records by venue and year, straight from the files; a venue in two files counts once."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for file in files:
        own: dict[tuple[str, int], list[dict[str, Any]]] = {}
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                own.setdefault((NAMES[record["venue"]], record["year"]), []).append(record)
        found = own | found
    return found


@pytest.fixture(scope="module")
def harvested(files: list[Path], rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    """Play all files, and fetch every list over the real client into a database."""
    folder = tmp_path_factory.mktemp("venues")
    clock = FixedClock(datetime(2025, 11, 3, 12, tzinfo=UTC))
    store = Store.open(f"sqlite:///{folder / 'tracker.db'}", clock, create=True)
    with Replay(World.read([], [], files), clock) as replay, FeedParser() as parser:
        http = Http(
            Identity("tracker", "0", "https://project.example"),
            MemoryGate(clock, clock.sleep, monotonic),
            clock,
            allow_hosts={"127.0.0.1"},
            default_pace=0.0,
        )
        tools = Tools(http, parser)
        asked = specs(replay, sorted(rows))
        told = [record_whole(store, tools, spec, clock()) for spec in asked]
        http.close()
    store.close()
    findings = [each for each in told if each.source.endswith("-findings")]
    programmes = {(each.venue, each.year): each for each in told if each not in findings}
    return Harvested(programmes, findings, folder / "tracker.db")


def specs(replay: Replay, asked: list[tuple[str, int]]) -> tuple[SourceSpec, ...]:
    """Return the early lists of these venues and years, from a configuration as people write it."""
    bases = dict.fromkeys(VenueUrls.__struct_fields__, replay.url)
    settings = Settings(
        arxiv=Arxiv(enabled=False),
        feeds=(),
        venues=tuple(venue(replay, name, year) for name, year in asked),
        venue_urls=VenueUrls(**bases | {"anthology": replay.anthology_url}),
    )
    return tuple(each for each in source_specs(settings, TODAY) if each.name.startswith("venue/"))


def venue(replay: Replay, name: str, year: int) -> Venue:
    if name in SHIPPED.values():
        return Venue(name, (year,))
    if name == "TACL":
        url = f"{replay.anthology_url}/{{year}}.tacl.xml"
        return Venue(name, (year,), url, "anthology")
    url = replay.events_url(f"{name.casefold()}-{{year}}")
    return Venue(name, (year,), url)


def record_whole(store: Store, tools: Tools, spec: SourceSpec, now: datetime) -> Programme:
    (batch,) = open_source(spec, tools).harvest(None, now)
    store.record(batch, now)
    assert batch.programme is not None
    return batch.programme


# --- the truth, counted from the files ------------------------------------------------------------

DROPPED = {"Reject", "Withdraw", "Desk Reject"}
KINDS = {
    "Workshop": "workshop",
    "Journal": "journal",
    "1": "journal",
    "industry": "industry",
    "demo": "demo",
    "demos": "demo",
    "srw": "srw",
    "tutorials": "tutorial",
}


def kind(record: Mapping[str, Any]) -> str:
    position = record["title"].startswith("Position:")
    return "position" if position else KINDS.get(record["status"], "main")


def true_counts(records: list[dict[str, Any]]) -> dict[str, int]:
    return dict(Counter(kind(each) for each in records if each["status"] not in DROPPED))


def true_abstracts(records: list[dict[str, Any]]) -> int:
    return sum(bool(each["abstract"]) for each in records if each["status"] not in DROPPED)


# --- what was told --------------------------------------------------------------------------------


def test_every_venue_of_the_files_was_played_and_fetched(harvested: Harvested, rows: Rows) -> None:
    assert len(rows) == 18
    assert sum(map(len, rows.values())) == 25_974 - 846  # WACV 2024 stands in two files.
    assert set(harvested.programmes) == set(rows)


def test_the_counts_by_venue_year_and_kind_are_those_of_the_files(
    harvested: Harvested, rows: Rows
) -> None:
    told = {key: dict(each.counts) for key, each in harvested.programmes.items()}
    assert told == {key: true_counts(records) for key, records in rows.items()}
    assert told["ICLR", 2018] == {"main": 340, "workshop": 90}
    assert told["ACL", 2023]["main"] == 1075
    assert told["NeurIPS", 2022] == {"main": 2834, "journal": 67}


def test_every_list_is_complete_and_says_how_many_abstracts_it_has(
    harvested: Harvested, rows: Rows
) -> None:
    for key, programme in harvested.programmes.items():
        told = (programme.state, programme.listed, programme.abstracts, programme.message)
        whole = sum(true_counts(rows[key]).values())
        assert told == (ProgrammeState.COMPLETE, whole, true_abstracts(rows[key]), ""), key


def test_tracker_venues_states_the_true_counts(harvested: Harvested, rows: Rows) -> None:
    with open_reader(f"sqlite:///{harvested.database}") as reader:
        lines = {(each.venue, each.year): each for each in reader.venues()}
    assert set(lines) == set(rows)
    for key, line in lines.items():
        counts = true_counts(rows[key])
        assert (line.state, dict(line.counts)) == (ProgrammeState.COMPLETE, counts), key
        told = (line.stored, line.abstracts, line.gone)
        assert told == (sum(counts.values()), true_abstracts(rows[key]), 0), key
        assert line.expected in (None, line.stored), key


def test_the_database_has_as_many_papers_of_each_list_with_all_their_authors(
    harvested: Harvested, rows: Rows
) -> None:
    connection = sqlite3.connect(harvested.database)
    stored = dict(
        connection.execute(
            "SELECT category, count(DISTINCT paper_id) FROM announcements "
            "WHERE kind = 'published' AND announced_on = '' GROUP BY category"
        )
    )
    papers = connection.execute("SELECT count(*), sum(authors != '') FROM papers").fetchone()
    (merged,) = connection.execute("SELECT count(*) FROM merges").fetchone()
    connection.close()
    assert stored == {
        f"{name} {year}": sum(true_counts(records).values())
        for (name, year), records in rows.items()
    }
    shown = [each for records in rows.values() for each in records if each["status"] not in DROPPED]
    # A paper that two venues list is one, where its authors say so.
    assert merged <= 2
    named = sum(bool(each["authors"]) for each in shown)
    assert papers == (len(shown) - merged, named - merged)


def test_findings_that_are_not_there_are_no_failure(harvested: Harvested) -> None:
    assert [each.source for each in harvested.findings] == [
        *("venue/acl-2023-findings", "venue/emnlp-2022-findings", "venue/naacl-2022-findings")
    ]
    assert {each.state for each in harvested.findings} == {ProgrammeState.NOT_PUBLISHED}
