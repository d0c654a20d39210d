"""Topics are learnt seldom, from the shipped sample and the papers stored, and kept as JSON."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import NOW, FixedClock, announcement, batch, complete_paper, paper
from tests.ranking.making import DISTILLATION, roadmap
from tracker.jobs import learn as learning
from tracker.jobs.learn import learnt
from tracker.jobs.rank import rank
from tracker.model.feedback import ME, Judged, Opinion
from tracker.ranking import learning as rules
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker, Weights
from tracker.ranking.roadmap_file import builtin_roadmap
from tracker.store import Store

TOPICS = (DISTILLATION,)
LATER = NOW + timedelta(days=8)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'tracker.db'}", FixedClock(), create=True)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (rules, learning):
        monkeypatch.setattr(module, "ENOUGH", 20)
    monkeypatch.setattr(rules, "_A_WEEKS_PAPERS", 5)


def fill(store: Store, first: int, last: int, **fields: object) -> None:
    text = {"title": "Flumox distillation", "abstract": "A flumox teacher."} | fields
    papers = [paper(number, **text) for number in range(first, last + 1)]
    store.record(batch(*(announcement(paper=each) for each in papers)), NOW)


def test_an_empty_store_learns_from_what_is_shipped(store: Store) -> None:
    found = learnt(store, TOPICS, builtin_background(), NOW)
    assert found.background is builtin_background()
    assert found.models.topics[0].weights["teacher"] > 0


def test_what_was_learnt_is_read_and_not_learnt_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 1, 30)
    first = learnt(store, TOPICS, builtin_background(), NOW)
    monkeypatch.setattr(learning, "learn", None)
    again = learnt(store, TOPICS, builtin_background(), NOW)
    assert (again.models, again.background.version) == (first.models, first.background.version)


def test_papers_of_the_users_own_bring_their_words(store: Store) -> None:
    fill(store, 1, 30)
    found = learnt(store, TOPICS, builtin_background(), NOW)
    assert "flumox" in found.background.terms
    assert found.models.topics[0].weights["flumox"] > 0


def test_a_quarter_more_papers_are_learnt_from(store: Store) -> None:
    fill(store, 1, 30)
    first = learnt(store, TOPICS, builtin_background(), NOW)
    fill(store, 31, 36, abstract="A glumox student.")
    assert learnt(store, TOPICS, builtin_background(), NOW).models == first.models
    fill(store, 37, 40, abstract="A glumox student.")
    grown = learnt(store, TOPICS, builtin_background(), NOW)
    assert grown.models != first.models
    assert "glumox" in grown.background.terms
    assert grown.background.papers == builtin_background().papers + 40


def test_a_week_with_new_papers_is_learnt_from(store: Store) -> None:
    fill(store, 1, 30)
    first = learnt(store, TOPICS, builtin_background(), NOW)
    fill(store, 31, 36, abstract="A glumox student.")
    assert learnt(store, TOPICS, builtin_background(), LATER).models != first.models


def test_a_week_without_papers_changes_nothing(store: Store) -> None:
    fill(store, 1, 30)
    first = learnt(store, TOPICS, builtin_background(), NOW)
    assert learnt(store, TOPICS, builtin_background(), LATER).models == first.models


def test_other_topics_are_learnt_at_once(store: Store) -> None:
    learnt(store, TOPICS, builtin_background(), NOW)
    both = learnt(store, roadmap().topics, builtin_background(), NOW)
    assert [topic.id for topic in both.models.topics] == ["distillation", "diffusion"]


@pytest.mark.parametrize("name", ["topics", "frequencies"])
@pytest.mark.parametrize("body", [{}, {"models": 3, "background": "x", "stored": 1}])
def test_a_damaged_model_is_learnt_anew(store: Store, name: str, body: dict[str, object]) -> None:
    fill(store, 1, 30)
    first = learnt(store, TOPICS, builtin_background(), NOW)
    written = store.models.read(name)
    assert written is not None
    store.models.write(name, written.fingerprint, body, NOW)
    again = learnt(store, TOPICS, builtin_background(), NOW)
    assert again.models.topics[0].id == first.models.topics[0].id
    assert again.background.papers == first.background.papers


def ranker(*judged: Judged) -> Ranker:
    return Ranker(roadmap(), Weights(), builtin_background(), judged=judged)


def test_feedback_scores_anew_what_is_in_reach_of_an_edition(store: Store) -> None:
    fill(store, 1, 3)
    old = paper(9, title="Flumox of old", abstract="A flumox.", announced_on=None)
    store.record(batch(papers=(old,)), NOW)
    assert rank(store, ranker(), NOW) == 4
    assert rank(store, ranker(), NOW) == 0
    liking = ranker(Judged(paper(1, title="Flumox"), Opinion.LIKE, NOW))
    assert rank(store, liking, NOW) == 3
    assert rank(store, liking, NOW + timedelta(days=60)) == 0


RUN = """
import sys
from tests.jobs.test_learn import rank_as_a_run_does
print(rank_as_a_run_does(sys.argv[1]), "sklearn" in sys.modules)
"""


def rank_as_a_run_does(url: str) -> int:
    store = Store.open(url, FixedClock())
    known = learnt(store, TOPICS, builtin_background(), NOW)
    judged = store.feedback.judged(ME)
    ranker = Ranker(
        roadmap(TOPICS), Weights(), known.background, models=known.models, judged=judged
    )
    return rank(store, ranker, NOW)


def test_where_the_topics_are_known_no_run_needs_scikit_learn(store: Store, tmp_path: Path) -> None:
    said = []
    for number in (1, 2):
        fill(store, number, number)
        store.feedback.say(ME, [paper(number).id], Opinion.LIKE, NOW)
        run = [sys.executable, "-c", RUN, f"sqlite:///{tmp_path / 'tracker.db'}"]
        done = subprocess.run(run, capture_output=True, check=True, text=True)
        said.append(done.stdout.split())
    assert said == [["1", "True"], ["2", "False"]]


def test_another_roadmap_scores_everything_anew(store: Store) -> None:
    fill(store, 1, 3)
    rank(store, ranker(), NOW)
    other = Ranker(roadmap(TOPICS), Weights(), builtin_background())
    assert rank(store, other, NOW + timedelta(days=60)) == 3


def test_a_paper_at_a_venue_of_the_roadmap_says_so_and_is_scored_anew(store: Store) -> None:
    ranker = Ranker(builtin_roadmap(), Weights(), builtin_background())
    told = {"title": "Knowledge distillation of a teacher", "comment": None}
    store.record(batch(announcement(paper=complete_paper(1, **told))), NOW)
    assert rank(store, ranker, NOW) == 1
    told["comment"] = "Accepted at ICML 2026 (oral)"
    store.record(batch(announcement(paper=complete_paper(1, **told))), NOW)
    (known,) = store.scores.unscored(ranker.roadmap_fingerprint, 10)
    assert rank(store, ranker, NOW) == 1
    (score,) = ranker.score([known], {})
    assert [each.label for each in score.reasons if each.kind == "venue"] == ["ICML 2026 oral"]
