"""What holds of every edition, whatever the day brings."""

import math
import random
from collections import Counter
from itertools import combinations, starmap

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.digest.examples import candidate, edition, topic
from tracker.digest.compose import PER_TOPIC, QUIET_BELOW, SHARES, TOP
from tracker.digest.likeness import gist
from tracker.model.editions import Candidate, Edition
from tracker.model.scores import Reason

TOPICS = ("kv", "kv", "kv", "kv", "moe", "kd", "another")


papers = st.tuples(
    st.sampled_from(TOPICS), st.floats(0, 90), st.integers(0, 99), st.booleans(), st.integers(0, 19)
)
days = st.lists(papers, max_size=40).map(
    lambda drawn: list(starmap(drawn_paper, enumerate(drawn, 1)))
)
limits = st.integers(1, 40)
whatever_comes = settings(deadline=None, max_examples=60)


def drawn_paper(number: int, drawn: tuple[str, float, int, bool, int]) -> Candidate:
    """Return a paper; those of one theme say nearly the same, and one in twenty is watched."""
    about, value, theme, again, watched = drawn
    reasons = [topic(about, value)]
    if not watched:
        reasons.append(Reason("watch", "Ada Lovelace", 500.0))
    title = f"On the number {theme} and its neighbours {theme * 7919}{' again' * again}"
    words = [f"own{number}", *(f"w{theme}x{place}" for place in range(40))]
    return candidate(number, *reasons, title=title, abstract=" ".join(words))


@whatever_comes
@given(days, limits, st.randoms(use_true_random=False))
def test_the_same_papers_in_any_order_make_the_same_edition(
    day: list[Candidate], limit: int, shuffling: random.Random
) -> None:
    made = edition(day, limit=limit)
    shuffling.shuffle(day)
    assert edition(day, limit=limit) == made


@whatever_comes
@given(days, limits)
def test_no_two_picks_say_the_same_unless_both_are_watched(
    day: list[Candidate], limit: int
) -> None:
    picks = chosen(edition(day, limit=limit), day)
    for one, other in combinations(picks, 2):
        if gist(one.paper).is_like(gist(other.paper)):
            assert watched(one)
            assert watched(other)


@whatever_comes
@given(days, limits)
def test_no_topic_takes_more_than_its_share_while_others_wait(
    day: list[Candidate], limit: int
) -> None:
    picks = chosen(edition(day, limit=limit), day)
    counts = Counter(about(each) for each in picks if not watched(each))
    share = math.ceil(limit / SHARES)
    waiting = {about(each) for each in day if is_waiting(each, picks)}
    if any(count > share for count in counts.values()):
        assert all(counts[each] >= min(share, PER_TOPIC) for each in waiting)


@whatever_comes
@given(days, limits)
def test_the_limit_and_the_sections_hold_whatever_comes(day: list[Candidate], limit: int) -> None:
    made = edition(day, limit=limit)
    unwatched = [each for each in chosen(made, day) if not watched(each)]
    assert len(unwatched) <= max(0, limit - sum(map(watched, day)))
    assert all(watched(each) or each.score.value >= QUIET_BELOW for each in unwatched)
    for section in made.sections:
        most = TOP if section.kind == "top" else PER_TOPIC + sum(map(watched, day))
        assert len(section.picks) <= most


@whatever_comes
@given(days, limits)
def test_every_watched_paper_is_picked(day: list[Candidate], limit: int) -> None:
    made = edition(day, limit=limit)
    assert {each.paper.id for each in day if watched(each)} <= {
        pick.paper.id for pick in made.picks
    }


def chosen(made: Edition, day: list[Candidate]) -> list[Candidate]:
    picked = {pick.paper.id for pick in made.picks}
    return [each for each in day if each.paper.id in picked]


def is_waiting(each: Candidate, picks: list[Candidate]) -> bool:
    """Tell whether a paper was good enough, and was left out though nothing like it was picked."""
    if watched(each) or each in picks or each.score.value < QUIET_BELOW:
        return False
    return not any(gist(each.paper).is_like(gist(pick.paper)) for pick in picks)


def about(each: Candidate) -> str:
    return each.score.reasons[0].about


def watched(each: Candidate) -> bool:
    return any(reason.kind == "watch" for reason in each.score.reasons)
