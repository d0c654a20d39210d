"""Virtual sites: two files, events that say one thing twice, and everything that can be missing."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.sources.fakes import FakeHttp, tools
from tracker.errors import BadData, BadStatus, FetchFailed
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.papers import Kind
from tracker.model.venues import Programme, ProgrammeState
from tracker.sources import Source, open_source

SITE = "https://icml.cc"
URL = f"{SITE}/static/virtual/data/icml-2026-orals-posters.json"
NOW = datetime(2026, 5, 15, 8, tzinfo=UTC)
SPEC = SourceSpec(
    "venue/icml-2026",
    "virtual-site",
    URL,
    "venue",
    timedelta(days=7),
    {"venue": "ICML", "year": 2026, "notified": "2026-04-30", "ends": "2026-07-11"},
)


def event(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return the poster of a paper, each number another one."""
    told = {
        "id": 60000 + number,
        "uid": f"{number:032x}",
        "name": f"Counting Commas {number}",
        "authors": [{"fullname": "Zoë Example", "institution": "Example University"}],
        "abstract": f"We count {number} commas.",
        "decision": "Accept (poster)",
        "eventtype": "Poster",
        "virtualsite_url": f"/virtual/2026/poster/{60000 + number}",
        "sourceurl": "https://openreview.net/group?id=ICML.cc/2026/Conference",
        "visible": True,
    }
    return told | fields


