"""Questions are answered from what is stored, in an order that is always the same."""

import subprocess
import sys
from datetime import timedelta

import pytest

from tests.builders import (
    NOW,
    TODAY,
    announcement,
    arxiv_id,
    batch,
    complete_paper,
    paper,
    post,
    score,
)
from tracker.errors import UsageError
from tracker.model.papers import Author, Kind
from tracker.model.queries import PaperQuery, PostQuery
from tracker.store import Store, find, reading
from tracker.store.reading import Reader

DAY = timedelta(days=1)


def _found(reader: Reader, **filters: object) -> list[int]:
    known = reader.papers(PaperQuery(**filters))  # type: ignore[arg-type]
    return [int(each.paper.id.value[-5:]) for each in known]


@pytest.fixture
def _four_papers(store: Store) -> None:
    titled = [
        paper(1, title="Distillation", abstract="Knowledge distillation, and distillation."),
        paper(2, title="Pruning", abstract="No distillation of knowledge here, but " + "x " * 50),
        paper(3, title="Vision", categories=("cs.CV",), authors=(Author("Yann LeCun"),)),
        complete_paper(4, title="Scaling laws", comment="Accepted at NeurIPS 2025 (oral)"),
    ]
    store.record(
        batch(
            announcement(paper=titled[0], announced_on=TODAY - 2 * DAY),
            announcement(paper=titled[1], announced_on=TODAY - DAY),
            announcement(paper=titled[2], source="arxiv-rss/cs.CV", category="cs.CV"),
            announcement(paper=titled[3], kind=Kind.REPLACEMENT, source="arxiv-api"),
        ),
        NOW,
    )
    store.scores.record("a", [score(1, 0.3), score(2, 0.9), score(3, 0.3)])


