"""Venues in every spelling that people and proceedings use."""

import pytest

from tracker.venues.catalogue import VENUES, read_venue_query, venue_named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NeurIPS", "NeurIPS"),
        ("nips", "NeurIPS"),
        ("Advances in Neural Information Processing Systems", "NeurIPS"),
        ("The Thirty-Ninth Annual Conference on Neural Information Processing Systems", "NeurIPS"),
        ("acl", "ACL"),
        ("63rd Annual Meeting of the Association for Computational Linguistics", "ACL"),
        ("Transactions of the Association for Computational Linguistics", "TACL"),
        ("North American Chapter of the Association for Computational Linguistics", "NAACL"),
        ("Asia-Pacific Chapter of the Association for Computational Linguistics", "AACL"),
        ("IJCNLP-AACL", "AACL"),
        ("IEEE/CVF Conference on Computer Vision and Pattern Recognition", "CVPR"),
        ("International Conference on Computer Vision", "ICCV"),
        ("corl", "CoRL"),
        ("KDD", "KDD"),
    ],
)
def test_a_venue_is_known_in_any_spelling(text: str, name: str) -> None:
    found = venue_named(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ICMLA",
        "PAKDD",
        "Asian Conference on Machine Learning",
        "Pacific-Asia Conference on Knowledge Discovery and Data Mining",
        "Asian Conference on Computer Vision",
        "Nature",
    ],
)
def test_a_name_that_only_looks_like_a_venue_is_none(text: str) -> None:
    assert venue_named(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ICLR 2026", ("ICLR", 2026)),
        ("iclr2026", ("ICLR", 2026)),
        ("ICLR'26", ("ICLR", 2026)),
        ("iclr26", ("ICLR", 2026)),
        ("2026 nips", ("NeurIPS", 2026)),
        ("NeurIPS", ("NeurIPS", None)),
        ("Interspeech 2025", ("Interspeech", 2025)),
        ("2025", ("", 2025)),
    ],
)
def test_a_question_names_a_venue_and_perhaps_a_year(text: str, read: tuple[str, int]) -> None:
    assert read_venue_query(text) == read


def test_numbers_of_meetings_tell_their_years() -> None:
    by_name = {each.name: each for each in VENUES}
    told = [("NeurIPS", 39), ("ICML", 43), ("ICLR", 14), ("ACL", 63), ("AAAI", 40), ("ECCV", 18)]
    years = [by_name[name].year_of(ordinal) for name, ordinal in told]
    assert years == [2025, 2026, 2026, 2025, 2026, 2024]
    assert by_name["EMNLP"].year_of(30) is None


def test_iccv_meets_in_odd_years_and_eccv_in_even_ones() -> None:
    by_name = {each.name: each for each in VENUES}
    assert by_name["ICCV"].meets_in(2025)
    assert not by_name["ICCV"].meets_in(2026)
    assert by_name["ECCV"].meets_in(2026)
    assert not by_name["ECCV"].meets_in(2025)
    assert by_name["CVPR"].meets_in(2025)
    assert by_name["CVPR"].meets_in(2026)


def test_no_spelling_belongs_to_two_venues() -> None:
    spellings = [
        spelling.casefold()
        for each in VENUES
        for spelling in (each.name, *each.short_names, *each.long_names)
    ]
    assert len(spellings) == len(set(spellings))
