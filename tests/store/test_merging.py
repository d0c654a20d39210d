"""What a paper becomes when it is seen again."""

from datetime import timedelta

from tests.builders import TODAY, arxiv_id, complete_paper, paper
from tracker.model.identifiers import PaperId
from tracker.store.merging import merged


def test_full_metadata_replaces_what_a_feed_told() -> None:
    api = complete_paper(title="Clean", abstract="Clean.", categories=("cs.LG", "cs.CL"))
    result = merged(paper(title="Raw $\\TeX$"), api)
    assert (result.title, result.abstract) == ("Clean", "Clean.")
    assert (result.categories, result.comment) == (("cs.LG", "cs.CL"), "12 pages")
    assert result.complete


def test_full_metadata_does_not_erase_what_it_does_not_tell() -> None:
    oai = complete_paper(licence="CC-BY", comment="10 pages")
    assert merged(oai, complete_paper(comment=None)).licence == "CC-BY"
    assert merged(oai, complete_paper(comment=None)).comment == "10 pages"


def test_a_feed_fills_only_what_is_absent() -> None:
    known = complete_paper(abstract="", pdf_url=None)
    seen = paper(title="Raw", abstract="Filled.", pdf_url="https://arxiv.org/pdf/2511.00001")
    result = merged(known, seen)
    assert result.title == known.title
    assert (result.abstract, result.pdf_url) == ("Filled.", seen.pdf_url)
    assert result.complete


def test_a_later_version_in_a_feed_brings_its_text_and_asks_for_the_rest() -> None:
    known = complete_paper(version=1)
    result = merged(known, paper(title="Second", abstract="Second.", version=2, comment=None))
    assert (result.title, result.abstract, result.version) == ("Second", "Second.", 2)
    assert not result.complete
    assert result.submitted_at == known.submitted_at


def test_an_earlier_version_never_replaces_a_later_one() -> None:
    known = paper(title="Third", version=3)
    result = merged(known, complete_paper(title="First", version=1))
    assert (result.title, result.version, result.complete) == ("Third", 3, False)
    assert result.comment == "12 pages"


def test_a_feed_adds_a_category_that_a_paper_was_listed_in_since() -> None:
    known = complete_paper(categories=("cs.CL",))
    assert merged(known, paper(categories=("cs.CL", "cs.AI"))).categories == ("cs.CL", "cs.AI")


def test_identifiers_are_only_ever_added() -> None:
    doi = PaperId("doi", "10.1/x")
    first = merged(paper(), paper(identifiers=(doi,)))
    assert first.identifiers == (arxiv_id(), doi)
    assert merged(first, complete_paper()).identifiers == (arxiv_id(), doi)
    assert merged(first, paper(id=doi)).id == arxiv_id()


def test_the_day_is_not_for_a_record_to_change() -> None:
    known = paper(announced_on=TODAY)
    other = complete_paper(announced_on=TODAY - timedelta(days=9), announced_on_estimated=True)
    result = merged(known, other)
    assert (result.announced_on, result.announced_on_estimated) == (TODAY, False)
