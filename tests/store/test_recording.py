"""A batch is recorded whole or not at all, and one paper is one paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import NOW, TODAY, announcement, batch, complete_paper, paper, post
from tracker.model.harvests import Coverage, CoverageState, Recorded
from tracker.model.identifiers import PaperId
from tracker.model.papers import Author, Kind, Sighting, VenueMention
from tracker.model.queries import PaperQuery, PostQuery
from tracker.store import Store
from tracker.store.reading import Reader


def test_a_paper_comes_back_as_it_was_recorded(store: Store, reader: Reader) -> None:
    recorded = complete_paper(
        title="Größe \\alpha — 注意力",
        authors=(Author("Ada Lovelace", "London"), Author("李明")),
        identifiers=(PaperId("doi", "10.1000/XYZ"),),
        licence="http://creativecommons.org/licenses/by/4.0/",
        journal_ref="JMLR 1",
    )
    assert store.record(batch(announcement(paper=recorded)), NOW) == Recorded(1, 0, 1, 0)

    known = reader.paper("2511.00001")

    assert known is not None
    assert known.paper == replace(
        recorded,
        identifiers=(recorded.id, PaperId("doi", "10.1000/xyz")),
        announced_on=TODAY,
        venues=(VenueMention("JMLR", None, "journal", None, "accepted", "JMLR 1"),),
    )
    assert known.recorded_at == NOW
    assert known.announcements == (Sighting("arxiv-rss/cs.CL", Kind.NEW, TODAY),)


def test_the_same_batch_again_changes_nothing(store: Store) -> None:
    full = batch(announcement(1), announcement(2), papers=(complete_paper(3),), posts=(post(),))
    assert store.record(full, NOW) == Recorded(3, 0, 2, 1)
    assert store.record(full, NOW + timedelta(hours=1)) == Recorded()


def test_a_stray_blank_in_a_name_is_no_change(store: Store) -> None:
    odd = batch(announcement(paper=complete_paper(authors=(Author(" Ada\n Lovelace "),))))
    store.record(odd, NOW)
    assert store.record(odd, NOW) == Recorded()


def test_a_paper_that_arrives_under_any_known_identifier_is_the_same(
    store: Store, reader: Reader
) -> None:
    doi = PaperId("doi", "10.1000/abc")
    store.record(batch(announcement(paper=paper(identifiers=(doi,)))), NOW)
    anthology = PaperId("anthology", "2025.acl-long.1")
    published = paper(id=PaperId("doi", "10.1000/ABC"), identifiers=(anthology,), version=None)

    assert store.record(batch(papers=(published,)), NOW).papers == 0

    assert store.papers.count() == 1
    known = reader.paper("anthology:2025.acl-long.1")
    assert known is not None
    assert known.paper.identifiers == (paper().id, doi, anthology)


def test_two_sightings_in_one_batch_are_one_paper(store: Store) -> None:
    both = batch(
        announcement(1),
        announcement(1, kind=Kind.CROSS_LIST, category="cs.LG", source="arxiv-rss/cs.LG"),
    )
    assert store.record(both, NOW) == Recorded(papers=1, announcements=2)


def test_the_listing_day_is_the_earliest_and_an_exact_one_beats_an_estimate(
    store: Store, reader: Reader
) -> None:
    def listed() -> tuple[object, bool]:
        known = reader.paper("2511.00001")
        assert known is not None
        return known.paper.announced_on, known.paper.announced_on_estimated

    day = timedelta(days=1)
    store.record(batch(announcement(announced_on=TODAY - 2 * day, estimated=True)), NOW)
    assert listed() == (TODAY - 2 * day, True)
    store.record(batch(announcement(announced_on=TODAY)), NOW)
    assert listed() == (TODAY, False)
    store.record(batch(announcement(announced_on=TODAY - day, kind=Kind.CROSS_LIST)), NOW)
    assert listed() == (TODAY - day, False)
    store.record(batch(announcement(announced_on=TODAY - 9 * day, estimated=True)), NOW)
    assert listed() == (TODAY - day, False)


def test_a_replacement_of_an_unknown_paper_is_stored_but_was_not_listed(
    store: Store, reader: Reader
) -> None:
    store.record(batch(announcement(kind=Kind.REPLACEMENT, paper=paper(version=3))), NOW)
    (known,) = reader.papers(PaperQuery())
    assert known.paper.announced_on is None
    assert known.announcements == (Sighting("arxiv-rss/cs.CL", Kind.REPLACEMENT, TODAY),)


def test_a_replacement_is_searched_by_its_new_words_only(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=complete_paper(title="Old zebra"))), NOW)
    newer = paper(title="New giraffe", abstract="Other.", version=2)
    store.record(batch(announcement(paper=newer, kind=Kind.REPLACEMENT)), NOW)

    assert reader.papers(PaperQuery(text="zebra")) == ()
    (known,) = reader.papers(PaperQuery(text="giraffe"))
    assert known.paper.version == 2
    assert store.papers.incomplete(10) == ("2511.00001",)


def test_a_category_that_a_paper_has_left_does_not_find_it(store: Store, reader: Reader) -> None:
    store.record(batch(announcement(paper=complete_paper(categories=("cs.CL", "cs.CV")))), NOW)
    store.record(batch(papers=(complete_paper(categories=("cs.CL",)),)), NOW)
    assert reader.papers(PaperQuery(category="cs.CV")) == ()
    assert len(reader.papers(PaperQuery(category="cs.CL"))) == 1


def test_an_announcement_without_a_date_is_kept_once(store: Store) -> None:
    undated = batch(announcement(kind=Kind.MENTION, announced_on=None))
    assert store.record(undated, NOW).announcements == 1
    assert store.record(undated, NOW).announcements == 0


def test_a_post_is_updated_in_place_and_keeps_the_time_of_its_first_fetch(
    store: Store, reader: Reader
) -> None:
    store.record(batch(posts=(post(estimated=True),)), NOW)
    later = post(title="Corrected", published_at=NOW, estimated=True)
    assert store.record(batch(posts=(later,)), NOW).posts == 0
    (known,) = reader.posts(PostQuery())
    assert known == replace(later, published_at=post().published_at)


def test_the_checkpoint_is_stored_with_its_batch_and_none_keeps_it(store: Store) -> None:
    assert store.sources.checkpoint("arxiv-rss/cs.CL") is None
    store.record(batch(announcement(), checkpoint='{"day": 1}'), NOW)
    store.record(batch(announcement(2)), NOW)
    assert store.sources.checkpoint("arxiv-rss/cs.CL") == '{"day": 1}'


def test_coverage_counts_what_is_stored_itself(store: Store) -> None:
    day = Coverage("arxiv-rss/cs.CL", TODAY, CoverageState.SHORT, seen=3, expected=5)
    store.record(batch(announcement(1), announcement(2), coverage=(day,)), NOW)
    assert store.sources.coverage("arxiv-rss/cs.CL", TODAY) == replace(day, stored=2)


def test_text_that_no_database_can_hold_is_cleaned(store: Store, reader: Reader) -> None:
    broken = paper(title="A\0B \ud800 C", authors=(Author("N\0ame"),))
    store.record(batch(announcement(paper=broken), posts=(post("\0g", title="\udfff"),)), NOW)
    (known,) = reader.papers(PaperQuery())
    assert known.paper.title == "AB ? C"
    assert store.record(batch(announcement(paper=broken), posts=(post("\0g"),)), NOW).posts == 0


def test_a_batch_that_cannot_be_recorded_leaves_nothing(store: Store) -> None:
    impossible = batch(announcement(1), checkpoint="2", coverage=(None,))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        store.record(impossible, NOW)
    assert store.papers.count() == 0
    assert store.sources.checkpoint("arxiv-rss/cs.CL") is None


def test_a_thousand_papers_are_recorded_in_slices(store: Store) -> None:
    many = batch(*(announcement(number) for number in range(1, 1201)))
    assert store.record(many, NOW) == Recorded(papers=1200, announcements=1200)
    assert store.record(many, NOW) == Recorded()
