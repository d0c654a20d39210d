"""The ACL Anthology: markup inside titles, volumes of every kind, and ids of sixty years."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.sources.fakes import FakeHttp, tools
from tracker.errors import BadData, BadStatus, NotAFeed
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.venues import Programme, ProgrammeState
from tracker.sources import open_source
from tracker.sources.anthology_xml import anthology_id, read_collection

NOW = datetime(2026, 6, 28, 8, tzinfo=UTC)


def harvest(body: bytes, checkpoint: str | None = None, **options: object) -> Batch:
    told = {"venue": "ACL", "year": 2026} | options
    url = "https://anthology.example/2026.acl.xml"
    spec = SourceSpec("venue/acl-2026", "anthology", url, "venue", timedelta(days=7), told)
    http = FakeHttp(body)
    (batch,) = open_source(spec, tools(http, None)).harvest(checkpoint, NOW)  # type: ignore[arg-type]
    return batch


def paper(number: int, inside: str = "", title: str = "<title>Commas</title>") -> str:
    author = "<author><first>Ann</first><last>Other</last></author>"
    return f'<paper id="{number}">{title}{author}{inside}</paper>'


def volume(name: str, *papers: str, attributes: str = "", venue: str = "acl") -> str:
    meta = f"<meta><year>2026</year><venue>{venue}</venue></meta>"
    return f'<volume id="{name}" {attributes}>{meta}{"".join(papers)}</volume>'


def collection(*volumes: str, name: str = "2026.acl") -> bytes:
    return f'<collection id="{name}">{"".join(volumes)}</collection>'.encode()


def programme(batch: Batch) -> Programme:
    assert batch.programme is not None
    return batch.programme


def test_the_example_document_of_the_fact_sheet_loads_whole(shared_folder: Path) -> None:
    text = (shared_folder / "sources.md").read_text(encoding="utf-8")
    told = text.partition("### 9.10")[2].partition("```xml\n")[2].partition("```")[0]
    batch = harvest(told.encode())
    (found,) = batch.announcements
    assert found.paper.title == "Counting Commas in LLMs with n<k"
    assert found.paper.abstract == "We count commas."
    assert [(each.name, each.affiliation) for each in found.paper.authors] == [
        ("Zoë Example", "Example University"),
        ("Mononym", None),
    ]
    assert found.paper.identifiers == (
        PaperId("anthology", "2026.acl-long.1"),
        PaperId("doi", "10.18653/v1/2026.acl-long.1"),
    )
    assert found.paper.url == "https://aclanthology.org/2026.acl-long.1/"
    assert programme(batch).counts == (("main", 1),)
    assert programme(batch).proceedings
    assert programme(batch).url == "https://aclanthology.org/volumes/2026.acl-long/"


@pytest.mark.parametrize(
    ("name", "papers", "authors", "abstracts", "first", "last"),
    [
        ("2023.tacl.xml", 98, 508, 98, "2023.tacl-1.1", "2023.tacl-1.98"),
        ("2024.clinicalnlp.xml", 67, 289, 67, "2024.clinicalnlp-1.1", "2024.clinicalnlp-1.67"),
        ("J89.xml", 58, 46, 0, "J89-1001", "J89-4009"),
    ],
)
def test_a_real_collection_loads_whole(
    shared_folder: Path,
    name: str,
    papers: int,
    authors: int,
    abstracts: int,
    first: str,
    last: str,
) -> None:
    body = (shared_folder / "samples" / "acl-anthology" / name).read_bytes()
    found = [each.paper for each in read_collection(body, "anthology").papers]
    assert len(found) == papers == body.count(b"<paper ")
    assert sum(len(each.authors) for each in found) == authors
    assert sum(bool(each.abstract) for each in found) == abstracts == body.count(b"<abstract>")
    assert (found[0].id.value, found[-1].id.value) == (first, last)
    assert len({each.id for each in found}) == papers
    assert not any("<" in each.title for each in found)


@pytest.mark.parametrize(
    ("parts", "id_"),
    [
        (("2025.acl", "long", "41"), "2025.acl-long.41"),
        (("2025.findings", "emnlp", "7"), "2025.findings-emnlp.7"),
        (("2023.acl", "long", "report"), "2023.acl-long.report"),
        (("J89", "1", "1"), "J89-1001"),
        (("P19", "1", "41"), "P19-1041"),
        (("W18", "5", "7"), "W18-0507"),
        (("D19", "1", "41"), "D19-1041"),
        (("D19", "50", "3"), "D19-5003"),
    ],
)
def test_ids_are_written_as_the_anthology_writes_them(
    parts: tuple[str, str, str], id_: str
) -> None:
    assert anthology_id(*parts) == id_


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *[("long", "main"), ("short", "main"), ("main", "main"), ("1", "main")],
        *[("demo", "demo"), ("demos", "demo"), ("srw", "srw"), ("industry", "industry")],
        *[("tutorials", "tutorial"), ("tutorial", "tutorial"), ("panels", "panels")],
    ],
)
def test_the_volume_makes_the_kind(name: str, kind: str) -> None:
    batch = harvest(collection(volume(name, paper(1))))
    assert batch.announcements[0].paper.venues[0].kind == kind


def test_journals_and_workshops_say_so_themselves() -> None:
    journal = volume("1", paper(1), attributes='type="journal"')
    workshop = volume("2", paper(1), venue="ws")
    assert programme(harvest(collection(journal, workshop))).counts == (
        ("journal", 1),
        ("workshop", 1),
    )


def test_findings_of_several_venues_are_kept_apart() -> None:
    body = collection(
        volume("acl", paper(1), paper(2)), volume("emnlp", paper(1)), name="2026.findings"
    )
    acl = harvest(body, volumes=["acl"])
    emnlp = harvest(body, venue="EMNLP", volumes=["emnlp"])
    assert [each.paper.id.value for each in acl.announcements] == [
        "2026.findings-acl.1",
        "2026.findings-acl.2",
    ]
    assert programme(acl).counts == (("findings", 2),)
    assert [each.paper.venues[0].venue for each in emnlp.announcements] == ["EMNLP"]
    none = programme(harvest(body, venue="NAACL", volumes=["naacl"]))
    assert (none.state, none.message) == (
        ProgrammeState.NOT_PUBLISHED,
        "the collection has no volume naacl yet",
    )


def test_retracted_and_removed_papers_and_front_matter_are_skipped() -> None:
    body = collection(
        volume(
            "long",
            "<frontmatter><url>2026.acl-long.0</url></frontmatter>",
            paper(0),
            paper(1),
            paper(2, '<retracted date="2026-08-01">Wrong.</retracted>'),
            paper(3, '<removed date="2026-08-01">Gone.</removed>'),
        )
    )
    (found,) = harvest(body).announcements
    assert found.paper.id.value == "2026.acl-long.1"


def test_a_revised_paper_and_an_award_stay() -> None:
    inside = '<revision id="1" href="x" hash="y">A typo.</revision><award>Best Paper</award>'
    (found,) = harvest(collection(volume("long", paper(1, inside)))).announcements
    assert found.paper.venues[0].presentation == "award"


def test_a_paper_without_a_title_makes_the_list_partial() -> None:
    told = programme(harvest(collection(volume("long", paper(1), paper(2, title="<title/>")))))
    assert (told.state, told.message) == (ProgrammeState.PARTIAL, "papers without a title: 1")


def test_an_empty_collection_is_not_published_and_a_missing_one_neither() -> None:
    empty = programme(harvest(collection(volume("long"))))
    assert (empty.state, empty.message) == (
        ProgrammeState.NOT_PUBLISHED,
        "the collection has no papers yet",
    )

    def missing(url: str) -> bytes:
        raise BadStatus(f"404 Not Found from {url}", 404)

    absent = programme(harvest(missing))  # type: ignore[arg-type]
    assert (absent.state, absent.message) == (
        ProgrammeState.NOT_PUBLISHED,
        "there is no list yet (404)",
    )


def test_the_collection_of_another_year_is_refused() -> None:
    with pytest.raises(BadData, match=r"2026\.acl\.xml is a collection of 2025"):
        harvest(collection(volume("long", paper(1)), name="2025.acl"))


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Not here</body></html>",
        b"<feed><entry/></feed>",
        b"<x>" + collection(volume("long", paper(1))) + b"</x>",
        collection(volume("long", paper(1)))[:-4],
        b'<!DOCTYPE x [<!ENTITY a "ha">]>' + collection(volume("long", paper(1))),
        b"404: Not Found",
    ],
    ids=["a web page", "a feed", "inside another", "cut", "entities", "text"],
)
def test_what_is_no_whole_collection_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeed, match=r"anthology\.example sent"):
        harvest(body)


def test_an_unchanged_file_brings_nothing() -> None:
    body = collection(volume("long", paper(1)))
    again = harvest(body, harvest(body).checkpoint)
    assert again.announcements == ()
    assert again.programme == Programme("venue/acl-2026", "ACL", 2026, ProgrammeState.COMPLETE)
