"""`tracker eval` prints figures with intervals, and names what it did not measure."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.fakes import FakeTracker, call
from tests.cli.test_light import ask, command, environment
from tests.jobs.test_evaluate import files
from tests.ranking.evaluation.corpora import AGENTS, FIRST, SPECULATIVE
from tracker.model.evaluation import (
    METRICS,
    Contest,
    Estimate,
    Evaluation,
    Examination,
    Interval,
    Knowledge,
    MethodFigures,
    TopicFigures,
    Unmeasured,
)
from tracker.model.imports import BadLine
from tracker.text import width

ROADMAP = f"""
title = "Two"
[[stages]]
id = "one"
name = "One"
[[stages.topics]]
id = "{SPECULATIVE.id}"
name = {{ en = "Speculative decoding", zh = "推测解码" }}
queries = ["speculative decoding", "draft model"]
[[stages.topics]]
id = "{AGENTS.id}"
name = {{ en = "Agents", zh = "智能体" }}
queries = ["tool use", "autonomous agents"]
"""


def estimates(*values: float) -> tuple[Estimate, ...]:
    return tuple(
        Estimate(each, Interval(each - 0.05, each + 0.05), Interval(each - 0.2, each + 0.2))
        for each in values
    )


def figures(name: str, *values: float, note: str = "") -> MethodFigures:
    lead = estimates(*(0.75 - each for each in values)) if name != "tracker" else ()
    topics = (TopicFigures("agents", 24, values), TopicFigures("kv-cache", 7, values))
    return MethodFigures(name, note, estimates(*values), estimates(*values), lead, lead, topics)


METHODS = (
    figures("tracker", 0.6, 0.75, 0.85, 0.97),
    figures("arxiv-sanity-lite", 0.5, 0.6, 0.7, 0.87, note="queries"),
    figures("date order", 0.1, 0.83, 0.2, 0.5),
)
FOUND = Evaluation(
    Knowledge.CAUSAL,
    FIRST,
    FIRST,
    142,
    61_064,
    Contest(0, 31, ("agents", "kv-cache"), METHODS),
    (Contest(5, 26, ("agents",), METHODS), Contest(50, 0, (), ())),
    (Unmeasured("gardening", 0, "not in the roadmap"), Unmeasured("rlhf", 4, "few papers")),
)
ASKED = ("eval", "--corpus", "a.gz", "b.gz", "--judgements", "lists.gz")


def tracker(*bad: BadLine) -> FakeTracker:
    return FakeTracker(evaluation=FOUND, bad=bad)


def test_an_option_takes_all_values_up_to_the_next() -> None:
    asked = tracker()
    done = call(*ASKED, "more.gz", "--likes", "20", "5", "--topics", "a", "b", "--topics", "c",
                "--roadmap", "r.toml", "--until", "2025-12-31", tracker=asked)  # fmt: skip
    assert done.code == 0
    assert asked.asked[0] == (
        (Path("a.gz"), Path("b.gz")),
        (Path("lists.gz"), Path("more.gz")),
        Examination(until=FIRST.replace(month=12, day=31), topics=("a", "b", "c"), likes=(5, 20)),
        Path("r.toml"),
    )


@pytest.mark.parametrize(
    ("option", "knowledge"),
    [("--whole-window", Knowledge.WHOLE_WINDOW), ("--cold-start", Knowledge.COLD_START)],
)
def test_what_may_be_known_is_an_option(option: str, knowledge: Knowledge) -> None:
    asked = tracker()
    call(*ASKED, option, tracker=asked)
    assert asked.asked[0][2].knowledge is knowledge


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--whole-window", "--cold-start"), "exclude each other"),
        (("--likes", "0"), "--likes"),
        (("--likes", "many"), "--likes"),
        (("--format", "jsn"), "did you mean json?"),
        (("--since", "2025-06-09", "2025-06-10"), "unexpected extra argument"),
        (("--corpus",), "--corpus"),
    ],
)
def test_a_wrong_value_is_one_line_and_exit_2(arguments: tuple[str, ...], words: str) -> None:
    done = call(*ASKED, *arguments, tracker=tracker())
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert words in done.err


@pytest.mark.parametrize("missing", ["--corpus", "--judgements"])
def test_corpus_and_judgements_have_to_be_named(missing: str) -> None:
    there = ({"--corpus", "--judgements"} - {missing}).pop()
    done = call("eval", there, "a.gz", tracker=tracker())
    assert done.code == 2
    assert missing in done.err


def test_the_tables_fit_the_screen_and_say_how_sure_they_are() -> None:
    done = call(*ASKED, tracker=tracker())
    assert all(width(line) <= 80 for line in done.out.splitlines())
    assert "31 judged papers of 2 topics" in done.out.replace("\n", " ")
    assert "arxiv-sanity-lite *  0.500  0.600  0.700  0.870  +0.150 (+0.100 … +0.200)" in done.out
    assert "date order" in done.out
    assert "−0.080 (−0.130 … −0.030)" in done.out
    assert "With 5 likes: 26 later judged papers of 1 topic." in done.out
    assert "With 50 likes: no topic has enough judged papers." in done.out
    assert "gardening (0: not in the roadmap), rlhf (4: few papers)" in done.out.replace("\n", " ")


def test_the_best_of_the_others_stands_beside_each_topic() -> None:
    done = call(*ASKED, tracker=tracker())
    (line,) = [line for line in done.out.splitlines() if line.startswith("kv-cache")]
    assert line.split() == ["kv-cache", "7", "0.600", "0.750", "0.850", "0.970", "0.830"]


def test_json_has_every_figure_with_its_intervals() -> None:
    (found,) = map(json.loads, call(*ASKED, "--format", "json", tracker=tracker()).out.splitlines())
    ours, recipe, _ = found["daily"]["methods"]
    assert list(ours["macro"]) == list(METRICS)
    assert ours["macro"]["recall@10"]["papers"] == pytest.approx([0.7, 0.8])
    assert ours["macro"]["recall@10"]["topics"] == pytest.approx([0.55, 0.95])
    assert (ours["lead"], ours["pooled_lead"]) == ({}, {})
    assert recipe["lead"]["recall@10"]["value"] == pytest.approx(0.15)
    assert recipe["topics"][1] == {
        "id": "kv-cache", "papers": 7,
        "recall@5": 0.5, "recall@10": 0.6, "recall@20": 0.7, "percentile": 0.87,
    }  # fmt: skip
    assert [each["likes"] for each in found["feedback"]] == [5, 50]
    assert found["unmeasured"][1] == {"topic": "rlhf", "papers": 4, "reason": "few papers"}
    assert (found["first"], found["knowledge"]) == ("2025-06-09", "causal")


def test_bad_lines_are_named_and_the_exit_code_is_65() -> None:
    bad = [BadLine("a.gz", number, "not JSON") for number in range(1, 24)]
    done = call(*ASKED, tracker=tracker(*bad))
    assert done.code == 65
    assert "a.gz:20: not JSON\n" in done.err
    assert done.err.endswith("... and 3 more\n")
    assert "R@10" in done.out


def test_each_method_is_named_once_as_it_begins() -> None:
    assert call(*ASKED, tracker=tracker()).err == "Measuring: tracker\nMeasuring: BM25\n"
    assert call(*ASKED, "--quiet", tracker=tracker()).err == ""


def test_it_speaks_chinese() -> None:
    done = call(*ASKED, "--lang", "zh", tracker=tracker())
    assert "142 个公告日" in done.out
    assert "正在测量：BM25" in done.err
    assert "Method" not in done.out


def test_two_runs_print_the_same_bytes(tmp_path: Path) -> None:
    corpus, judged = files(tmp_path)
    (tmp_path / "roadmap.toml").write_text(ROADMAP, encoding="utf-8")
    arguments = (
        "eval", "--corpus", *map(str, corpus), "--judgements", *map(str, judged),
        "--roadmap", "roadmap.toml", "--format", "json", "--likes", "3",
    )  # fmt: skip
    runs = [
        subprocess.run(
            command(*arguments), env=environment(tmp_path, PYTHONHASHSEED=seed), cwd=tmp_path,
            capture_output=True, check=True, timeout=120,
        )
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0].stdout == runs[1].stdout
    found = json.loads(runs[0].stdout)
    assert found["daily"]["topics"] == [SPECULATIVE.id, AGENTS.id]
    assert b"Measuring: tracker" in runs[0].stderr


def test_without_a_roadmap_the_configured_one_is_measured(tmp_path: Path) -> None:
    corpus, judged = files(tmp_path)
    done = ask(
        tmp_path, "eval", "--corpus", *map(str, corpus), "--judgements", *map(str, judged),
        "--format", "json",
    )  # fmt: skip
    assert done.returncode == 0
    assert json.loads(done.stdout)["daily"]["topics"] == ["agents"]
    assert json.loads(done.stdout)["unmeasured"][0]["reason"] == "not in the roadmap"


def test_a_topic_that_no_roadmap_has_is_a_wrong_value(tmp_path: Path) -> None:
    corpus, judged = files(tmp_path)
    done = ask(
        tmp_path, "eval", "--corpus", str(corpus[0]), "--judgements", str(judged[0]),
        "--topics", "agnts",
    )  # fmt: skip
    assert done.returncode == 2
    assert "did you mean agents?" in done.stderr


def test_nothing_to_measure_is_bad_data(tmp_path: Path) -> None:
    corpus, judged = files(tmp_path)
    done = ask(
        tmp_path, "eval", "--corpus", str(corpus[0]), "--judgements", str(judged[0]),
        "--since", "2026-01-01",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (65, "")
    assert "no paper of the corpus was listed in the window" in done.stderr
