"""What a whole paper says of venues: comment, journal reference and DOIs, each with its weight."""

import pytest

from tests import builders
from tests.venues.readings import written
from tracker.model.identifiers import PaperId
from tracker.model.papers import Paper
from tracker.venues.mentions import paper_mentions
from tracker.venues.references import mention_by_doi


def told(paper: Paper) -> list[tuple[str, str]]:
    """Return (origin, reading) of what a paper tells."""
    return [(origin, written([mention])) for origin, mention in paper_mentions(paper)]


def test_a_paper_without_a_venue_tells_none() -> None:
    assert told(builders.paper()) == []
    assert told(builders.complete_paper()) == []


def test_a_comment_claims_and_a_journal_reference_and_a_doi_prove() -> None:
    paper = builders.paper(
        comment="ICLR 2026",
        journal_ref="Proceedings of ICML 2025, PMLR 267",
        identifiers=(builders.arxiv_id(), PaperId("doi", "10.18653/v1/2025.acl-long.41")),
    )
    assert told(paper) == [
        ("comment", "ICLR 2026 main - bare"),
        ("journal_ref", "ICML 2025 main - accepted"),
        ("doi", "ACL 2025 main - accepted"),
    ]


def test_a_bare_journal_reference_is_printed() -> None:
    paper = builders.paper(journal_ref="Transactions on Machine Learning Research, 2025")
    assert told(paper) == [("journal_ref", "TMLR 2025 journal - accepted")]


def test_a_year_is_held_against_the_year_of_the_arxiv_id() -> None:
    assert told(builders.paper(comment="ICML 2012")) == [("comment", "ICML - main - bare")]
    old = builders.paper(id=PaperId("arxiv", "cs/0309136"), comment="ICML 2003")
    assert told(old) == [("comment", "ICML 2003 main - bare")]


def test_a_paper_known_by_another_id_is_dated_by_its_arxiv_id_or_its_submission() -> None:
    anthology = PaperId("anthology", "2025.acl-long.41")
    paper = builders.paper(id=anthology, identifiers=(builders.arxiv_id(),), comment="ICML 2012")
    assert told(paper) == [("comment", "ICML - main - bare")]
    paper = builders.paper(id=anthology, submitted_at=builders.NOW, comment="ICML 2012")
    assert told(paper) == [("comment", "ICML - main - bare")]
    assert told(builders.paper(id=anthology, comment="ICML 2012")) == [
        ("comment", "ICML 2012 main - bare")
    ]


@pytest.mark.parametrize(
    ("doi", "reading"),
    [
        ("10.18653/v1/2025.acl-long.41", "ACL 2025 main - accepted"),
        ("10.18653/V1/2025.ACL-SHORT.4", "ACL 2025 main - accepted"),
        ("10.18653/v1/2025.findings-emnlp.12", "EMNLP 2025 findings - accepted"),
        ("10.18653/v1/2025.emnlp-main.7", "EMNLP 2025 main - accepted"),
        ("10.18653/v1/2025.emnlp-demos.7", "EMNLP 2025 demo - accepted"),
        ("10.18653/v1/2025.acl-industry.103", "ACL 2025 industry - accepted"),
        ("10.18653/v1/2025.naacl-srw.3", "NAACL 2025 srw - accepted"),
        ("10.18653/v1/2025.ijcnlp-long.3", "AACL 2025 main - accepted"),
        ("10.18653/v1/P19-1234", "ACL 2019 main - accepted"),
        ("10.1162/tacl_a_00123", "TACL - journal - accepted"),
        ("10.1109/CVPR52734.2025.01234", "CVPR 2025 main - accepted"),
        ("10.1109/CVPRW67362.2025.00123", "CVPR 2025 workshop - accepted"),
        ("10.1109/ICCV51070.2023.00123", "ICCV 2023 main - accepted"),
        ("10.1609/aaai.v39i12.33456", "AAAI 2025 main - accepted"),
        ("10.24963/ijcai.2025/123", "IJCAI 2025 main - accepted"),
    ],
)
def test_a_doi_names_its_venue(doi: str, reading: str) -> None:
    mention = mention_by_doi(doi)
    assert mention is not None
    assert written([mention]) == reading
    assert mention.evidence == f"https://doi.org/{doi}"


@pytest.mark.parametrize(
    "doi",
    [
        "10.48550/arXiv.2511.00001",
        "10.18653/v1/2025.bea-1.3",
        "10.18653/v1/2025.acl-unheard.3",
        "10.18653/v1/P19-3004",
        "10.1109/TPAMI.2025.1234567",
        "10.1145/3711896.3737000",
        "nonsense",
    ],
)
def test_other_dois_name_none_of_ours(doi: str) -> None:
    assert mention_by_doi(doi) is None
