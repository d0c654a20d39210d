"""The real notes of a learner: nothing of them is lost on the way to a roadmap."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tracker.model.notes import Understood
from tracker.model.roadmap import Roadmap
from tracker.notes import as_toml, understand
from tracker.ranking.roadmap_file import read_roadmap

# Bold entries that announce something else than a topic.
ANNOUNCE = {"必读论文", "云平台", "课程", "书籍"}


@pytest.fixture(scope="module")
def notes(shared_folder: Path) -> str:
    return (shared_folder / "roadmap-notes.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def understood(notes: str) -> Understood:
    return understand(notes)


@pytest.fixture(scope="module")
def roadmap(understood: Understood) -> Roadmap:
    return understood.roadmap


def test_all_five_parts_are_stages_with_names_in_two_languages(roadmap: Roadmap) -> None:
    assert [(each.name.zh, each.name.en) for each in roadmap.stages] == [
        ("基础准备", "Foundations"),
        ("深度学习进阶", "Advanced deep learning"),
        ("大模型专项学习", "Large models"),
        ("实践项目", "Practice projects"),
        ("持续学习与社区", "Continued learning and community"),
    ]


def test_every_bold_entry_is_a_topic_with_english_queries(notes: str, roadmap: Roadmap) -> None:
    bold = set(re.findall(r"^\s+- \*\*(.+?)\*\*", notes, re.MULTILINE)) - ANNOUNCE
    names = {name for each in roadmap.topics for name in (each.name.zh, each.name.en)}
    assert len(bold) == 25
    assert bold <= names
    for topic in roadmap.topics:
        assert topic.queries
        assert not any(re.search(r"[\u3400-\u9fff]", query) for query in topic.queries)


def test_every_numbered_group_is_kept_beside_its_topics(notes: str, understood: Understood) -> None:
    groups = re.findall(r"^\d\. \*\*(.+?)\*\*", notes, re.MULTILINE)
    written = as_toml(understood, "notes.md")
    parts = {"从小项目开始", "进阶挑战", "开源贡献", "跟踪前沿", "学习资源", "社区与交流"}
    assert [each for each in groups if each not in parts and each not in written] == []


def test_the_four_must_reads_are_identified(roadmap: Roadmap) -> None:
    assert [(str(*each.ids), each.year, each.authors[0]) for each in roadmap.must_read] == [
        ("arxiv:1706.03762", 2017, "Ashish Vaswani"),
        ("arxiv:1810.04805", 2018, "Jacob Devlin"),
        ("arxiv:2005.14165", 2020, "Tom B. Brown"),
        ("arxiv:2203.15556", 2022, "Jordan Hoffmann"),
    ]


def test_the_five_families_of_models_are_topics(roadmap: Roadmap) -> None:
    names = {each.name.en: each for each in roadmap.topics}
    families = ["GPT", "LLaMA", "PaLM", "T5", "Stable Diffusion"]
    assert [each for each in families if len(names[each].queries) >= 2] == families


def test_venues_categories_and_labs_are_sources(roadmap: Roadmap, understood: Understood) -> None:
    assert roadmap.venues == ("NeurIPS", "ICML", "ICLR", "ACL", "CVPR")
    assert roadmap.categories == ("cs.CL", "cs.LG")
    assert roadmap.labs == ("OpenAI", "DeepMind", "Meta AI", "Google Brain")
    written = as_toml(understood, "notes.md")
    for feed in ("OpenAI", "Google DeepMind", "Meta Engineering"):
        assert f'#   name = "{feed}"' in written


def test_courses_books_communities_tools_and_projects_are_resources(roadmap: Roadmap) -> None:
    found: dict[str, list[tuple[str, str]]] = {}
    for each in roadmap.resources:
        found.setdefault(each.kind, []).append((each.title, each.author))
    assert found["course"] == [
        ("Deep Learning Specialization", "吴恩达"),
        ("动手学深度学习", "李沐"),
        ("Hugging Face官方课程", ""),
    ]
    assert found["book"] == [
        ("Deep Learning", ""),
        ("Natural Language Processing with Transformers", ""),
    ]
    assert [title for title, _ in found["community"]] == [
        "知乎",
        "Reddit的r/MachineLearning",
        "Hugging Face论坛",
        "AI Meetup或学术会议",
    ]
    assert found["tool"] == [("云平台", "")]
    assert len(found["project"]) == 8


def test_nothing_of_these_notes_is_left_open(understood: Understood) -> None:
    assert understood.remarks == ()


def test_every_line_of_the_notes_is_in_what_is_written(notes: str, understood: Understood) -> None:
    written = re.sub(r"[^\w]", "", as_toml(understood, "notes.md"))
    body = notes.split("---", 2)[2]
    entries = re.findall(r"^\s*- (.+)$", body, re.MULTILINE)
    lost = []
    for entry in entries:
        pieces = re.split(r"[《》“”（）()、，。：:/\s*`.]+", entry)
        lost += [each for each in pieces if each and re.sub(r"[^\w]", "", each) not in written]
    # Words that only lead over to what is named, and is kept.
    assert set(lost) <= {
        *("必读论文", "关注顶会论文", "关注AI实验室动态", "订阅arXiv每日更新", "关注cs", "关注"),
        *(
            "自然语言处理",
            "机器学习",
            "板块",
            "课程",
            "书籍",
            "加入AI社群",
            "如知乎",
            "参与AI",
            "如",
        ),
    }


def test_the_file_is_read_as_the_same_roadmap(understood: Understood, tmp_path: Path) -> None:
    file = tmp_path / "roadmap.toml"
    file.write_text(as_toml(understood, "notes.md"), encoding="utf-8")
    assert read_roadmap(file) == understood.roadmap
    assert replace(read_roadmap(file), title=understood.roadmap.title) == understood.roadmap
