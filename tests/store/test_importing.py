"""Thousands of papers are taken in quickly, under the same rules as one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import (
    NOW,
    TODAY,
    FixedClock,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    paper,
    score,
)
from tests.store.crashes import dies_at_statement
from tracker.model.harvests import Batch, Recorded
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Kind, Sighting
from tracker.model.queries import PaperQuery
from tracker.store import Store
from tracker.store.database import Database
from tracker.store.prepared import prepared
from tracker.store.reading import Reader

DOI = PaperId("doi", "10.1000/abc")
TABLES = {
    "papers": "id",
    "identifiers": "scheme, value",
    "categories": "category, paper_id",
    "announcements": "paper_id, source, kind, category, announced_on",
    "checkpoints": "source",
}


def imported(number: int = 1, **fields: object) -> Announcement:
    """Return what a file tells of `paper(number)`; `fields` are those of the paper."""
    return Announcement(paper(number, **fields), "import", Kind.NEW, TODAY)


def dump(url: str) -> dict[str, list[dict[str, object]]]:
    """Return every row that papers have, without what PostgreSQL makes of them by itself."""
    database, found = Database(url), {}
    with database.read() as connection:
        for table, order in TABLES.items():
            rows = connection.execute(text(f"SELECT * FROM {table} ORDER BY {order}")).mappings()
            found[table] = [{name: row[name] for name in row if name != "search"} for row in rows]
    database.close()
    return found


def test_new_papers_lie_there_as_record_would_have_put_them(
    url: str, store: Store, tmp_path: Path
) -> None:
    told = batch(
        imported(1, identifiers=(DOI,)),
        imported(2, announced_on=TODAY),
        announcement(3, kind=Kind.REPLACEMENT, source="import"),
        papers=(complete_paper(4), paper(5, announced_on=TODAY)),
    )
    assert store.imports.record(prepared(told), NOW) == Recorded(papers=5, announcements=3)
    other = f"sqlite:///{tmp_path / 'recorded.db'}"
    recorded = Store.open(other, FixedClock(), create=True)
    recorded.record(told, NOW)
    recorded.close()
    assert dump(url) == dump(other)


def test_new_papers_are_searched_by_their_words(store: Store, reader: Reader) -> None:
    store.imports.record(prepared(batch(imported(1, title="A zebra"), papers=(paper(2),))), NOW)
    (known,) = reader.papers(PaperQuery(text="zebra"))
    assert known.paper.id == arxiv_id(1)
    assert known.paper.announced_on == TODAY
    assert known.announcements == (Sighting("import", Kind.NEW, TODAY),)


def test_the_same_papers_again_change_nothing(url: str, store: Store) -> None:
    told = batch(imported(1, identifiers=(DOI,)), papers=(complete_paper(2), paper(3)))
    store.imports.record(prepared(told), NOW)
    before = dump(url)
    assert store.imports.record(prepared(told), NOW + timedelta(days=1)) == Recorded()
    assert dump(url) == before


def test_a_paper_twice_in_a_batch_is_one(store: Store, reader: Reader) -> None:
    twice = batch(imported(1), papers=(complete_paper(1),))
    assert store.imports.record(prepared(twice), NOW) == Recorded(
        papers=1, updated=1, announcements=1
    )
    known = reader.paper("2511.00001")
    assert known is not None
    assert (known.paper.comment, known.paper.announced_on) == ("12 pages", TODAY)


def test_a_poorer_record_only_fills_the_gaps_of_a_full_one(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=complete_paper(comment="ICLR 2026"))), NOW)
    poorer = imported(1, title="Attention (old)", abstract="", journal_ref="JMLR 1", version=None)
    assert store.imports.record(prepared(batch(poorer)), NOW).updated == 1
    known = reader.paper("2511.00001")
    assert known is not None
    assert known.paper.title == complete_paper().title
    assert known.paper.complete
    assert (known.paper.comment, known.paper.journal_ref) == ("ICLR 2026", "JMLR 1")


@pytest.mark.parametrize(("version", "title"), [(1, "From the API"), (2, "From the snapshot")])
def test_full_metadata_replaces_only_an_earlier_version(
    store: Store, reader: Reader, version: int, title: str
) -> None:
    store.record(batch(announcement(paper=complete_paper(title="From the API", version=1))), NOW)
    newer = complete_paper(title="From the snapshot", version=version)
    store.imports.record(prepared(batch(papers=(newer,))), NOW)
    known = reader.paper("2511.00001")
    assert known is not None
    assert (known.paper.title, known.paper.version) == (title, version)
    assert known.paper.complete


def test_full_metadata_takes_the_place_of_a_feed(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(1)), NOW)
    store.scores.record("a", [score(1)])
    store.imports.record(prepared(batch(papers=(complete_paper(title="Better"),))), NOW)
    known = reader.paper("2511.00001")
    assert known is not None
    assert (known.paper.title, known.paper.announced_on) == ("Better", TODAY)
    assert [each.id for each in store.scores.unscored("a", 10)] == [arxiv_id(1)]


def test_two_arxiv_papers_with_one_doi_stay_two(store: Store, reader: Reader) -> None:
    both = batch(imported(1, identifiers=(arxiv_id(1), DOI)))
    reply = batch(
        imported(2, identifiers=(arxiv_id(2), DOI)), imported(3, identifiers=(arxiv_id(3), DOI))
    )
    assert store.imports.record(prepared(both), NOW).papers == 1
    assert store.imports.record(prepared(reply), NOW).papers == 2
    assert store.imports.record(prepared(reply), NOW) == Recorded()
    known = reader.paper("doi:10.1000/abc")
    assert known is not None
    assert known.paper.id == arxiv_id(1)


def test_an_arxiv_paper_joins_the_conference_paper_with_its_doi(store: Store) -> None:
    store.record(batch(papers=(paper(1, id=DOI, version=None),)), NOW)
    told = batch(imported(1, identifiers=(arxiv_id(1), DOI)))
    assert store.imports.record(prepared(told), NOW).papers == 0
    assert store.papers.count() == 1


def test_the_checkpoint_is_made_from_what_was_recorded_and_can_be_forgotten(store: Store) -> None:
    told = replace(batch(imported(1)), source="import:abc")
    store.imports.record(prepared(told), NOW, lambda recorded: f"{recorded.papers} new")
    assert store.sources.checkpoint("import:abc") == "1 new"
    store.imports.forget(["import:abc", "import:def"])
    assert store.sources.checkpoint("import:abc") is None


def test_a_batch_is_prepared_elsewhere_while_the_database_works_alone(store: Store) -> None:
    first, second = batch(imported(1)), batch(imported(2), papers=(paper(3),))
    ready, news = prepared(second), list[bool]()
    with ThreadPoolExecutor(1) as elsewhere:

        def idle(any_new: bool) -> None:
            news.append(any_new)
            elsewhere.submit(ready.work_out).result(10)

        store.imports.record(prepared(first), NOW, idle=idle)
    assert news == [True]
    assert store.imports.record(ready, NOW) == Recorded(papers=2, announcements=1)
    assert store.papers.count() == 3


def test_papers_that_no_source_has_shown_are_not_asked_for(store: Store) -> None:
    store.imports.record(prepared(batch(imported(1), papers=(paper(2),))), NOW)
    assert store.papers.incomplete(10) == ("2511.00001",)


def test_an_old_import_is_no_candidate_until_a_source_lists_it(store: Store) -> None:
    old, fresh = TODAY - timedelta(days=8), TODAY - timedelta(days=7)
    told = [replace(imported(n), announced_on=day) for n, day in ((1, old), (2, fresh))]
    store.imports.record(prepared(batch(*told)), NOW)
    store.scores.record("a", [score(1), score(2)])

    def candidates() -> list[PaperId]:
        found = store.editions.candidates(
            "daily", "a", since=TODAY - timedelta(days=31), imported_since=fresh
        )
        return [each.paper.id for each in found]

    assert candidates() == [arxiv_id(2)]
    store.record(batch(announcement(1, announced_on=old)), NOW)
    assert candidates() == [arxiv_id(1), arxiv_id(2)]


def _import_three_batches(url: str) -> None:
    store = Store.open(url, FixedClock())
    for first in (1, 3, 5):
        told = (imported(first), imported(2))
        store.imports.record(
            prepared(Batch("import:abc", told, (paper(first + 1),))),
            NOW,
            lambda _, at=first: str(at),
        )


def test_a_process_killed_while_it_imports_leaves_whole_batches(url: str) -> None:
    deaths, seen = 0, set()
    while dies_at_statement(deaths, _import_three_batches, url):
        rows = dump(url)
        seen.add((len(rows["papers"]), tuple(row["checkpoint"] for row in rows["checkpoints"])))
        deaths += 3
    assert seen <= {(0, ()), (2, ("1",)), (4, ("3",)), (6, ("5",)), (6, ("1",)), (6, ("3",))}
    assert len(dump(url)["papers"]) == 6
