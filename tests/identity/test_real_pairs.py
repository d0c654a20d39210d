"""Real venue lists meet real arXiv papers: found, and no other paper taken for one.

`python -m benchmarks identity` measures the same on everything there is.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.venue_rows import Row, batches, event_id, read_rows
from tests.builders import NOW, FixedClock
from tracker.jobs.importing import import_files
from tracker.store import Store

NOISE = ("background-2022-2024", "judged-other-dates")
"""19,000 arXiv papers of the years of these venues, most of them without authors."""


@pytest.fixture(scope="module")
def rows(shared_folder: Path) -> list[tuple[int, Row]]:
    """Rows whose venue's own page names an arXiv paper, and as many whose page names none."""
    data = shared_folder / "data" / "identity"
    known = {each["id"] for each in read_rows(data / "arxiv-records.jsonl.gz")}
    told = list(enumerate(read_rows(data / "venue-papers.jsonl.gz")))
    named = [each for each in told if each[1]["arxiv_id"] in known]
    return named + [each for each in told if not each[1]["arxiv_id"]][: len(named)]


@pytest.fixture(scope="module")
def merged(
    shared_folder: Path, rows: list[tuple[int, Row]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """A database of arXiv papers that the rows were recorded into, their arXiv ids untold."""
    data, file = shared_folder / "data", tmp_path_factory.mktemp("merged") / "tracker.db"
    store = Store.open(f"sqlite:///{file}", FixedClock(), create=True)
    dumps = [data / "arxiv" / f"{name}.jsonl.gz" for name in NOISE]
    dumps.append(data / "identity" / "arxiv-records.jsonl.gz")
    import_files(store, dumps, FixedClock(), told=lambda _: None, stopped=lambda: False)
    in_order = sorted(rows, key=lambda each: (each[1]["venue"], each[0]))
    for batch in batches(((event_id(n, row), row) for n, row in in_order), "virtual"):
        store.record(batch, NOW)
    store.close()
    with closing(sqlite3.connect(file)) as connection:
        yield connection


@pytest.fixture(scope="module")
def keys(merged: sqlite3.Connection) -> dict[str, str]:
    """The key of the paper that each venue row is now."""
    query = """
        SELECT i.scheme || ':' || i.value, p.key FROM identifiers i
        JOIN papers p ON p.id = i.paper_id WHERE i.scheme = 'event'
    """
    return dict(merged.execute(query).fetchall())


def test_99_in_100_known_pairs_are_merged_and_no_other(
    rows: list[tuple[int, Row]], keys: dict[str, str]
) -> None:
    named = [(n, row) for n, row in rows if row["arxiv_id"]]
    became = [(keys[str(event_id(n, row))], f"arxiv:{row['arxiv_id']}") for n, row in named]
    found = [key for key, arxiv in became if key == arxiv]
    wrong = [pair for pair in became if pair[0].startswith("arxiv:") and pair[0] != pair[1]]
    assert len(named) == 681
    assert len(found) >= 675
    assert wrong == []


def test_two_arxiv_ids_are_never_one_paper(merged: sqlite3.Connection) -> None:
    of_arxiv = "SELECT paper_id FROM identifiers WHERE scheme = 'arxiv'"
    assert merged.execute(f"{of_arxiv} GROUP BY paper_id HAVING count(*) > 1").fetchall() == []
    twins = """
        SELECT count(*) FROM papers one JOIN papers other
        ON other.title_key = one.title_key AND other.key > one.key
        JOIN pairs ON pairs.one = one.key AND pairs.other = other.key
        WHERE one.key LIKE 'arxiv:%' AND other.key LIKE 'arxiv:%'
    """
    assert merged.execute(twins).fetchone()[0] >= 3


def test_rows_without_authors_are_never_merged_by_title_alone(
    shared_folder: Path, tmp_path: Path
) -> None:
    data = shared_folder / "data"
    rows = read_rows(data / "conf" / "neurips-2022.jsonl.gz")
    assert not any(row["authors"] or row["abstract"] for row in rows)
    file = tmp_path / "tracker.db"
    store = Store.open(f"sqlite:///{file}", FixedClock(), create=True)
    dump = data / "arxiv" / "judged-other-dates.jsonl.gz"
    import_files(store, [dump], FixedClock(), told=lambda _: None, stopped=lambda: False)
    (batch,) = batches(((event_id(n, row), row) for n, row in enumerate(rows)), "venue")
    recorded = store.record(batch, NOW)
    store.close()
    with closing(sqlite3.connect(file)) as connection:
        listed = connection.execute("SELECT count(*) FROM pairs").fetchone()[0]
    assert recorded.merged == 0
    assert listed >= 5
