"""`tracker merge`, `split` and `merges`."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import NOW, FixedClock, announcement, arxiv_id, batch, paper
from tests.cli.fakes import FakeTracker, call
from tracker.model.identifiers import PaperId
from tracker.model.merges import LikelyPair, Merge
from tracker.store import Store

EVENT = PaperId("event", "icml-2026/1")
MADE = Merge(1, arxiv_id(), EVENT, "same title and authors", NOW)
PAIR = LikelyPair(
    arxiv_id(),
    EVENT,
    "Fast-iTPN: Integrally Pre-Trained Transformer Pyramid Network with Token Migration",
    "Integrally Pre-Trained Transformer Pyramid Networks",
    "title with more words, but no authors to compare",
    NOW,
)


def test_merge_and_split_say_what_is_one_and_what_is_two() -> None:
    tracker = FakeTracker(made=(MADE,))
    done = call("merge", "2511.00001v2", "event:icml-2026/1", tracker=tracker)
    assert done.out == "event:icml-2026/1 is arxiv:2511.00001 from now on\n"
    done = call("split", "2511.00001", "--from", "event:icml-2026/1", tracker=tracker)
    assert done.out == "event:icml-2026/1 and arxiv:2511.00001 are two papers again\n"
    assert call("split", "2511.00001", tracker=tracker).code == 0
    assert [each for each in tracker.asked if each != "close"] == [
        (arxiv_id(), EVENT), (arxiv_id(), EVENT), (arxiv_id(), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["merge", "attention", "2511.00001"],
        ["merge", "2511.00001"],
        ["split", "attention"],
        ["split", "2511.00001", "--from", "x"],
    ],
    ids=" ".join,
)
def test_what_is_no_id_is_a_usage_error(arguments: list[str]) -> None:
    done = call(*arguments, tracker=FakeTracker(made=(MADE,)))
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_merges_say_what_went_where_and_why() -> None:
    undone = replace(MADE, undone_at=NOW + timedelta(days=1))
    done = call("merges", tracker=FakeTracker(made=(MADE, undone)))
    assert done.out.splitlines() == [
        "arxiv:2511.00001 <- event:icml-2026/1",
        "    merged 2025-11-03: same title and authors",
        "arxiv:2511.00001 <- event:icml-2026/1",
        "    merged 2025-11-03: same title and authors; split 2025-11-04",
    ]


def test_likely_pairs_show_both_titles_and_what_is_missing() -> None:
    done = call("merges", "--likely", tracker=FakeTracker(pairs=(PAIR,)))
    lines = done.out.splitlines()
    assert lines[0] == "arxiv:2511.00001  event:icml-2026/1"
    assert lines[-1] == "    title with more words, but no authors to compare"
    assert "  Integrally Pre-Trained Transformer Pyramid Networks" in lines
    assert max(map(len, lines)) <= 80


def test_an_empty_list_says_so_on_stderr() -> None:
    for arguments in (["merges"], ["merges", "--likely"]):
        done = call(*arguments, tracker=FakeTracker())
        assert (done.code, done.out, done.err.count("\n")) == (0, "", 1)
        assert call(*arguments, "--format", "json", tracker=FakeTracker()).out == "[]\n"


def test_other_programs_get_records() -> None:
    tracker = FakeTracker(made=(MADE,), pairs=(PAIR,))
    (made,) = json.loads(call("merges", "--format", "json", tracker=tracker).out)
    assert made == {
        "kept": "arxiv:2511.00001", "taken": "event:icml-2026/1", "why": "same title and authors",
        "at": "2025-11-03T14:30:00Z", "undone_at": None,
    }  # fmt: skip
    (pair,) = json.loads(call("merges", "--likely", "--format", "json", tracker=tracker).out)
    assert list(pair) == ["one", "other", "one_title", "other_title", "why", "at"]


def test_reasons_are_told_in_chinese() -> None:
    tracker = FakeTracker(made=(replace(MADE, why="both are doi:10.1/x"),), pairs=(PAIR,))
    assert (
        "标题多了几个词，但没有作者可比较"
        in call("merges", "--likely", "--lang", "zh", tracker=tracker).out
    )
    assert "both are doi:10.1/x" in call("merges", "--lang", "zh", tracker=tracker).out


def test_the_whole_way_on_a_real_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    store = Store.open(url, FixedClock(), create=True)
    store.record(batch(announcement(1), announcement(2, paper=paper(2, title="Other"))), NOW)
    store.close()

    def tracker(*arguments: str) -> tuple[int, str, str]:
        done = call(*arguments, "--database", url)
        return done.code, done.out, done.err

    assert tracker("split", "2511.00001") == (
        1, "", "tracker: nothing was merged into arxiv:2511.00001\n",
    )  # fmt: skip
    assert tracker("merge", "2511.00001", "2511.00009")[0] == 1
    assert tracker("merge", "2511.00002", "2511.00001")[0] == 0
    assert "by hand" in tracker("merges")[1]
    assert "Paper 1 on attention" in tracker("show", "2511.00002")[1]
    assert tracker("split", "2511.00001")[0] == 0
    assert "Other" in tracker("show", "2511.00002")[1]
    assert "split" in tracker("merges")[1]


def test_before_any_run_there_is_nothing_to_merge(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    for arguments in (["merge", "2511.00001", "2511.00002"], ["split", "2511.00001"], ["merges"]):
        done = call(*arguments, "--database", url)
        assert (done.code, done.err.count("\n")) == (78, 1)
    assert list(tmp_path.iterdir()) == []