def oral(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return the oral of the same paper, which says less."""
    address = f"/virtual/2026/oral/{70000 + number}"
    told = {"id": 70000 + number, "decision": "Accept (oral)", "virtualsite_url": address}
    return event(number, authors=[], abstract=None, eventtype="Oral", **(told | fields))


def page(*events: Any, **fields: Any) -> bytes:
    told = {"count": len(events), "next": None, "previous": None, "results": list(events)}
    return json.dumps(told | fields).encode()


Files = Callable[[str], bytes]


def files(events: bytes, abstracts: bytes | None = None) -> Files:
    """Return a server of the two files; a file that is None is not there."""

    def serve(url: str) -> bytes:
        body = events if url == URL else abstracts
        if body is None:
            raise BadStatus(f"404 Not Found from {url}", 404)
        return body

    return serve


def site(answers: bytes | Files) -> tuple[Source, FakeHttp]:
    http = FakeHttp(answers if callable(answers) else files(answers))
    return open_source(SPEC, tools(http, None)), http  # type: ignore[arg-type]


def harvest(answers: bytes | Files, checkpoint: str | None = None) -> Batch:
    (batch,) = site(answers)[0].harvest(checkpoint, NOW)
    return batch


def programme(batch: Batch) -> Programme:
    assert batch.programme is not None
    return batch.programme


def is_as_it_was(batch: Batch, state: ProgrammeState, message: str) -> bool:
    """Tell whether a batch brings no papers, and says again what is known of the list."""
    told = Programme("venue/icml-2026", "ICML", 2026, state, message=message)
    return (batch.announcements, batch.programme, batch.notes) == ((), told, ())


# --- what is read ---------------------------------------------------------------------------------


def test_the_example_documents_of_the_fact_sheet_load_whole(shared_folder: Path) -> None:
    text = (shared_folder / "sources.md").read_text(encoding="utf-8")
    told = text.partition("### 9.6")[2].partition("### 9.7")[0]
    events = told.partition("```json\n")[2].partition("```")[0]
    abstracts = re.findall(r"icml-2026-abstracts\.json`: `(.*)`", told)[0]
    batch = harvest(files(events.encode(), abstracts.encode()))
    (found,) = batch.announcements
    paper = found.paper
    assert (found.kind, found.announced_on, found.category) == (Kind.PUBLISHED, None, "ICML 2026")
    assert paper.id == PaperId("openreview", "aBcDeFgHiJ")
    assert (paper.title, paper.abstract) == ("Counting Commas", "We count commas.")
    assert [(each.name, each.affiliation) for each in paper.authors] == [
        ("Zoë Example", "Example University")
    ]
    assert paper.url == "https://icml.cc/virtual/2026/poster/60001"
    (mention,) = paper.venues
    assert (mention.venue, mention.year, mention.kind) == ("ICML", 2026, "main")
    assert (mention.presentation, mention.status) == ("oral", "accepted")
    assert mention.evidence == "https://icml.cc/virtual/2026/oral/70001"
    assert programme(batch) == Programme(
        source="venue/icml-2026",
        venue="ICML",
        year=2026,
        state=ProgrammeState.COMPLETE,
        expected=1,
        listed=1,
        abstracts=1,
        counts=(("main", 1),),
        url="https://icml.cc/virtual/2026/",
    )


def test_a_poster_and_an_oral_are_one_paper_that_is_an_oral() -> None:
    for events in ((event(1), oral(1)), (oral(1), event(1))):
        (found,) = harvest(page(*events)).announcements
        assert found.paper.authors
        assert found.paper.abstract == "We count 1 commas."
        assert found.paper.venues[0].presentation == "oral"
        assert found.paper.venues[0].evidence.endswith("/oral/70001")


FORUM = "https://openreview.net/forum?id=aBcDeFgHiJ"
MEDIA = [{"name": "OpenReview", "type": "URL", "uri": FORUM}]


@pytest.mark.parametrize(
    ("one", "other", "papers"),
    [
        ({}, {}, 1),
        ({}, {"name": "Counting Commas, the Talk"}, 1),
        ({"uid": None, "paper_url": FORUM}, {"uid": "other", "eventmedia": MEDIA}, 1),
        ({"uid": None}, {"uid": None, "name": "Counting  commas: 1!"}, 1),
        ({"uid": None}, {}, 1),
        ({"uid": ""}, {"uid": ""}, 1),
        ({"uid": "one"}, {"uid": "other"}, 2),
        ({"uid": None}, {"uid": None, "name": "Counting Dots"}, 2),
    ],
    ids=[
        *("by uid", "by uid, another title", "by OpenReview's id", "by title"),
        *("without uid, to one that has it", "empty uids"),
        *("two papers of one title", "two titles"),
    ],
)
def test_events_of_one_paper_are_told_apart_from_those_of_two(
    one: dict[str, Any], other: dict[str, Any], papers: int
) -> None:
    batch = harvest(page(event(1, **one), oral(1, **other)))
    assert programme(batch).listed == len(batch.announcements) == papers


def test_empty_uids_do_not_make_one_paper_of_all() -> None:
    assert programme(harvest(page(event(1, uid=""), event(2, uid="")))).listed == 2


def test_a_placeholder_is_no_id_of_openreview() -> None:
    link = "https://openreview.net/forum?id=2026-Oral--12"
    (found,) = harvest(page(event(1, paper_url=link))).announcements
    assert found.paper.id == PaperId("event", f"icml-2026/{1:012x}")


def test_an_id_that_comes_later_finds_the_paper_by_the_one_it_had() -> None:
    before = harvest(page(event(1))).announcements[0].paper
    later = harvest(page(event(1, paper_url=FORUM))).announcements[0].paper
    assert later.id.scheme == "openreview"
    assert before.id in later.identifiers


GROUP = "https://openreview.net/group?id="


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("main", {}),
        ("main", {"sourceurl": None}),
        ("main", {"sourceurl": "https://cmt3.research.microsoft.com/CVPR2026"}),
        ("main", {"name": "Position: known to the group", "eventtype": "Poster"}),
        ("position", {"name": "Position: Commas Matter", "sourceurl": None}),
        ("position", {"sourceurl": f"{GROUP}ICML.cc/2026/Position_Paper_Track"}),
        ("datasets", {"sourceurl": f"{GROUP}NeurIPS.cc/2026/Datasets_and_Benchmarks_Track"}),
        ("workshop", {"sourceurl": f"{GROUP}ICML.cc/2026/Workshop/Benchmarks_and_Positions"}),
        ("journal", {"sourceurl": f"{GROUP}NeurIPS.cc/2026/Journal_Track"}),
        ("journal", {"sourceurl": f"{GROUP}TMLR"}),
        ("tutorial", {"sourceurl": f"{GROUP}ICLR.cc/2026/BlogPosts"}),
        ("findings", {"sourceurl": f"{GROUP}thecvf.com/CVPR/2026/Findings"}),
        ("findings", {"session": "Findings Poster Session 2"}),
        ("findings", {"decision": "Accept (Findings)"}),
        ("ai-for-good", {"sourceurl": f"{GROUP}ICML.cc/2026/AI_for_Good_Track"}),
    ],
)
def test_the_track_makes_the_kind(kind: str, fields: dict[str, Any]) -> None:
    batch = harvest(page(event(1, **fields)))
    assert batch.announcements[0].paper.venues[0].kind == kind
    assert programme(batch).counts == ((kind, 1),)


@pytest.mark.parametrize(
    ("presentation", "fields"),
    [
        ("poster", {}),
        ("oral", {"decision": "Accept (Oral)"}),
        ("oral", {"decision": None, "eventtype": "Oral"}),
        ("spotlight", {"decision": "Accept (spotlight poster)"}),
        ("highlight", {"decision": "Highlight"}),
        ("award", {"decision": "Accept (oral)", "event_type": "Outstanding Paper Award"}),
        ("poster", {"decision": "Accept", "session": "Oral Session: temporal models"}),
        (None, {"decision": "Accept", "eventtype": None}),
        (None, {"decision": "Accept (temporal)", "eventtype": None}),
    ],
)
def test_decision_and_type_make_the_presentation(
    presentation: str | None, fields: dict[str, Any]
) -> None:
    (found,) = harvest(page(event(1, **fields))).announcements
    assert found.paper.venues[0].presentation == presentation


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": "Reject"},
        {"decision": "Desk rejected"},
        {"decision": "Withdrawn"},
        {"decision": "Paper withdrew"},
        {"visible": False},
        {"virtualsite_url": "/virtual/2025/loc/san-diego/poster/60001"},
    ],
    ids=str,
)
def test_what_is_not_of_this_programme_is_left_out(fields: dict[str, Any]) -> None:
    told = programme(harvest(page(event(1, **fields), event(2))))
    assert (told.state, told.expected, told.listed) == (ProgrammeState.COMPLETE, 1, 1)


def test_a_location_in_the_address_hides_no_year() -> None:
    address = "/virtual/2026/loc/san-diego/poster/60001"
    (found,) = harvest(page(event(1, virtualsite_url=address))).announcements
    assert found.paper.url == f"{SITE}{address}"


def test_null_fields_cost_nothing_but_themselves() -> None:
    nothing = dict.fromkeys(event(1) | {"eventmedia": 0, "paper_url": 0, "session": 0})
    (found,) = harvest(page(nothing | {"name": "Bare"})).announcements
    assert (found.paper.title, found.paper.authors, found.paper.url) == ("Bare", (), "")
    assert found.paper.id.value.startswith("icml-2026/")
    assert found.paper.venues[0].evidence == URL


def test_addresses_that_are_none_cost_nothing_but_themselves() -> None:
    odd = {"virtualsite_url": "http://[", "sourceurl": "//[", "paper_url": "javascript:x"}
    (found,) = harvest(page(event(1, **odd))).announcements
    assert (found.paper.url, found.paper.pdf_url) == ("", None)
    assert found.paper.venues[0].kind == "main"


def test_only_links_to_the_paper_itself_are_its_arxiv_id() -> None:
    project = {"name": "Project", "uri": "https://arxiv.org/abs/2501.00001"}
    paper = {"name": "Paper", "uri": "https://arxiv.org/pdf/2601.01234v2"}
    (found,) = harvest(page(event(1, eventmedia=[project, None, paper]))).announcements
    assert PaperId("arxiv", "2601.01234") in found.paper.identifiers
    assert len(found.paper.identifiers) == 2


# --- the second file ------------------------------------------------------------------------------


def test_abstracts_inline_need_no_second_file() -> None:
    source, http = site(page(event(1)))
    list(source.harvest(None, NOW))
    assert http.asked == [URL]


def test_an_abstract_may_stand_with_any_event_of_the_paper() -> None:
    events = page(event(1, abstract=""), oral(1), event(2, abstract=None))
    abstracts = json.dumps({"70001": "Told of the oral.", "60002": None}).encode()
    batch = harvest(files(events, abstracts))
    assert [each.paper.abstract for each in batch.announcements] == ["Told of the oral.", ""]
    told = programme(batch)
    assert (told.state, told.listed, told.abstracts) == (ProgrammeState.COMPLETE, 2, 1)


@pytest.mark.parametrize(
    ("abstracts", "message"),
    [
        (None, "there is no file of abstracts yet (404)"),
        (b"<!DOCTYPE html><title>Log in</title>", "no abstracts: icml.cc sent no file of"),
        (b'{"60001": "cut', "no abstracts: icml.cc sent no file of abstracts but"),
        (b'[{"id": 60001}]', "no abstracts: icml.cc sent no file of abstracts: Expected `object`"),
        (b"", "no abstracts: icml.cc sent no file of abstracts but ''"),
    ],
    ids=["missing", "a web page", "cut", "another shape", "empty"],
)
def test_without_its_abstracts_a_list_is_partial_and_kept(
    abstracts: bytes | None, message: str
) -> None:
    batch = harvest(files(page(event(1, abstract=""), event(2, abstract="")), abstracts))
    told = programme(batch)
    assert (told.state, told.expected, told.listed) == (ProgrammeState.PARTIAL, 2, 2)
    assert told.abstracts == 0
    assert told.message.startswith(message)
    assert batch.notes == (f"ICML 2026: {told.message}",)


def test_a_few_papers_without_an_abstract_do_not_make_a_list_partial() -> None:
    told = programme(harvest(page(event(1), event(2), event(3, abstract=""))))
    assert (told.state, told.abstracts, told.message) == (ProgrammeState.COMPLETE, 2, "")


def test_a_failure_of_the_second_file_is_told_and_costs_no_list() -> None:
    def broken(url: str) -> bytes:
        if url == URL:
            return page(event(1, abstract=""))
        raise FetchFailed("icml.cc hung up")

    told = programme(harvest(broken))
    assert (told.state, told.message) == (ProgrammeState.PARTIAL, "no abstracts: icml.cc hung up")


def test_abstracts_that_appear_later_are_fetched_though_the_events_are_the_same() -> None:
    events = page(event(1, abstract=""))
    first = harvest(files(events))
    waiting = harvest(files(events), first.checkpoint)
    assert is_as_it_was(waiting, ProgrammeState.PARTIAL, "there is no file of abstracts yet (404)")
    later = harvest(files(events, b'{"60001": "We count commas."}'), waiting.checkpoint)
    assert later.announcements[0].paper.abstract == "We count commas."
    assert programme(later).state is ProgrammeState.COMPLETE
    again = harvest(files(events, b'{"60001": "We count commas."}'), later.checkpoint)
    assert is_as_it_was(again, ProgrammeState.COMPLETE, "")


def test_a_failure_while_looking_for_new_abstracts_is_no_quiet_day() -> None:
    events = page(event(1, abstract=""))
    first = harvest(files(events, b'{"60001": "We count."}'))

    def broken(url: str) -> bytes:
        if url == URL:
            return events
        raise BadStatus(f"500 from {url}", 500)

    with pytest.raises(BadStatus):
        harvest(broken, first.checkpoint)


# --- what is not whole, not there, or no list at all ----------------------------------------------


@pytest.mark.parametrize(
    ("body", "state", "listed", "message"),
    [
        (page(), "not published", 0, "the site lists nothing yet (count 0)"),
        (
            page(event(1, virtualsite_url="/virtual/2025/poster/1")),
            *("not published", 0),
            "none of the site's events (1) is of this year and to be seen",
        ),
        (
            page(event(1), event(2), count=5163, next="https://icml.cc/api/events?page=2"),
            *("partial", 2),
            "2 of 5,163 events: the list goes on where an account is needed",
        ),
        (page(event(1), count=5163), "partial", 1, "only 1 of 5,163 events came"),
        (page(count=5163), "partial", 0, "only 0 of 5,163 events came"),
        (
            page(event(1), event(2, authors="Zoë"), 7, {"name": " "}),
            *("partial", 1),
            "events that cannot be read: 3",
        ),
    ],
    ids=["count 0", "last year's", "next set", "short", "count without events", "odd events"],
)
def test_each_way_of_not_being_whole_has_a_state_and_a_message_of_its_own(
    body: bytes, state: str, listed: int, message: str
) -> None:
    told = programme(harvest(body))
    assert (told.state, told.listed, told.message) == (state, listed, message)


def test_no_file_yet_is_not_published() -> None:
    def missing(url: str) -> bytes:
        raise BadStatus(f"404 Not Found from {url}", 404)

    batch = harvest(missing)
    assert programme(batch).state is ProgrammeState.NOT_PUBLISHED
    assert programme(batch).message == "there is no list yet (404)"
    assert batch.notes == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><html><title>Log in</title></html>", "but '<!DOCTYPE html>"),
        (b"Rate exceeded.", "but 'Rate exceeded.'"),
        (page(event(1))[:-3], 'but \'{"count": 1'),
        (b'{"error": "busy"}', "missing required field `results`"),
        (b'{"count": 1, "results": {}}', "Expected `array`, got `object`"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"results": ' + b"[" * 100_000, 'but \'{"results": [['),
    ],
    ids=["a web page", "text", "cut", "an error", "results that are none", "a list", "deep"],
)
def test_what_is_no_list_of_events_is_an_error_that_says_what_came(body: bytes, said: str) -> None:
    with pytest.raises(BadData, match=r"icml\.cc sent no list of events") as caught:
        harvest(body)
    assert said in str(caught.value)


def test_a_list_that_was_there_is_never_taken_for_one_that_is_not() -> None:
    checkpoint = harvest(page(event(1), event(2))).checkpoint

    def missing(url: str) -> bytes:
        raise BadStatus(f"404 Not Found from {url}", 404)

    with pytest.raises(BadStatus):
        harvest(missing, checkpoint)
    with pytest.raises(
        BadData, match=r"ICML 2026 had 2 papers, and now the site lists nothing yet"
    ):
        harvest(page(), checkpoint)


def test_a_list_that_shrinks_says_by_how_much() -> None:
    checkpoint = harvest(page(event(1), event(2), event(3))).checkpoint
    partial = harvest(page(event(1), count=3), checkpoint)
    assert programme(partial).message == "only 1 of 3 events came; it had 3 papers, and now 1"
    told = programme(harvest(page(event(1)), partial.checkpoint))
    assert (told.state, told.message) == (ProgrammeState.COMPLETE, "it had 3 papers, and now 1")


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert programme(harvest(b"\xef\xbb\xbf" + page(event(1)))).listed == 1


# --- when to ask again ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "turn"),
    [
        ("2026-02-01T08:00", "2026-02-08T08:00"),
        ("2026-04-27T08:00", "2026-04-30T00:00"),
        ("2026-04-30T08:00", "2026-05-01T08:00"),
        ("2026-07-11T08:00", "2026-07-12T08:00"),
        ("2026-07-12T08:00", "2026-07-19T08:00"),
    ],
    ids=["before", "just before", "the notification", "the last day", "after"],
)
def test_it_asks_daily_from_the_notification_to_the_last_day_and_else_weekly(
    now: str, turn: str
) -> None:
    source, _ = site(page())
    (batch,) = source.harvest(None, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert batch.next_at == datetime.fromisoformat(turn).replace(tzinfo=UTC)
