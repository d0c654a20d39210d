"""The counts and weights are those that scikit-learn's own vectorizer has, day by day."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from tests.ranking.evaluation.corpora import papers
from tracker.ranking.evaluation.words import LEAST, Words

TEXTS = [f"{paper.title} {paper.abstract}" for paper in papers()]
QUERIES = ["speculative decoding", "a word nobody uses: zyzzyva"]
READING = {
    "strip_accents": "unicode",
    "stop_words": "english",
    "token_pattern": r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",
    "ngram_range": (1, 2),
}


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(TEXTS, QUERIES)


def test_terms_are_those_of_a_count_vectorizer() -> None:
    ours = Words(TEXTS, []).counts
    theirs = CountVectorizer(**READING, min_df=LEAST).fit_transform(TEXTS)
    assert ours.shape == theirs.shape
    assert sorted(ours.sum(axis=0).tolist()[0]) == sorted(theirs.sum(axis=0).tolist()[0])
    assert (ours @ ours.T != theirs @ theirs.T).nnz == 0


def test_rows_are_those_of_a_tfidf_vectorizer_fitted_on_what_is_known(words: Words) -> None:
    known = range(120)
    theirs = TfidfVectorizer(**READING, min_df=LEAST, sublinear_tf=True).fit(TEXTS[:120])
    expected = theirs.transform(TEXTS[100:120])
    plain = Words(TEXTS, [])
    rows = plain.rows(range(100, 120), known)
    np.testing.assert_allclose(
        (rows @ rows.T).toarray(), (expected @ expected.T).toarray(), rtol=1e-5
    )


def test_a_term_of_a_query_is_kept_however_rare(words: Words) -> None:
    query = words.rows([words.queries + 1], range(120))
    assert query.nnz > 0
    assert (words.rows(range(120), range(120)) @ query.T).nnz == 0


def test_frequencies_are_the_same_counted_on_or_counted_anew(words: Words) -> None:
    for stop in (30, 31, 200, len(TEXTS), 60):
        fresh = Words(TEXTS, QUERIES).frequencies(range(stop))
        np.testing.assert_array_equal(words.frequencies(range(stop)), fresh)
    np.testing.assert_array_equal(
        words.frequencies(range(30, 60)),
        words.frequencies(range(60)) - words.frequencies(range(30)),
    )


def test_what_comes_later_changes_no_row(words: Words) -> None:
    known = range(150)
    before = Words(TEXTS[:150], QUERIES)
    rows = [each.rows(range(150), known) for each in (words, before)]
    queries = [each.rows(range(each.queries, each.queries + 1), known) for each in (words, before)]
    products = [(row @ query.T).toarray() for row, query in zip(rows, queries, strict=True)]
    np.testing.assert_allclose(*products, rtol=1e-5)


@pytest.mark.parametrize("texts", [[], [""], ["低秩", "。"], ["the of and"] * 9, ["one"]])
def test_texts_with_hardly_a_word_are_no_error(texts: list[str]) -> None:
    words = Words(texts, ["speculative decoding", "量化"])
    assert words.rows(range(len(texts)), range(len(texts))).shape[0] == len(texts)
    assert words.lengths.tolist()[-2:] == [2, 0]
