from dataclasses import replace

import pytest

from tests.ranking.making import paper, roadmap
from tracker.model.papers import Author, Paper, VenueMention
from tracker.model.scores import Reason
from tracker.ranking.signals import Signals
from tracker.ranking.weights import Weights

ROADMAP = replace(roadmap(), venues=("NeurIPS", "ICML"), labs=("DeepMind", "Meta AI"))
PLAIN = paper(1, "On Models")


def at(venue: str, presentation: str | None = None, **fields: str) -> VenueMention:
    mention = VenueMention(venue, 2025, "main", presentation, "accepted")
    return replace(mention, **fields)  # type: ignore[arg-type]  # mypy checks no fields here


def signals(each: Paper, **weights: float) -> list[Reason]:
    return list(Signals(ROADMAP, replace(Weights(), **weights)).of(each))  # type: ignore[arg-type]


def test_a_paper_at_a_venue_of_the_roadmap_gains() -> None:
    (reason,) = signals(replace(PLAIN, venues=(at("ICML"),)))
    assert (reason.kind, reason.label, reason.value) == ("venue", "ICML 2025", 1.0)


def test_an_oral_gains_twice_as_much_and_is_the_one_named() -> None:
    (reason,) = signals(replace(PLAIN, venues=(at("ICML", "poster"), at("NeurIPS", "oral"))))
    assert (reason.label, reason.value) == ("NeurIPS 2025 oral", 2.0)


@pytest.mark.parametrize(
    "mention",
    [
        at("CHI"),
        at("ICML", status="submitted"),
        at("ICML", status="bare"),
        at("ICML", kind="workshop"),
    ],
)
def test_other_venues_and_mere_claims_gain_nothing(mention: VenueMention) -> None:
    assert signals(replace(PLAIN, venues=(mention,))) == []


@pytest.mark.parametrize(
    "author",
    [Author("DeepMind"), Author("Ann Lee", "Google DeepMind, London"), Author("Meta AI Team")],
)
def test_a_lab_among_the_authors_gains(author: Author) -> None:
    (reason,) = signals(replace(PLAIN, authors=(Author("Bo Li"), author)))
    assert (reason.kind, reason.value) == ("lab", 2.0)


def test_a_lab_in_the_title_is_not_its_author() -> None:
    assert signals(replace(PLAIN, title="What DeepMind did")) == []


def test_signals_can_be_switched_off() -> None:
    told = replace(PLAIN, venues=(at("ICML"),), authors=(Author("DeepMind"),))
    assert signals(told, venue=0.0, lab=0.0) == []
