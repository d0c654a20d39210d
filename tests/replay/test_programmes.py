"""Programmes as they are played: two files of a virtual site, one of the Anthology."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tracker.errors import BadData
from tracker.replay import Fault, Stage, World
from tracker.replay.programme_records import read_programmes

NOW = datetime(2025, 11, 5, 12, tzinfo=UTC)


def talk(number: int = 1, **fields: Any) -> dict[str, Any]:
    told = {
        "venue": "icml",
        "year": 2025,
        "title": f"Commas & <dots> {number}",
        "authors": ["Ann Other", "Zoë Example"],
        "abstract": f"We count to {number}.",
        "status": "Poster",
        "url": f"https://icml.cc/virtual/2025/poster/{number}",
    }
    return told | fields


def acl(number: str = "long.1", **fields: Any) -> dict[str, Any]:
    where = {"venue": "acl", "url": f"https://aclanthology.org/2025.acl-{number}"}
    return talk(**(where | fields))


def stage(folder: Path, *talks: dict[str, Any], faults: tuple[Fault, ...] = ()) -> Stage:
    file = folder / "venues.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in talks), encoding="utf-8")
    return Stage(World.read([], [], [file]), lambda: NOW, faults=faults)


def events(played: Stage, slug: str = "icml-2025") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(played.respond(played.events_url(slug)).body)
    return found


def test_an_oral_has_two_events_of_one_paper(tmp_path: Path) -> None:
    told = events(stage(tmp_path, talk(1, status="Oral"), talk(2)))
    assert (told["count"], told["next"]) == (3, None)
    poster, oral, other = told["results"]
    assert poster["uid"] == oral["uid"] != other["uid"]
    assert (poster["eventtype"], oral["eventtype"]) == ("Poster", "Oral")
    assert oral["decision"] == "Accept (oral)"
    assert [each["fullname"] for each in poster["authors"]] == ["Ann Other", "Zoë Example"]
    assert poster["virtualsite_url"] == "/virtual/2025/poster/1"


@pytest.mark.parametrize(
    ("status", "decision", "group"),
    [
        ("Reject", "Reject", None),
        ("Desk Reject", "Desk Reject", None),
        ("Withdraw", "Withdrawn", None),
        ("Spotlight", "Accept (spotlight)", None),
        ("Highlighted", "Accept (highlight)", None),
        ("", None, None),
        ("Workshop", "Workshop", "icml/2025/Workshop"),
        ("Journal", "Journal", "icml/2025/Journal_Track"),
    ],
)
def test_the_status_becomes_a_decision_or_a_track(
    tmp_path: Path, status: str, decision: str | None, group: str | None
) -> None:
    (event,) = events(stage(tmp_path, talk(1, status=status)))["results"]
    assert event["decision"] == decision
    address = f"https://openreview.net/group?id={group}" if group else None
    assert event["sourceurl"] == address


def test_since_2026_the_abstracts_are_a_file_of_their_own(tmp_path: Path) -> None:
    url = "https://icml.cc/virtual/2026/poster/7"
    played = stage(tmp_path, talk(1), talk(7, year=2026, url=url))
    assert events(played)["results"][0]["abstract"] == "We count to 1."
    assert events(played, "icml-2026")["results"][0]["abstract"] == ""
    beside = played.respond("/static/virtual/data/icml-2026-abstracts.json")
    assert json.loads(beside.body) == {"7": "We count to 7."}


def test_only_what_the_venue_itself_says_is_an_arxiv_id(tmp_path: Path) -> None:
    known = {"arxiv_id": "2501.00001"}
    one, other = events(stage(tmp_path, talk(1, **known), talk(2, **known, arxiv_id_by="title")))[
        "results"
    ]
    assert [each["uri"] for each in one["eventmedia"]] == ["https://arxiv.org/abs/2501.00001"]
    assert other["eventmedia"] == []


def test_the_anthology_has_volumes_and_no_virtual_site(tmp_path: Path) -> None:
    played = stage(
        tmp_path,
        acl("long.1", doi="10.18653/v1/x", award=True),
        acl("demo.4", authors=["Mononym"]),
        acl("", url="", status="long"),
        acl("x", url="https://aclanthology.org/2025.findings-acl.3"),
    )
    root = etree.fromstring(played.respond(f"{played.anthology_url}/2025.acl.xml").body)
    assert [
        (each.getparent().get("id"), each.get("id")) for each in root.iterfind("volume/paper")
    ] == [("long", "1"), ("long", "2"), ("demo", "4")]
    assert root.findtext("volume/paper/title") == "Commas & <dots> 1"
    assert root.findtext("volume/paper/author/last") == "Other"
    assert root.findtext("volume/paper/award")
    findings = etree.fromstring(played.respond("/anthology/2025.findings.xml").body)
    assert findings.find("volume").get("id") == "acl"
    assert played.respond(played.events_url("acl-2025")).status == 404
    assert played.respond("/anthology/2024.acl.xml").status == 404


def test_a_list_appears_grows_and_shrinks_with_the_days(tmp_path: Path) -> None:
    soon, today, gone = "2025-11-06", "2025-11-05", "2025-11-04"
    before = stage(tmp_path, talk(1, appears=soon), acl(appears=soon))
    assert events(before) == {"count": 0, "next": None, "previous": None, "results": []}
    assert before.respond("/anthology/2025.acl.xml").status == 404
    after = stage(tmp_path, talk(1, appears=today), talk(2, leaves=gone), talk(3, leaves=soon))
    assert [each["id"] for each in events(after)["results"]] == [1, 3]


def test_who_has_it_already_gets_a_304(tmp_path: Path) -> None:
    played = stage(tmp_path, talk(1), acl())
    for url in (played.events_url("icml-2025"), f"{played.anthology_url}/2025.acl.xml"):
        etag = played.respond(url).headers["ETag"]
        assert played.respond(url, {"If-None-Match": etag}).status == 304


def test_faults_of_the_content(tmp_path: Path) -> None:
    talks = (talk(1), talk(2), talk(3), acl())
    assert events(stage(tmp_path, *talks, faults=(Fault.unpublished(),)))["count"] == 0
    paged = events(stage(tmp_path, *talks, faults=(Fault.paged(2),)))
    assert (paged["count"], len(paged["results"])) == (3, 2)
    assert paged["next"]
    short = events(stage(tmp_path, *talks, faults=(Fault.short(first=1),)))
    assert (short["count"], len(short["results"])) == (1, 1)
    absent = stage(tmp_path, *talks, faults=(Fault.unpublished(),))
    assert absent.respond("/anthology/2025.acl.xml").status == 404


def test_the_records_are_grouped_numbered_and_cleaned(tmp_path: Path) -> None:
    file = tmp_path / "venues.jsonl"
    lines = [
        talk(url="", authors=["Ann Other, Zoë Example"]),
        talk(url="https://openreview.net/forum?id=aBcDeFgHiJ", authors=[], abstract=None),
        talk(venue="ICLR", year=2018, url="", authors=["Mononym"], appears="2025-01-01"),
    ]
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    icml, iclr = read_programmes(file)
    assert (icml.slug, iclr.slug) == ("icml-2025", "iclr-2018")
    assert [each.number for each in icml.talks] == ["10001", "10002"]
    assert icml.talks[0].authors == ("Ann Other", "Zoë Example")
    assert (icml.talks[1].authors, icml.talks[1].abstract) == ((), "")
    assert iclr.talks[0].appears == date(2025, 1, 1)
    assert iclr.talks[0].authors == ("Mononym",)


def test_a_record_that_cannot_be_played_is_named(tmp_path: Path) -> None:
    file = tmp_path / "venues.jsonl"
    file.write_text(json.dumps(talk(1)) + '\n{"venue": "icml"}\n', encoding="utf-8")
    with pytest.raises(BadData, match=r"venues\.jsonl:2"):
        read_programmes(file)
