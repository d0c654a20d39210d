"""What is measured is what a run does: the same learning on the same days, the same scores."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.ranking.evaluation.corpora import A_DAY, AGENTS, ROADMAP, judgements, papers
from tracker.jobs import learn as learning_job
from tracker.model.evaluation import Knowledge
from tracker.model.harvests import Batch
from tracker.model.papers import Announcement, Kind
from tracker.ranking import learning
from tracker.ranking.background import builtin_background
from tracker.ranking.evaluation import ours as module
from tracker.ranking.evaluation.ours import Learner, Ours, Reader
from tracker.ranking.evaluation.stream import Stream
from tracker.ranking.ranker import Ranker, Weights
from tracker.store.store import Store

STREAM = Stream(papers())
FEW = 60


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty papers are enough to learn from."""
    for each in (learning, module, learning_job):
        monkeypatch.setattr(each, "ENOUGH", FEW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'tracker.db'}", lambda: NOW, create=True)
    yield store
    store.close()


NOW = datetime(2025, 7, 1, tzinfo=UTC)


def learner(**how: bool) -> Learner:
    return Learner(ROADMAP.topics, builtin_background(), STREAM, **how)


def scores(ranker: Ranker, rows: range) -> np.ndarray:
    found = ranker.score(STREAM.papers[rows.start : rows.stop], {})
    return np.array([[topic.score for topic in score.topics] for score in found])


def test_the_first_days_are_scored_as_the_shipped_ranker_scores_them() -> None:
    day = STREAM.days[1]
    found = Ours(learner(), STREAM, [0, 1]).scores(day, range(day.rows.stop))
    shipped = Ranker(ROADMAP, Weights(), builtin_background())
    np.testing.assert_array_equal(found, scores(shipped, day.rows))


@pytest.mark.usefixtures("small")
def test_later_days_are_scored_as_a_run_scores_them_that_has_stored_the_same(store: Store) -> None:
    day = STREAM.days[7]
    for each in STREAM.papers[: day.rows.stop]:
        told = Announcement(each, "test", Kind.NEW, each.announced_on)
        store.record(Batch("test", announcements=(told,)), NOW)
    known = learning_job.learnt(store, ROADMAP.topics, builtin_background(), NOW)
    run = Ranker(ROADMAP, Weights(), known.background, models=known.models)
    found = Ours(learner(), STREAM, [0, 1]).scores(day, range(day.rows.stop))
    np.testing.assert_allclose(found, scores(run, day.rows), atol=2e-4)
    shipped = Ranker(ROADMAP, Weights(), builtin_background())
    assert np.abs(found - scores(shipped, day.rows)).max() > 0.01


@pytest.mark.usefixtures("small")
def test_topics_are_learnt_anew_when_the_papers_have_grown_or_a_week_has_brought_many() -> None:
    pupil = learner()
    lessons = [pupil.at(day, STREAM.known(day, Knowledge.CAUSAL)) for day in STREAM.days]
    anew = [0, *(n for n in range(1, 12) if lessons[n] is not lessons[n - 1])]
    # 30 papers come a day: 60 are enough, and 90, 120, 150, 210, 270, 360 a quarter more each time.
    assert anew == [0, 1, 2, 3, 4, 6, 8, 11]


def test_few_papers_teach_nothing_beyond_what_is_shipped() -> None:
    pupil = learner()
    lessons = [pupil.at(day, STREAM.known(day, Knowledge.CAUSAL)) for day in STREAM.days]
    assert all(each is lessons[0] for each in lessons)


@pytest.mark.usefixtures("small")
def test_in_a_cold_start_every_day_is_the_first() -> None:
    pupil = learner()
    lessons = [pupil.at(day, STREAM.known(day, Knowledge.COLD_START)) for day in STREAM.days]
    assert all(each is lessons[0] for each in lessons)
    assert A_DAY < FEW


@pytest.mark.usefixtures("small")
def test_over_the_whole_window_it_learns_once_and_from_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LEARNT_FROM", 90)
    pupil = learner(all_known=True)
    lessons = [pupil.at(day, STREAM.known(day, Knowledge.WHOLE_WINDOW)) for day in STREAM.days]
    assert all(each is lessons[0] for each in lessons)
    latest = learner().at(STREAM.days[0], range(len(STREAM.papers)))
    own, other = (each.measures.own_weights for each in (latest, lessons[0]))
    assert (own != other).nnz


def test_a_reader_gives_papers_the_points_of_the_topic_and_those_of_the_likes() -> None:
    judged = judgements()[AGENTS.id]
    liked = tuple(row for row in range(180) if STREAM.papers[row].id.value in judged)
    day, pupil = STREAM.days[6], learner()
    asked = Ours(pupil, STREAM, [1], [Reader(0, liked), Reader(0, ())])
    found = asked.with_likes(day, range(day.rows.stop))
    learnt = pupil.at(day, range(day.rows.stop))
    measured = learnt.measured(STREAM.papers[day.rows.start : day.rows.stop])
    np.testing.assert_array_equal(found[:, 1], learnt.points(measured)[:, 1])
    assert found.shape == (A_DAY, 2)
    assert (found[:, 0] - found[:, 1])[1] > Weights().liked


def test_a_day_is_scored_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Ours(learner(), STREAM, [0], [Reader(0, (0,))])
    day = STREAM.days[0]
    first = asked.scores(day, day.rows)
    monkeypatch.delattr(asked, "_learner")
    assert asked.scores(day, day.rows) is first
    assert asked.with_likes(day, day.rows).shape == (A_DAY, 1)
