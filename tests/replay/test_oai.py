"""OAI-PMH as a harvester meets it: sets, days, versions, pages, tokens, and errors with 200."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import etree

from tests.replay.worlds import MONDAY, TUESDAY, at, record, world
from tracker.replay import Fault, Stage, World

NAMES = {"o": "http://www.openarchives.org/OAI/2.0/", "r": "http://arxiv.org/OAI/arXivRaw/"}
WEDNESDAY, NEXT_MONDAY = date(2025, 11, 5), date(2025, 11, 10)


def ask(stage: Stage, verb: str = "ListRecords", **asked: str) -> Any:
    """Ask as a careful client does: values are encoded once, whatever they hold."""
    if "resumptionToken" not in asked and verb.startswith("List"):
        asked.setdefault("metadataPrefix", "arXivRaw")
    named = {name.rstrip("_"): text for name, text in asked.items()}
    answered = stage.respond(f"{stage.oai_url}?{urlencode({'verb': verb, **named})}")
    assert (answered.status, answered.content_type) == (200, "text/xml; charset=utf-8")
    return etree.fromstring(answered.body)


def pages(stage: Stage, **asked: str) -> Iterator[Any]:
    """Yield the pages of a whole list."""
    page = ask(stage, **asked)
    yield page
    while token := text(page, "resumptionToken"):
        page = ask(stage, resumptionToken=token)
        yield page


def texts(root: Any, name: str) -> list[str]:
    prefix = "o" if name in ("identifier", "datestamp", "setSpec", "resumptionToken") else "r"
    return [each.text for each in root.iterfind(f".//{prefix}:{name}", NAMES)]


def text(root: Any, name: str) -> str | None:
    return next(iter(texts(root, name)), None)


def ids(*roots: Any) -> list[str]:
    return [each.removeprefix("oai:arXiv.org:") for r in roots for each in texts(r, "identifier")]


def code(root: Any) -> str | None:
    error = root.find("o:error", NAMES)
    return None if error is None else error.get("code")


def on(played: World, now: datetime, **options: Any) -> Stage:
    return Stage(played, lambda: now, **options)


def many(folder: Path, count: int = 7) -> World:
    return world(folder, *(record(f"2511.{n:05}", MONDAY, "cs.CL") for n in range(1, count + 1)))


# --- what a record says ---------------------------------------------------------------------------


def test_a_record_has_versions_licence_comment_and_raw_text(tmp_path: Path) -> None:
    long = "A title that is too long for one line of the database of the archive, which wraps it"
    told = record("2511.00001", MONDAY, "cs.LG", "stat.ML", title=long, doi="10.1/x")
    root = ask(on(world(tmp_path, told), at(MONDAY)))
    assert texts(root, "setSpec") == ["cs:cs:LG", "stat:stat:ML"]
    assert (text(root, "datestamp"), text(root, "categories")) == ("2025-11-03", "cs.LG stat.ML")
    assert (text(root, "comments"), text(root, "doi")) == ("12 pages", "10.1/x")
    assert str(text(root, "license")).startswith("http://arxiv.org/licenses/")
    assert text(root, "authors") == "Ann Other and Zoë Example"
    title = str(text(root, "title"))
    assert "\n  " in title
    assert " ".join(title.split()) == long
    assert root.findtext("o:responseDate", namespaces=NAMES) == "2025-11-03T17:00:00Z"


def test_seven_versions_have_their_dates_in_order(tmp_path: Path) -> None:
    days = [f"2025-11-{day:02}" for day in (4, 5, 6, 7, 10, 11)]
    played = world(tmp_path, record("2511.00001", MONDAY, replaced=days))
    root = ask(on(played, at(date(2025, 11, 11))))
    versions = root.findall(".//r:version", NAMES)
    assert [each.get("version") for each in versions] == [f"v{n}" for n in range(1, 8)]
    dates = [
        datetime.strptime(each, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        for each in texts(root, "date")
    ]
    assert dates == sorted(dates)
    assert text(root, "datestamp") == "2025-11-11"


def test_a_withdrawal_is_a_last_version_without_content_and_a_reason(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY, withdrawn=WEDNESDAY.isoformat()))
    before, after = (ask(on(played, at(day))) for day in (TUESDAY, WEDNESDAY))
    assert (texts(before, "source_type"), text(before, "comments")) == (["D"], "12 pages")
    assert texts(after, "source_type") == ["D", "I"]
    assert texts(after, "size")[-1] == "0kb"
    assert str(text(after, "comments")).startswith("This paper has been withdrawn")


def test_a_paper_held_for_two_weeks_has_its_submission_and_its_day(tmp_path: Path) -> None:
    played = world(tmp_path, record("2511.00001", MONDAY, published="2025-10-20T06:00:00Z"))
    root = ask(on(played, at(MONDAY)))
    assert text(root, "date") == "Mon, 20 Oct 2025 06:00:00 GMT"
    assert text(root, "datestamp") == "2025-11-03"


# --- which records come ---------------------------------------------------------------------------


def test_a_record_is_there_from_the_evening_before_its_day(tmp_path: Path) -> None:
    played = many(tmp_path, 1)
    evening = datetime(2025, 11, 3, 3, 29, tzinfo=UTC)  # Sunday 22:29 in New York.
    assert code(ask(on(played, evening))) == "noRecordsMatch"
    assert ids(ask(on(played, evening + timedelta(minutes=1)))) == ["2511.00001"]


def test_a_set_holds_its_category_as_primary_or_not_and_archives_hold_all(tmp_path: Path) -> None:
    papers = (record("2511.00001"), record("2511.00002", MONDAY, "math.CO", "cs.LG"))
    stage = on(world(tmp_path, *papers), at(MONDAY))
    wanted = {"cs:cs:CL": 1, "cs:cs:LG": 1, "cs:cs": 2, "cs": 2, "math:math:CO": 1}
    for name, count in wanted.items():
        assert len(ids(ask(stage, set=name))) == count, name
    assert code(ask(stage, set="cs:cs:CV")) == "noRecordsMatch"


@pytest.mark.parametrize(
    "change",
    [
        {"replaced": ["2025-11-05"]},
        {"withdrawn": "2025-11-05"},
        {"comment_changes": [["2025-11-05", "Accepted at X"]]},
        {"cross_listed": {"cs.LG": "2025-11-05"}},
    ],
)
def test_every_change_moves_the_datestamp(tmp_path: Path, change: dict[str, Any]) -> None:
    stage = on(world(tmp_path, record("2511.00001", MONDAY, **change)), at(WEDNESDAY))
    assert code(ask(stage, from_="2025-11-03", until="2025-11-04")) == "noRecordsMatch"
    assert ids(ask(stage, from_="2025-11-05")) == ["2511.00001"]
    assert code(ask(stage, from_="2025-11-06")) == "noRecordsMatch"


def test_comments_and_categories_are_those_of_the_day(tmp_path: Path) -> None:
    changes = {
        "comment_changes": [["2025-11-05", "Accepted at X"], ["2025-11-07", "Accepted at Y"]],
        "cross_listed": {"cs.LG": "2025-11-10"},
    }
    played = world(tmp_path, record("2511.00001", MONDAY, **changes))
    for day, comment, categories in (
        (MONDAY, "12 pages", "cs.CL"),
        (date(2025, 11, 6), "Accepted at X", "cs.CL"),
        (NEXT_MONDAY, "Accepted at Y", "cs.CL cs.LG"),
    ):
        root = ask(on(played, at(day)))
        assert (text(root, "comments"), text(root, "categories")) == (comment, categories)


def test_one_record_and_headers_alone_can_be_asked_for(tmp_path: Path) -> None:
    stage = on(many(tmp_path), at(MONDAY))
    asked = {"metadataPrefix": "arXivRaw", "identifier": "oai:arXiv.org:2511.00003"}
    assert ids(ask(stage, "GetRecord", **asked)) == ["2511.00003"]
    headers = ask(stage, "ListIdentifiers")
    assert (len(ids(headers)), texts(headers, "title")) == (7, [])
    assert ask(stage, "Identify").find(".//o:granularity", NAMES).text == "YYYY-MM-DD"


# --- pages ----------------------------------------------------------------------------------------


def test_a_list_of_one_page_has_no_token(tmp_path: Path) -> None:
    root = ask(on(many(tmp_path), at(MONDAY)))
    assert root.find(".//o:resumptionToken", NAMES) is None


def test_pages_hold_everything_once_and_the_last_has_an_empty_token(tmp_path: Path) -> None:
    found = list(pages(on(many(tmp_path), at(MONDAY), oai_page=3), set="cs:cs:CL"))
    assert [len(ids(each)) for each in found] == [3, 3, 1]
    assert ids(*found) == [f"2511.{n:05}" for n in range(1, 8)]
    last = found[-1].find(".//o:resumptionToken", NAMES)
    assert (last is not None, last.text) == (True, None)
    first = found[0].find(".//o:resumptionToken", NAMES)
    assert first.get("expirationDate") == "2025-11-04T00:00:00Z"


def test_a_token_is_encoded_already_and_has_to_be_encoded_again(tmp_path: Path) -> None:
    stage = on(many(tmp_path), at(MONDAY), oai_page=3)
    token = str(text(ask(stage, set="cs:cs:CL"), "resumptionToken"))
    assert "%3D" in token
    assert "=" not in token
    careless = stage.respond(f"/oai?verb=ListRecords&resumptionToken={token}")
    assert code(etree.fromstring(careless.body)) == "badResumptionToken"


def test_a_token_stands_alone_and_ends_at_midnight_utc(tmp_path: Path) -> None:
    hands = [datetime(2025, 11, 3, 23, 59, tzinfo=UTC)]
    stage = Stage(many(tmp_path), lambda: hands[0], oai_page=3)
    token = str(text(ask(stage), "resumptionToken"))
    assert code(ask(stage, resumptionToken=token, metadataPrefix="arXivRaw")) == "badArgument"
    assert code(ask(stage, resumptionToken="nonsense")) == "badResumptionToken"
    assert code(ask(stage, "ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    assert code(ask(stage, resumptionToken=token)) is None
    hands[0] += timedelta(minutes=1)
    assert code(ask(stage, resumptionToken=token)) == "badResumptionToken"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=ListEverything", "badVerb"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&colour=red", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&metadataPrefix=arXivRaw", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=03.11.2025", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=2025-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=2005-09-15", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=arXivRaw&from=2025-11-02&until=2025-11-01",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=arXivRaw&until=2025-11-05", "badArgument"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&set=cs.CL", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=arXivRaw&from=2025-11-04", "noRecordsMatch"),
        ("verb=GetRecord&metadataPrefix=arXivRaw", "badArgument"),
        ("verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:1", "idDoesNotExist"),
    ],
)
def test_every_error_is_an_answer_with_status_200(
    tmp_path: Path, query: str, expected: str
) -> None:
    answered = on(many(tmp_path), at(MONDAY)).respond(f"/oai?{query}")
    root = etree.fromstring(answered.body)
    assert (answered.status, code(root)) == (200, expected)
    assert bool(root.find("o:request", NAMES).attrib) == (expected[:6] not in ("badVer", "badArg"))


# --- going wrong ----------------------------------------------------------------------------------


def test_pages_may_come_twice_or_in_no_order_and_nothing_is_lost(tmp_path: Path) -> None:
    played = many(tmp_path)
    whole = [f"2511.{n:05}" for n in range(1, 8)]
    twice = list(pages(on(played, at(MONDAY), oai_page=3, faults=[Fault.twice()])))
    assert [len(ids(each)) for each in twice] == [3, 3, 3, 3, 1, 1]
    jumbled = list(pages(on(played, at(MONDAY), oai_page=3, faults=[Fault.jumbled()])))
    assert ids(*jumbled) != whole
    assert sorted(ids(*jumbled)) == whole


def test_a_list_goes_on_as_it_began_when_the_fault_ends_between_two_pages(tmp_path: Path) -> None:
    faults = [Fault.jumbled(times=1), Fault.twice(times=1)]
    found = ids(*pages(on(many(tmp_path), at(MONDAY), oai_page=3, faults=faults)))
    assert len(found) == 14
    assert set(found) == {f"2511.{n:05}" for n in range(1, 8)}


def test_a_token_may_expire_at_once_and_only_resumed_requests_are_struck(tmp_path: Path) -> None:
    stage = on(many(tmp_path), at(MONDAY), oai_page=3, faults=[Fault.expired(times=1)])
    token = str(text(ask(stage), "resumptionToken"))
    assert code(ask(stage, resumptionToken=token)) == "badResumptionToken"
    assert len(list(pages(stage))) == 3


def test_only_a_later_page_may_be_cut(tmp_path: Path) -> None:
    cut = Fault.cut().on("/oai", query="resumptionToken")
    stage = on(many(tmp_path), at(MONDAY), oai_page=3, faults=[cut])
    token = str(text(ask(stage), "resumptionToken"))
    with pytest.raises(etree.XMLSyntaxError):
        ask(stage, resumptionToken=token)


def test_an_oai_server_that_is_stale_or_short_looks_well(tmp_path: Path) -> None:
    papers = [record(f"2511.{n:05}", TUESDAY) for n in range(1, 30)]
    played = world(tmp_path, record("2511.00099", MONDAY), *papers)
    stale = Fault.stale().on("/oai", category="cs.CL").on_days(TUESDAY, TUESDAY)
    stage = on(played, at(TUESDAY), faults=[stale])
    assert ids(ask(stage, set="cs:cs:CL")) == ["2511.00099"]
    assert len(ids(ask(stage))) == 30
    some = ids(ask(on(played, at(TUESDAY), faults=[Fault.short(missing=0.5)])))
    assert 0 < len(some) < 30
