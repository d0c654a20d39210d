"""One paper whole, and why it has its score."""

import json
import re
from dataclasses import replace

import pytest

from tests.cli.fakes import REASONS, ROADMAP, FakeTracker, call, known
from tracker.cli.context import Session
from tracker.cli.words import parts, standing
from tracker.model.identifiers import PaperId
from tracker.model.roadmap import MustRead, Name
from tracker.model.scores import Reason


def test_why_shows_parts_that_sum_to_the_score() -> None:
    done = call("why", "2511.00001", tracker=FakeTracker((known(),)))
    assert "Score 70.1 =" in done.out
    values = re.findall(r"^ +([+−]\d+\.\d)", done.out, re.MULTILINE)
    assert values == ["+60.1", "+12.3", "−2.3"]
    assert sum(round(10 * float(each.replace("−", "-"))) for each in values) == 701


def test_why_names_topic_terms_must_read_and_penalty() -> None:
    done = call("why", "2511.00001", tracker=FakeTracker((known(),)))
    assert "Speculative decoding (draft, verify)" in done.out
    assert "extends your must-read “Attention Is All You Need”" in done.out
    assert "penalty: no abstract" in done.out


def test_why_gives_the_ids_of_what_a_paper_is_nearest_to() -> None:
    bert = MustRead("bert", "BERT", (), 2018, (PaperId("arxiv", "1810.04805"),), Name("", ""))
    parts = (
        Reason("must-read", "BERT", 6.0, "bert", ("masked",)),
        Reason("liked", "A liked one", 4.0, "arxiv:2511.00007"),
    )
    tracker = FakeTracker(
        (replace(known(), score=10.0, reasons=parts),),
        roadmap=replace(ROADMAP, must_read=(bert,)),
    )
    done = call("why", "2511.00001", tracker=tracker)
    assert "Nearest must-read: BERT (bert, arxiv:1810.04805)" in done.out
    assert "Nearest liked paper: A liked one (arxiv:2511.00007)" in done.out


@pytest.mark.parametrize(
    ("percentile", "words"),
    [
        (100.0, "among the top 0.1 % of the last weeks"),
        (99.95, "among the top 0.1 % of the last weeks"),
        (99.0, "among the top 1 % of the last weeks"),
        (98.9, "among the top 2 % of the last weeks"),
        (90.0, "among the top 10 % of the last weeks"),
        (50.0, "among the top 50 % of the last weeks"),
        (49.9, "in the lower half of the last weeks"),
        (0.0, "in the lower half of the last weeks"),
    ],
)
def test_where_a_paper_stands_is_told_in_words(percentile: float, words: str) -> None:
    assert standing(Session({}, {}), percentile) == words
    assert standing(Session({"lang": "zh"}, {}), percentile).startswith("最近几周的")


def test_why_tells_where_the_paper_stands_in_its_topics() -> None:
    done = call("why", "2511.00001", tracker=FakeTracker((known(),)))
    standing = " ".join(done.out.split())
    assert (
        "99.5 % Speculative decoding (speculative-decoding), "
        "among the top 0.5 % of the last weeks" in standing
    )


def test_why_speaks_chinese() -> None:
    done = call("why", "2511.00001", "--lang", "zh", tracker=FakeTracker((known(),)))
    assert "推测解码（draft, verify）" in done.out
    assert "得分 70.1 =" in done.out


def test_why_as_json_has_the_parts_unrounded() -> None:
    done = call("why", "2511.00001", "--format", "json", tracker=FakeTracker((known(),)))
    told = json.loads(done.out)
    assert [each["value"] for each in told["reasons"]] == [each.value for each in REASONS]
    assert [each["about"] for each in told["reasons"]] == [each.about for each in REASONS]
    assert [each["id"] for each in told["topics"]] == ["speculative-decoding", "distillation"]
    assert list(told) == ["id", "score", "reasons", "topics"]


def test_a_paper_without_a_score_says_what_will_give_it_one() -> None:
    bare = replace(known(), score=None, topics=(), reasons=())
    done = call("why", "2511.00001", tracker=FakeTracker((bare,)))
    assert done.code == 0
    assert "Not scored yet" in done.out


@pytest.mark.parametrize(
    "spelling",
    ["2511.00001", "arxiv:2511.00001", "arXiv:2511.00001v3", "https://arxiv.org/abs/2511.00001v1"],
)
def test_a_paper_is_found_by_any_spelling_of_its_id(spelling: str) -> None:
    assert call("show", spelling, tracker=FakeTracker((known(),))).code == 0


def test_show_has_everything_a_source_told() -> None:
    done = call("show", "2511.00001", tracker=FakeTracker((known(),)))
    for each in ("Paper 1 on attention", "Ada Lovelace, Alan Turing", "arxiv:2511.00001",
                 "cs.CL, cs.LG", "2025-11-03", "12 pages", "https://arxiv.org/abs/2511.00001",
                 "https://arxiv.org/pdf/2511.00001", "arxiv-rss/cs.CL (new, 2025-11-03)",
                 "We study the attention of models, case 1.", "99.5 %"):  # fmt: skip
        assert each in done.out


def test_show_fits_80_columns() -> None:
    long = known(abstract="attention is all you need " * 40, comment="pages " * 40)
    done = call("show", "2511.00001", tracker=FakeTracker((long,)))
    assert max(map(len, done.out.splitlines())) <= 80


def test_what_is_no_id_is_a_usage_error_and_an_unknown_paper_a_failure() -> None:
    wrong = call("show", "attention", tracker=FakeTracker())
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)
    missing = call("why", "2511.99999", tracker=FakeTracker())
    assert (missing.code, missing.err) == (
        1, "tracker: no paper arxiv:2511.99999 in the database\n",
    )  # fmt: skip


def test_show_gives_one_object_or_one_entry_to_other_programs() -> None:
    tracker = FakeTracker((known(),))
    assert (
        json.loads(call("show", "2511.00001", "--format", "json", tracker=tracker).out)["read"]
        is False
    )
    assert call("show", "2511.00001", "--format", "bibtex", tracker=tracker).out.startswith(
        "@misc{"
    )
    assert call("show", "2511.00001", "--format", "markdown", tracker=tracker).out.startswith("- [")


@pytest.mark.parametrize(
    "values",
    [(0.04, 0.04, 0.04), (33.333, 33.333, 33.334), (80.0, 5.55, -3.33), (0.05,), (-0.05, 1)],
)
def test_rounded_parts_still_sum_to_the_rounded_score(values: tuple[float, ...]) -> None:
    reasons = [Reason("topic", str(i), value) for i, value in enumerate(values)]
    lines = list(parts(Session({}, {}), reasons, {}, indent=0))
    told = [float(line.split()[0].replace("−", "-")) for line in lines]
    assert sum(told) == pytest.approx(round(sum(values) + 1e-9, 1))


def test_the_smaller_parts_are_one_line() -> None:
    reasons = [Reason("topic", str(i), 10.0 / i) for i in range(1, 8)]
    lines = list(parts(Session({}, {}), reasons, {}, indent=0, most=2))
    assert [line.split(maxsplit=1)[1] for line in lines] == ["1", "2", "smaller parts"]


def test_a_watched_name_is_told_even_where_it_adds_nothing() -> None:
    reasons = [Reason("topic", "T", 50.0), Reason("watch", "Ada", 0.0), Reason("lab", "L", 0.0)]
    lines = parts(Session({}, {}), reasons, {}, indent=0)
    assert [line.split(maxsplit=1)[1] for line in lines] == ["T", "on your watch list: Ada"]
