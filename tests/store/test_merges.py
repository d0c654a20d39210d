"""One paper is one paper, whichever version comes first, and two again where a person says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from tests.builders import (
    NOW,
    TODAY,
    FixedClock,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    edition,
    paper,
    pick,
    score,
)
from tests.store.crashes import dies_at_statement
from tracker.errors import TrackerError
from tracker.model.editions import Section
from tracker.model.feedback import ME, Opinion
from tracker.model.harvests import Batch, Recorded
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Author, Kind, Paper, Sighting, VenueMention
from tracker.model.queries import PaperQuery
from tracker.model.roadmap import Name
from tracker.store import Store, tables
from tracker.store.database import Database
from tracker.store.prepared import prepared
from tracker.store.reading import Reader

TITLE = "Counting Commas with Toy Tokenizers"
AUTHORS = (Author("Ada Lovelace"), Author("Alan Turing"))
EVENT = PaperId("event", "icml-2026/1")
ANTHOLOGY = PaperId("anthology", "2025.acl-long.1")
DOI = PaperId("doi", "10.18653/v1/2025.acl-long.1")
DAY = timedelta(days=1)


def on_arxiv(number: int = 1, **fields: Any) -> Paper:
    """Return the arXiv version."""
    return complete_paper(number, **({"title": TITLE, "authors": AUTHORS} | fields))


def at_venue(paper_id: PaperId = EVENT, **fields: Any) -> Paper:
    """Return the version of a venue's programme."""
    known = {
        "title": "Counting commas with toy tokenizers",
        "authors": AUTHORS,
        "abstract": "We count.",
        "url": "https://icml.example/virtual/2026/poster/1",
        "pdf_url": "https://icml.example/1.pdf",
        "categories": (),
        "version": None,
        "venues": (VenueMention("ICML", 2026, "main", "oral", "accepted"),),
    }
    return paper(1, id=paper_id, **(known | fields))


def listed(known: Paper | None = None) -> Batch:
    """Return the arXiv listing of the paper."""
    return batch(announcement(paper=known or on_arxiv()))


def programme(*papers: Paper, source: str = "venue/icml-2026") -> Batch:
    """Return a venue's programme with these papers."""
    told = (Announcement(each, source, Kind.PUBLISHED, None) for each in papers)
    return Batch(source, announcements=tuple(told))


