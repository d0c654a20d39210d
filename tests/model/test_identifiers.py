"""arXiv ids in every spelling that arXiv uses."""

import pytest

from tracker.model.identifiers import ArxivId, PaperId, arxiv_id, linked_arxiv_ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2611.01234", ArxivId("2611.01234", None)),
        ("2611.01234v2", ArxivId("2611.01234", 2)),
        ("0704.0001", ArxivId("0704.0001", None)),
        ("arXiv:2611.01234v1", ArxivId("2611.01234", 1)),
        ("http://arxiv.org/abs/2611.01234v2", ArxivId("2611.01234", 2)),
        ("https://arxiv.org/abs/2611.01234", ArxivId("2611.01234", None)),
        ("https://www.arxiv.org/pdf/2611.01234v2.pdf", ArxivId("2611.01234", 2)),
        ("https://arxiv.org/pdf/2611.01234v2", ArxivId("2611.01234", 2)),
        ("oai:arXiv.org:2611.01234v1", ArxivId("2611.01234", 1)),
        ("oai:arXiv.org:2611.01234", ArxivId("2611.01234", None)),
        ("10.48550/arXiv.2611.01234", ArxivId("2611.01234", None)),
        ("https://doi.org/10.48550/arXiv.2611.01234", ArxivId("2611.01234", None)),
        ("cs/0102001", ArxivId("cs/0102001", None)),
        ("math.GT/0309136v3", ArxivId("math/0309136", 3)),
        ("http://arxiv.org/abs/hep-th/9901001v1", ArxivId("hep-th/9901001", 1)),
    ],
)
def test_an_arxiv_id_is_read_in_every_spelling(text: str, expected: ArxivId) -> None:
    assert arxiv_id(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "2613.01234", "2600.01234", "2611.123", "2611.01234v0", "abc", "2611.01234 and more",
     "cs/0113001", "../2611.01234", "10.1000/xyz"],
)  # fmt: skip
def test_what_is_not_an_arxiv_id_is_none(text: str) -> None:
    assert arxiv_id(text) is None


def test_a_paper_id_names_its_scheme() -> None:
    assert str(PaperId.parse("https://arxiv.org/abs/2611.01234v2")) == "arxiv:2611.01234"
    assert PaperId.parse("doi:10.1/X").scheme == "doi"
    assert PaperId.parse("10.18653/v1/2025.acl-long.41").value == "10.18653/v1/2025.acl-long.41"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("openreview:aBcDeFgHiJ", "openreview:aBcDeFgHiJ"),
        ("https://openreview.net/forum?id=aBcDeFgHiJ", "openreview:aBcDeFgHiJ"),
        ("https://openreview.net/pdf?id=aBcDeFgHiJ&noteId=x", "openreview:aBcDeFgHiJ"),
        ("Anthology:2025.acl-long.1", "anthology:2025.acl-long.1"),
        ("https://aclanthology.org/2025.acl-long.1/", "anthology:2025.acl-long.1"),
        ("https://aclanthology.org/2025.acl-long.1.pdf", "anthology:2025.acl-long.1"),
        ("event:icml-2026/123", "event:icml-2026/123"),
        ("pmlr:v306/example26a", "pmlr:v306/example26a"),
        ("cvf:CVPR2025/Example_Commas", "cvf:CVPR2025/Example_Commas"),
        ("https://doi.org/10.1000/XYZ", "doi:10.1000/xyz"),
        ("https://doi.org/10.48550/arXiv.2611.01234", "arxiv:2611.01234"),
    ],
)  # fmt: skip
def test_an_identifier_of_any_scheme_is_read_bare_or_as_an_address(
    text: str, expected: str
) -> None:
    assert str(PaperId.parse(text)) == expected


@pytest.mark.parametrize("text", ["opnreview:abc", "event:", "https://example.org/1", "10.1"])
def test_an_unknown_scheme_is_no_identifier(text: str) -> None:
    with pytest.raises(ValueError, match="not a paper id"):
        PaperId.parse(text)


def test_an_unreadable_paper_id_says_what_would_be_right() -> None:
    with pytest.raises(ValueError, match=r"try arxiv:2511\.01234"):
        PaperId.parse("nonsense")


def test_links_to_papers_are_found_once_and_in_order() -> None:
    text = (
        'see <a href="https://arxiv.org/abs/2611.00002v1">this</a>, arxiv.org/pdf/2611.00001 '
        "and https://arxiv.org/abs/2611.00002"
    )
    assert linked_arxiv_ids(text) == ("2611.00002", "2611.00001")
