"""Questions: every flag reaches the query, and every format says the same of a paper."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.builders import TODAY
from tests.cli.fakes import FakeTracker, call, known
from tracker.model.identifiers import PaperId
from tracker.model.papers import VenueMention
from tracker.model.queries import PaperQuery

KEYS = [
    "id", "title", "authors", "abstract", "url", "pdf_url", "identifiers", "categories", "version",
    "submitted_at", "announced_on", "announced_on_estimated", "venues", "announcements", "score",
    "topics", "reasons", "liked", "read", "events",
]  # fmt: skip


def test_every_flag_reaches_the_query() -> None:
    tracker = FakeTracker()
    call("papers", "kv", "cache", "--topic", "distillation", "--since", "2025-10-01", "--until",
         "2025-11-01", "--venue", "ICML", "--category", "cs.CL", "--author", "Ada", "--source",
         "OpenAI", "--min-score", "40", "--sort", "date", "-n", "7", "--liked", "--unread",
         "--hidden", "--reader", "ada", tracker=tracker)  # fmt: skip
    assert tracker.asked[0] == PaperQuery(
        text="kv cache", topic="distillation", since=date(2025, 10, 1), until=date(2025, 11, 1),
        venue="ICML", category="cs.CL", author="Ada", source="OpenAI", min_score=40.0,
        sort="date", limit=7, liked=True, unread=True, hidden=True, reader="ada",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7d", date(2025, 10, 27)),
        ("2w", date(2025, 10, 20)),
        ("today", TODAY),
        ("yesterday", date(2025, 11, 2)),
        ("2025-11-01", date(2025, 11, 1)),
    ],
)
def test_a_day_may_be_told_from_today(text: str, day: date) -> None:
    tracker = FakeTracker()
    call("papers", "--since", text, tracker=tracker)
    assert tracker.asked[0].since == day


@pytest.mark.parametrize("text", ["2025-13-01", "soon", "-7d", "7", "", "d", "2025-11-1", "９d x"])
def test_a_bad_date_is_one_line_and_exit_2(text: str) -> None:
    done = call("papers", f"--since={text}", tracker=FakeTracker())
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "--since" in done.err
    assert "2026-11-01 or 7d" in done.err


def test_words_sort_by_relevance_and_no_words_by_score() -> None:
    tracker = FakeTracker()
    call("papers", "attention", tracker=tracker)
    call("papers", tracker=tracker)
    assert [q.sort for q in tracker.asked if isinstance(q, PaperQuery)] == ["relevance", "score"]


def test_a_chinese_topic_is_mapped_and_the_mapping_is_told_on_stderr() -> None:
    tracker = FakeTracker((known(),))
    done = call("papers", "--topic", "推测解码", "--format", "json", tracker=tracker)
    assert tracker.asked[0].topic == "speculative-decoding"
    assert done.err == "推测解码 -> speculative-decoding\n"
    assert json.loads(done.out)


def test_text_that_is_a_topic_in_chinese_asks_for_the_topic() -> None:
    tracker = FakeTracker((known(),))
    done = call("papers", "推测解码", "--format", "json", tracker=tracker)
    assert (tracker.asked[0].topic, tracker.asked[0].text) == ("speculative-decoding", "")
    assert tracker.asked[0].sort == "relevance"
    assert done.err == "推测解码 -> speculative-decoding\n"


def test_text_that_is_only_like_a_topic_stays_text_and_names_it() -> None:
    tracker = FakeTracker()
    done = call("papers", "推测解", tracker=tracker)
    assert (tracker.asked[0].topic, tracker.asked[0].text) == (None, "推测解")
    assert done.err.splitlines() == [
        "No paper matches.",
        "Papers are in English; tracker topics lists what to ask for.",
    ]


def test_a_topic_option_leaves_chinese_text_alone() -> None:
    tracker = FakeTracker()
    call("papers", "推测解码", "--topic", "distillation", tracker=tracker)
    assert (tracker.asked[0].topic, tracker.asked[0].text) == ("distillation", "推测解码")


def test_an_unknown_topic_names_the_nearest() -> None:
    done = call("papers", "--topic", "destillation", tracker=FakeTracker())
    assert (done.code, done.err) == (
        2,
        "tracker: no topic 'destillation' (did you mean distillation?)\n",
    )


def test_json_is_a_bare_list_with_the_documented_keys_in_order() -> None:
    done = call("papers", "--format", "json", tracker=FakeTracker((known(1), known(2))))
    papers = json.loads(done.out)
    assert [list(each) for each in papers] == [KEYS, KEYS]
    assert papers[0]["id"] == "arxiv:2511.00001"
    assert papers[0]["announced_on"] == "2025-11-03"
    assert papers[0]["submitted_at"] == "2025-11-01T14:30:00Z"
    assert papers[0]["announcements"] == [
        {"source": "arxiv-rss/cs.CL", "kind": "new", "announced_on": "2025-11-03"}
    ]
    assert papers[0]["topics"][0] == {
        "id": "speculative-decoding", "name": "Speculative decoding", "score": 0.5,
        "percentile": 99.5,
    }  # fmt: skip


def test_json_reasons_sum_to_the_score() -> None:
    done = call("papers", "--format", "json", tracker=FakeTracker((known(),)))
    paper = json.loads(done.out)[0]
    assert sum(each["value"] for each in paper["reasons"]) == pytest.approx(paper["score"])
    assert list(paper["reasons"][0]) == ["kind", "label", "value", "terms"]


def test_json_does_not_change_with_the_language() -> None:
    tracker = FakeTracker((known(),))
    english = call("papers", "--format", "json", tracker=tracker)
    chinese = call("papers", "--format", "json", "--lang", "zh", tracker=tracker)
    assert english.out == chinese.out


def test_an_empty_answer_is_an_empty_list_and_exit_0() -> None:
    done = call("papers", "nothing", "--format", "json", tracker=FakeTracker())
    assert (done.code, done.out) == (0, "[]\n")
    assert done.err == "No paper matches.\n"


def test_fail_empty_makes_an_empty_answer_exit_1() -> None:
    assert call("papers", "nothing", "--fail-empty", tracker=FakeTracker()).code == 1
    assert call("papers", "--fail-empty", tracker=FakeTracker((known(),))).code == 0


def test_jsonl_is_one_paper_a_line() -> None:
    done = call("papers", "--format", "jsonl", tracker=FakeTracker((known(1), known(2))))
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [
        "arxiv:2511.00001",
        "arxiv:2511.00002",
    ]


def test_csv_has_a_row_of_keys_and_a_row_a_paper() -> None:
    done = call("papers", "--format", "csv", tracker=FakeTracker((known(),)))
    rows = list(csv.reader(io.StringIO(done.out)))
    assert rows[0] == KEYS
    paper = dict(zip(*rows, strict=True))
    assert paper["authors"] == "Ada Lovelace; Alan Turing"
    assert paper["score"] == "70.06"
    assert paper["announcements"] == "arxiv-rss/cs.CL new 2025-11-03"


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", " =", "​="]
)
def test_no_cell_of_a_csv_starts_as_a_formula(start: str) -> None:
    paper = known(title=f"{start}cmd|' /C calc'!A0", abstract=f"{start}HYPERLINK(1)")
    done = call("papers", "--format", "csv", tracker=FakeTracker((paper,)))
    cells = [cell for row in csv.reader(io.StringIO(done.out)) for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))] == []


def test_bibtex_is_escaped_and_its_keys_differ() -> None:
    first = known(1, title=r"50% of {GPUs} & \input{x} #1_a", categories=("cs.CL",))
    done = call("papers", "--format", "bibtex", tracker=FakeTracker((first, first)))
    assert r"50\% of" in done.out
    assert r"\&" in done.out
    assert r"\input" not in done.out
    assert "@misc{lovelace202550," in done.out
    assert "@misc{lovelace202550-2," in done.out
    assert "eprint = {2511.00001}" in done.out
    assert done.out.count("{") - done.out.count(r"\{") == done.out.count("}") - done.out.count(
        r"\}"
    )


def test_a_published_paper_is_in_its_proceedings() -> None:
    venue = VenueMention("NeurIPS", 2025, "main", "oral", "accepted")
    ids = (PaperId("arxiv", "2511.00001"), PaperId("doi", "10.1/ab_c"))
    done = call("papers", "--format", "bibtex",
                tracker=FakeTracker((known(venues=(venue,), identifiers=ids),)))  # fmt: skip
    assert done.out.startswith("@inproceedings{lovelace2025paper,")
    assert "booktitle = {NeurIPS}" in done.out
    assert "year = {2025}" in done.out
    assert r"doi = {10.1/ab\_c}" in done.out


@pytest.mark.parametrize(
    ("kind", "status", "head", "where"),
    [
        ("findings", "accepted", "@inproceedings{", "booktitle = {NeurIPS Findings}"),
        ("workshop", "accepted", "@inproceedings{", "booktitle = {NeurIPS Workshop}"),
        ("journal", "accepted", "@article{", "journal = {NeurIPS}"),
        ("main", "bare", "@misc{", ""),
        ("main", "submitted", "@misc{", ""),
    ],
)
def test_bibtex_names_the_venue_only_where_it_accepted(
    kind: str, status: str, head: str, where: str
) -> None:
    venue = VenueMention("NeurIPS", 2026, kind, None, status)
    done = call("papers", "--format", "bibtex", tracker=FakeTracker((known(venues=(venue,)),)))
    assert done.out.startswith(head)
    assert where in done.out
    assert ("NeurIPS" in done.out) is bool(where)


def test_a_table_shows_venues_where_there_are_any() -> None:
    oral = VenueMention("ICLR", 2026, "main", "oral", "accepted")
    claimed = VenueMention("ACL", 2025, "findings", None, "bare")
    submitted = VenueMention("COLM", 2026, "main", None, "submitted")
    papers = (known(1, venues=(oral, submitted)), known(2, venues=(claimed,)), known(3))
    done = call("papers", tracker=FakeTracker(papers), COLUMNS="120")
    assert "Venue" in done.out.splitlines()[0]
    assert "ICLR 2026 oral" in done.out
    assert "ACL 2025 findings (claimed)" in done.out
    assert "COLM" not in done.out
    assert "Venue" not in call("papers", tracker=FakeTracker((known(3),))).out


def test_a_wrong_presentation_names_the_nearest() -> None:
    done = call("papers", "--presentation", "orall", tracker=FakeTracker())
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "did you mean oral?" in done.err


def test_a_team_with_and_in_its_name_stays_one_author() -> None:
    paper = known()
    team = replace(
        paper, paper=replace(paper.paper, authors=(type(paper.paper.authors[0])("A and B"),))
    )
    done = call("papers", "--format", "bibtex", tracker=FakeTracker((team,)))
    assert "author = {{A and B}}" in done.out


def test_markdown_links_titles_and_leaves_nothing_to_interpret() -> None:
    paper = known(title="A *bold* [claim](http://evil) <b>", url="https://arxiv.org/abs/1(2)")
    done = call("papers", "--format", "markdown", tracker=FakeTracker((paper,)))
    assert done.out.startswith(
        r"- [A \*bold\* \[claim\](http://evil) \<b\>](https://arxiv.org/abs/1%282%29) — Ada"
    )


def test_markdown_does_not_link_what_is_no_web_address() -> None:
    done = call("papers", "--format", "markdown",
                tracker=FakeTracker((known(url="javascript:alert(1)"),)))  # fmt: skip
    assert "javascript" not in done.out


def test_the_table_fits_80_columns_and_is_headed() -> None:
    paper = known(title="A very long title about attention and its many heads " * 4)
    done = call("papers", tracker=FakeTracker((paper,)))
    head, row = done.out.splitlines()
    assert head.split() == ["Score", "Announced", "Paper", "Title"]
    assert row.startswith(" 70.1  2025-11-03  2511.00001  A very long")
    assert len(row) == 80
    assert row.endswith("…")


def test_an_estimated_day_says_so() -> None:
    done = call("papers", tracker=FakeTracker((known(announced_on_estimated=True),)))
    assert "~2025-11-03" in done.out


def test_a_paper_that_has_no_score_yet_is_shown_without() -> None:
    bare = replace(known(), score=None, topics=(), reasons=())
    assert call("papers", tracker=FakeTracker((bare,))).out.splitlines()[1].startswith("    -  ")
    done = call("papers", "--format", "json", tracker=FakeTracker((bare,)))
    assert json.loads(done.out)[0]["score"] is None


def test_tex_is_readable_in_a_table_and_untouched_in_json() -> None:
    tracker = FakeTracker((known(title=r"On $\ell_2$ norms"),))
    assert "On ℓ₂ norms" in call("papers", tracker=tracker).out
    assert r"On $\\ell_2$ norms" in call("papers", "--format", "json", tracker=tracker).out


def test_the_chinese_table_stands_under_its_chinese_heads() -> None:
    done = call("papers", "--lang", "zh", tracker=FakeTracker((known(title="标题" * 60),)))
    head, row = done.out.splitlines()
    assert head.split() == ["得分", "公布日期", "论文", "标题"]
    # A wide character takes two columns.
    assert len(row.encode("gb18030")) <= 81


def test_the_language_of_the_system_is_spoken_unless_another_is_asked_for() -> None:
    tracker = FakeTracker((known(),))
    assert "得分" in call("papers", tracker=tracker, LANG="zh_CN.UTF-8").out
    assert "得分" in call("papers", tracker=tracker, LANG="de_DE", TRACKER_LANG="zh").out
    assert "Score" in call("papers", "--lang", "en", tracker=tracker, LANG="zh_CN.UTF-8").out


def test_the_submitted_instant_is_told_in_utc() -> None:
    paper = known(submitted_at=datetime.fromisoformat("2025-11-01T20:00:00-04:00"))
    done = call("papers", "--format", "json", tracker=FakeTracker((paper,)))
    assert json.loads(done.out)[0]["submitted_at"] == "2025-11-02T00:00:00Z"
    assert paper.paper.submitted_at == datetime(2025, 11, 2, tzinfo=UTC)


def test_the_id_in_a_table_is_one_that_any_command_takes() -> None:
    listed = replace(known(), paper=replace(known().paper, id=PaperId("event", "icml-2026/1")))
    done = call("papers", tracker=FakeTracker((listed,)))
    assert "event:icml-2026/1" in done.out
    assert PaperId.parse("event:icml-2026/1") == listed.paper.id
