"""What comments of our own making say: clause by clause, and what they do not say."""

import pytest

from tests.venues.readings import written
from tracker.venues.mentions import mentions_in


def read(text: str) -> str:
    """Return what a comment of 2026 says, as the tables write it."""
    return written(mentions_in(text, id_year=2026))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        # Each venue of a clause has its own words.
        (
            "Accepted to NeurIPS 2025 and under review at TMLR",
            "NeurIPS 2025 main - accepted; TMLR - journal - submitted",
        ),
        (
            "Accepted to ICCV 2025, CVPRW 2024 (Best Paper)",
            "ICCV 2025 main - accepted; CVPR 2024 workshop award accepted",
        ),
        (
            "Accepted at NeurIPS 2025 and oral at CoRL 2025",
            "NeurIPS 2025 main - accepted; CoRL 2025 main oral accepted",
        ),
        (
            "Extends our work at ICML 2024 and ICLR 2025",
            "ICML 2024 main - related; ICLR 2025 main - related",
        ),
        (
            "Accepted to ACM MM as oral, also accepted to ICML MOSS workshop",
            "ICML - workshop - accepted",
        ),
        ("Accepted at the CVPR workshop 2025, submitted to IJCV", "CVPR 2025 workshop - accepted"),
        ("Accepted by TPAMI, extension of a CVPR 2024 paper", "CVPR 2024 main - related"),
        ("Submitted to ICML 2026, accepted as poster", "ICML 2026 main poster accepted"),
        ("Submitted to ICLR 2026, code upon acceptance", "ICLR 2026 main - submitted"),
        ("Submitted for publication in the proceedings of KDD", "KDD - main - submitted"),
        # The same meeting is told once, with the strongest words.
        ("ICML 2026. Accepted to ICML as an oral", "ICML 2026 main oral accepted"),
        ("Submitted to AAAI 2026; AAAI 2026 workshop, accepted", "AAAI 2026 workshop - accepted"),
        (
            "Accepted to ICML 2026. A short version appeared at an ICML 2026 workshop",
            "ICML 2026 main - accepted; ICML 2026 workshop - related",
        ),
        ("ICLR 2025 and ICLR 2026", "ICLR 2025 main - bare; ICLR 2026 main - bare"),
        # A clause without a venue may speak for the only one.
        ("NeurIPS 2025. Under review", "NeurIPS 2025 main - submitted"),
        ("ACL 2026. Camera-ready version", "ACL 2026 main - accepted"),
        ("ICML 2026. Oral presentation", "ICML 2026 main oral accepted"),
        ("Accepted to ICCV 2025. 1st MSLR Workshop", "ICCV 2025 workshop - accepted"),
        ("NeurIPS 2025. Creative AI Track", "NeurIPS 2025 tutorial - bare"),
        ("ICML 2026. Under review; KDD 2026", "ICML 2026 main - bare; KDD 2026 main - bare"),
        # An event at a venue is a workshop; a track or a talk there is not.
        ("FinNLP@EMNLP 2025", "EMNLP 2025 workshop - bare"),
        ("Accepted to HCI+NLP at ACL 2025", "ACL 2025 workshop - accepted"),
        ("Accepted to the Research Track at KDD 2025", "KDD 2025 main - accepted"),
        ("Currently under review @ICLR2026", "ICLR 2026 main - submitted"),
        ("Accepted by CVPR2025W", "CVPR 2025 workshop - accepted"),
        ("Student Research Workshop at NAACL 2025", "NAACL 2025 srw - bare"),
        (
            "Conference and Workshop on Neural Information Processing Systems",
            "NeurIPS - main - bare",
        ),
        ("AAAI 2025 Fall Symposium", "AAAI 2025 workshop - bare"),
        ("KDD Cup 2025", "KDD 2025 challenge - bare"),
        ("NeurIPS 2026 Evaluations & Datasets Track", "NeurIPS 2026 datasets - bare"),
        ("ICLR 2026 E&D Track", "ICLR 2026 datasets - bare"),
        ("ICLR 2026 Blog-post Track", "ICLR 2026 tutorial - bare"),
        ("Workshop on BioNLP and Shared Tasks at ACL 2025", "ACL 2025 workshop - bare"),
    ],
)
def test_a_clause_is_read_with_its_own_words(text: str, reading: str) -> None:
    assert read(text) == reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Temporal models, CVPR 2025", "CVPR 2025 main - bare"),
        ("Oral cancer screening, ICCV 2025", "ICCV 2025 main - bare"),
        ("We highlight the gap, ICML 2025", "ICML 2025 main - bare"),
        ("ICML 2025, NSF award 123", "ICML 2025 main - bare"),
        ("Best paper award candidate at CVPR 2025", "CVPR 2025 main - bare"),
        ("EMNLP 2025, code and our findings online", "EMNLP 2025 main - bare"),
        ("ICCV 2025 with demo, code and data", "ICCV 2025 main - bare"),
        ("CVPR 2025, an industrial dataset", "CVPR 2025 main - bare"),
        ("ICLR 2026, challenges and opportunities", "ICLR 2026 main - bare"),
        ("Revised after ICML 2025 reviews", "ICML 2025 main - bare"),
        ("An error during the CVPR 2025 submission", "CVPR 2025 main - bare"),
        ("Not a submission to AAAI 2026", "-"),
        ("We use the official template of ICLR 2026", "-"),
        ("Submitted to an ACL-style conference", "-"),
        ("12 pages", "-"),
        ("", "-"),
    ],
)
def test_words_that_say_something_else_are_not_taken(text: str, reading: str) -> None:
    assert read(text) == reading


def test_the_evidence_is_the_clause_that_says_so() -> None:
    (mention,) = mentions_in("12 pages. Accepted to ICLR 2026; see https://x.org", id_year=2026)
    assert mention.evidence == "Accepted to ICLR 2026"


def test_no_meeting_and_kind_is_told_twice() -> None:
    text = "ICLR 2026. Submitted to ICLR 2026 workshop. ICLR workshop. ICLR. ICLR 2026 main track"
    mentions = mentions_in(text, id_year=2026)
    told = [(each.venue, each.year, each.kind) for each in mentions]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    "text", ["ICLR " * 5000, "(" * 9000, "a." * 9000 + "ICML", "\ud800 ACL \x00"]
)
def test_no_text_is_too_odd(text: str) -> None:
    assert len(mentions_in(text, id_year=None)) <= 1
