"""Which year's meeting a comment speaks of."""

import pytest

from tracker.venues.mentions import mentions_in


def year(text: str, id_year: int | None = 2025) -> int | None:
    """Return the year of the only venue that `text` names."""
    (mention,) = mentions_in(text, id_year=id_year)
    return mention.year


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CVPR2025", 2025),
        ("CVPR (2025)", 2025),
        ("CVPR - 2025", 2025),
        ("CVPR25", 2025),
        ("AAAI-26", 2026),
        ("AAAI ’26", 2026),
        ("NIPS 25 Workshop", 2025),
        ("2025 NeurIPS challenge", 2025),
        ("2025 IEEE/CVF Conference on Computer Vision and Pattern Recognition", 2025),
        ("SemEval-2025 Task 3, ACL", 2025),
        ("TMLR (10/2025)", 2025),
        ("the 42nd International Conference on Machine Learning", 2025),
        ("Thirty-Ninth Annual Conference on Neural Information Processing Systems", 2025),
        ("Fortieth AAAI Conference on Artificial Intelligence", 2026),
        ("18th European Conference on Computer Vision", 2024),
        ("LAW 2024 Workshop at NeurIPS 2025", 2025),
        ("ICLR 2025, revised in 2024 and 2023", 2025),
    ],
)
def test_a_year_is_read_in_any_dress(text: str, told: int) -> None:
    assert year(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "ICML",
        "ICLR, 20 pages",
        "ICLR 20 pages",
        "ICML, pages 2012-2025",
        "to appear in TACL (preprint of 2025-10-12)",
        "TMLR, revised 2024 and 2025",
        "4th NeurIPS Efficiency Workshop",
        "CVPR (13th FGVC Workshop)",
        "18th Conference of the European Chapter of the ACL",
    ],
)
def test_other_figures_are_no_years(text: str) -> None:
    assert year(text) is None


def test_a_year_is_believed_near_the_year_of_the_paper_only() -> None:
    assert [year(f"CVPR {told}") for told in (2016, 2017, 2026, 2027)] == [None, 2017, 2026, None]
    assert year("CVPR 2016", id_year=None) == 2016


def test_a_year_in_which_the_venue_does_not_meet_is_not_believed() -> None:
    assert year("ICCV 2025", 2026) == 2025
    assert year("ICCV 2026", 2026) is None
    assert year("ECCV 2025") is None
