"""What a person types is words, never a language of the database."""

import random
from datetime import date

import pytest

from tests.builders import NOW, announcement, batch, complete_paper, paper, post
from tracker.model.queries import PaperQuery, PostQuery
from tracker.store import Store
from tracker.store.find import find_papers, match_words, phrases
from tracker.store.reading import Reader

# What both query languages give a meaning to, and what people paste.
SPICE = (
    *"\"'*^:+-(){}[]<>!&|\\/%_.,;=~`@#$ \t\n\0",
    *("AND", "OR", "NOT", "NEAR(", "title:", '""', "--", "/*", "';", ":words", "%s", "%(words)s"),
    *(
        "attention",
        "注意力",
        "模型",
        "é",
        "e\u0301",
        "\u202e",
        "🤖",
        "\ud800",
        "x" * 5000,
        "—",
        "‘",
    ),
)


def strange_texts(count: int) -> list[str]:
    chance = random.Random(2511)
    return ["".join(chance.choices(SPICE, k=chance.randint(1, 12))) for _ in range(count)]


def test_each_word_stands_alone_and_a_phrase_together() -> None:
    assert phrases('"chain of thought" pre-training LLMs') == [
        ("chain", "of", "thought"),
        ("pre", "training"),
        ("LLMs",),
    ]
    assert phrases('an "open phrase') == [("an",), ("open", "phrase")]
    assert phrases("\0 -- !!! —") == []


def test_the_two_languages_say_the_same() -> None:
    query = PaperQuery(text='"chain of thought" o\'clock', author="Yann LeCun")
    assert match_words(query, "sqlite") == (
        '"chain of thought" "o clock" authors : NEAR("Yann" "LeCun", 1)'
    )
    assert match_words(query, "postgresql") == (
        "('chain' <-> 'of' <-> 'thought') & ('o' <-> 'clock') & "
        "(('Yann':B <-> 'LeCun':B) | ('LeCun':B <-> 'Yann':B)"
        " | ('Yann':B <2> 'LeCun':B) | ('LeCun':B <2> 'Yann':B))"
    )


def test_a_value_never_stands_in_the_text_of_a_statement() -> None:
    evil = "x'); DROP TABLE papers; --"
    query = PaperQuery(
        text=evil, topic=evil, venue=evil, category=evil, author=evil, source=evil, min_score=0.5
    )
    statement = find_papers(query, "sqlite")
    assert statement is not None
    assert "DROP" not in statement.sql
    assert statement.parameters["category"] == evil


@pytest.mark.parametrize("name", ["text", "author", "topic", "venue", "category", "source"])
def test_whatever_is_typed_is_no_error(store: Store, reader: Reader, name: str) -> None:
    store.record(batch(announcement(paper=complete_paper()), posts=(post(),)), NOW)
    for typed in strange_texts(2000 if name == "text" else 60):
        reader.papers(PaperQuery(**{name: typed}))
    assert store.papers.count() == 1


def test_whatever_is_typed_is_no_error_among_posts(store: Store, reader: Reader) -> None:
    store.record(batch(posts=(post(),)), NOW)
    for typed in strange_texts(200):
        reader.posts(PostQuery(text=typed, source=typed))


def test_words_are_found_however_they_are_written(store: Store, reader: Reader) -> None:
    title = "Pre-training GPT-4o: État de l'art 100% 注意力机制 C++"
    store.record(batch(announcement(paper=paper(title=title, abstract="Nothing."))), NOW)
    for text in (
        "pre-training",
        "pretrain-ing PRE-TRAINED"[13:],
        "trains",
        "gpt-4o",
        "état",
        "l'art",
        "100%",
        "注意力机制",
        '"de l\'art 100"',
        "c++ !!! —",
    ):
        assert len(reader.papers(PaperQuery(text=text))) == 1, text
    for text in ("pretraining", '"art de"', "注意力机制 missing", "!!!", "—"):
        assert reader.papers(PaperQuery(text=text)) == (), text


def test_common_little_words_are_words_too(store: Store, reader: Reader) -> None:
    is_all = paper(1, title="Attention Is All You Need", abstract="")
    store.record(batch(announcement(paper=is_all), announcement(2)), NOW)
    assert len(reader.papers(PaperQuery(text='"all you need"'))) == 1
    assert len(reader.papers(PaperQuery(text="is all you"))) == 1


def test_a_date_is_compared_as_a_date() -> None:
    statement = find_papers(PaperQuery(since=date(2025, 1, 2), until=date(2025, 3, 4)), "sqlite")
    assert statement is not None
    assert statement.parameters["since"] == "2025-01-02"
    assert statement.parameters["until"] == "2025-03-04"
