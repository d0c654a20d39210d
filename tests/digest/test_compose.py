"""What is picked, in what order, and what kind of day an edition tells of."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from tests.digest.examples import (
    LISTING,
    TODAY,
    candidate,
    edition,
    five_states,
    post,
    topic,
)
from tracker.digest.compose import PER_TOPIC, POSTS, TOP
from tracker.model.editions import Day, Edition, EditionState
from tracker.model.scores import Reason


def ids(made: Edition, kind: str | None = None) -> list[str]:
    return [
        pick.paper.id.value.removeprefix("2611.").lstrip("0")
        for section in made.sections
        for pick in section.picks
        if kind in (None, section.kind)
    ]


def watched(number: int, value: float = 0.0, title: str | None = None):  # type: ignore[no-untyped-def]
    changes = {"title": title} if title else {}
    return candidate(number, Reason("watch", "Ada Lovelace", value), **changes)


def test_the_best_come_first_and_equal_scores_go_by_id() -> None:
    made = edition([candidate(3), candidate(2), candidate(1, topic("kv", 40.0))])
    assert ids(made) == ["2", "3", "1"]


def test_the_order_of_the_input_does_not_matter() -> None:
    candidates = [candidate(n, topic("kv" if n % 2 else "moe", 20.0 + n % 5)) for n in range(1, 40)]
    posts = [post(n) for n in range(1, 9)]
    made = edition(candidates, posts)
    for seed in range(5):
        random.Random(seed).shuffle(candidates)
        random.Random(seed).shuffle(posts)
        assert edition(candidates, posts) == made


def test_only_the_topics_of_the_digest_are_picked() -> None:
    made = edition(
        [candidate(1, topic("kv", 50.0)), candidate(2, topic("moe", 60.0))], topics=("kv",)
    )
    assert ids(made) == ["1"]


def test_a_paper_on_two_topics_stands_under_the_one_that_the_digest_follows() -> None:
    both = [candidate(n, topic("moe", 60.0), topic("kv", 30.0)) for n in range(1, 8)]
    made = edition(both, topics=("kv",))
    assert [section.id for section in made.sections] == ["top", "kv"]


def test_watched_papers_are_picked_whatever_their_score_topic_and_number() -> None:
    others = [candidate(n) for n in range(10, 20)]
    made = edition([*others, *(watched(n) for n in range(1, 5))], topics=("kv",), limit=3)
    assert set(ids(made)) >= {"1", "2", "3", "4"}
    assert len(made.picks) == 4


def test_of_two_that_say_the_same_a_watched_one_is_picked_though_it_scores_less() -> None:
    made = edition([candidate(1, title="A title of words"), watched(2, title="A title of words")])
    assert ids(made) == ["2"]


def test_watched_papers_are_picked_even_where_they_say_the_same() -> None:
    made = edition([watched(1, title="A title of words"), watched(2, title="A title of words")])
    assert ids(made) == ["1", "2"]


def test_of_two_papers_with_nearly_the_same_title_the_better_is_picked() -> None:
    made = edition(
        [
            candidate(
                1, topic("kv", 50.0), title="Small caches for large language models: a study"
            ),
            candidate(
                2, topic("kv", 60.0), title="Small Caches for Large Language Models, a Study"
            ),
        ]
    )
    assert ids(made) == ["2"]
    assert made.more == 1


def test_no_topic_takes_more_than_half_of_the_top() -> None:
    flood = [candidate(n, topic("kv", 90.0)) for n in range(1, 10)]
    made = edition([*flood, *(candidate(n, topic("moe", 40.0)) for n in range(11, 14))])
    top = [pick.score.reasons[0].about for pick in made.sections[0].picks]
    assert top.count("kv") == TOP // 2


def test_a_flood_on_one_topic_leaves_two_thirds_to_the_others() -> None:
    flood = [candidate(n, topic("kv", 90.0)) for n in range(1, 30)]
    others = [candidate(n, topic(("kd", "moe")[n % 2], 40.0)) for n in range(31, 50)]
    made = edition([*flood, *others], limit=12)
    shares = Counter(pick.score.reasons[0].about for pick in made.picks)
    assert shares == {"kv": 4, "moe": 4, "kd": 4}


def test_places_that_no_other_topic_wants_go_to_the_one_that_has_papers() -> None:
    flood = [candidate(n, topic("kv", 90.0)) for n in range(1, 30)]
    made = edition([*flood, candidate(31, topic("moe", 40.0))], limit=9)
    shares = Counter(pick.score.reasons[0].about for pick in made.picks)
    assert shares == {"kv": 8, "moe": 1}


def test_a_digest_with_one_topic_still_has_a_full_top() -> None:
    made = edition([candidate(n) for n in range(1, 10)], topics=("kv",))
    assert len(made.sections[0].picks) == TOP


def test_a_topic_section_shows_at_most_eight() -> None:
    made = edition([candidate(n) for n in range(1, 40)], limit=100)
    assert [len(section.picks) for section in made.sections] == [TOP, PER_TOPIC]
    assert made.more == 39 - TOP - PER_TOPIC


def test_topic_sections_stand_in_the_order_of_the_roadmap() -> None:
    candidates = [candidate(n, topic(("kd", "moe", "kv")[n % 3], 90.0 - n)) for n in range(1, 16)]
    made = edition(candidates)
    assert [section.id for section in made.sections] == ["top", "kv", "moe", "kd"]


def test_the_limit_counts_all_picks() -> None:
    candidates = [candidate(n, topic(("kd", "moe", "kv")[n % 3], 50.0)) for n in range(1, 40)]
    made = edition(candidates, limit=7)
    assert len(made.picks) == 7
    assert made.considered == 39
    assert made.more == 32


def test_no_paper_is_picked_twice() -> None:
    candidates = [candidate(n, topic(("kd", "moe")[n % 2], 50.0)) for n in range(1, 30)]
    made = edition([*candidates, watched(31), watched(32, 500.0)])
    assert len(set(ids(made))) == len(ids(made))


def test_the_newest_posts_come_first_and_ten_are_enough() -> None:
    made = edition(posts=[post(n) for n in range(1, 15)])
    shown = made.sections[-1].posts
    assert len(shown) == POSTS
    assert shown[0] == post(14)


def test_a_post_that_two_feeds_carry_is_shown_once() -> None:
    made = edition(posts=[post(1), replace(post(1), source="Mirror", guid="other")])
    assert len(made.sections[-1].posts) == 1


def test_the_top_has_two_sentences_and_the_rest_one() -> None:
    made = edition([candidate(n) for n in range(1, 10)])
    assert made.sections[0].picks[0].excerpt == "We propose a smaller cache. It halves memory."
    assert made.sections[1].picks[0].excerpt == "We propose a smaller cache."


@pytest.mark.parametrize("state", list(EditionState))
def test_each_kind_of_day_has_its_state(state: EditionState) -> None:
    assert five_states()[state.value].state is state


def test_papers_left_from_friday_make_a_regular_edition_on_a_weekend() -> None:
    made = edition([candidate()], day=Day(date(2026, 11, 22), "weekend"))
    assert made.state is EditionState.REGULAR


def test_a_failure_is_never_called_a_quiet_day_or_a_holiday() -> None:
    for kind in ("listing", "weekend", "holiday"):
        assert edition(day=Day(TODAY, kind, arxiv_failed=True)).state is EditionState.FAILED


def test_the_range_of_listing_dates_is_that_of_the_papers_considered() -> None:
    early = date(2026, 11, 20)
    made = edition(
        [candidate(1), candidate(2, announced_on=early), candidate(3, announced_on=None)]
    )
    assert (made.first_on, made.last_on) == (early, TODAY)


def test_a_quiet_day_keeps_its_posts() -> None:
    made = edition(posts=[post()], day=LISTING)
    assert made.state is EditionState.QUIET
    assert made.sections[0].posts == (post(),)
