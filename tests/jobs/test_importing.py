"""Files are imported whole, twice without harm, and to the same end after any kill."""

import gzip
import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from datetime import date, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.builders import NOW, TODAY, FixedClock, announcement, batch, complete_paper
from tests.jobs.dumps import line, snapshot_line, written
from tracker.jobs import importing
from tracker.jobs.dump_records import read_paper
from tracker.jobs.importing import import_files
from tracker.jobs.issue import Desk, draft
from tracker.jobs.rank import rank
from tracker.model.editions import Digest
from tracker.model.imports import NAMED, Imported, ImportStep
from tracker.model.papers import Paper
from tracker.model.queries import PaperQuery
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker, Weights
from tracker.ranking.roadmap_file import builtin_roadmap
from tracker.store import Store
from tracker.store import importing as storing
from tracker.store.papers import index_rows
from tracker.store.reading import open_reader

KILLED = 137


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'tracker.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store.open(url, FixedClock(), create=True)
    yield store
    store.close()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_PAPERS", 3)


def run(
    store: Store,
    *files: Path,
    told: Callable[[ImportStep], object] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    categories: Sequence[str] = (),
) -> Imported:
    def tell(step: ImportStep) -> None:
        told(step)

    return import_files(
        store, files, FixedClock(), told=tell, stopped=stopped, categories=categories
    )


