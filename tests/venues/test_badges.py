"""Many texts may speak of one acceptance; a reader sees one line."""

import random

import pytest

from tests.builders import mention
from tracker.venues.badges import badges, is_shown, label


def test_comment_and_list_of_one_acceptance_make_one_line() -> None:
    told = [("comment", mention()), ("ICLR 2026", mention(evidence="https://iclr.cc/1"))]
    assert badges(told) == (mention(evidence="https://iclr.cc/1"),)


def test_what_a_list_says_of_the_kind_goes_before_what_a_comment_says() -> None:
    told = [("comment", mention(kind="workshop")), ("ICLR 2026", mention())]
    assert [each.kind for each in badges(told)] == ["main"]


def test_of_two_kinds_in_comments_the_more_specific_one_is_told() -> None:
    told = [("comment", mention("ACL", 2025)), ("comment", mention("ACL", 2025, kind="findings"))]
    assert badges(told) == (mention("ACL", 2025, kind="findings"),)


@pytest.mark.parametrize("weaker", ["bare", "submitted", "related", "rejected"])
def test_an_acceptance_overrules_what_was_said_before(weaker: str) -> None:
    told = [("comment", mention(status=weaker)), ("ICLR 2026", mention())]
    assert [each.status for each in badges(told)] == ["accepted"]


def test_the_strongest_presentation_is_told_whoever_tells_it() -> None:
    told = [
        ("ICLR 2026", mention(presentation="poster")),
        ("comment", mention(status="bare", presentation="oral")),
    ]
    assert badges(told) == (mention(presentation="oral"),)


def test_a_mention_without_a_year_joins_the_newest_year_of_its_venue() -> None:
    told = [
        ("comment", mention(year=None, presentation="spotlight")),
        ("ICLR 2024", mention(year=2024)),
        ("ICLR 2026", mention(year=2026)),
    ]
    assert badges(told) == (mention(presentation="spotlight"), mention(year=2024))


def test_two_venues_are_two_lines_the_accepted_one_first() -> None:
    told = [
        ("comment", mention("COLM", 2026, status="submitted")),
        ("comment", mention("ICLR", 2025, kind="workshop")),
        ("comment", mention("CVPR", 2026, status="bare")),
    ]
    assert [each.venue for each in badges(told)] == ["ICLR", "CVPR", "COLM"]


def test_the_order_in_which_mentions_come_does_not_matter() -> None:
    told = [
        (origin, mention(venue, year, kind=kind, status=status))
        for origin in ("comment", "doi", "ICLR 2026")
        for venue, year in (("ICLR", 2026), ("ICLR", None), ("ACL", 2025))
        for kind, status in (("main", "accepted"), ("workshop", "bare"), ("findings", "accepted"))
    ]
    expected = badges(told)
    for seed in range(20):
        random.Random(seed).shuffle(told)
        assert badges(told) == expected


def test_labels_name_the_kind_unless_it_is_the_main_track() -> None:
    assert label(mention()) == "ICLR 2026"
    assert label(mention("ACL", 2025, kind="findings")) == "ACL 2025 findings"
    assert label(mention("TMLR", None, kind="journal")) == "TMLR"


def test_only_accepted_and_claimed_venues_are_shown() -> None:
    shown = [each for each in ("accepted", "bare", "submitted", "rejected", "related")
             if is_shown(mention(status=each))]  # fmt: skip
    assert shown == ["accepted", "bare"]


def test_an_oral_at_a_workshop_is_no_oral_of_the_venue() -> None:
    aside = mention(kind="workshop", presentation="oral")
    told = [("ICLR 2026", mention(presentation="poster")), ("comment", aside)]
    (badge,) = badges(told)
    assert (badge.kind, badge.presentation) == ("main", "poster")
    assert badges([("comment", aside)]) == (aside,)
