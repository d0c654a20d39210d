"""Which venues a clause names, and what only looks like one."""

import pytest

from tracker.venues.names import may_name_a_venue, names_in


def named(clause: str) -> list[str]:
    """Return the short names of the venues in a clause."""
    return [each.venue.name for each in names_in(clause)]


@pytest.mark.parametrize(
    ("clause", "venues"),
    [
        ("nips 2025", ["NeurIPS"]),
        ("NeurIPS and CVPRW", ["NeurIPS", "CVPR"]),
        ("IJCNLP-AACL 2025", ["AACL"]),
        ("ACL-IJCNLP 2021", ["ACL"]),
        ("International Conference of Machine Learning (ICML)", ["ICML"]),
        ("Computer Vision & Pattern Recognition", ["CVPR"]),
        ("The 63rd Annual Meeting of the Association for Computational Linguistics", ["ACL"]),
        ("Findings of the Association for Computational Linguistics: EACL 2026", ["EACL"]),
        ("accepted at Findings of ACL: EMNLP 2025", ["EMNLP"]),
        ("under review, ACL (AACL 2025)", ["AACL"]),
        ("ACL, EMNLP", ["ACL", "EMNLP"]),
        ("Transactions of the Association for Computational Linguistics (TACL)", ["TACL"]),
        ("#ACL2025NLP", ["ACL"]),
    ],
)
def test_a_clause_names_its_venues_once_each(clause: str, venues: list[str]) -> None:
    assert may_name_a_venue(clause)
    assert named(clause) == venues


@pytest.mark.parametrize(
    "clause",
    [
        "ICMLA 2025",
        "ICMLC",
        "ECML-PKDD 2025",
        "an oracle of miracles",
        "neuripsedtracksub",
        "to appear in the ACL Anthology",
        "ACL Rolling Review",
        "ACL ARR May",
        "AAAI/ACM Conference on AI, Ethics, and Society",
        "The archival version went to AAAI (AIES 2025)",
        "AAAI Conference on Web and Social Media",
        "AAAI Press",
        "cs.CV (Computer Vision and Pattern Recognition)",
        "International Conference on Computer Vision & Image Processing",
        "International Conference on Computer Vision, Image and Deep Learning",
        "International Conference on Machine Learning for Astrophysics",
        "International conference on machine learning in medical imaging",
        "Published in EAMT, Association for Computational Linguistics",
        "Copyright of the Association for Computational Linguistics (ACL Fellow)",
        "SIGKDD Explorations",
        "Pacific-Asia Conference on Knowledge Discovery and Data Mining",
    ],
)
def test_what_only_looks_like_a_venue_is_none(clause: str) -> None:
    assert named(clause) == []


def test_the_cheap_guard_lets_most_comments_pass_by() -> None:
    assert not any(map(may_name_a_venue, ["12 pages, 3 figures", "", "Accepted by TPAMI"]))
