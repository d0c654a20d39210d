"""The learner's way: shown, made of notes, checked, and walked paper by paper."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.builders import NOW, TODAY, FixedClock, announcement, arxiv_id, batch, paper, score
from tests.cli.fakes import Called, FakeTracker, call, known
from tracker.app import Tracker
from tracker.config.settings import Database, RoadmapFile, Settings
from tracker.model.neighbours import Neighbour
from tracker.store.store import Store

NOTES = """# My way

## Core
- **Knowledge distillation**: teacher and student
- **盘古之白**

## Must-read papers
- "Attention Is All You Need"
- "An Unknown Paper"

## Sources
- Conferences: ICML and FooConf
- Labs: OpenAI

## Courses
- CS224n
"""
ROADMAP = """
title = { en = "Way", zh = "路" }
venues = ["ICML"]
labs = ["OpenAI"]
[[stages]]
id = "core"
name = { en = "Core", zh = "核心" }
[[stages.topics]]
id = "transformers"
name = { en = "Transformers", zh = "变换器" }
queries = ["attention of models", "self-attention"]
aliases = ["注意力"]
weight = 2
[[stages.topics]]
id = "word"
name = "Word"
queries = ["zyxgloop"]
exclude = ["qwertz"]
[[stages]]
id = "rest"
name = "Rest"
[[must_read]]
id = "bert"
title = "BERT"
authors = ["Jacob Devlin", "Ming-Wei Chang", "Kenton Lee", "Kristina Toutanova"]
year = 2018
ids = ["arxiv:2511.00001"]
note = { en = "Why not.", zh = "为何不读。" }
[[must_read]]
id = "gpt"
title = "GPT"
[[resources]]
kind = "book"
title = "Deep Learning"
author = "Ian Goodfellow"
stage = "rest"
[[resources]]
kind = "community"
title = "r/MachineLearning"
"""


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    """A tracker with a roadmap of two topics and three ranked papers."""
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    store = Store.open(url, FixedClock(), create=True)
    store.record(batch(*(announcement(number) for number in (1, 2, 3))), NOW)
    store.scores.record("a", [score(number, 0.5) for number in (1, 2, 3)])
    store.close()
    return in_folder(tmp_path, url)


def in_folder(folder: Path, url: str) -> Tracker:
    (folder / "roadmap.toml").write_text(ROADMAP, encoding="utf-8")
    settings = Settings(database=Database(url), roadmap=RoadmapFile("roadmap.toml"))
    return Tracker(settings, base=folder, clock=FixedClock())


def ask(tracker: Tracker, *arguments: str) -> Called:
    return call(*arguments, tracker=tracker)  # type: ignore[arg-type]  # the real one


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "notes.md"
    file.write_text(NOTES, encoding="utf-8")
    return file


# --- import ---------------------------------------------------------------------------------------


def test_an_import_prints_the_roadmap_and_talks_on_stderr(notes: Path) -> None:
    done = call("roadmap", "import", str(notes))
    made = tomllib.loads(done.out)
    assert done.code == 0
    assert [stage["id"] for stage in made["stages"]] == [
        "core", "must-read-papers", "sources", "courses",
    ]  # fmt: skip
    assert made["must_read"][0]["ids"] == ["arxiv:1706.03762"]
    assert done.err.splitlines() == [
        "line 5: no English found: add queries: 盘古之白",
        "line 9: no identifier known: add ids: An Unknown Paper",
        "line 12: not understood: FooConf",
        "Found: stages 4, topics 1, must-reads 2, venues 1, categories 0, labs 1, resources 1.",
    ]


def test_an_import_writes_a_file_that_can_be_shown_and_never_over_another(
    notes: Path, tmp_path: Path
) -> None:
    file = tmp_path / "made.toml"
    first = call("roadmap", "import", str(notes), "--output", str(file))
    assert (first.code, first.out) == (0, "")
    assert f'file = "{file}"' in first.err
    again = call("roadmap", "import", str(notes), "-o", str(file))
    assert (again.code, again.err.count("\n")) == (2, 1)
    assert "--force" in again.err
    file.write_text("", encoding="utf-8")
    assert call("roadmap", "import", str(notes), "-o", str(file), "--force").code == 0
    shown = call("roadmap", "show", TRACKER_ROADMAP__FILE=str(file))
    assert shown.code == 0
    assert "Knowledge distillation (knowledge-distillation)" in shown.out
    assert "CS224n" in shown.out


def test_an_import_speaks_chinese(notes: Path) -> None:
    done = call("roadmap", "import", str(notes), "--lang", "zh")
    assert "第 5 行：没有找到英文：请补充 queries：盘古之白" in done.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no topics in these notes"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
        (b"Just words.", "no topics in these notes"),
    ],
)
def test_a_file_that_is_no_notes_is_65_with_a_line(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "notes.md"
    file.write_bytes(content)
    done = call("roadmap", "import", str(file))
    assert (done.code, done.out, done.err.count("\n")) == (65, "", 1)
    assert f"{file}: {words}" in done.err


def test_notes_that_are_not_there_are_74(tmp_path: Path) -> None:
    done = call("roadmap", "import", str(tmp_path / "none.md"))
    assert (done.code, done.err.count("\n")) == (74, 1)


# --- show -----------------------------------------------------------------------------------------


def test_the_whole_way_is_shown(tracker: Tracker) -> None:
    ask(tracker, "mustread", "done", "gpt")
    done = ask(tracker, "roadmap", "show")
    assert done.out.splitlines() == [
        "Way",
        "",
        "1. Core",
        "   Transformers (transformers)",
        "   Word (word)",
        "",
        "2. Rest",
        "   Books",
        "     Deep Learning (Ian Goodfellow)",
        "",
        "Must-reads",
        "   · BERT (2018, bert)",
        "   ✓ GPT (gpt)",
        "   Communities",
        "     r/MachineLearning",
        "",
        "Venues: ICML",
        "Labs: OpenAI",
    ]
    assert ask(tracker, "roadmap").out == done.out
    assert "变换器 (transformers)" in ask(tracker, "roadmap", "show", "--lang", "zh").out


def test_the_whole_way_as_json(tracker: Tracker) -> None:
    told = json.loads(ask(tracker, "roadmap", "show", "--format", "json").out)
    assert list(told) == [
        "title", "stages", "must_read", "venues", "categories", "labs", "resources",
    ]  # fmt: skip
    assert told["stages"][0]["topics"][0]["queries"] == ["attention of models", "self-attention"]
    assert told["must_read"][0] == {
        "id": "bert", "title": "BERT", "authors": told["must_read"][0]["authors"], "year": 2018,
        "ids": ["arxiv:2511.00001"], "note": {"en": "Why not.", "zh": "为何不读。"}, "done": False,
    }  # fmt: skip
    assert told["must_read"][1]["year"] is None
    assert told["resources"][0] == {
        "kind": "book", "title": "Deep Learning", "author": "Ian Goodfellow", "note": "",
        "url": "", "stage": "rest",
    }  # fmt: skip


def test_a_way_is_shown_before_there_is_a_database(tmp_path: Path) -> None:
    tracker = in_folder(tmp_path, f"sqlite:///{tmp_path / 'none.db'}")
    done = ask(tracker, "roadmap")
    assert done.code == 0
    assert "· BERT" in done.out


# --- check ----------------------------------------------------------------------------------------


def test_a_check_names_flaws_with_what_to_do_and_ends_0(tracker: Tracker) -> None:
    done = ask(tracker, "roadmap", "check")
    assert done.code == 0
    assert done.out.splitlines() == [
        "word: asks for one word only: zyxgloop",
        "  Add phrases that papers on it use; one word has many meanings.",
        "word: excludes “qwertz”, which no paper has",
        "  See whether it is spelt as papers spell it.",
        "word: no paper was ranked for it yet",
        "  tracker run ranks all papers anew after a change of the roadmap.",
        "gpt: a must-read without an identifier",
        "  Add ids, so that its paper can be linked and its reading be noticed.",
    ]


def test_a_check_of_another_file_needs_no_database(tmp_path: Path) -> None:
    tracker = in_folder(tmp_path, f"sqlite:///{tmp_path / 'none.db'}")
    other = tmp_path / "other.toml"
    other.write_text(ROADMAP.replace('"zyxgloop"', '"量化", "quantization"'), encoding="utf-8")
    done = ask(tracker, "roadmap", "check", str(other))
    assert done.code == 0
    assert "word: asks in Chinese: 量化" in done.out
    assert "run tracker run first" in done.err


def test_a_file_that_is_no_roadmap_is_65(tracker: Tracker, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe[[stages")
    done = ask(tracker, "roadmap", "check", str(broken))
    assert (done.code, done.out, done.err.count("\n")) == (65, "", 1)


def test_without_papers_nothing_is_said_of_the_builtin_roadmap(tmp_path: Path) -> None:
    done = call("roadmap", "check")
    assert (done.code, done.out) == (0, "")
    assert done.err == "No papers of the last 14 days are ranked: run tracker run first.\n"


# --- must-reads -----------------------------------------------------------------------------------


def test_must_reads_are_listed_with_progress(tracker: Tracker) -> None:
    done = ask(tracker, "mustread")
    assert done.out.splitlines() == [
        "Read  Year  Id    Title",
        "·     2018  bert  BERT",
        "·           gpt   GPT",
    ]
    assert done.err == "0 of 2 read.\n"
    assert ask(tracker, "mustread", "list").out == done.out


def test_next_is_the_first_that_is_not_read(tracker: Tracker) -> None:
    done = ask(tracker, "mustread", "next")
    assert done.out.splitlines() == [
        "BERT",
        "Jacob Devlin, Ming-Wei Chang, Kenton Lee et al., 2018",
        "Why not.",
        "https://arxiv.org/abs/2511.00001",
        "(bert)",
    ]
    ask(tracker, "mustread", "done", "BERT")
    assert ask(tracker, "mustread", "next").out.startswith("GPT\n")


def test_done_by_any_name_tells_what_holds_and_how_far_one_is(tracker: Tracker) -> None:
    done = ask(tracker, "mustread", "done", "2511.00001", "nobody", "gpt")
    assert (done.code, done.out) == (2, "bert  read  BERT\ngpt  read  GPT\n")
    assert done.err.splitlines() == [
        "tracker: no must-read 'nobody' (there are: bert, gpt)",
        "All 2 read: well done.",
    ]
    assert ask(tracker, "mustread", "next").out == ""
    assert ask(tracker, "mustread", "undo", "gpt").out == "gpt  not read  GPT\n"
    assert ask(tracker, "mustread").err == "1 of 2 read.\n"


def test_reading_the_paper_counts_and_undoing_makes_it_unread(tracker: Tracker) -> None:
    ask(tracker, "read", "2511.00001")
    assert ask(tracker, "mustread").err == "1 of 2 read.\n"
    ask(tracker, "mustread", "undo", "bert")
    assert ask(tracker, "mustread").err == "0 of 2 read.\n"
    shown = ask(tracker, "show", "2511.00001", "--format", "json")
    assert json.loads(shown.out)["read"] is False


def test_each_reader_has_a_way_of_their_own(tracker: Tracker) -> None:
    ask(tracker, "mustread", "done", "bert", "--reader", "ada")
    assert ask(tracker, "mustread", "--reader", "ada").err == "1 of 2 read.\n"
    assert ask(tracker, "mustread").err == "0 of 2 read.\n"


def test_must_reads_as_json(tracker: Tracker) -> None:
    ask(tracker, "mustread", "done", "bert")
    told = json.loads(ask(tracker, "mustread", "--format", "json").out)
    assert [(each["id"], each["done"]) for each in told] == [("bert", True), ("gpt", False)]
    following = ask(tracker, "mustread", "next", "--format", "json")
    assert json.loads(following.out)["id"] == "gpt"


def test_a_way_without_must_reads_says_so() -> None:
    done = call("mustread", tracker=FakeTracker())
    assert (done.code, done.out) == (0, "")
    assert done.err == "The roadmap names no papers that must be read.\n"


# --- one topic ------------------------------------------------------------------------------------


def test_a_topic_is_shown_with_what_it_asks_for(tracker: Tracker) -> None:
    done = ask(tracker, "topics", "show", "注意力")
    assert done.err == "注意力 -> transformers\n"
    assert done.out.splitlines() == [
        "Transformers (transformers)",
        "Stage        Core",
        "Asks for     attention of models; self-attention",
        "Also called  注意力",
        "Weight       2",
    ]


def test_the_terms_of_a_topic_are_shown_with_their_weights() -> None:
    done = call("topics", "show", "speculative-decoding", "--terms", tracker=FakeTracker())
    assert done.out.splitlines()[-2:] == ["  0.610  draft model", "  0.300  verify"]
    told = call("topics", "show", "distillation", "--terms", "--format", "json",
                tracker=FakeTracker())  # fmt: skip
    assert json.loads(told.out)["terms"][0] == {"term": "draft model", "weight": 0.61}


def test_topics_without_a_command_lists_them_still() -> None:
    done = call("topics", "--since", "7d", "--lang", "zh", tracker=FakeTracker())
    assert done.code == 0
    assert "推测解码" in done.out
    wrong = call("topics", "shw", tracker=FakeTracker())
    assert (wrong.code, "did you mean show?" in wrong.err) == (2, True)


# --- neighbours -----------------------------------------------------------------------------------


def test_neighbours_are_listed_with_the_words_that_they_share() -> None:
    near = Neighbour(paper(2, title="Draft models"), 0.376, ("draft", "verify"))
    tracker = FakeTracker((known(),), like=(paper(1), (near,)))
    done = call("similar", "2511.00001", "-n", "3", tracker=tracker)
    assert tracker.asked[0] == ("2511.00001", 3, "")
    assert done.err == "Like “Paper 1 on attention”:\n"
    assert done.out.splitlines() == [
        "  38 %  2511.00002  Draft models",
        "        shares: draft, verify",
    ]


def test_neighbours_as_json_have_the_documented_keys() -> None:
    near = Neighbour(paper(2, announced_on=TODAY), 0.376, ("draft",))
    done = call("similar", "some", "text", "--format", "json",
                tracker=FakeTracker(like=(None, (near,))))  # fmt: skip
    assert json.loads(done.out) == [
        {
            "id": str(arxiv_id(2)), "title": "Paper 2 on attention",
            "authors": ["Ada Lovelace", "Alan Turing"],
            "url": "https://arxiv.org/abs/2511.00002", "announced_on": "2025-11-03",
            "likeness": 0.376, "terms": ["draft"],
        }
    ]  # fmt: skip
    assert done.err == ""


def test_what_is_like_nothing_says_so(tracker: Tracker) -> None:
    done = ask(tracker, "similar", "zyxgloop")
    assert (done.code, done.out, done.err) == (0, "", "No paper is like it.\n")


def test_neighbours_come_from_the_database_and_never_the_paper_itself(tracker: Tracker) -> None:
    done = ask(tracker, "similar", "2511.00001", "--format", "json")
    found = [each["id"] for each in json.loads(done.out)]
    assert sorted(found) == [str(arxiv_id(2)), str(arxiv_id(3))]
    text = ask(tracker, "similar", "the attention of models", "--format", "json")
    assert len(json.loads(text.out)) == 3


def test_neighbours_of_an_unknown_paper_are_a_failure(tracker: Tracker) -> None:
    done = ask(tracker, "similar", "2511.99999")
    assert (done.code, done.err) == (1, "tracker: no paper arxiv:2511.99999 in the database\n")
