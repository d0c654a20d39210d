"""What proves two records one paper, what only hints at it, and what objects."""

from typing import Any

import pytest

from tracker.identity.sameness import compare
from tracker.identity.years import year_of
from tracker.model.identifiers import PaperId
from tracker.model.merges import Verdict
from tracker.model.papers import Author, Paper, VenueMention

SAME, LIKELY, DIFFERENT = Verdict.SAME, Verdict.LIKELY, Verdict.DIFFERENT

TITLE = "Counting Commas with Toy Tokenizers"
ABSTRACT = (
    "We count the commas of long documents with a toy tokenizer that has never seen a comma. It "
    "finds most of them, and where it does not, the reader of this abstract would not either. "
    "Three data sets of ours, all of them full of commas, show how often that is so, and why."
)
OTHER_ABSTRACT = (
    "Semicolons are rarer than they were a hundred years ago; this work asks editors of eleven "
    "journals what became of them. Their answers are sorted by age, by field and by patience, and "
    "a small model predicts from them which punctuation mark will be the next one to be lost."
)
TEAM = ("Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra")


def arxiv(number: str = "2511.00001", **fields: Any) -> Paper:
    """Return an arXiv record of the paper."""
    return record(PaperId("arxiv", number), **fields)


def venue(value: str = "icml-2026/1", scheme: str = "event", **fields: Any) -> Paper:
    """Return a venue's record of the paper."""
    return record(PaperId(scheme, value), **fields)


def record(
    paper_id: PaperId, title: str = TITLE, authors: tuple[str, ...] = TEAM, **fields: Any
) -> Paper:
    return Paper(paper_id, title, tuple(map(Author, authors)), **fields)


def verdict(one: Paper, other: Paper) -> Verdict:
    """Compare in both directions, which must not matter."""
    found = compare(one, other)
    assert compare(other, one) == found
    return found.verdict


def dois(*values: str) -> tuple[PaperId, ...]:
    return tuple(PaperId("doi", value) for value in values)


# --- what proves ----------------------------------------------------------------------------------


def test_title_and_authors_prove_a_paper_the_same() -> None:
    found = compare(arxiv(), venue(title="COUNTING COMMAS with toy tokenizers."))
    assert (found.verdict, found.proven) == (SAME, True)
    assert found.why == "same title and authors"


def test_authors_may_be_added_left_out_or_abbreviated() -> None:
    assert verdict(arxiv(), venue(authors=("A. Lovelace", "A. Turing", "Someone New"))) is SAME
    assert verdict(arxiv(), venue(authors=TEAM[:2])) is SAME


def test_a_short_title_is_proven_by_its_authors() -> None:
    assert verdict(arxiv(title="BERT"), venue(title="BERT")) is SAME


def test_title_and_abstract_prove_it_where_authors_are_not_told() -> None:
    nameless = venue(authors=(), abstract=ABSTRACT)
    assert verdict(arxiv(abstract=ABSTRACT), nameless) is SAME
    assert verdict(arxiv(abstract=ABSTRACT[:200]), nameless) is SAME  # cut by a dump


def test_authors_prove_it_where_the_title_gained_a_name_or_a_subtitle() -> None:
    for title in (
        f"CommaNet: {TITLE}",
        f"{TITLE}: A Study of Punctuation",
        "Counting Commas with Small Toy Tokenizers",
        "Counting the Commas by Toy Tokenizer",
    ):
        assert verdict(arxiv(), venue(title=title)) is SAME, title


def test_authors_and_abstract_prove_it_whatever_the_title() -> None:
    renamed = venue(title="Punctuation Revisited", abstract=ABSTRACT)
    assert verdict(arxiv(abstract=ABSTRACT), renamed) is SAME


# --- what does not --------------------------------------------------------------------------------


def test_other_authors_with_the_same_title_wrote_another_paper() -> None:
    assert verdict(arxiv(), venue(authors=("X Ypsilon", "Z Omega"))) is DIFFERENT


def test_one_common_author_is_a_hint() -> None:
    assert verdict(arxiv(), venue(authors=("Ada Lovelace", "X Ypsilon", "Z Omega"))) is LIKELY


def test_a_venue_row_without_authors_is_never_the_same_by_its_title_alone() -> None:
    for authors in ((), ("Anonymous",)):
        assert verdict(arxiv(), venue(authors=authors)) is LIKELY
        assert verdict(arxiv(authors=()), venue(authors=authors)) is LIKELY


def test_follow_up_work_of_the_same_authors_is_another_paper() -> None:
    for title in (
        "Counting Semicolons with Large Models",
        "Counting Commas with Toy Tokenizers 2",
        "Counting Commas with Toy Tokenizers, Part II",
    ):
        assert verdict(arxiv(), venue(title=title)) is DIFFERENT, title


def test_an_abstract_that_says_something_else_outweighs_a_similar_title() -> None:
    one = arxiv(title=f"CommaNet: {TITLE}", abstract=ABSTRACT)
    assert verdict(one, venue(abstract=OTHER_ABSTRACT)) is DIFFERENT
    assert verdict(one, venue(abstract=ABSTRACT)) is SAME


