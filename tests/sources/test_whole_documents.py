"""Lists of final papers: PMLR, the proceedings of NeurIPS and ICLR, the CVF, OpenReview, DBLP."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.sources.fakes import FakeHttp, tools
from tests.sources.recordings import FOLDER
from tracker.errors import BadData, BadStatus, NotAFeed, Unavailable
from tracker.http import Http
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.venues import Programme, ProgrammeState
from tracker.sources import Tools, open_source

NOW = datetime(2026, 8, 1, 8, tzinfo=UTC)
VOLUME = (FOLDER / "pmlr/icml-2026.yaml").read_text(encoding="utf-8")
PAGE = (FOLDER / "proceedings/neurips-2025.html").read_text(encoding="utf-8")
OPEN_ACCESS = (FOLDER / "cvf/cvpr-2025.html").read_text(encoding="utf-8")
NOTES = (FOLDER / "openreview/icml-2026.notes").read_text(encoding="utf-8")


def harvest(
    kind: str,
    body: str | Callable[[str], bytes],
    venue: str = "ICML",
    year: int = 2026,
    checkpoint: str | None = None,
) -> Batch:
    answer = body.encode() if isinstance(body, str) else body
    return harvest_with(FakeHttp(answer), kind, venue, year, checkpoint)


def harvest_with(
    http: FakeHttp, kind: str, venue: str, year: int, checkpoint: str | None = None
) -> Batch:
    url = f"https://{kind}.example/list?of=it"
    options = {"venue": venue, "year": year}
    spec = SourceSpec(f"{kind}/it", kind, url, "venue", timedelta(days=7), options)
    (batch,) = open_source(spec, tools(http, None)).harvest(checkpoint, NOW)  # type: ignore[arg-type]
    return batch


def programme(batch: Batch) -> Programme:
    assert batch.programme is not None
    return batch.programme


def example(shared_folder: Path, number: str, language: str) -> str:
    """Return an example document of the fact sheet."""
    text = (shared_folder / "sources.md").read_text(encoding="utf-8")
    section = text.partition(f"### {number}")[2]
    return section.partition(f"```{language}\n")[2].partition("```")[0]


def missing(url: str) -> bytes:
    raise BadStatus(f"404 Not Found from {url}", 404)


# --- what the fact sheet shows --------------------------------------------------------------------


def test_the_example_of_pmlr_loads_whole(shared_folder: Path) -> None:
    batch = harvest("pmlr", example(shared_folder, "9.8", "yaml"))
    (found,) = batch.announcements
    assert found.paper.title == "Counting Commas: It's $O(n)$"
    assert found.paper.abstract == "We count commas."
    assert [each.name for each in found.paper.authors] == ["Zoë Example"]
    assert found.paper.id == PaperId("pmlr", "v306/example26a")
    assert programme(batch).state is ProgrammeState.COMPLETE


def test_the_fragments_of_both_web_pages_load_whole(shared_folder: Path) -> None:
    fragments = example(shared_folder, "9.9", "html")
    page = f"<html><body><ul>{fragments}</ul></body></html>"
    (listed,) = harvest("proceedings", page, "NeurIPS", 2025).announcements
    assert (listed.paper.title, len(listed.paper.authors)) == ("Counting Commas", 2)
    (seen,) = harvest("cvf", page, "CVPR", 2025).announcements
    assert [each.name for each in seen.paper.authors] == ["Zoë Example"]
    assert PaperId("arxiv", "2503.01234") in seen.paper.identifiers
    assert seen.paper.pdf_url
    assert seen.paper.pdf_url.endswith("Example_Counting_Commas_CVPR_2025_paper.pdf")


def test_the_examples_of_openreview_and_dblp_load_whole(shared_folder: Path) -> None:
    notes = example(shared_folder, "9.7", "json")
    (found,) = harvest("openreview", notes).announcements
    (mention,) = found.paper.venues
    assert (mention.kind, mention.presentation) == ("main", "spotlight")
    dblp = example(shared_folder, "9.11", "json").splitlines()[0]
    assert programme(harvest("dblp", dblp, "NeurIPS", 2025)).listed == 1


# --- PMLR -----------------------------------------------------------------------------------------


def test_maths_is_no_markup() -> None:
    volume = VOLUME.replace(
        "We count <em>commas</em>", "For $a<b$ and c>d, we <i>count</i> x<sub>2"
    )
    first = harvest("pmlr", volume).announcements[0].paper
    assert first.abstract.startswith("For $a<b$ and c>d, we count x2")


def test_an_entry_that_cannot_be_read_costs_only_itself_and_is_counted() -> None:
    spoilt = "- title: 'Never closed\n  URL: x\n"
    batch = harvest("pmlr", VOLUME.replace("- title: 'Semi", f"{spoilt}- title: 'Semi"))
    told = programme(batch)
    assert (told.state, told.listed, told.expected) == (ProgrammeState.PARTIAL, 2, 3)
    assert told.message == "entries that cannot be read: 1"


def test_a_volume_that_is_cut_is_refused() -> None:
    lines = VOLUME.splitlines()
    cuts = ["\n".join(lines[:last]) for last in range(2, len(lines))]
    told = [cut for cut in cuts if not cut.endswith("- 6")]  # Between two papers nothing tells it.
    assert len(told) == len(cuts) - 1
    for cut in told:
        with pytest.raises(BadData):
            harvest("pmlr", cut)


def test_an_entry_full_of_aliases_is_no_bomb() -> None:
    laughs = "- title: &a 'ha'\n  b: &b [*a,*a,*a]\n  c: &c [*b,*b,*b]\n  URL: *c\n"
    batch = harvest("pmlr", VOLUME.replace("- title: 'Semi", f"{laughs}- title: 'Semi"))
    assert programme(batch).listed == 2


def test_yaml_makes_no_objects() -> None:
    evil = "- title: !!python/object/apply:os.system ['true']\n"
    batch = harvest("pmlr", VOLUME.replace("- title: 'Semi", f"{evil}- title: 'Semi"))
    assert programme(batch).listed == 2


# --- web pages ------------------------------------------------------------------------------------


def test_tracks_of_neurips_are_kinds() -> None:
    found = harvest("proceedings", PAGE, "NeurIPS", 2025).announcements
    assert [each.paper.venues[0].kind for each in found] == ["main", "datasets"]


def test_a_page_of_another_year_is_no_list() -> None:
    with pytest.raises(NotAFeed, match="lists no papers of 2024"):
        harvest("proceedings", PAGE, "NeurIPS", 2024)
    with pytest.raises(NotAFeed, match="lists no papers of ICCV 2025"):
        harvest("cvf", OPEN_ACCESS, "ICCV", 2025)


def test_a_link_that_leads_elsewhere_makes_the_list_partial() -> None:
    page = PAGE.replace("/hash/fedcba9876543210fedcba9876543210", "/elsewhere/7")
    told = programme(harvest("proceedings", page, "NeurIPS", 2025))
    assert (told.state, told.listed, told.expected) == (ProgrammeState.PARTIAL, 1, 2)


def test_pages_that_are_not_there_yet_are_not_published() -> None:
    for kind in ("pmlr", "proceedings", "cvf", "dblp"):
        told = programme(harvest(kind, missing))
        assert (told.state, told.listed) == (ProgrammeState.NOT_PUBLISHED, 0), kind
        assert told.message, kind


def test_a_list_that_is_gone_again_is_a_failure_and_keeps_the_last() -> None:
    for kind, body in (("pmlr", VOLUME), ("dblp", dblp_page(3, 0, 3))):
        kept = harvest(kind, body).checkpoint
        with pytest.raises(BadStatus):
            harvest(kind, missing, checkpoint=kept)


def test_a_list_that_has_shrunk_says_so() -> None:
    kept = harvest("cvf", OPEN_ACCESS, "CVPR", 2025).checkpoint
    shorter = OPEN_ACCESS[
        : OPEN_ACCESS.index('<dt class="ptitle"><br><a href="/content/CVPR2025/html/T')
    ]
    batch = harvest("cvf", shorter + "</dl></body></html>", "CVPR", 2025, kept)
    assert programme(batch).message == "it had 2 papers, and now 1"
    assert batch.notes == ("CVPR 2025: it had 2 papers, and now 1",)


# --- DBLP -----------------------------------------------------------------------------------------


def dblp_page(total: int, first: int, sent: int) -> str:
    hits = [{"info": {"type": "Conference and Workshop Papers"}} for _ in range(sent)]
    if first == 0 and hits:
        hits[0] = {"info": {"type": "Editorship"}}
    told = {"@total": str(total), "@sent": str(sent), "@first": str(first), "hit": hits}
    return json.dumps({"result": {"hits": told}})


def dblp_site(total: int, *, last_page: bool = True) -> Callable[[str], bytes]:
    def answer(url: str) -> bytes:
        first = int(url.rpartition("&f=")[2])
        left = max(min(1000, total - first), 0)
        return dblp_page(total, first, left if last_page or first == 0 else 0).encode()

    return answer


def test_dblp_is_counted_over_all_its_pages_without_the_volume_itself() -> None:
    http = FakeHttp(dblp_site(2345))
    told = programme(harvest_with(http, "dblp", "ICML", 2026))
    assert (told.state, told.listed) == (ProgrammeState.COMPLETE, 2344)
    assert [url.rpartition("&f=")[2] for url in http.asked] == ["0", "1000", "2000"]


def test_a_count_of_dblp_that_does_not_end_is_partial() -> None:
    told = programme(harvest("dblp", dblp_site(2345, last_page=False)))
    assert (told.state, told.message) == (
        ProgrammeState.PARTIAL,
        "only 1,000 of 2,345 records came",
    )


def test_an_empty_volume_of_dblp_is_not_published() -> None:
    assert programme(harvest("dblp", dblp_page(0, 0, 0))).state is ProgrammeState.NOT_PUBLISHED


# --- OpenReview -----------------------------------------------------------------------------------


def test_openreview_is_logged_in_to_and_asked_page_by_page() -> None:
    def site(url: str) -> bytes:
        offset = int(url.rpartition("=")[2])
        some = range(offset, min(offset + 1000, 1500))
        notes = [{"id": f"note{n:06}", "content": {"title": {"value": f"T {n}"}}} for n in some]
        return json.dumps({"notes": notes, "count": 1500}).encode()

    http = FakeHttp(site)
    batch = harvest_with(http, "openreview", "ICML", 2026)
    ((address, content),) = http.posted
    assert address == "https://openreview.example/login"
    assert json.loads(content) == {"id": "toy", "password": "secret", "expiresIn": 3600}
    assert len(batch.announcements) == 1500
    assert programme(batch).state is ProgrammeState.COMPLETE


def test_a_position_paper_is_its_own_kind_and_nul_is_dropped() -> None:
    second = harvest("openreview", NOTES).announcements[1].paper
    assert (second.title, second.venues[0].kind) == ("Position: Dots Matter", "position")


def test_without_an_account_openreview_says_what_it_needs() -> None:
    spec = SourceSpec("it", "openreview", "https://x.example/notes?a=b", "venue", timedelta(days=7))
    spec = SourceSpec(spec.name, spec.kind, spec.url, options={"venue": "ICML", "year": 2026})
    http = FakeHttp(b"")
    source = open_source(spec, Tools(http, None))  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match=r"openreview\.username"):
        list(source.harvest(None, NOW))
    assert http.posted == []


def test_a_second_factor_ends_there() -> None:
    class Wary(FakeHttp):
        def post(self, url: str, content: bytes, **more: object):  # type: ignore[no-untyped-def]
            answer = super().post(url, content)
            return type(answer)(url, 200, {}, b'{"mfaPending": true}', answer.validators, False)

    with pytest.raises(Unavailable, match="second factor"):
        harvest_with(Wary(NOTES.encode()), "openreview", "ICML", 2026)


def test_the_client_has_what_the_fake_has() -> None:
    assert callable(Http.post)


@pytest.mark.parametrize(
    ("kind", "body", "venue", "year"),
    [
        ("pmlr", VOLUME, "ICML", 2026),
        ("proceedings", PAGE, "NeurIPS", 2025),
        ("cvf", OPEN_ACCESS, "CVPR", 2025),
    ],
)
def test_a_list_that_is_as_it_was_says_so_and_is_in_print(
    kind: str, body: str, venue: str, year: int
) -> None:
    first = harvest(kind, body, venue, year)
    again = harvest(kind, body, venue, year, first.checkpoint)
    assert programme(first).proceedings
    # After a failure in between, this is what makes the list whole again.
    assert (again.announcements, programme(again).state) == ((), programme(first).state)


def test_what_a_form_of_openreview_asks_besides_spoils_nothing() -> None:
    told = json.loads(NOTES)
    told["notes"][0]["content"] |= {
        "flagged_for_ethics_review": {"value": True},
        "pages": {"value": 9},
        "keywords": {"value": [{"odd": 1}, "commas"]},
    }
    told["notes"][1]["content"]["title"] = {"value": 7}
    batch = harvest("openreview", json.dumps(told))
    assert len(batch.announcements) == len(told["notes"]) - 1
    assert programme(batch).state is ProgrammeState.PARTIAL
    assert "without a title: 1" in programme(batch).message


def test_dblp_and_openreview_say_again_what_holds_where_nothing_has_changed() -> None:
    table = (FOLDER / "dblp/neurips-2025.table").read_text(encoding="utf-8")
    for kind, body in (("openreview", NOTES), ("dblp", table)):
        first = harvest(kind, body)
        again = harvest(kind, body, checkpoint=first.checkpoint)
        assert (again.announcements, programme(again).state) == ((), programme(first).state)
