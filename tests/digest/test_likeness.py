"""Which papers are too near to stand in one edition."""

from dataclasses import replace

from tests.digest.examples import paper
from tracker.digest.likeness import gist
from tracker.model.identifiers import PaperId

WORDS = [f"word{number}" for number in range(200)]


def like(one: dict[str, object], other: dict[str, object]) -> bool:
    first, second = gist(paper(1, **one)), gist(paper(2, **other))
    assert first.is_like(second) is second.is_like(first)
    return first.is_like(second)


def abstract(start: int, stop: int) -> str:
    """Words `start` to `stop`: two of a hundred that overlap by 75 have 0.6 in common."""
    return " ".join(WORDS[start:stop])


def test_two_ids_of_one_work_are_alike() -> None:
    doi = PaperId("doi", "10.18653/v1/2026.acl-long.1")
    assert like(
        {"title": "Before the review", "identifiers": (PaperId("arxiv", "2611.00001"), doi)},
        {"title": "After it", "id": doi, "identifiers": ()},
    )


def test_one_title_in_two_spellings_is_alike_whatever_the_abstracts() -> None:
    assert like(
        {"title": "Counting Commas: Why $n<k$ Matters", "abstract": abstract(0, 100)},
        {"title": "Counting commas — why n<k matters", "abstract": abstract(100, 200)},
    )


def test_nearly_one_abstract_under_two_titles_is_alike() -> None:
    titles = {"title": "Of apples"}, {"title": "Pears and how to pick them"}
    assert like(
        titles[0] | {"abstract": abstract(0, 100)}, titles[1] | {"abstract": abstract(25, 125)}
    )
    assert not like(
        titles[0] | {"abstract": abstract(0, 100)}, titles[1] | {"abstract": abstract(35, 135)}
    )


def test_two_models_of_one_family_are_two_works() -> None:
    assert not like(
        {"title": "LongCat-Flash Technical Report", "abstract": abstract(0, 100)},
        {"title": "LongCat-Flash-Thinking Technical Report", "abstract": abstract(65, 165)},
    )


def test_nearly_one_title_and_half_an_abstract_is_alike() -> None:
    assert like(
        {"title": "A small cache for large models", "abstract": abstract(0, 100)},
        {"title": "A Small Cache for Large Language Models", "abstract": abstract(50, 150)},
    )


def test_nearly_one_title_without_abstracts_is_alike() -> None:
    assert like(
        {"title": "A small cache for large models", "abstract": ""},
        {"title": "A Small Cache for Large Language Models", "abstract": abstract(0, 100)},
    )


def test_short_and_missing_abstracts_make_nothing_alike() -> None:
    short = {"abstract": "We study the attention of models."}
    assert not like({"title": "Of apples"} | short, {"title": "Of pears"} | short)
    assert not like({"title": "", "abstract": ""}, {"title": "", "abstract": ""})


def test_a_paper_is_like_itself() -> None:
    assert gist(paper(1)).is_like(gist(replace(paper(1), title="Renamed")))
