import numpy as np

from tracker.ranking.categories import KNOWN, category_features


def test_a_category_counts_once_and_the_primary_one_twice() -> None:
    (found,) = category_features([["cs.CL", "cs.LG"]])
    named = [(*KNOWN, *KNOWN)[at] for at in np.flatnonzero(found)]
    assert named == ["cs.CL", "cs.LG", "cs.CL"]


def test_a_paper_without_categories_is_like_any_other() -> None:
    usual = category_features([["cs.CL"], ["cs.CV"]]).mean(axis=0)
    assert (category_features([[]], usual) == usual).all()
    assert not category_features([[]]).any()


def test_other_categories_say_nothing() -> None:
    assert not category_features([["q-bio.QM"]], np.ones(2 * len(KNOWN))).any()
