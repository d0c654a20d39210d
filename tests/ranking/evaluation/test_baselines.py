"""Each baseline and recipe is what its authors do, checked against scikit-learn and by hand."""

from math import log, log10

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.svm import LinearSVC

from tests.ranking.evaluation.corpora import AGENTS, SPECULATIVE, judgements, papers
from tests.ranking.evaluation.test_words import READING
from tracker.ranking.evaluation.baselines import Bm25, Chance, Cosine, DateOrder, KeywordCount
from tracker.ranking.evaluation.recipes import LinearOnLikes, SanityLite, ZoteroDaily
from tracker.ranking.evaluation.stream import Stream
from tracker.ranking.evaluation.words import Words

TOPICS = (SPECULATIVE, AGENTS)
STREAM = Stream(papers())
TEXTS = [f"{paper.title} {paper.abstract}" for paper in STREAM.papers]
JOINED = [" ".join(topic.queries) for topic in TOPICS]
DAY = STREAM.days[8]
KNOWN = range(DAY.rows.stop)
LIKED = [row for row in range(150) if STREAM.papers[row].id.value in judgements()[AGENTS.id]]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(TEXTS, [*JOINED, *SPECULATIVE.queries, *AGENTS.queries])


def test_the_newest_come_first_by_date() -> None:
    scores = DateOrder(TOPICS).scores(DAY, KNOWN)
    assert scores.shape == (len(DAY.rows), 2)
    assert np.argsort(-scores[:, 0]).tolist() == list(range(len(DAY.rows)))[::-1]


def test_chance_has_no_favourites() -> None:
    assert np.unique(Chance(TOPICS).scores(DAY, KNOWN)).tolist() == [0]


def test_phrases_are_counted_in_title_and_abstract() -> None:
    scores = KeywordCount(STREAM, TOPICS).scores(DAY, KNOWN)
    for place, row in enumerate(DAY.rows):
        text = f"{STREAM.papers[row].title}\n{STREAM.papers[row].abstract}"
        assert scores[place, 1] == text.count("tool use") + text.count("autonomous agents")


def test_bm25_is_okapis_formula(words: Words) -> None:
    scores = Bm25(words, TOPICS).scores(DAY, KNOWN)
    documents = [text.split() for text in TEXTS[: KNOWN.stop]]
    usual = sum(map(len, documents)) / len(documents)
    expected = 0.0
    document = documents[DAY.rows[1]]
    for word in ("tool", "use", "autonomous", "agents"):
        found = sum(word in each for each in documents)
        idf = log(1 + (len(documents) - found + 0.5) / (found + 0.5))
        often = document.count(word)
        expected += idf * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(document) / usual))
    assert scores[1, 1] == pytest.approx(expected, rel=1e-5)


def test_the_cosine_is_that_of_a_tfidf_vectorizer(words: Words) -> None:
    scores = Cosine(words, TOPICS).scores(DAY, KNOWN)
    known = TEXTS[: KNOWN.stop]
    often = CountVectorizer(**READING, min_df=5).fit(known).vocabulary_
    sought = CountVectorizer(**READING).fit(JOINED).vocabulary_
    vectorizer = TfidfVectorizer(**READING, vocabulary={*often, *sought}, sublinear_tf=True)
    rows = vectorizer.fit_transform(known)[DAY.rows.start :]
    expected = (rows @ vectorizer.transform(JOINED).T).toarray()
    np.testing.assert_allclose(scores, expected, rtol=1e-4, atol=1e-6)


def test_arxiv_sanity_lite_is_a_balanced_svm_of_the_library_against_all_others(
    words: Words,
) -> None:
    scores = SanityLite(words, [LIKED]).scores(DAY, KNOWN)
    vectorizer = TfidfVectorizer(
        **READING, min_df=5, max_df=0.1, max_features=20_000, sublinear_tf=True
    )
    rows = vectorizer.fit_transform(TEXTS[: KNOWN.stop])
    liked = [row in LIKED for row in KNOWN]
    model = LinearSVC(class_weight="balanced", C=0.01, tol=1e-6, max_iter=10_000, random_state=0)
    expected = model.fit(rows, liked).decision_function(rows[DAY.rows.start :])
    np.testing.assert_allclose(scores[:, 0], expected, rtol=1e-3, atol=1e-4)


def test_zotero_arxiv_daily_weighs_the_newest_most(words: Words) -> None:
    scores = ZoteroDaily(words, [LIKED]).scores(DAY, KNOWN)
    newest_first = words.rows(LIKED[::-1], KNOWN)
    weights = np.array([1 / (1 + log10(rank)) for rank in range(1, len(LIKED) + 1)])
    cosines = (words.rows(DAY.rows, KNOWN) @ newest_first.T).toarray()
    np.testing.assert_allclose(
        scores[:, 0], (cosines * weights / weights.sum()).sum(axis=1), rtol=1e-4
    )


@pytest.mark.parametrize("recipe", [SanityLite, ZoteroDaily, LinearOnLikes])
def test_a_library_brings_papers_like_it_to_the_top(words: Words, recipe: type[SanityLite]) -> None:
    scores = recipe(words, [LIKED]).scores(DAY, KNOWN)[:, 0]
    assert int(np.argmax(scores)) == 1


@pytest.mark.parametrize("recipe", [SanityLite, ZoteroDaily, LinearOnLikes])
def test_a_topics_queries_may_stand_for_a_library(words: Words, recipe: type[SanityLite]) -> None:
    queries = range(words.queries + 2, words.queries + 4)
    scores = recipe(words, [queries, LIKED]).scores(DAY, KNOWN)
    assert scores.shape == (len(DAY.rows), 2)
    assert scores[0, 0] > np.median(scores[:, 0])


def test_models_are_made_anew_at_milestones_only(words: Words) -> None:
    days = STREAM.days[6:]
    assert STREAM.milestones() == [30, 60, 90, 150, 240, 360]
    kept = SanityLite(words, [LIKED], STREAM.milestones())
    for day in days:
        lesson = range({210: 150, 240: 240, 360: 360}.get(day.rows.stop, 240))
        expected = SanityLite(words, [LIKED]).scores(day, lesson)
        np.testing.assert_array_equal(kept.scores(day, range(day.rows.stop)), expected)


@pytest.mark.parametrize("recipe", [SanityLite, ZoteroDaily, LinearOnLikes])
def test_a_first_day_too_small_to_learn_from_is_no_error(recipe: type[SanityLite]) -> None:
    small = Stream(papers(1, a_day=3))
    words = Words([paper.title for paper in small.papers], ["zyzzyva"])
    scores = recipe(words, [[0]]).scores(small.days[0], range(3))
    assert np.isfinite(scores).all()
