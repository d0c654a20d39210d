"""A line of either shape becomes a paper, or one line that says why it cannot."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.builders import TODAY
from tests.jobs.dumps import line, snapshot_line
from tracker.errors import BadData
from tracker.jobs.dump_lines import LONGEST
from tracker.jobs.dump_records import announcement_of, read_paper
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Author, Kind, Paper


def read(record: dict[str, Any]) -> Paper:
    return read_paper(json.dumps(record).encode(), TODAY)


def test_our_own_line_is_a_paper_with_its_listing_day() -> None:
    paper = read(line(1))
    assert paper == Paper(
        id=PaperId("arxiv", "2511.00001"),
        title="Paper 1 on attention",
        authors=(Author("Ada Lovelace"), Author("Alan Turing")),
        abstract="We study the attention of models, case 1.",
        url="https://arxiv.org/abs/2511.00001",
        pdf_url="https://arxiv.org/pdf/2511.00001",
        categories=("cs.CL", "cs.LG"),
        submitted_at=datetime(2025, 10, 30, 17, 59, 59, tzinfo=UTC),
        comment="12 pages",
        announced_on=TODAY,
    )
    assert announcement_of(paper) == Announcement(paper, "import", Kind.NEW, TODAY)


def test_a_line_of_the_snapshot_is_a_complete_paper_without_a_listing_day() -> None:
    paper = read(snapshot_line(1))
    assert paper == Paper(
        id=PaperId("arxiv", "0704.0001"),
        title="Paper 1 on attention",
        authors=(Author("A. B. Lovelace Jr."), Author("Alan Turing", "Bletchley")),
        abstract="A fully differential calculation.\n\nA second paragraph.",
        url="https://arxiv.org/abs/0704.0001",
        pdf_url="https://arxiv.org/pdf/0704.0001",
        identifiers=(PaperId("arxiv", "0704.0001"), PaperId("doi", "10.1103/physrevd.76.000001")),
        categories=("cs.CL", "math.CO"),
        version=2,
        submitted_at=datetime(2007, 4, 2, 19, 18, 42, tzinfo=UTC),
        updated_at=datetime(2007, 7, 24, 20, 10, 27, tzinfo=UTC),
        comment="12 pages, 3 figures",
        journal_ref="Phys.Rev.D76:013009,2007",
        licence="http://creativecommons.org/licenses/by/4.0/",
        complete=True,
    )
    assert announcement_of(paper) is None


def test_what_a_line_does_not_tell_stays_empty() -> None:
    bare = read({"id": "2511.00001", "title": "Attention"})
    assert (bare.authors, bare.abstract, bare.categories) == ((), "", ())
    assert (bare.version, bare.submitted_at, bare.comment, bare.announced_on) == (None,) * 4
    assert not bare.complete
    nulls = {name: None for name in line(1) if name not in {"id", "title"}}
    assert read({"id": "2511.00001", "title": "Attention", **nulls}) == bare


def test_authors_of_the_snapshot_are_read_from_one_line_where_they_are_not_parsed() -> None:
    paper = read(snapshot_line(1, authors_parsed=None))
    assert paper.authors == (Author("A. B. Lovelace"), Author("Alan Turing"))


def test_a_line_of_our_own_export_keeps_its_day_and_version() -> None:
    paper = read(
        {"id": "arxiv:2511.00001", "title": "A", "version": 3, "announced_on": "2025-11-03",
         "announced_on_estimated": True, "submitted_at": "2025-10-31T10:00:00Z"}
    )  # fmt: skip
    assert (paper.version, paper.announced_on, paper.announced_on_estimated) == (3, TODAY, True)
    assert paper.submitted_at == datetime(2025, 10, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "base"),
    [
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("2511.00001v7", "2511.00001"),
    ],
)
def test_an_id_is_read_in_any_spelling(said: str, base: str) -> None:
    assert read(line(id=said)).id == PaperId("arxiv", base)


@pytest.mark.parametrize("said", ["2025-10-30", "2025-10-30T00:00:00", "2025-10-30T00:00:00+00:00"])
def test_a_date_alone_is_midnight_utc(said: str) -> None:
    assert read(line(published=said)).submitted_at == datetime(2025, 10, 30, tzinfo=UTC)


def test_text_that_was_cut_within_a_character_is_kept() -> None:
    paper = read_paper(b'{"id": "2511.00001", "title": "cut \\ud83d"}', TODAY)
    assert paper.title == "cut \ud83d"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"no json", "not JSON: Expecting value at character 1"),
        (b'{"id": "2511.00001", "title": "A"', "not JSON"),
        (b'["2511.00001"]', "Expected `object`, got `array`"),
        (b"null", "Expected `object`, got `null`"),
        (b'{"title": "A"}', "missing required field `id`"),
        (b'{"id": 2511.00001, "title": "A"}', "got `float`"),
        (b'{"id": "no id", "title": "A"}', "'no id' is no arXiv id"),
        (b'{"id": "2511.00001"}', "no title"),
        (b'{"id": "2511.00001", "title": "\xff"}', "not UTF-8"),
        (b'{"id": "2511.00001", "title": "A", "x": ' + b"[" * 100_000, "too deep"),
        (b'{"id": "2511.00001", "title": "' + b"A" * LONGEST, "longer than"),
    ],
)
def test_what_is_no_record_is_refused_with_a_reason(text: bytes, reason: str) -> None:
    with pytest.raises(BadData) as refused:
        read_paper(text, TODAY)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": {"en": "A"}},
        {"title": "x" * 6_000},
        {"abstract": "x" * 200_000},
        {"authors": [1, 2]},
        {"authors": ["x" * 1_000] * 400},
        {"categories": {"cs.CL": True}},
        {"categories": ["x" * 300]},
        {"categories": ["cs\0.CL"]},
        {"doi": "10.1000/" + "x" * 1_000},
        {"published": "yesterday"},
        {"published": "0001-01-01T00:00:00+14:00"},
        {"listed": "2025-11-05"},
        {"listed": "0001-01-01"},
        {"listed": "2025-13-01"},
        {"version": -1},
        {"version": 10**30},
        {"versions": [{"version": "v1", "created": "Mon, 99 Apr 2007 19:18:42 GMT"}]},
        {"versions": [{"version": "v" + "9" * 5_000, "created": "Mon, 2 Apr 2007 19:18:42 GMT"}]},
        {"versions": [{"version": "new", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}]},
        {"versions": "v1"},
        {"authors_parsed": [["Lovelace", None]]},
    ],
    ids=lambda fields: str(fields)[:40],
)
def test_absurd_values_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadData):
        read(line(1) | fields)


def test_a_doi_is_found_among_words_and_a_stray_word_is_none() -> None:
    assert read(line(doi="https://doi.org/10.1000/ABC see also")).identifiers[1:] == (
        PaperId("doi", "10.1000/abc"),
    )
    assert read(line(doi="https://doi.org/")).identifiers == ()


def test_tomorrow_may_be_listed_because_clocks_differ() -> None:
    assert read(line(listed="2025-11-04")).announced_on == date(2025, 11, 4)