def everything(url: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, without what PostgreSQL makes of them by itself."""
    database, found = Database(url), {}
    with database.read() as connection:
        for table in tables.metadata.sorted_tables:
            rows = [{**row} for row in connection.execute(select(table)).mappings()]
            found[table.name] = sorted(rows, key=repr)
    database.close()
    return found


def about_papers(url: str) -> dict[str, list[dict[str, Any]]]:
    """Return what is stored of papers, without row numbers: by their keys."""
    rows = everything(url)
    keys = {row["id"]: row["key"] for row in rows["papers"]}
    told = {name: some for name, some in rows.items() if name not in ("merges", "pairs")}
    for some in told.values():
        for row in some:
            row.pop("id", None)
            if "paper_id" in row:
                row["paper_id"] = keys[row["paper_id"]]
    return {name: sorted(some, key=repr) for name, some in told.items()}


def both() -> Paper:
    """Return the paper as arXiv tells of it, with what the venue adds."""
    ids = (arxiv_id(), EVENT)
    return replace(on_arxiv(), identifiers=ids, announced_on=TODAY, venues=at_venue().venues)


def only(reader: Reader) -> Paper:
    """Return the one paper that is stored."""
    (known,) = reader.papers(PaperQuery())
    return known.paper


# --- a batch brings two versions together ---------------------------------------------------------


def test_a_venues_version_goes_to_the_paper_on_arxiv(store: Store, reader: Reader) -> None:
    store.record(listed(), NOW)
    recorded = store.record(programme(at_venue()), NOW + DAY)
    assert recorded == Recorded(announcements=1, merged=1, updated=1)

    known = reader.paper("event:icml-2026/1")

    assert known is not None
    assert known.paper == both()
    assert [each.source for each in known.announcements] == ["venue/icml-2026", "arxiv-rss/cs.CL"]
    (merge,) = reader.merges()
    assert (merge.kept, merge.taken) == (arxiv_id(), EVENT)
    assert (merge.why, merge.at) == ("same title and authors", NOW + DAY)


def test_an_arxiv_version_that_comes_later_takes_the_venues_in(
    store: Store, reader: Reader
) -> None:
    store.record(programme(at_venue()), NOW)
    recorded = store.record(listed(), NOW + DAY)
    assert (recorded.papers, recorded.merged) == (0, 1)

    assert only(reader) == both()
    assert reader.papers(PaperQuery(text="counting"))[0].paper.id == arxiv_id()
    (merge,) = reader.merges()
    assert (merge.kept, merge.taken) == (arxiv_id(), EVENT)


def test_what_arxiv_does_not_tell_is_filled_in(store: Store, reader: Reader) -> None:
    store.record(listed(on_arxiv(abstract="", pdf_url=None)), NOW)
    store.record(programme(at_venue()), NOW)
    found = only(reader)
    assert (found.abstract, found.pdf_url) == ("We count.", "https://icml.example/1.pdf")
    assert (found.title, found.url) == (TITLE, on_arxiv().url)


def test_arxivs_text_comes_first_even_where_the_venue_told_everything(
    store: Store, reader: Reader
) -> None:
    store.record(listed(on_arxiv(version=None, complete=False)), NOW)
    store.record(programme(at_venue(complete=True, version=3)), NOW)
    assert (only(reader).title, only(reader).abstract) == (TITLE, on_arxiv().abstract)


def test_two_venues_versions_are_one_and_the_first_is_kept(store: Store, reader: Reader) -> None:
    store.record(programme(at_venue()), NOW)
    store.record(programme(at_venue(PaperId("openreview", "aBc")), source="openreview"), NOW)
    assert only(reader).identifiers == (EVENT, PaperId("openreview", "aBc"))


def test_a_changed_title_is_found_by_its_authors_its_main_part_or_its_name(
    store: Store, reader: Reader
) -> None:
    store.record(batch(announcement(paper=on_arxiv(1, title=f"CommaNet: {TITLE}"))), NOW)
    by_core = at_venue(authors=(Author("Alan Turing"), Author("Ada Lovelace")))
    by_authors = at_venue(PaperId("openreview", "a"), title="Toy Tokenizers for Counting Commas")
    by_name = at_venue(
        PaperId("event", "iclr-2026/7"),
        title="CommaNet: Toy Tokenizers that Count Commas",
        authors=(Author("Alan Turing"), Author("Ada Lovelace")),
    )
    for number, each in enumerate((by_core, by_authors, by_name)):
        assert store.record(programme(each, source=f"venue/{number}"), NOW).merged == 1
    assert store.papers.count() == 1


def test_the_same_programme_again_changes_nothing(url: str, store: Store) -> None:
    store.record(listed(), NOW)
    store.record(programme(at_venue()), NOW)
    before = everything(url)
    assert store.record(programme(at_venue()), NOW + DAY) == Recorded()
    assert store.record(listed(), NOW + DAY) == Recorded()
    assert everything(url) == before


def test_an_import_brings_them_together_too(url: str, store: Store, reader: Reader) -> None:
    store.record(programme(at_venue()), NOW)
    told = batch(papers=(on_arxiv(1), paper(2)))
    recorded = store.imports.record(prepared(told), NOW)
    assert (recorded.papers, recorded.merged) == (1, 1)
    known = reader.paper(str(EVENT))
    assert known is not None
    assert known.paper.id == arxiv_id(1)
    before = everything(url)
    assert store.imports.record(prepared(told), NOW + DAY) == Recorded()
    assert everything(url) == before


def test_an_import_brings_its_own_papers_together(store: Store, reader: Reader) -> None:
    assert store.imports.record(prepared(batch(papers=(on_arxiv(), at_venue()))), NOW).papers == 1
    assert only(reader).identifiers == (arxiv_id(), EVENT)


def test_a_batch_that_has_ids_of_two_papers_makes_them_one(store: Store, reader: Reader) -> None:
    store.record(listed(on_arxiv(identifiers=(arxiv_id(), DOI))), NOW)
    store.record(programme(at_venue(ANTHOLOGY, title="Another title", authors=())), NOW)
    assert store.papers.count() == 2
    proof = at_venue(ANTHOLOGY, title="Another title", authors=(), identifiers=(ANTHOLOGY, DOI))

    assert store.record(programme(proof), NOW + DAY).merged == 1

    assert only(reader).id == arxiv_id()
    assert set(only(reader).identifiers) == {arxiv_id(), DOI, ANTHOLOGY}
    assert [each.why for each in reader.merges()] == [f"both are {DOI}"]


def test_a_record_under_an_unknown_id_that_shares_another_is_remembered(
    store: Store, reader: Reader
) -> None:
    store.record(listed(), NOW)
    named = at_venue(title="Another title", authors=(), identifiers=(EVENT, arxiv_id()))
    assert store.record(programme(named), NOW).merged == 1
    assert [(each.taken, each.why) for each in reader.merges()] == [
        (EVENT, f"both are {arxiv_id()}")
    ]


def test_a_paper_that_learns_its_arxiv_id_is_known_by_it(store: Store, reader: Reader) -> None:
    store.record(programme(at_venue()), NOW)
    named = at_venue(identifiers=(EVENT, arxiv_id()))
    store.record(programme(named), NOW)
    assert only(reader).id == arxiv_id()
    store.record(listed(), NOW + DAY)
    found = only(reader)
    assert (found.title, found.announced_on, found.url) == (TITLE, TODAY, on_arxiv().url)
    assert reader.paper(str(EVENT)) is not None


def test_a_record_that_names_another_title_is_looked_at_again(store: Store, reader: Reader) -> None:
    store.record(listed(on_arxiv(title="A First Title, Soon Forgotten", version=1)), NOW)
    store.record(programme(at_venue(authors=(AUTHORS[0], Author("Charles Babbage")))), NOW)
    assert store.papers.count() == 2
    revised = on_arxiv(version=2)
    assert store.record(batch(papers=(revised,)), NOW + DAY).merged == 1
    assert only(reader).id == arxiv_id()


# --- what stays two -------------------------------------------------------------------------------


def test_two_arxiv_papers_are_never_one_because_of_a_doi(store: Store, reader: Reader) -> None:
    both = [paper(n, identifiers=(arxiv_id(n), DOI)) for n in (1, 2)]
    for each in (*both, *both):
        store.record(batch(announcement(paper=each)), NOW)
    assert store.papers.count() == 2
    holders = {known.paper.id: known.paper.identifiers for known in reader.papers(PaperQuery())}
    assert holders == {arxiv_id(1): (arxiv_id(1), DOI), arxiv_id(2): (arxiv_id(2),)}


def test_a_record_that_names_two_arxiv_papers_goes_to_the_first(store: Store) -> None:
    store.record(batch(announcement(1), announcement(2)), NOW)
    told = at_venue(title="x", authors=(), identifiers=(EVENT, arxiv_id(1), arxiv_id(2)))
    for _ in range(2):
        store.record(programme(told), NOW)
        assert store.papers.count() == 2


def test_equal_titles_under_two_arxiv_ids_are_listed(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=on_arxiv(1))), NOW)
    store.record(batch(announcement(paper=on_arxiv(2))), NOW)
    assert store.papers.count() == 2
    (pair,) = reader.likely_pairs()
    assert (pair.one, pair.other) == (arxiv_id(1), arxiv_id(2))
    assert pair.why == "same title and authors, but two arXiv ids"
    assert (pair.one_title, pair.other_title) == (TITLE, TITLE)


def test_a_venue_paper_that_two_arxiv_papers_claim_goes_to_none(
    store: Store, reader: Reader
) -> None:
    store.record(batch(announcement(paper=on_arxiv(1)), announcement(paper=on_arxiv(2))), NOW)
    assert store.record(programme(at_venue()), NOW).merged == 0
    assert len(reader.likely_pairs()) == 3


def test_a_row_without_authors_is_listed_not_merged(store: Store, reader: Reader) -> None:
    store.record(listed(), NOW)
    assert store.record(programme(at_venue(authors=(), abstract="")), NOW).merged == 0
    (pair,) = reader.likely_pairs()
    assert {pair.one, pair.other} == {arxiv_id(), EVENT}
    assert pair.why == "same title, but no authors to compare"


def test_two_papers_of_one_programme_stay_two(store: Store, reader: Reader) -> None:
    other = at_venue(PaperId("event", "icml-2026/2"))
    assert store.record(programme(at_venue(), other), NOW).papers == 2
    assert len(reader.likely_pairs()) == 1


def test_a_merge_takes_its_pair_off_the_list(store: Store, reader: Reader) -> None:
    store.record(listed(), NOW)
    store.record(programme(at_venue(authors=(), abstract="")), NOW)
    store.record(programme(at_venue(abstract="")), NOW)
    assert (store.papers.count(), reader.likely_pairs()) == (1, ())


# --- titles alone hold for the time being ---------------------------------------------------------


def test_a_dump_without_authors_is_merged_until_arxiv_names_others(
    store: Store, reader: Reader
) -> None:
    store.imports.record(prepared(batch(papers=(on_arxiv(authors=()),))), NOW)
    assert store.record(programme(at_venue()), NOW).merged == 1
    assert only(reader).authors == AUTHORS

    store.record(batch(papers=(on_arxiv(authors=(Author("X Ypsilon"), Author("Z Omega"))),)), NOW)

    assert store.papers.count() == 2
    known = reader.paper(str(EVENT))
    assert known is not None
    assert (known.paper.id, known.paper.authors) == (EVENT, AUTHORS)
    assert store.record(programme(at_venue()), NOW) == Recorded()


def test_and_stays_merged_where_arxiv_names_the_same(store: Store) -> None:
    store.imports.record(prepared(batch(papers=(on_arxiv(authors=()),))), NOW)
    store.record(programme(at_venue()), NOW)
    store.record(batch(papers=(on_arxiv(authors=(Author("A. Lovelace"), AUTHORS[1])),)), NOW)
    assert store.papers.count() == 1


def test_titles_alone_merge_nothing_where_two_are_as_near(store: Store) -> None:
    both = tuple(on_arxiv(n, authors=()) for n in (1, 2))
    store.imports.record(prepared(batch(papers=both)), NOW)
    assert store.record(programme(at_venue()), NOW).merged == 0


# --- by hand --------------------------------------------------------------------------------------


def test_a_person_merges_any_two(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(1), announcement(2)), NOW)
    merge = store.merges.merge(arxiv_id(2), arxiv_id(1), NOW + DAY)
    assert (merge.kept, merge.taken, merge.why) == (arxiv_id(1), arxiv_id(2), "by hand")
    assert only(reader).identifiers == (arxiv_id(1), arxiv_id(2))
    store.record(batch(announcement(2, paper=paper(2, title="New", version=2))), NOW)
    assert only(reader).title == paper(1).title


def test_what_cannot_be_merged_or_split_says_why(store: Store) -> None:
    store.record(batch(announcement(1)), NOW)
    with pytest.raises(TrackerError, match=r"no paper arxiv:2511\.00009 in the database"):
        store.merges.merge(arxiv_id(1), arxiv_id(9), NOW)
    with pytest.raises(TrackerError, match="are one paper already"):
        store.merges.merge(arxiv_id(1), arxiv_id(1), NOW)
    with pytest.raises(TrackerError, match=r"nothing was merged into arxiv:2511\.00001"):
        store.merges.split(arxiv_id(1), NOW)
    store.record(programme(at_venue(title="x", identifiers=(EVENT, arxiv_id(1)))), NOW)
    with pytest.raises(TrackerError, match=r"was not merged into .* \(merged were: event:icml"):
        store.merges.split(arxiv_id(1), NOW, ANTHOLOGY)


# --- and two again --------------------------------------------------------------------------------


def a_full_life(url: str, store: Store) -> None:
    """Let editions, events, mentions, programmes and readers say something of two papers."""
    for number, known in ((1, str(arxiv_id())), (2, str(EVENT))):
        row = _number(url, known)
        one = {"paper_id": row}
        _insert(url, "venue_mentions", one | {
            "origin": "comment" if number == 1 else "journal_ref", "venue": "ICML",
            "year": 2026, "kind": "main", "presentation": "", "status": "bare", "evidence": "x",
        })  # fmt: skip
        _insert(url, "events", one | {"kind": "accepted", "label": "ICML 2026", "at": "2026",
                                      "recorded_at": "2026", "source": "", "url": "",
                                      "upvotes": number})  # fmt: skip
        _insert(url, "events", one | {"kind": "revised", "label": f"v{number}", "at": "2026",
                                      "recorded_at": "2026", "source": "", "url": ""})  # fmt: skip
        _insert(url, "feedback", one | {"reader": "", "opinion": "like", "opinion_at": f"{number}"})
        _insert(url, "feedback", one | {"reader": f"only {number}", "read_at": "2026"})
        _insert(url, "edition_papers", one | {"digest": "daily"})
        _insert(url, "edition_papers", one | {"digest": f"only {number}"})
    _insert(url, "programme_papers", {"source": "venue/icml-2026", "paper_id": row, "absent": 0})
    shown = _number(url, "accepted", "events", "kind", last=True)
    _insert(url, "edition_events", {"digest": "daily", "event_id": shown})
    store.scores.record("a", [score(1), replace(score(1), paper_id=str(EVENT))])


def _number(
    url: str, value: str, table: str = "papers", name: str = "key", last: bool = False
) -> int:
    database, found = Database(url), tables.metadata.tables[table]
    order = found.c.id.desc() if last else found.c.id
    with database.read() as connection:
        query = select(found.c.id).where(found.c[name] == value).order_by(order)
        number = connection.execute(query).scalars().first()
    database.close()
    assert number is not None
    return int(number)


def _insert(url: str, table: str, row: dict[str, Any]) -> None:
    database = Database(url)
    with database.write() as connection:
        connection.execute(insert(tables.metadata.tables[table]), row)
    database.close()


def test_a_split_restores_both_papers_exactly(url: str, store: Store) -> None:
    store.record(listed(on_arxiv(abstract="", pdf_url=None)), NOW)
    store.record(programme(at_venue(title="Something else", authors=(Author("X Y"),))), NOW)
    a_full_life(url, store)
    before = about_papers(url)

    store.merges.merge(arxiv_id(), EVENT, NOW + DAY)
    merged = about_papers(url)
    merge = store.merges.split(arxiv_id(), NOW + 2 * DAY)

    assert (merge.taken, merge.undone_at) == (EVENT, NOW + 2 * DAY)
    after = about_papers(url)
    # Scores are made anew, and an event told in one of the two is not told again.
    for name in ("scores", "topic_scores", "edition_events"):
        assert before.pop(name)
        merged.pop(name), after.pop(name)
    assert after == before
    assert merged != before


def test_a_merged_paper_has_everything_once(url: str, store: Store) -> None:
    store.record(listed(), NOW)
    store.record(programme(at_venue(title="Something else", authors=(Author("X Y"),))), NOW)
    a_full_life(url, store)
    store.merges.merge(EVENT, arxiv_id(), NOW)
    rows = about_papers(url)
    assert {row["paper_id"] for name in rows for row in rows[name] if "paper_id" in row} == {
        str(arxiv_id())
    }
    assert [row["digest"] for row in rows["edition_papers"]] == ["daily", "only 1", "only 2"]
    assert [(row["kind"], row["label"]) for row in rows["events"]] == [
        *(("accepted", "ICML 2026"), ("presentation", "ICML 2026 oral")),
        *(("revised", "v1"), ("revised", "v2")),
    ]
    assert len(rows["edition_events"]) == 1
    assert [(row["reader"], row["opinion_at"]) for row in rows["feedback"]] == [
        ("", "2"), ("only 1", None), ("only 2", None),
    ]  # fmt: skip
    assert [row["origin"] for row in rows["venue_mentions"]] == [
        *("comment", "journal_ref", "venue/icml-2026")
    ]


@pytest.mark.parametrize("first", ["arxiv", "venue"])
def test_a_batchs_merge_is_split_into_what_the_batches_told(
    url: str, store: Store, reader: Reader, first: str
) -> None:
    batches = [listed(on_arxiv(abstract="")), programme(at_venue())]
    for each in batches if first == "arxiv" else batches[::-1]:
        store.record(each, NOW)
    assert store.papers.count() == 1

    store.merges.split(arxiv_id(), NOW + DAY)

    known = {each.paper.id: each for each in reader.papers(PaperQuery())}
    told = replace(on_arxiv(abstract=""), identifiers=(arxiv_id(),), announced_on=TODAY)
    assert known[arxiv_id()].paper == told
    assert known[EVENT].paper == replace(at_venue(), identifiers=(EVENT,))
    assert known[EVENT].announcements == (Sighting("venue/icml-2026", Kind.PUBLISHED, None),)
    assert known[arxiv_id()].announcements == (Sighting("arxiv-rss/cs.CL", Kind.NEW, TODAY),)
    assert [each.paper.id for each in reader.papers(PaperQuery(text="commas"))] == list(known)


def test_what_was_split_is_never_merged_again_by_a_batch(
    url: str, store: Store, reader: Reader
) -> None:
    store.record(listed(), NOW)
    store.record(programme(at_venue()), NOW)
    store.merges.split(EVENT, NOW)
    before = everything(url)
    proof = at_venue(identifiers=(EVENT, arxiv_id()))
    for each in (listed(), programme(at_venue()), programme(proof), batch(papers=(on_arxiv(),))):
        assert store.record(each, NOW + DAY).merged == 0
        assert store.imports.record(prepared(each), NOW + DAY).merged == 0
    assert everything(url) == before
    assert reader.likely_pairs() == ()


def test_a_person_may_merge_it_again_and_split_that_too(store: Store, reader: Reader) -> None:
    store.record(listed(), NOW)
    store.record(programme(at_venue()), NOW)
    for _ in range(2):
        store.merges.split(EVENT, NOW)
        assert store.papers.count() == 2
        store.merges.merge(arxiv_id(), EVENT, NOW)
        assert store.papers.count() == 1
        assert store.record(programme(at_venue()), NOW) == Recorded()
    assert [each.undone_at is None for each in reader.merges()] == [True, False, False]


def test_a_split_may_name_what_it_takes_out(store: Store, reader: Reader) -> None:
    store.record(listed(), NOW)
    openreview = PaperId("openreview", "aBc")
    store.record(programme(at_venue()), NOW)
    store.record(programme(at_venue(openreview), source="openreview"), NOW)
    store.merges.split(arxiv_id(), NOW, EVENT)
    assert only_of(reader, arxiv_id()) == (arxiv_id(), openreview)
    assert only_of(reader, EVENT) == (EVENT,)
    store.merges.split(arxiv_id(), NOW)
    assert only_of(reader, openreview) == (openreview,)


def only_of(reader: Reader, paper_id: PaperId) -> tuple[PaperId, ...]:
    known = reader.paper(str(paper_id))
    assert known is not None
    return known.paper.identifiers


def test_a_split_keeps_what_arxiv_has_told_since(store: Store, reader: Reader) -> None:
    store.record(listed(on_arxiv(abstract="", version=1)), NOW)
    store.record(programme(at_venue()), NOW)
    store.record(listed(on_arxiv(abstract="A new one.", version=2)), NOW + DAY)
    store.merges.split(arxiv_id(), NOW + DAY)
    known = reader.paper("2511.00001")
    assert known is not None
    assert (known.paper.abstract, known.paper.version) == ("A new one.", 2)


def test_merges_within_merges_come_apart_one_by_one(store: Store, reader: Reader) -> None:
    openreview = PaperId("openreview", "aBc")
    store.record(programme(at_venue()), NOW)
    store.record(programme(at_venue(openreview), source="openreview"), NOW)
    store.record(listed(), NOW)
    assert only_of(reader, openreview) == (arxiv_id(), EVENT, openreview)
    store.merges.split(openreview, NOW)
    assert only_of(reader, openreview) == (openreview,)
    store.merges.split(arxiv_id(), NOW)
    assert only_of(reader, EVENT) == (EVENT,)
    assert only_of(reader, arxiv_id()) == (arxiv_id(),)


def test_splits_in_another_order_than_the_merges_give_each_paper_its_own(url: str) -> None:
    store = Store.open(url, FixedClock())
    store.record(listed(on_arxiv(title="One", authors=(Author("A B"),))), NOW)
    store.record(programme(at_venue(title="Two", authors=(Author("C D"),))), NOW)
    third = at_venue(ANTHOLOGY, title="Three", authors=(Author("E F"),))
    store.record(programme(third, source="anthology"), NOW)
    before = about_papers(url)
    store.merges.merge(EVENT, ANTHOLOGY, NOW)
    store.merges.merge(arxiv_id(), EVENT, NOW)
    store.merges.split(ANTHOLOGY, NOW)
    store.merges.split(EVENT, NOW)
    assert about_papers(url) == before
    store.close()


def test_what_a_list_said_of_a_row_is_news_of_the_paper_it_joins(store: Store) -> None:
    store.record(listed(on_arxiv(title="A first working name", abstract="Of zebras.")), NOW)
    store.feedback.say(ME, [arxiv_id()], Opinion.LIKE, NOW)
    store.record(programme(at_venue()), NOW + DAY)
    assert store.news.untold("daily", NOW) == ()
    store.record(listed(on_arxiv(version=2)), NOW + 2 * DAY)
    (news,) = store.news.untold("daily", NOW)
    assert {each.label for each in news.events} >= {"ICML 2026", "ICML 2026 oral"}


def test_a_top_pick_stays_one_where_its_paper_goes_into_one_that_was_only_considered(
    url: str, store: Store
) -> None:
    store.record(listed(), NOW)
    store.record(programme(at_venue(title="Something else", authors=(Author("X Y"),))), NOW)
    chosen = pick(paper=at_venue(), score=replace(score(), paper_id=str(EVENT)))
    top = Section("top", "top", Name("top", "top"), (chosen,))
    store.editions.issue(edition(sections=(top,)), [EVENT, arxiv_id()], (), ())
    before = about_papers(url)["edition_papers"]
    store.merges.merge(arxiv_id(), EVENT, NOW)
    assert [row["shown"] for row in about_papers(url)["edition_papers"]] == ["top"]
    store.merges.split(EVENT, NOW)
    assert about_papers(url)["edition_papers"] == before


def test_an_edition_still_finds_the_papers_it_showed(store: Store, reader: Reader) -> None:
    store.record(programme(at_venue()), NOW)
    chosen = pick(paper=at_venue(), score=replace(score(), paper_id=str(EVENT)))
    store.editions.issue(edition(picks=(chosen,)), [EVENT], (), ())
    store.record(listed(), NOW + DAY)
    store.scores.record("a", [score(1)])
    assert store.editions.candidates("daily", "a") == ()
    shown = store.editions.get("daily", TODAY)
    assert shown is not None
    assert reader.paper(str(shown.picks[0].paper.id)) is not None


# --- crashes --------------------------------------------------------------------------------------


def _record_the_other(url: str) -> None:
    Store.open(url, FixedClock()).record(listed(), NOW)


def _split(url: str) -> None:
    Store.open(url, FixedClock()).merges.split(arxiv_id(), NOW)


@pytest.mark.parametrize("job", [_record_the_other, _split])
def test_a_process_killed_while_it_merges_or_splits_leaves_all_or_nothing(
    url: str, store: Store, job: Callable[[str], None]
) -> None:
    store.record(programme(at_venue()), NOW)
    if job is _split:
        store.record(listed(), NOW)
    before, deaths = everything(url), 0
    while dies_at_statement(deaths, job, url):
        assert everything(url) == before
        deaths += 4
    assert deaths > 12
    assert store.papers.count() == (2 if job is _split else 1)


def test_no_row_is_left_that_refers_to_nothing(url: str, store: Store) -> None:
    if url.startswith("sqlite"):
        store.record(programme(at_venue()), NOW)
        store.record(listed(), NOW)
        store.merges.split(EVENT, NOW)
        database = Database(url)
        with database.read() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            found = "INSERT INTO papers_fts(papers_fts, rank) VALUES ('integrity-check', 1)"
            connection.execute(text(found))
        database.close()
