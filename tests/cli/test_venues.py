"""`tracker venues`, papers of a venue, and what `show` says of one paper's venues and fate."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import NOW, announcement, batch, complete_paper, listing, mention, programme
from tests.cli.fakes import Called, FakeTracker, call, known
from tracker.model.events import Event, EventKind
from tracker.model.harvests import Batch
from tracker.model.venues import ProgrammeState
from tracker.store import Store


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with a complete list, a broken one, one to come, and papers on arXiv."""
    url = f"sqlite:///{tmp_path_factory.mktemp('venues') / 'tracker.db'}"
    store = Store.open(url, lambda: NOW, create=True)
    told = [
        complete_paper(1, comment="Accepted to ICLR 2026 (Oral)"),
        complete_paper(5, comment="CVPR 2025"),
        complete_paper(6, comment="Accepted to ACL 2025 (Findings)"),
        complete_paper(7, comment="Submitted to ICLR 2026"),
    ]
    store.record(batch(*(announcement(paper=each) for each in told)), NOW)
    counts = (("main", 2), ("position", 1))
    whole = programme(expected=3, listed=3, counts=counts)
    store.record(listing(1, 2, 3, told=whole, venues=(mention(presentation="poster"),)), NOW)
    store.record(listing(1, 2, told=replace(whole, listed=2)), NOW)
    store.record(listing(1, 2, told=replace(whole, listed=2)), NOW)
    wacv = programme(source="WACV", venue="WACV-X", year=2025, listed=1, expected=1)
    store.record(listing(4, told=wacv, venues=(mention("WACV-X", 2025),)), NOW)
    broken = replace(wacv, state=ProgrammeState.BROKEN, listed=0, message="HTML, not JSON")
    store.record(Batch("WACV", programme=broken), NOW)
    pending = programme(source="ICML", venue="ICML", listed=0, expected=None, counts=(),
                        state=ProgrammeState.NOT_PUBLISHED)  # fmt: skip
    store.record(Batch("ICML", programme=pending), NOW)
    store.close()
    return url


def ask(database: str, *arguments: str, **environ: str) -> Called:
    return call(*arguments, "--database", database, **environ)


def found(database: str, *arguments: str) -> set[str]:
    done = ask(database, "papers", *arguments, "--format", "json")
    assert done.code == 0, done.err
    return {each["id"].removeprefix("arxiv:2511.0000") for each in json.loads(done.out)}


# --- tracker venues -------------------------------------------------------------------------------


def test_every_venue_and_year_is_a_line_that_fits_the_screen(database: str) -> None:
    done = ask(database, "venues")
    rows = [line.split() for line in done.out.splitlines()]
    assert ["ICLR", "2026", "complete", "3", "3", "3", "3"] in rows
    assert ["ICML", "2026", "not", "published", "-", "0", "0", "0"] in rows
    assert ["WACV-X", "2025", "broken", "1", "1", "1", "1"] in rows
    assert max(map(len, done.out.splitlines())) <= 80


def test_kinds_and_what_is_wrong_and_what_is_gone_are_said_below(database: str) -> None:
    done = ask(database, "venues")
    assert "  ICLR 2026: main 2, position 1" in done.out
    assert "  WACV-X 2025: WACV: HTML, not JSON" in done.out
    assert "  ICLR 2026: 1 no longer listed; they are kept" in done.out


def test_the_lines_of_one_year(database: str) -> None:
    done = ask(database, "venues", "--year", "2025")
    assert "WACV-X 2025" in done.out
    assert "2026" not in done.out


def test_programs_get_every_count_and_every_source(database: str) -> None:
    iclr = json.loads(ask(database, "venues", "--format", "json").out)[0]
    assert {name: iclr[name] for name in list(iclr)[:9]} == {
        "venue": "ICLR", "year": 2026, "state": "complete", "expected": 3, "stored": 3,
        "abstracts": 3, "on_arxiv": 3, "no_longer_listed": 1, "kinds": {"main": 2, "position": 1},
    }  # fmt: skip
    assert iclr["appeared_at"] == iclr["checked_at"] == "2025-11-03T14:30:00Z"
    assert [each["source"] for each in iclr["sources"]] == ["ICLR 2026"]


def test_it_speaks_chinese(database: str) -> None:
    done = ask(database, "venues", "--lang", "zh")
    assert "尚未公布" in done.out
    assert "1 篇不再列出，仍然保留" in done.out


def test_without_any_venue_it_says_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    Store.open(url, lambda: NOW, create=True).close()
    done = ask(url, "venues")
    assert (done.code, done.out) == (0, "")
    assert "tracker run" in done.err


# --- papers --venue -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("ICLR 2026", {"1", "2", "3"}),
        ("iclr'26", {"1", "2", "3"}),
        ("International Conference on Learning Representations", {"1", "2", "3"}),
        ("2026 ICLR main", {"1", "2", "3"}),
        ("ICLR 2025", set()),
        ("cvpr", {"5"}),
        ("ACL 2025 Findings", {"6"}),
        ("ACL workshop", set()),
        ("wacv-x", {"4"}),
    ],
)
def test_a_venue_is_found_in_any_spelling(database: str, asked: str, ids: set[str]) -> None:
    assert found(database, "--venue", asked) == ids


def test_papers_are_found_by_how_they_were_presented(database: str) -> None:
    assert found(database, "--venue", "ICLR 2026", "--presentation", "oral") == {"1"}
    assert found(database, "--presentation", "poster") == {"3"}


@pytest.mark.parametrize(
    ("asked", "nearest"), [("ICLRR 2026", "ICLR"), ("NeurIP", "NeurIPS"), ("WACV-Y", "WACV-X")]
)
def test_an_unknown_venue_is_one_line_with_the_nearest_and_exit_2(
    database: str, asked: str, nearest: str
) -> None:
    done = ask(database, "papers", "--venue", asked)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert f"did you mean {nearest}?" in done.err


# --- show -----------------------------------------------------------------------------------------


def test_show_says_who_says_so(database: str) -> None:
    done = ask(database, "show", "2511.00001")
    assert "\nICLR 2026 oral: accepted\n  Accepted to ICLR 2026 (Oral)\n" in done.out
    assert "ICLR 2026: submitted" in ask(database, "show", "2511.00007").out
    assert "CVPR 2025 (claimed)\n" in ask(database, "show", "2511.00005").out


def test_show_says_what_has_happened_and_when() -> None:
    at = datetime(2026, 1, 26, tzinfo=UTC)
    events = (
        Event(EventKind.ACCEPTED, "ICLR 2026", at, "arxiv-api"),
        Event(EventKind.DISCUSSED, "Hugging Face", at, "hf", "https://hf.co/papers/1", 80),
    )
    paper = replace(known(), events=events)
    done = call("show", "2511.00001", tracker=FakeTracker((paper,)))
    assert "2026-01-26 accepted at ICLR 2026\n" in done.out
    assert "2026-01-26 discussed at Hugging Face (80 upvotes)\n" in done.out
    assert "https://hf.co/papers/1" in done.out
    done = call("show", "2511.00001", "--lang", "zh", tracker=FakeTracker((paper,)))
    assert "被 ICLR 2026 录用" in done.out


def test_programs_get_the_evidence_and_the_events(database: str) -> None:
    told = json.loads(ask(database, "show", "2511.00001", "--format", "json").out)
    assert told["venues"] == [
        {"venue": "ICLR", "year": 2026, "kind": "main", "presentation": "oral",
         "status": "accepted", "evidence": "Accepted to ICLR 2026 (Oral)"}
    ]  # fmt: skip
    assert told["events"] == []