def test_a_similar_title_of_the_same_authors_is_a_hint() -> None:
    other = venue(title="Counting Commas and Dots with Two Small Toy Tokenizers")
    assert verdict(arxiv(), other) is LIKELY


@pytest.mark.parametrize("title", ["Editorial", "Introduction", "Preface", "Technical Report"])
def test_a_title_that_says_nothing_is_at_most_a_hint(title: str) -> None:
    assert verdict(arxiv(title=title), venue(title=title)) is LIKELY
    assert verdict(arxiv(title=title), venue(title=title, authors=TEAM[:2])) is DIFFERENT
    assert verdict(arxiv(title=title), venue(title=title, authors=())) is DIFFERENT


# --- where only arXiv's record has no authors -----------------------------------------------------


def test_titles_alone_hold_for_the_time_being_where_a_dump_left_the_authors_out() -> None:
    found = compare(arxiv(authors=()), venue())
    assert (found.verdict, found.proven) == (SAME, False)
    assert "names no authors" in found.why
    named = compare(arxiv(authors=()), venue(title=f"CommaNet: {TITLE}"))
    assert (named.verdict, named.proven) == (SAME, False)


def test_a_short_title_alone_does_not() -> None:
    assert verdict(arxiv(title="BERT", authors=()), venue(title="BERT")) is LIKELY


def test_a_similar_title_alone_does_not() -> None:
    other = venue(title="Counting Commas with Toy Tokenizers of the Past")
    assert verdict(arxiv(authors=()), other) is LIKELY


def test_a_title_alone_does_not_over_the_years() -> None:
    assert verdict(arxiv("2001.00001", authors=()), venue()) is LIKELY
    near = venue(title=f"CommaNet: {TITLE}")
    assert verdict(arxiv("2001.00001", authors=()), near) is DIFFERENT


# --- what objects ---------------------------------------------------------------------------------


def test_two_arxiv_ids_are_at_most_likely_one_paper() -> None:
    found = compare(arxiv(), arxiv("2511.00002"))
    assert (found.verdict, found.why) == (LIKELY, "same title and authors, but two arXiv ids")


def test_two_publishers_dois_object() -> None:
    one = arxiv(identifiers=dois("10.1109/tpami.2026.1"))
    assert verdict(one, venue(identifiers=dois("10.18653/v1/2026.acl-long.1"))) is LIKELY
    assert verdict(one, venue(identifiers=dois("10.1109/tpami.2026.1"))) is SAME


@pytest.mark.parametrize("stage", ["10.48550/arxiv.2511.00001", "10.31219/osf.io/x", "10.5281/1"])
def test_the_doi_of_a_preprint_does_not(stage: str) -> None:
    published = venue(identifiers=dois("10.1109/tpami.2026.1"))
    assert verdict(arxiv(identifiers=dois(stage)), published) is SAME


def test_two_entries_of_one_list_object() -> None:
    assert verdict(venue("icml-2026/1"), venue("icml-2026/2")) is LIKELY
    assert verdict(venue("icml-2026/1"), venue("iclr-2026/2")) is SAME
    one, other = (venue(f"2026.acl-long.{n}", "anthology") for n in (1, 2))
    assert verdict(one, other) is LIKELY


def test_two_submissions_to_openreview_may_be_one_paper() -> None:
    assert verdict(venue("aaa", "openreview"), venue("bbb", "openreview")) is SAME


def test_many_years_object() -> None:
    assert verdict(arxiv("2006.00001"), venue()) is LIKELY
    assert verdict(arxiv("2211.00001"), venue()) is SAME


def test_the_year_is_told_by_ids_venues_and_dates() -> None:
    mention = VenueMention("ICML", 2024, "main", None, "accepted")
    assert year_of(arxiv("2511.00001")) == 2025
    assert year_of(arxiv("hep-th/9901001")) == 1999
    assert year_of(venue("2023.acl-long.1", "anthology")) == 2023
    assert year_of(venue("CVPR2022/X_Y", "cvf")) == 2022
    assert year_of(venue("aBc", "openreview", venues=(mention,))) == 2024
    assert year_of(venue("aBc", "openreview")) is None


def test_two_papers_of_one_years_proceedings_are_two_whatever_they_are_called() -> None:
    one, other, later = (
        PaperId("proceedings", f"neurips-{year}/{n:032x}")
        for year, n in ((2025, 1), (2025, 2), (2024, 3))
    )
    named = {"title": "Counting Commas with Toy Tokenizers", "authors": (Author("Ada Lovelace"),)}
    first = Paper(id=one, **named)
    found = compare(first, Paper(id=other, **named))
    assert found.verdict is Verdict.LIKELY
    assert found.why.endswith("two papers of one programme")
    assert compare(first, Paper(id=later, **named)).verdict is Verdict.SAME