@pytest.mark.usefixtures("_four_papers")
class TestPapers:
    def test_without_words_the_newest_come_first_and_the_undated_last(self, reader: Reader) -> None:
        assert _found(reader) == [3, 2, 1, 4]
        assert _found(reader, limit=2) == [3, 2]

    def test_a_word_in_the_title_weighs_more_than_in_the_abstract(self, reader: Reader) -> None:
        assert _found(reader, text="distillation") == [1, 2]

    def test_all_words_have_to_occur(self, reader: Reader) -> None:
        assert _found(reader, text="knowledge distillation") == [1, 2]
        assert _found(reader, text='"knowledge distillation"') == [1]
        assert _found(reader, text="knowledge vision") == []

    def test_by_score_the_best_come_first_and_the_unscored_last(self, reader: Reader) -> None:
        assert _found(reader, sort="score") == [2, 3, 1, 4]
        assert _found(reader, sort="score", limit=3) == [2, 3, 1]
        assert _found(reader, sort="score", text="distillation") == [2, 1]
        assert _found(reader, min_score=0.3) == [3, 2, 1]
        assert _found(reader, min_score=0.31, sort="score") == [2]

    def test_by_date_words_only_filter(self, reader: Reader) -> None:
        assert _found(reader, sort="date", text="distillation") == [2, 1]

    def test_dates_are_inclusive(self, reader: Reader) -> None:
        assert _found(reader, since=TODAY - DAY) == [3, 2]
        assert _found(reader, since=TODAY - DAY, until=TODAY - DAY) == [2]

    def test_a_topic_shows_its_strong_papers_best_first(self, reader: Reader) -> None:
        assert _found(reader, topic="transformers") == [2, 3, 1]
        assert _found(reader, topic="transformers", text="distillation") == [1, 2]
        assert _found(reader, topic="transformers", sort="date") == [3, 2, 1]
        assert _found(reader, topic="diffusion") == []

    def test_categories_sources_and_venues_filter(self, reader: Reader) -> None:
        assert _found(reader, category="cs.CV") == [3]
        assert _found(reader, source="arxiv-rss/cs.CV") == [3]
        assert _found(reader, source="arxiv-rss") == [3, 2, 1]
        assert _found(reader, source="arxiv") == []
        assert _found(reader, venue="NeurIPS") == [4]
        assert _found(reader, venue="NeurIPS", year=2025, kind="main", presentation="oral") == [4]
        assert _found(reader, year=2025, sort="score") == [4]
        assert _found(reader, venue="NeurIPS", text="scaling") == [4]
        for wrong in ({"year": 2024}, {"kind": "workshop"}, {"presentation": "poster"}):
            assert _found(reader, venue="NeurIPS", **wrong) == []
        assert _found(reader, venue="%") == []

    def test_a_name_is_found_in_either_order_and_not_in_the_text(self, reader: Reader) -> None:
        for author in ("LeCun", "yann lecun", "LeCun, Yann"):
            assert _found(reader, author=author) == [3]
        assert _found(reader, author="knowledge") == []
        assert _found(reader, author="Lovelace", text="distillation") == [1, 2]

    def test_nothing_is_liked_yet_and_all_is_unread(self, reader: Reader) -> None:
        assert _found(reader, liked=True) == []
        assert len(_found(reader, unread=True)) == 4

    def test_all_filters_apply_together(self, reader: Reader) -> None:
        found = _found(
            reader,
            text="distillation",
            topic="transformers",
            since=TODAY - 2 * DAY,
            until=TODAY,
            category="cs.CL",
            author="Turing",
            source="arxiv-rss",
            min_score=0.5,
            sort="score",
        )
        assert found == [2]

    def test_common_words_are_answered_by_date_with_the_same_papers(
        self, reader: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(find, "COMMON", 1)
        monkeypatch.setattr(reading, "COMMON", 1)
        assert _found(reader, text="distillation") == [2, 1]
        assert _found(reader, text="distillation", sort="score") == [2, 1]
        assert _found(reader, text="distillation", topic="transformers") == [2, 1]
        assert _found(reader, text="distillation", category="cs.CV") == []
        assert _found(reader, text="attention") == [4, 3][::-1]


def test_a_paper_is_found_by_any_spelling_of_its_id(store: Store, reader: Reader) -> None:
    store.record(batch(announcement()), NOW)
    for text in (
        "2511.00001",
        "arXiv:2511.00001v3",
        "https://arxiv.org/pdf/2511.00001",
        "10.48550/arXiv.2511.00001",
    ):
        known = reader.paper(text)
        assert known is not None
        assert known.paper.id == arxiv_id()
    assert reader.paper("2511.00002") is None


def test_what_is_no_id_is_a_mistake_with_an_example(reader: Reader) -> None:
    with pytest.raises(UsageError, match=r"try arxiv:2511\.01234"):
        reader.paper("attention is all you need")


def test_posts_are_filtered_and_come_newest_first(store: Store, reader: Reader) -> None:
    old = post("1", title="Reasoning", published_at=NOW - 5 * DAY, categories=("AI", "b c"))
    tied = post("2", source="BAIR", excerpt="100% reasoning", papers=(arxiv_id(),))
    new = post("3", source="r/ML", group="community", author="ada")
    store.record(batch(posts=(old, tied, new)), NOW)
    assert reader.posts(PostQuery()) == (tied, new, old)
    assert reader.posts(PostQuery(text="REASON")) == (tied, old)
    assert reader.posts(PostQuery(text="100% reasoning")) == (tied,)
    assert reader.posts(PostQuery(text="Ada", group="community")) == (new,)
    assert reader.posts(PostQuery(source="BAIR")) == (tied,)
    assert reader.posts(PostQuery(since=TODAY, limit=1)) == (tied,)


def test_a_question_loads_nothing_heavy() -> None:
    heavy = "sqlalchemy alembic psycopg sklearn numpy httpx jinja2 feedparser requests email"
    code = (
        "import sys, tracker.store.reading, tracker.store.reading_sqlite\n"
        f"print(*sorted(set({heavy.split()!r}) & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
