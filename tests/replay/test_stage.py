"""The stage answers in this process as the server does over the wire."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from lxml import etree

from tests.replay.worlds import MONDAY, at, record, world
from tracker.replay import Fault, Replay, Stage, World

PATHS = (
    "/rss/cs.CL",
    "/api/query?search_query=cat:cs.CL",
    "/oai?verb=ListRecords&metadataPrefix=arXivRaw",
    "/list/cs.CL/new",
)


def test_both_give_the_same_bytes(tmp_path: Path) -> None:
    with Replay(world(tmp_path, record("2511.00001")), lambda: at(MONDAY)) as replay:
        for path in PATHS:
            with urlopen(replay.url + path) as sent:
                assert sent.read() == replay.respond(path).body
        assert replay.oai_url == f"{replay.url}/oai"
        assert replay.listing_url == f"{replay.url}/list"


def test_faults_given_up_front_strike_over_the_wire_too(tmp_path: Path) -> None:
    faults = [Fault.short(first=0), Fault.cut().on("/oai")]
    played = world(tmp_path, record("2511.00001"))
    with Replay(played, lambda: at(MONDAY), faults=faults) as replay:
        with urlopen(f"{replay.rss_url}/cs.CL") as sent:
            assert b"<item>" not in sent.read()
        with urlopen(f"{replay.oai_url}?verb=Identify") as sent:
            assert not sent.read().endswith(b"</OAI-PMH>")


def test_requests_are_written_down_with_whole_addresses_cut_to_targets(tmp_path: Path) -> None:
    stage = Stage(world(tmp_path), lambda: at(MONDAY))
    stage.respond(f"{stage.rss_url}/cs.CL?x=1", {"User-Agent": "test"})
    (seen,) = stage.requests
    assert (seen.path, seen.headers, seen.in_flight) == (
        "/rss/cs.CL?x=1",
        {"user-agent": "test"},
        1,
    )
    assert seen.ended is not None


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.reset(), ConnectionResetError),
        (Fault.broken_off(), ConnectionResetError),
        (Fault.silent(), TimeoutError),
        (Fault.drip(1), TimeoutError),
    ],
)
def test_what_never_comes_whole_is_raised(
    tmp_path: Path, fault: Fault, error: type[Exception]
) -> None:
    stage = Stage(world(tmp_path), lambda: at(MONDAY), faults=[fault])
    with pytest.raises(error):
        stage.respond("/rss/cs.CL")
    assert stage.requests[0].ended is not None


def test_bodies_go_wrong_without_sockets_and_delays_do_not_wait(tmp_path: Path) -> None:
    stage = Stage(world(tmp_path), lambda: at(MONDAY))
    whole = stage.respond("/rss/cs.CL").body
    for fault, body in (
        (Fault.cut(), whole[: len(whole) // 2]),
        (Fault.empty(), b""),
        (Fault.delay(3600), whole),
    ):
        stage.fail("/rss/", fault)
        assert stage.respond("/rss/cs.CL").body == body
    stage.heal()
    assert stage.respond("/rss/cs.CL").body == whole


# --- real records ---------------------------------------------------------------------------------


def test_all_routes_agree_on_every_listing_day_of_a_real_month(shared_folder: Path) -> None:
    file = shared_folder / "data" / "arxiv" / "arxiv-2025-11.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    played = World.read([file])
    now = datetime(2025, 11, 3, 12, tzinfo=UTC)
    while now.month == 11:
        listed = {
            each["id"]
            for each in records
            if each["listed"] == f"{now:%Y-%m-%d}" and "cs.CL" in each["categories"]
        }
        stage = Stage(played, lambda now=now: now)  # type: ignore[misc]
        if now.weekday() < 5:
            assert from_feed(stage) == from_page(stage) == from_oai(stage, now) == listed
        now += timedelta(days=1)


def from_feed(stage: Stage) -> set[str]:
    guids = etree.fromstring(stage.respond("/rss/cs.CL").body).iterfind(".//guid")
    return {each.text.removeprefix("oai:arXiv.org:").removesuffix("v1") for each in guids}


def from_page(stage: Stage) -> set[str]:
    page = etree.fromstring(stage.respond("/list/cs.CL/new?show=2000").body, etree.HTMLParser())
    return {each.get("id") for each in page.iterfind(".//dt/a[@title='Abstract']")}


def from_oai(stage: Stage, now: datetime) -> set[str]:
    asked = f"verb=ListRecords&metadataPrefix=arXivRaw&set=cs:cs:CL&from={now:%Y-%m-%d}"
    root = etree.fromstring(stage.respond(f"/oai?{asked}").body)
    return {each.text for each in root.iterfind(".//{http://arxiv.org/OAI/arXivRaw/}id")}
