"""One answer of the OAI server: what is read of it, what is dropped, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from tests.sources.oai import Told, error, page
from tracker.errors import BadData, NotAFeed
from tracker.model.papers import Author
from tracker.sources.oai_pages import TokenRefused, authors, read_page

NOW = datetime(2025, 11, 11, 4, tzinfo=UTC)
FIRST, SECOND = datetime(2025, 11, 7, 12, tzinfo=UTC), datetime(2025, 11, 10, 12, tzinfo=UTC)
TUESDAY = date(2025, 11, 11)


def told(number: int = 1, **fields: object) -> Told:
    known = {"id": f"2511.{number:05}", "versions": [FIRST, SECOND], "datestamp": TUESDAY}
    return Told(**(known | fields))  # type: ignore[arg-type]


def test_a_record_becomes_a_complete_paper_and_its_dates() -> None:
    (record,) = read_page(page([told()], NOW)).records
    assert (record.id, record.version, record.datestamp) == ("2511.00001", 2, TUESDAY)
    assert (record.submitted_at, record.updated_at) == (FIRST, SECOND)
    assert record.paper.complete
    assert (record.paper.submitted_at, record.paper.updated_at) == (FIRST, SECOND)
    assert record.paper.abstract == "Text."


def test_versions_may_stand_in_any_order() -> None:
    body = page([told()], NOW).replace(b'"v1"', b'"vX"').replace(b'"v2"', b'"v1"')
    (record,) = read_page(body.replace(b'"vX"', b'"v10"')).records
    assert (record.version, record.submitted_at, record.updated_at) == (10, SECOND, FIRST)


def test_the_token_and_the_time_of_the_answer_are_read() -> None:
    assert read_page(page([told()], NOW, "a%3Db")).token == "a%3Db"
    assert read_page(page([told()], NOW, "")).token is None
    assert read_page(page([told()], NOW)).token is None
    assert read_page(page([told()], NOW)).answered_at == NOW


def test_deleted_records_are_ignored() -> None:
    found = read_page(page([told(1, status="deleted"), told(2)], NOW))
    assert [each.id for each in found.records] == ["2511.00002"]
    assert found.dropped == ()


@pytest.mark.parametrize(
    ("whole", "spoilt", "why"),
    [
        (b"2511.00001", b"", "no arXiv id"),
        (b"v2", b"vx", "invalid literal for int"),
        (b"Fri, 07 Nov 2025 12:00:00 GMT", b"some day", "Invalid date"),
        (b"Fri, 07 Nov 2025", b"Fri, 07 Nov 9999", "a version of the year 9999"),
        (b"<title>A title</title>", b"", "no title"),
        (b"<categories>cs.CL</categories>", b"", "no categories"),
        (b"2025-11-11<", b"yesterday<", "no datestamp"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_and_the_others_are_kept(
    whole: bytes, spoilt: bytes, why: str
) -> None:
    body = page([told(1), told(2)], NOW)
    head, tail = body.split(b"</record>", 1)
    assert whole in head
    found = read_page(head.replace(whole, spoilt) + b"</record>" + tail)
    assert [each.id for each in found.records] == ["2511.00002"]
    (dropped,) = found.dropped
    assert why in dropped.why
    assert "2511.00001" in dropped.name or (
        why == "no arXiv id" and "oai:arXiv.org:" in dropped.name
    )


def test_a_record_without_any_name_is_named_by_its_place() -> None:
    body = page([told()], NOW).replace(b"<identifier>oai:arXiv.org:2511.00001</identifier>", b"")
    (dropped,) = read_page(body.replace(b"2511.00001", b"")).dropped
    assert dropped.name == "the record at place 1"
    assert dropped.changed_on == TUESDAY


def test_a_page_of_which_nothing_can_be_read_is_refused() -> None:
    body = page([told(number) for number in range(1, 20)], NOW).replace(b"arXivRaw", b"arXivNew")
    with pytest.raises(BadData, match="19 records of which none can be read"):
        read_page(body)


def test_no_match_is_an_empty_page() -> None:
    found = read_page(error("noRecordsMatch", NOW))
    assert (found.matched, found.records, found.token) == (False, (), None)


def test_a_refused_token_is_told_from_other_errors() -> None:
    with pytest.raises(TokenRefused):
        read_page(error("badResumptionToken", NOW))
    with pytest.raises(BadData, match="badArgument: Something about it") as caught:
        read_page(error("badArgument", NOW))
    assert not isinstance(caught.value, TokenRefused)


def test_what_xml_forbids_is_taken_out_and_entities_are_refused() -> None:
    body = page([told(title="A title")], NOW)
    spoilt = body.replace(b"A title", b"A\x0b ti&#x1;&#12;t\x00le")
    assert read_page(spoilt).records[0].paper.title == "A title"
    assert (
        read_page(body.replace(b"A title", b"A&#9;title&#xA;")).records[0].paper.title == "A title"
    )
    with pytest.raises(NotAFeed, match="entities"):
        read_page(
            body.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', 1)
        )


def test_an_answer_without_records_or_time_is_refused() -> None:
    with pytest.raises(BadData, match="neither records nor an error"):
        read_page(error("x", NOW).replace(b"error", b"Identify"))
    with pytest.raises(BadData, match="when it answered"):
        read_page(page([told()], NOW).replace(b"2025-11-11T04", b"T"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Other", [("Ann Other", None)]),
        ("Ann Other, Bo Third and Cy Fourth", ["Ann Other", "Bo Third", "Cy Fourth"]),
        ("Ann Other, Bo Third, and Cy\n  Fourth", ["Ann Other", "Bo Third", "Cy Fourth"]),
        ("A. Anderson and B. Sandoval", ["A. Anderson", "B. Sandoval"]),
        ("Ann (Lab A, Lab B) and Bo (C and D)", [("Ann", "Lab A, Lab B"), ("Bo", "C and D")]),
        ("Ann (1) and Bo (1, 2) ((1) Lab A, (2) Lab B)", ["Ann", "Bo"]),
        ("Ann (1), Bo (2), ((1) Lab A, (2) Lab B)", ["Ann", "Bo"]),
        ("Ann Other, Jr., Bo Third, III", ["Ann Other Jr.", "Bo Third III"]),
        (r"Zo\"e Nu\~nez, {\L}ukasz K.", [r"Zo\"e Nu\~nez", r"{\L}ukasz K."]),
        ("Ann (Lab A, Bo Third", [("Ann", "Lab A"), "Bo Third"]),
        ("", []),
    ],
)
def test_the_line_of_authors_becomes_names(line: str, expected: list[object]) -> None:
    wanted = [Author(each) if isinstance(each, str) else Author(*each) for each in expected]  # type: ignore[misc]
    assert list(authors(line)) == wanted


@pytest.mark.parametrize(("source_type", "withdrawn"), [("I", True), ("AI", True), ("D", False)])
def test_a_last_version_without_content_is_a_withdrawal(source_type: str, withdrawn: bool) -> None:
    (record,) = read_page(page([told(source_type=source_type)], NOW)).records
    assert record.withdrawn is withdrawn
