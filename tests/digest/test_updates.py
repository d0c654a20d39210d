"""Beside new papers an edition tells what became of known ones, and which lists have appeared."""

import random
from datetime import date

import pytest

from tests.digest.examples import (
    LISTING,
    TODAY,
    candidate,
    edition,
    event,
    listed,
    news,
    paper,
    post,
    topic,
    venue_list,
)
from tracker.digest.updates import NEWS, choose_news, whole_lists
from tracker.model.editions import Day, Edition, EditionState, Section
from tracker.model.scores import Reason

SATURDAY = Day(date(2026, 11, 22), "weekend")
OTHERS = (venue_list(venue="ACL"), venue_list(venue="CVPR"))


def section(made: Edition, kind: str) -> Section:
    (found,) = (each for each in made.sections if each.kind == kind)
    return found


def titles(made: Edition, kind: str) -> list[str]:
    return [pick.paper.title.split()[2] for pick in section(made, kind).picks]


# --- news of known papers -------------------------------------------------------------------------


def test_news_are_a_line_for_each_paper_behind_the_top() -> None:
    made = edition([candidate(n) for n in range(1, 9)], [post()], news=[news(11), news(12)])
    assert [each.kind for each in made.sections] == ["top", "news", "topic", "posts"]
    assert [each.id for each in section(made, "news").news] == [paper(11).id, paper(12).id]


def test_an_oral_is_not_said_to_be_accepted_as_well() -> None:
    told = news(1, event(), event("presentation", "ICLR 2026 oral"), event("discussed", "OpenAI"))
    (shown,) = section(edition(news=[told]), "news").news
    assert [each.label for each in shown.events] == ["ICLR 2026 oral", "OpenAI"]


def test_the_weightiest_news_come_first_and_ten_are_enough_for_a_day() -> None:
    found = [news(n, event("discussed", "OpenAI")) for n in range(1, 20)]
    found += [news(30), news(31, event("withdrawn", "v2"))]
    chosen = choose_news(found)
    assert len(chosen) == NEWS
    assert [each.id for each in chosen[:2]] == [paper(31).id, paper(30).id]
    random.Random(1).shuffle(found)
    assert choose_news(found) == chosen


# --- lists ----------------------------------------------------------------------------------------


def test_the_papers_of_a_list_that_match_are_its_section() -> None:
    best = [listed(1, topic("kv", 50)), listed(2, topic("kv", 5)), listed(3, topic("kv", 70))]
    made = edition([candidate(9)], lists=[venue_list(*best)])
    found = section(made, "venue")
    assert [each.paper.id.value for each in found.picks] == ["forum3", "forum1"]
    assert (found.id, found.name.en) == ("icml-2026", "ICML 2026")
    assert (found.venues[0].papers, found.venues[0].matching) == (6343, 2)
    assert all(pick.excerpt == "" for pick in found.picks)


def test_only_the_topics_of_the_digest_are_picked_from_a_list() -> None:
    best = [listed(1, topic("kv", 50)), listed(2, topic("moe", 60))]
    made = edition(lists=[venue_list(*best)], topics=("kv",))
    assert titles(made, "venue") == ["1"]


def test_a_list_has_as_many_picks_as_the_digest_and_not_all_on_one_topic() -> None:
    best = [listed(n, topic("kv", 90 - n / 10)) for n in range(1, 40)]
    best += [listed(n, topic("moe", 30)) for n in range(41, 46)]
    found = section(edition(lists=[venue_list(*best)], limit=10), "venue")
    abouts = [pick.score.reasons[0].about for pick in found.picks]
    assert (abouts.count("kv"), abouts.count("moe")) == (8, 2)
    assert found.venues[0].matching == 44
    assert (
        len(section(edition(lists=[venue_list(*best)], limit=9, topics=("kv",)), "venue").picks)
        == 9
    )


def test_a_paper_of_the_day_is_not_picked_again_from_a_list() -> None:
    today = candidate(1)
    twin = listed(2, title="Finding number 1 among 7919 things!")
    other = listed(3, topic("kv", 40))
    made = edition([today], lists=[venue_list(candidate(1), twin, other)])
    assert titles(made, "venue") == ["3"]


def test_no_paper_is_picked_from_two_lists() -> None:
    both = listed(1)
    made = edition(lists=[venue_list(both), venue_list(both, venue="ICLR")])
    assert [each.kind for each in made.sections] == ["venue", "venues"]


def test_lists_without_papers_that_match_are_named_in_a_line_each() -> None:
    lists = [venue_list(), venue_list(venue="ACL"), venue_list(venue="NeurIPS", year=2025)]
    found = section(edition(lists=lists), "venues")
    assert [(each.venue, each.year) for each in found.venues] == [
        ("ACL", 2026), ("ICML", 2026), ("NeurIPS", 2025),
    ]  # fmt: skip
    assert found.picks == ()


def test_watched_papers_of_a_list_are_picked_whatever_their_score() -> None:
    watched = listed(1, Reason("watch", "Ada Lovelace", 1.0))
    made = edition(lists=[venue_list(watched)], topics=("moe",))
    assert titles(made, "venue") == ["1"]


def test_one_or_two_lists_of_this_year_are_the_news_of_a_day() -> None:
    one, two = venue_list(), venue_list(venue="ACL")
    old = venue_list(venue="NeurIPS", year=2025)
    assert whole_lists([one, old], TODAY, welcome=False) == (one,)
    assert whole_lists([one, two], TODAY, welcome=False) == (one, two)
    assert whole_lists([venue_list(year=2027)], TODAY, welcome=False) != ()


def test_venues_that_one_has_just_begun_to_follow_are_only_named() -> None:
    assert whole_lists([venue_list(), *OTHERS], TODAY, welcome=False) == ()
    assert whole_lists([venue_list()], TODAY, welcome=True) == ()


# --- what kind of day it is -----------------------------------------------------------------------


@pytest.mark.parametrize("day", [LISTING, SATURDAY])
def test_news_and_lists_do_not_turn_a_quiet_day_into_another(day: Day) -> None:
    bare = edition(day=day)
    told = edition(day=day, news=[news()], lists=[venue_list(listed(1)), *OTHERS])
    assert told.state is bare.state
    assert (bare.has_news, told.has_news) == (False, True)


def test_a_failure_stays_a_failure_whatever_else_there_is_to_tell() -> None:
    failed = Day(TODAY, "listing", arxiv_failed=True)
    assert edition(day=failed, lists=[venue_list(listed(1))]).state is EditionState.FAILED


def test_the_order_of_the_input_does_not_matter() -> None:
    lists = [venue_list(*(listed(n) for n in range(1, 30))), *OTHERS]
    made = edition([candidate(40)], lists=lists)
    for seed in range(5):
        random.Random(seed).shuffle(lists)
        assert edition([candidate(40)], lists=lists) == made
