"""What has happened to a paper is told once, and only what nobody knew before."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import NOW, complete_paper, mention, paper
from tracker.model.events import EventKind
from tracker.model.papers import Paper, VenueMention
from tracker.store.happened import Known, happened, is_revised, is_withdrawn

FIRST = "We study the attention of models in {} cases and find that caches grow with their length."


def events(
    before: Paper,
    after: Paper,
    was: tuple[VenueMention, ...] = (),
    now: tuple[VenueMention, ...] = (),
) -> list[tuple[str, str]]:
    states = (replace(before, venues=was), replace(after, venues=now))
    told = happened(*map(Known, states), NOW, "arxiv-api")
    assert all((each.at, each.source) == (NOW, "arxiv-api") for each in told)
    return [(each.kind.value, each.label) for each in told]


def venue_events(was: list[VenueMention], now: list[VenueMention]) -> list[tuple[str, str]]:
    known = complete_paper()
    return events(known, known, tuple(was), tuple(now))


def test_nothing_happens_to_a_paper_that_stays_as_it_is() -> None:
    assert venue_events([mention()], [mention()]) == []


@pytest.mark.parametrize(
    ("kind", "label"),
    [("main", "ICLR 2026"), ("findings", "ICLR 2026 findings"), ("workshop", "ICLR 2026 workshop")],
)
def test_an_acceptance_is_an_event_whatever_the_track(kind: str, label: str) -> None:
    assert venue_events([], [mention(kind=kind)]) == [("accepted", label)]


@pytest.mark.parametrize("status", ["bare", "submitted", "rejected", "related"])
def test_what_is_no_acceptance_is_no_event_and_becomes_one_when_it_is(status: str) -> None:
    claimed = mention(status=status)
    assert venue_events([], [claimed]) == []
    assert venue_events([claimed], [mention()]) == [("accepted", "ICLR 2026")]


def test_an_acceptance_that_is_told_again_in_other_words_is_known() -> None:
    assert venue_events([mention(year=None)], [mention()]) == []
    assert venue_events([mention()], [mention(kind="findings")]) == []
    assert venue_events([mention(year=2025)], [mention(year=2026)]) == [("accepted", "ICLR 2026")]


def test_an_oral_is_an_event_of_its_own_and_a_poster_none() -> None:
    oral, award = mention(presentation="oral"), mention(presentation="award")
    assert venue_events([], [oral]) == [
        ("accepted", "ICLR 2026"), ("presentation", "ICLR 2026 oral"),
    ]  # fmt: skip
    assert venue_events([mention(presentation="poster")], [oral]) == [
        ("presentation", "ICLR 2026 oral")
    ]
    assert venue_events([oral], [award]) == [("presentation", "ICLR 2026 award")]
    assert venue_events([award], [oral]) == []
    assert venue_events([mention()], [mention(presentation="poster")]) == []


def test_a_paper_in_print_is_an_event_with_the_page_that_says_so() -> None:
    known = complete_paper(venues=(mention(),))
    page = mention(evidence="https://proceedings.mlr.press/v300/a.html")
    (event,) = happened(Known(known), Known(known, (page,)), NOW, "PMLR")
    assert (event.kind, event.label, event.url) == (
        EventKind.PUBLISHED, "ICLR 2026", page.evidence,
    )  # fmt: skip
    assert happened(Known(known, (page,)), Known(known, (mention(),)), NOW, "DBLP") == ()


def test_the_record_that_completes_a_first_sight_tells_no_news() -> None:
    fed, whole = paper(), complete_paper(comment="Accepted to ICLR 2026 (oral)")
    assert events(fed, whole, (), (mention(presentation="oral"),)) == []


def test_the_record_that_completes_a_later_version_does() -> None:
    revised = complete_paper(version=2, complete=False)
    whole = complete_paper(version=2, comment="Accepted to ICLR 2026")
    assert events(revised, whole, (), (mention(),)) == [("accepted", "ICLR 2026")]


# --- versions -------------------------------------------------------------------------------------


def test_a_new_title_or_another_abstract_is_a_substantial_revision() -> None:
    before = complete_paper(abstract=FIRST.format("three"))
    other = (
        "Long contexts are expensive. Our method, Sieve, keeps one key in ten and loses nothing."
    )
    assert events(before, replace(before, version=2, title="Sieve")) == [("revised", "v2")]
    assert events(before, replace(before, version=3, abstract=other)) == [("revised", "v3")]


def test_small_changes_and_a_repeated_version_are_none() -> None:
    before = complete_paper(abstract=FIRST.format("three"))
    for changes in (
        {"abstract": FIRST.format("four")},
        {"abstract": f"{FIRST.format('three')} Code is available."},
        {"title": before.title.upper() + "."},
    ):
        assert events(before, replace(before, version=2, **changes)) == []
    assert events(before, replace(before, title="Sieve")) == []
    assert events(replace(before, version=None), replace(before, title="Sieve")) == []


def test_a_feeds_tex_is_no_other_wording() -> None:
    before = complete_paper(title="Gödel's $\\ell_2$ norm", abstract="Erdős bounds hold.")
    fed = replace(
        before, version=2, title="G\\\"odel's $\\ell_2$ norm", abstract="Erd\\H{o}s bounds hold."
    )
    assert not is_revised(before, fed)


def test_a_twelfth_of_real_preprints_were_substantially_revised(shared_folder: Path) -> None:
    """Their conference's abstract beside arXiv's; the titles are the same."""
    records = _records(shared_folder / "data" / "arxiv")
    pairs = [
        (complete_paper(version=1, title="", abstract=records[row["arxiv_id"]]),
         complete_paper(version=2, title="", abstract=row["abstract"]))
        for row in _rows(shared_folder / "data" / "conf")
        if row["abstract"] and row.get("arxiv_id") in records
    ]  # fmt: skip
    share = sum(is_revised(*pair) for pair in pairs) / len(pairs)
    assert len(pairs) > 300
    assert 0.05 < share < 0.12


def _records(folder: Path) -> dict[str, str]:
    return {
        row["id"]: row["abstract"] for row in _rows(folder) if not row.get("abstract_truncated")
    }


def _rows(folder: Path) -> list[dict[str, str]]:
    rows = []
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file) as lines:
            rows += [json.loads(line) for line in lines]
    return rows


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn by the authors: the proof of Lemma 2 is wrong",
        "This submission has been withdrawn by arXiv administrators",
        "The paper was withdrawn due to an error in Section 3",
        "Withdrawn. Superseded by another paper",
        "Paper withdrawn from arXiv",
    ],
)
def test_a_withdrawal_is_an_event_and_no_revision(comment: str) -> None:
    before = complete_paper()
    after = replace(before, version=2, comment=comment, abstract="Nothing.", title="Withdrawn")
    assert events(before, after) == [("withdrawn", "v2")]
    assert events(after, replace(after, version=3)) == []


@pytest.mark.parametrize(
    "comment",
    [
        "12 pages",
        "Accepted to LM4Plan Workshop @ ICAPS 2025 (withdrawn before presentation)",
        "This paper was withdrawn from the IJCAI 2025 proceedings",
        "We study withdrawn drugs",
    ],
)
def test_a_paper_that_speaks_of_withdrawing_is_not_withdrawn(comment: str) -> None:
    assert not is_withdrawn(complete_paper(comment=comment))
