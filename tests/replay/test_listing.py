"""The listing page: its date, its sections with their counts, and what an entry says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.replay.worlds import MONDAY, SATURDAY, TUESDAY, at, record, world
from tracker.replay import Fault, Stage, World


def page(played: World, query: str = "", day: date = MONDAY, hour: int = 12, **more: Any) -> Any:
    stage = Stage(played, lambda: at(day, hour), **more)
    answered = stage.respond(f"{stage.listing_url}/cs.CL/new{query}")
    assert (answered.status, answered.content_type) == (200, "text/html; charset=utf-8")
    return html.fromstring(answered.body)


def headings(root: Any) -> list[str]:
    return [each.text for each in root.iterfind(".//dl/h3")]


def mixed(folder: Path) -> World:
    return world(
        folder,
        *(record(f"2511.{n:05}", MONDAY, "cs.CL") for n in range(30)),
        *(record(f"2511.{n:05}", MONDAY, "cs.AI", "cs.CL") for n in range(30, 40)),
        record("2510.00001", date(2025, 10, 27), "cs.CL", replaced=["2025-11-03"]),
    )


def test_sections_count_what_they_show(tmp_path: Path) -> None:
    root = page(mixed(tmp_path))
    assert root.findtext(".//h3") == "Showing new listings for Monday, 3 November 2025"
    assert headings(root) == [
        "New submissions (showing 30 of 30 entries)",
        "Cross submissions (showing 10 of 10 entries)",
        "Replacement submissions (showing 1 of 1 entries)",
    ]


def test_a_part_says_of_how_many_it_is(tmp_path: Path) -> None:
    played = mixed(tmp_path)
    assert headings(page(played, "?skip=0&show=25")) == [
        "New submissions (showing first 25 of 30 entries)"
    ]
    rest = page(played, "?skip=25&show=25")
    assert headings(rest)[0] == "New submissions (continued, showing last 5 of 30 entries)"
    assert rest.findtext(".//dt/a[@name]") == "[26]"


def test_parts_hold_every_entry_once(tmp_path: Path) -> None:
    played = mixed(tmp_path)
    roots = (page(played, f"?skip={skip}&show=25") for skip in (0, 25))
    found = [a.get("id") for r in roots for a in r.iterfind(".//dt/a[@title='Abstract']")]
    assert len(found) == len(set(found)) == 41


def test_an_entry_has_title_authors_comment_subjects_and_abstract(tmp_path: Path) -> None:
    told = record("2511.00001", MONDAY, "cs.AI", "cs.CL", title="If $a<b$ & <think>")
    root = page(world(tmp_path, told))
    term, said = root.find(".//dt"), root.find(".//dd")
    assert "(cross-list from cs.AI)" in term.text_content()
    assert term.find("a[@title='Abstract']").get("href") == "/abs/2511.00001"
    by_class = {
        each.get("class").split()[0]: " ".join(each.text_content().split())
        for each in said.iter("div", "p")
    }
    assert by_class["list-title"] == "Title: If $a<b$ & <think>"
    assert by_class["list-authors"] == "Ann Other, Zoë Example"
    assert by_class["list-comments"] == "Comments: 12 pages"
    assert by_class["list-subjects"] == (
        "Subjects: Artificial Intelligence (cs.AI); Computation and Language (cs.CL)"
    )
    assert by_class["mathjax"] == "Abstract of 2511.00001: x < y & z."


def test_a_page_changes_in_the_evening_and_stays_over_the_weekend(tmp_path: Path) -> None:
    friday = date(2025, 11, 7)
    papers = (record("2511.00001", MONDAY), record("2511.00002", TUESDAY))
    played = world(tmp_path, *papers, record("2511.00003", friday))
    for day, hour, expected in (
        (MONDAY, 19, "00001"),
        (MONDAY, 20, "00002"),
        (SATURDAY, 9, "00003"),
    ):
        assert page(played, day=day, hour=hour).find(".//dt/a[@id]").get("id")[-5:] == expected


def test_an_empty_day_says_so(tmp_path: Path) -> None:
    root = page(world(tmp_path, record("2511.00001", TUESDAY)))
    assert root.findtext(".//p") == "No updates today."
    assert headings(root) == []


def test_a_stale_page_is_dated_as_of_what_it_shows(tmp_path: Path) -> None:
    papers = (record("2511.00001", MONDAY), record("2511.00002", TUESDAY))
    root = page(world(tmp_path, *papers), day=TUESDAY, faults=[Fault.stale().on("/list/")])
    assert root.findtext(".//h3") == "Showing new listings for Monday, 3 November 2025"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/list/cs.CL/new?show=24", 400),
        ("/list/cs.CL/new?show=2001", 400),
        ("/list/cs.CL/new?skip=x", 400),
        ("/list/nonsense/new", 404),
        ("/list/cs.CL/recent", 404),
    ],
)
def test_what_the_page_refuses(tmp_path: Path, path: str, status: int) -> None:
    assert Stage(mixed(tmp_path), lambda: at(MONDAY)).respond(path).status == status
