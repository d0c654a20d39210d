"""What arXiv's routes have in common: a paper's identifiers."""

import pytest

from tracker.model.identifiers import ARXIV, DOI, PaperId
from tracker.sources.arxiv_records import identifiers_of

BASE = "2511.00001"


@pytest.mark.parametrize(
    "said",
    [
        "10.1000/ABC",
        " https://doi.org/10.1000/abc ",
        "HTTP://dx.doi.org/10.1000/abc 10.1000/second",
    ],
)
def test_the_doi_is_one_identifier_however_it_is_written(said: str) -> None:
    assert identifiers_of(BASE, said) == (PaperId(ARXIV, BASE), PaperId(DOI, "10.1000/abc"))


@pytest.mark.parametrize("said", [None, "", "  \n", "https://doi.org/", "https://dx.doi.org/ "])
def test_a_doi_that_names_nothing_is_none(said: str | None) -> None:
    assert identifiers_of(BASE, said) == (PaperId(ARXIV, BASE),)
