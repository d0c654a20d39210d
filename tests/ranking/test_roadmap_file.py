import re
from pathlib import Path

import pytest

from tracker.errors import BadData, StorageFailed
from tracker.ranking.roadmap_file import builtin_roadmap, read_roadmap

GOOD = """
title = "Mine"
venues = ["ICLR"]
[[stages]]
id = "one"
name = { en = "One", zh = "一" }
[[stages.topics]]
id = "distillation"
name = { en = "Distillation", zh = "蒸馏" }
queries = ["knowledge distillation"]
[[must_read]]
id = "attention"
title = "Attention Is All You Need"
year = 2017
ids = ["1706.03762"]
topics = ["distillation"]
"""
# Named in the notes' parts one to four, but nothing that papers are about.
NOT_FOR_PAPERS = {"Python", "必读论文", "概率与统计"}


def written(folder: Path, text: str) -> Path:
    path = folder / "roadmap.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_roadmap_file_becomes_a_roadmap(tmp_path: Path) -> None:
    roadmap = read_roadmap(written(tmp_path, GOOD))
    assert roadmap.topics[0].queries == ("knowledge distillation",)
    assert roadmap.topics[0].weight == 1.0
    assert roadmap.title.in_language("zh") == "Mine"
    assert str(roadmap.must_read[0].ids[0]) == "arxiv:1706.03762"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "queries =",
            "querys =",
            "stages[0].topics[0].querys: unknown key; did you mean 'queries'?",
        ),
        (
            '["knowledge distillation"]',
            "[]",
            "stages[0].topics[0].queries: topic 'distillation' has",
        ),
        (
            '["knowledge distillation"]',
            '"kd"',
            "stages[0].topics[0].queries: must be a list of str",
        ),
        (
            '["knowledge distillation"]',
            '[""]',
            "stages[0].topics[0].queries: must be a list of str",
        ),
        ('id = "distillation"\n', "", "stages[0].topics[0].id: is missing"),
        ('id = "distillation"\n', 'id = ""\n', "stages[0].topics[0].id: must not be empty"),
        ('zh = "蒸馏"', 'cn = "蒸馏"', "stages[0].topics[0].name.cn: unknown key"),
        ("year = 2017", 'year = "2017"', "must_read[0].year: must be a whole number"),
        ('["1706.03762"]', '["none"]', "must_read[0].ids: not a paper id: 'none'"),
        ('topics = ["distillation"]', 'topics = ["distilation"]', "did you mean 'distillation'?"),
        ("venues =", "venus =", "venus: unknown key; did you mean 'venues'?"),
        ("[[must_read]]", "[[must_reads]]", "must_reads: unknown key; did you mean 'must_read'?"),
        (
            "queries =",
            "weight = 9\nqueries =",
            "stages[0].topics[0].weight: 9 is not between 0 and 3",
        ),
        ("queries =", "weight = true\nqueries =", "stages[0].topics[0].weight: must be a number"),
        ('title = "Mine"', "title = ", "is not a TOML file"),
        (GOOD, 'title = "Mine"', "stages: the roadmap has no topics"),
    ],
)
def test_a_mistake_is_named_by_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(BadData, match=re.escape(message)) as caught:
        read_roadmap(written(tmp_path, GOOD.replace(old, new, 1)))
    assert "\n" not in str(caught.value)


def test_a_topic_id_given_twice_is_refused(tmp_path: Path) -> None:
    again = '[[stages.topics]]\nid = "distillation"\nname = "Again"\nqueries = ["x"]\n[[must_read]]'
    with pytest.raises(BadData, match="the id 'distillation' is given twice"):
        read_roadmap(written(tmp_path, GOOD.replace("[[must_read]]", again)))


def test_a_roadmap_that_is_not_there_is_a_storage_failure(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="cannot read the roadmap"):
        read_roadmap(tmp_path / "none.toml")


def test_the_builtin_roadmap_has_names_in_both_languages_and_queries_for_every_topic() -> None:
    roadmap = builtin_roadmap()
    assert [stage.id for stage in roadmap.stages] == [
        "foundations",
        "deep-learning-advanced",
        "large-models",
        "practice",
    ]
    assert all(topic.name.en and topic.name.zh for topic in roadmap.topics)
    assert all(len(topic.queries) >= 4 for topic in roadmap.topics)


def test_an_alias_belongs_to_one_topic() -> None:
    names = [name.casefold() for topic in builtin_roadmap().topics for name in set(topic.aliases)]
    assert len(names) == len(set(names))


def test_the_builtin_roadmap_has_the_four_must_reads() -> None:
    must_reads = builtin_roadmap().must_read
    assert [str(each.ids[0]) for each in must_reads] == [
        "arxiv:1706.03762",
        "arxiv:1810.04805",
        "arxiv:2005.14165",
        "arxiv:2203.15556",
    ]
    assert all(60 <= len(each.text.split()) <= 100 for each in must_reads)
    assert all(each.note.en and each.note.zh and each.topics for each in must_reads)


def test_the_builtin_roadmap_covers_every_bold_topic_of_the_notes(shared_folder: Path) -> None:
    notes = (shared_folder / "roadmap-notes.md").read_text(encoding="utf-8")
    parts = notes[notes.index("**一、") : notes.index("**五、")]
    bold = {
        re.sub(r"（.*?）|\(.*?\)", "", found)
        for found in re.findall(r"^\s+- \*\*(.+?)\*\*", parts, re.MULTILINE)
    }
    topics = builtin_roadmap().topics
    known = " | ".join(
        name.casefold()
        for topic in topics
        for name in (topic.name.zh, topic.name.en, *topic.aliases)
    )
    missing = {each for each in bold for part in each.split("/") if part.casefold() not in known}
    assert missing <= NOT_FOR_PAPERS
