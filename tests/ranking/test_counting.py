from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ranking.making import STREAM
from tracker.ranking.counting import Lexicon, count_documents
from tracker.ranking.text import document, read

TEXTS = [
    *((each.title, each.abstract) for each in STREAM),
    ("State-of-the-art 3-D pre-training", "A chain of thought. \\textbf{Low-rank} 4-bit KV-cache!"),
    ("", ""),
    ("低秩", "Erd\\H{o}s and $\\ell_2$; the end"),
]


# Letters of two sizes, digits that are none, spaces, dashes, accents and signs of other scripts.
ODD = "aBz-_ '.,(\\{}$~^\t\x1f0éüßİıΣσςΑ中文ªº²½ﬁ–—‐−’\u00a0\u00ad\u2028\u0301´·א١ǅ"


@pytest.mark.parametrize(("title", "abstract"), TEXTS)
def test_many_texts_are_counted_as_one_text_is_read(title: str, abstract: str) -> None:
    _counted_as_read(title, abstract)


@given(st.text(ODD), st.text(st.sampled_from(ODD) | st.characters()))
@example("\\İ \\ı", "\\O")
def test_odd_texts_are_counted_as_they_are_read(title: str, abstract: str) -> None:
    _counted_as_read(title, abstract)


def _counted_as_read(title: str, abstract: str) -> None:
    lexicon = Lexicon()
    found = lexicon.occurrences([("other words", "of another paper"), (title, abstract)])
    counted: Counter[str] = Counter()
    for of, term, weight in zip(found.documents, found.terms, found.weights, strict=True):
        counted[lexicon.term(int(term))] += int(weight) if of == 1 else 0
    assert +counted == Counter(document(read(title), read(abstract)))


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_each_document_counts_once_for_a_term_in_any_batches(at_once: int) -> None:
    lexicon = Lexicon()
    numbers, counts = count_documents(TEXTS, lexicon, at_once)
    expected: Counter[str] = Counter()
    for title, abstract in TEXTS:
        expected.update(set(document(read(title), read(abstract))))
    terms = [lexicon.term(int(number)) for number in numbers]
    assert dict(zip(terms, counts.tolist(), strict=True)) == expected


def test_no_text_has_no_terms() -> None:
    assert [len(each) for each in count_documents([], Lexicon())] == [0, 0]


def test_a_number_is_given_back_for_its_term() -> None:
    lexicon = Lexicon()
    assert lexicon.term(lexicon.number("knowledg distil")) == "knowledg distil"
    assert lexicon.number("distil") == lexicon.number("distil")
