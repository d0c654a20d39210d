"""Draws from a seed what becomes of papers after their listing: versions, cross-lists, edits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.weather import FOLLOWED
from tracker.model.arxiv_calendar import next_listing
from tracker.replay import World
from tracker.replay.papers import PlayedPaper

_DAY = timedelta(days=1)


def with_histories(world: World, seed: int) -> World:
    """Return the world with a history for about every third of its papers."""
    rng = Random(seed)
    return World(tuple(_lived(each, rng) for each in world.papers), world.posts)


def _lived(paper: PlayedPaper, rng: Random) -> PlayedPaper:
    fate = rng.random()
    if fate < 0.20:
        return replace(paper, replaced=tuple(_days(paper, rng, rng.choice((1, 1, 1, 2, 3, 6)))))
    if fate < 0.22:
        return replace(paper, withdrawn=_later(paper.listed, rng))
    if fate < 0.26:
        return replace(paper, comment_changes=((_later(paper.listed, rng), "Fixed a typo"),))
    if fate < 0.30:
        return _cross_listed(paper, rng)
    return paper


def _cross_listed(paper: PlayedPaper, rng: Random) -> PlayedPaper:
    """Return the paper with one of its followed categories added only later, as readers see it."""
    late = rng.choice([each for each in paper.categories if each in FOLLOWED])
    first = tuple(each for each in paper.categories if each != late) or ("cs.CV",)
    return replace(paper, categories=first, cross_listed=((late, _later(paper.listed, rng)),))


def _days(paper: PlayedPaper, rng: Random, count: int) -> Iterator[date]:
    day = paper.listed
    for _ in range(count):
        day = _later(day, rng)
        yield day


def _later(day: date, rng: Random) -> date:
    """Return a listing day after `day`: often soon, sometimes weeks later."""
    return next_listing(day + int(rng.expovariate(1 / 8)) * _DAY)
