"""`tracker score` gives a line for each paper of a file, and names those it could not read."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_eval import ROADMAP
from tests.cli.test_light import ask, command, environment
from tests.jobs.dumps import written

SPECULATIVE = {
    "id": "2511.01234",
    "title": "Speculative decoding with a small draft model",
    "abstract": "A draft model guesses tokens, and a large language model verifies them.",
}
GARDEN = {"id": "garden-1", "title": "Crop yields and rainfall", "abstract": "It rains in spring."}


def scored(folder: Path, *lines: object, options: tuple[str, ...] = ()) -> list[dict[str, object]]:
    file = written(folder, lines, "papers.jsonl")  # type: ignore[arg-type]  # bytes or dicts
    done = ask(folder, "score", str(file), *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def topics(row: dict[str, object]) -> dict[str, dict[str, float]]:
    return {each["id"]: each for each in row["topics"]}  # type: ignore[attr-defined]


def test_each_line_has_its_score_and_every_topic_of_the_roadmap(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(ROADMAP, encoding="utf-8")
    found = scored(tmp_path, SPECULATIVE, GARDEN, options=("--roadmap", "mine.toml"))
    assert [row["id"] for row in found] == ["2511.01234", "garden-1"]
    for row in found:
        assert list(row) == ["id", "score", "topics"]
        assert list(topics(row)) == ["speculative-decoding", "agents"]
        assert set(topics(row)["agents"]) == {"id", "score", "percentile"}
    first, second = found
    assert first["score"] > second["score"]  # type: ignore[operator]
    assert topics(first)["speculative-decoding"]["percentile"] > 95


def test_without_a_roadmap_it_is_the_configured_one_and_no_database_is_made(tmp_path: Path) -> None:
    (row,) = scored(tmp_path, SPECULATIVE)
    assert len(topics(row)) > 30
    assert not list(tmp_path.rglob("*.db"))


@pytest.mark.parametrize("name", ["papers.jsonl.gz", "papers.jsonl.zst"])
def test_files_may_be_packed(tmp_path: Path, name: str) -> None:
    done = ask(tmp_path, "score", str(written(tmp_path, [SPECULATIVE], name)))
    assert json.loads(done.stdout)["id"] == "2511.01234"


def test_standard_input_is_a_file_too(tmp_path: Path) -> None:
    done = subprocess.run(
        command("score", "-"), env=environment(tmp_path), cwd=tmp_path, capture_output=True,
        input=json.dumps(GARDEN).encode(), check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["id"] == "garden-1"


def test_bad_lines_are_named_and_the_rest_is_scored(tmp_path: Path) -> None:
    lines = [
        SPECULATIVE, b"no json", {"title": "no id"}, {"id": " ", "title": "empty"}, b"",
        {"id": "x", "title": None}, GARDEN | {"abstract": None}, {"id": 7, "title": "a number"},
    ]  # fmt: skip
    file = written(tmp_path, lines, "papers.jsonl")  # type: ignore[arg-type]  # bytes or dicts
    done = ask(tmp_path, "score", str(file))
    assert done.returncode == 65
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [
        "2511.01234", "garden-1", "7",
    ]  # fmt: skip
    told = [line.split(": ", 1) for line in done.stderr.splitlines()]
    assert [Path(place).name for place, _ in told] == [f"papers.jsonl:{n}" for n in (2, 3, 4, 6)]
    assert "id" in told[1][1]


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path, name: str) -> None:
    done = ask(tmp_path, "score", name)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (74, "", 1)


def test_a_wrong_roadmap_is_named_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(ROADMAP.replace("queries", "querries"), encoding="utf-8")
    file = written(tmp_path, [GARDEN])
    done = ask(tmp_path, "score", str(file), "--roadmap", "mine.toml")
    assert done.returncode == 65
    assert "stages[0].topics[0]" in done.stderr


def test_a_stream_of_any_length_goes_through_in_slices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.jobs import score

    monkeypatch.setattr(score, "_AT_ONCE", 3)
    monkeypatch.setattr(score, "STREAM", 4)
    lines = [GARDEN | {"id": f"garden-{number}"} for number in range(8)]
    file = written(tmp_path, [*lines, SPECULATIVE])
    from tracker.ranking.roadmap_file import builtin_roadmap

    found = list(score.score_files([file], builtin_roadmap(), refused=print))
    assert [each.paper_id for each in found] == [*(each["id"] for each in lines), "2511.01234"]
    assert found[0].topics[0].score == found[7].topics[0].score


ODD = """
title = "Odd"
[[stages]]
id = "one"
name = "One"
[[stages.topics]]
id = "one-word"
name = "Decoding"
queries = ["decoding"]
[[stages.topics]]
id = "chinese"
name = { zh = "推测解码" }
queries = ["推测解码"]
[[stages.topics]]
id = "nothing"
name = "Zyzzyva"
queries = ["zyzzyva quixotry"]
"""


def test_odd_topics_and_papers_get_sane_scores(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(ODD, encoding="utf-8")
    papers = [
        SPECULATIVE,
        GARDEN,
        {"id": "bare", "title": "Decoding", "abstract": ""},
        {"id": "empty", "title": "", "abstract": ""},
        {"id": "chinese", "title": "推测解码", "abstract": "推测解码。"},
    ]
    found = scored(tmp_path, *papers, options=("--roadmap", "odd.toml"))
    assert [row["id"] for row in found] == [paper["id"] for paper in papers]
    for row in found:
        # Only a paper that is in Chinese itself has the words of a topic in Chinese only.
        assert (topics(row)["chinese"]["score"] > 0.0) == (row["id"] == "chinese")
        assert topics(row)["nothing"] == {"id": "nothing", "score": 0.0, "percentile": 0.0}
        assert -100 <= row["score"] <= 100  # type: ignore[operator]
    speculative, garden, bare, empty, _ = (topics(row)["one-word"]["score"] for row in found)
    assert empty == 0
    assert min(speculative, bare) > 5 * garden, "what papers on decoding also say counts little"
