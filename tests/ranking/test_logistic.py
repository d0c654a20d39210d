import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array
from sklearn.linear_model import LogisticRegression

from tracker.ranking import logistic
from tracker.ranking.logistic import regression
from tracker.ranking.terms import Rows


def rows(seed: int, likes: int, others: int = 400, terms: int = 300) -> Rows:
    """Return sparse rows and a constant; the first `likes` have some terms more often."""
    chance = np.random.default_rng(seed)
    found = random_array((likes + others, terms), density=0.1, rng=chance).toarray()
    found[:likes, : terms // 10] += 0.5 * chance.random((likes, terms // 10))
    found /= np.maximum(1e-9, np.linalg.norm(found, axis=1))[:, None]
    return csr_matrix(np.hstack([found, np.ones((len(found), 1))]))


def by_scikit_learn(some: Rows, likes: int, importance: np.ndarray, trust: float) -> np.ndarray:
    wanted = np.arange(some.shape[0]) < likes
    model = LogisticRegression(
        C=trust, class_weight="balanced", solver="liblinear", tol=1e-9, max_iter=10_000,
        fit_intercept=False,
    )  # fmt: skip
    return model.fit(some, wanted, sample_weight=importance).coef_[0]


@pytest.mark.parametrize("trust", [0.1, 1.0, 5.0, 100.0])
@pytest.mark.parametrize("likes", [1, 5, 100])
def test_the_weights_are_those_of_scikit_learn(
    likes: int, trust: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = rows(likes, likes)
    importance = np.where(np.arange(some.shape[0]) % 3, 1.0, 7.0)
    expected = by_scikit_learn(some, likes, importance, trust)
    near = regression(some, likes, importance, trust)
    assert np.corrcoef(some @ near, some @ expected)[0, 1] > 0.999
    monkeypatch.setattr(logistic, "_CLOSE", 1e-9)
    found = regression(some, likes, importance, trust)
    assert np.abs(found - expected).max() < 1e-4 * np.abs(expected).max()


def test_positives_alone_teach_nothing_that_sets_them_apart() -> None:
    some = rows(1, 5)[:5]
    assert np.isfinite(regression(some, 5, np.ones(5), 5.0)).all()


def test_equal_rows_on_both_sides_weigh_nothing() -> None:
    some = csr_matrix(np.ones((4, 2)))
    assert regression(some, 2, np.ones(4), 5.0) == pytest.approx([0.0, 0.0], abs=1e-9)