def dump(url: str) -> list[str]:
    """Return the database as statements, without the index's own pages."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("INSERT INTO papers_fts(papers_fts) VALUES ('integrity-check')")
        connection.rollback()
        return [each for each in connection.iterdump() if "papers_fts" not in each]


@pytest.mark.usefixtures("small_batches")
def test_the_next_lines_are_read_while_the_database_is_at_work(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_on = threading.Event()

    def read(text: bytes, today: date) -> Paper:
        if b"2511.00004" in text:
            read_on.set()
        return read_paper(text, today)

    def index(connection: Connection, numbers: Collection[int]) -> None:
        assert read_on.wait(10), "nothing was read meanwhile"
        index_rows(connection, numbers)

    monkeypatch.setattr(importing, "read_paper", read)
    monkeypatch.setattr(storing, "index_rows", index)
    dumped = written(tmp_path, [line(number) for number in range(1, 6)])
    assert run(store, dumped).new == 5


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.jsonl.gz", "dump.jsonl.zst"])
def test_both_shapes_are_imported_from_any_packing(
    store: Store, url: str, tmp_path: Path, name: str
) -> None:
    file = written(tmp_path, [line(1), snapshot_line(1), line(2, listed=None)], name)
    assert run(store, file) == Imported(read=3, new=3)
    with open_reader(url) as reader:
        found = {each.paper.id.value: each.paper for each in reader.papers(PaperQuery())}
    assert {each: paper.announced_on for each, paper in found.items()} == {
        "2511.00001": TODAY,
        "0704.0001": None,
        "2511.00002": None,
    }


def test_a_second_import_changes_nothing(store: Store, url: str, tmp_path: Path) -> None:
    file = written(tmp_path, [line(1), snapshot_line(1), line(2)])
    run(store, file)
    before = dump(url)
    assert run(store, file) == Imported(read=3, unchanged=3)
    assert dump(url) == before


def test_bad_lines_are_named_and_skipped_and_blank_ones_are_none(
    store: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, [b"no json", line(1), b"", b"  ", {"title": "A"}, line(2), b"[]"])
    imported = run(store, file)
    assert (imported.read, imported.new, imported.bad) == (5, 2, 3)
    assert [(each.file, each.number) for each in imported.bad_lines] == [
        (str(file), 1), (str(file), 5), (str(file), 7),
    ]  # fmt: skip
    assert "missing required field `id`" in imported.bad_lines[1].reason


def test_only_the_first_bad_lines_are_kept(store: Store, tmp_path: Path) -> None:
    imported = run(store, written(tmp_path, [b"x" * 5000] * (NAMED + 7)))
    assert (imported.bad, len(imported.bad_lines)) == (NAMED + 7, NAMED)
    assert max(len(each.reason) for each in imported.bad_lines) <= 200


def test_a_file_that_is_cut_short_is_one_bad_line_and_the_others_are_kept(
    store: Store, tmp_path: Path
) -> None:
    lines = [line(number, comment=f"{number * 7919:x}") for number in range(1, 1001)]
    file = written(tmp_path, lines, "dump.gz")
    file.write_bytes(file.read_bytes()[:-2000])
    whole = written(tmp_path, [snapshot_line(1)])
    imported = run(store, file, whole)
    assert imported.bad == 1
    assert imported.bad_lines[0].number == imported.read - 1
    assert imported.new == imported.read - 1 > 500


def test_categories_keep_only_their_papers(store: Store, tmp_path: Path) -> None:
    lines = [
        line(1, categories=["cs.CV", "cs.CL"]),
        line(2, categories=["cs.CV"]),
        snapshot_line(1),
    ]
    without = line(3, categories=None)
    file = written(tmp_path, [*lines, without])
    assert run(store, file, categories=["cs.cl"]) == Imported(read=4, new=2, skipped=2)
    assert run(store, file, categories=["cs.CL", "cs.CV"]).new == 1
    assert run(store, file) == Imported(read=4, new=1, unchanged=3)


def test_a_full_record_is_not_overwritten(store: Store, url: str, tmp_path: Path) -> None:
    full = complete_paper(title="As the API has it", comment="ICLR 2026", abstract="Whole.")
    store.record(batch(announcement(paper=full)), NOW)
    assert run(store, written(tmp_path, [line(1)])).unchanged == 1
    with open_reader(url) as reader:
        known = reader.paper("2511.00001")
    assert known is not None
    assert (known.paper.title, known.paper.comment) == ("As the API has it", "ICLR 2026")


def test_a_file_that_is_missing_stops_the_import_before_it_begins(
    store: Store, tmp_path: Path
) -> None:
    file = written(tmp_path, [line(1)])
    with pytest.raises(FileNotFoundError):
        run(store, file, tmp_path / "missing")
    with pytest.raises(IsADirectoryError):
        run(store, file, tmp_path)
    assert store.papers.count() == 0


def test_a_pipe_is_imported_too(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, [line(1), line(2)])
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = multiprocessing.get_context("fork").Process(
        target=lambda: pipe.write_bytes(file.read_bytes())
    )
    writer.start()
    assert run(store, pipe).new == 2
    writer.join(10)


def test_the_same_file_named_twice_is_read_once(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, [line(1)])
    assert run(store, file, file) == Imported(read=1, new=1)


@pytest.mark.usefixtures("small_batches")
def test_progress_is_told_in_bytes_of_all_files(store: Store, tmp_path: Path) -> None:
    one = written(tmp_path, [line(number) for number in range(1, 6)], "one.gz")
    two = written(tmp_path, [line(number) for number in range(6, 8)], "two")
    steps: list[ImportStep] = []
    run(store, one, two, told=steps.append)
    size = one.stat().st_size + two.stat().st_size
    assert {step.size for step in steps} == {size}
    assert [step.begins for step in steps] == [True, False, False, True, False]
    assert [step.imported.read for step in steps] == [0, 3, 5, 5, 7]
    assert steps[0].done == 0
    assert steps[3].done == one.stat().st_size
    assert steps[-1].done == size


@pytest.mark.usefixtures("small_batches")
def test_a_stopped_import_goes_on_where_it_stopped(store: Store, url: str, tmp_path: Path) -> None:
    files = [
        written(tmp_path, [line(1), b"bad", *(line(number) for number in range(2, 9))], "one"),
        written(tmp_path, [line(number) for number in range(9, 14)], "two"),
    ]
    steps: list[ImportStep] = []
    # Stops within the second file.
    assert run(store, *files, stopped=lambda: store.papers.count() >= 11).new == 11
    again = run(store, *files, told=steps.append)
    assert again == Imported(read=14, new=13, bad=1, bad_lines=again.bad_lines)
    assert again.bad_lines[0].number == 2
    assert [(step.file.name, step.after) for step in steps if step.begins] == [
        ("one", 9),
        ("two", 3),
    ]
    assert not [each for each in dump(url) if 'INTO "checkpoints"' in each and "import" in each]


def test_a_changed_file_is_read_from_its_beginning(
    store: Store, tmp_path: Path, small_batches: None
) -> None:
    file = written(tmp_path, [line(number) for number in range(1, 9)])
    run(store, file, stopped=lambda: True)
    assert store.papers.count() == 3
    changed = file.read_bytes().replace(b"2511.00001", b"2511.00099")
    file.write_bytes(changed)
    os.utime(file, ns=(1, 1))
    assert run(store, file) == Imported(read=8, new=6, unchanged=2)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [0, 1, 2, 3, 4, 5])
def test_an_import_that_was_killed_ends_in_the_same_database(
    url: str, tmp_path: Path, batches: int
) -> None:
    doi = {"doi": "10.1000/shared"}
    files = [
        written(tmp_path, [line(1), b"bad", *(line(n, **doi) for n in range(2, 9))], "one.gz"),
        written(tmp_path, [snapshot_line(1), line(3), *(line(n) for n in range(9, 12))], "two.zst"),
    ]
    left = batches

    def dies(step: ImportStep) -> None:
        nonlocal left
        if not step.begins:
            left -= 1
        if left < 0 or (batches == 0 and not step.begins):
            os._exit(KILLED)

    def killed() -> None:
        run(Store.open(url, FixedClock(), create=True), *files, told=dies)

    child = multiprocessing.get_context("fork").Process(target=killed)
    child.start()
    child.join(60)
    assert child.exitcode == (KILLED if batches < 5 else 0)
    restarted = Store.open(url, FixedClock(), create=True)
    imported = run(restarted, *files)
    restarted.close()
    whole = f"sqlite:///{tmp_path / 'whole.db'}"
    undisturbed = Store.open(whole, FixedClock(), create=True)
    expected = run(undisturbed, *files)
    undisturbed.close()
    assert dump(url) == dump(whole)
    if batches < 5:
        assert imported == expected


def test_old_imports_enter_no_edition(store: Store, tmp_path: Path) -> None:
    def listed(number: int, days: int) -> dict[str, Any]:
        return line(number, listed=str(TODAY - timedelta(days=days)))

    run(store, written(tmp_path, [listed(1, 0), listed(2, 7), listed(3, 8), listed(4, 30)]))
    roadmap = builtin_roadmap()
    ranker = Ranker(roadmap, Weights(), builtin_background())
    assert rank(store, ranker, NOW) == 4
    desk, digest = Desk(roadmap, ranker.fingerprint, 0.0), Digest("daily", time(8), "UTC")
    drafted = draft(store, digest, desk, NOW, NOW.date())
    assert sorted(each.value for each in drafted.considered) == ["2511.00001", "2511.00002"]


def test_real_records_are_imported_whole(store: Store, shared_folder: Path, tmp_path: Path) -> None:
    months = shared_folder / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
    with gzip.open(months) as packed:
        some = b"".join(islice(packed, 600))
    file = tmp_path / "some.jsonl"
    file.write_bytes(some)
    assert run(store, file) == Imported(read=600, new=600)
    assert run(store, file) == Imported(read=600, unchanged=600)
