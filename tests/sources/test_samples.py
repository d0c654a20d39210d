"""Real documents, where they lie beside the checkout: nothing fails, and nothing is lost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sources.fakes import FakeHttp, tools
from tracker.errors import BadData
from tracker.model.harvests import Batch, SourceSpec
from tracker.sources import open_source
from tracker.sources.arxiv_api import ArxivApi
from tracker.sources.parsing import FeedParser

NOW = datetime(2026, 1, 10, tzinfo=UTC)
API = SourceSpec("arxiv-api", "arxiv-api", "https://api.example", options={"categories": ["cs.CL"]})


def harvest(parser: FeedParser, file: Path, checkpoint: str | None = None) -> Batch:
    spec = SourceSpec(file.parent.name, "feed", f"https://{file.parent.name}.example/feed")
    http = FakeHttp(file.read_bytes())
    (batch,) = open_source(spec, tools(http, parser)).harvest(checkpoint, NOW)
    return batch


def api(file: Path) -> ArxivApi:
    source = open_source(API, tools(FakeHttp(file.read_bytes()), None))  # type: ignore[arg-type]
    assert isinstance(source, ArxivApi)
    return source


def test_every_sample_feed_becomes_posts(shared_folder: Path, parser: FeedParser) -> None:
    files = sorted((shared_folder / "samples" / "feeds").glob("*.xml"))
    assert len(files) == 10
    for file in files:
        posts = harvest(parser, file).posts
        assert posts, file.name
        assert all(post.title and post.url and len(post.excerpt) <= 500 for post in posts), (
            file.name
        )
        assert len({post.guid for post in posts}) == len(posts)


def test_a_series_of_one_feed_brings_only_what_is_new(
    shared_folder: Path, parser: FeedParser
) -> None:
    for folder in sorted((shared_folder / "samples" / "feed-series").iterdir()):
        known: set[str] = set()
        checkpoint = None
        for file in sorted(folder.glob("*.xml")):
            batch = harvest(parser, file, checkpoint)
            known |= {post.guid for post in batch.posts}
            checkpoint = batch.checkpoint
        assert known, folder.name


def test_daily_papers_are_tied_to_arxiv(shared_folder: Path, parser: FeedParser) -> None:
    series = shared_folder / "samples" / "feed-series" / "hf-daily-papers"
    posts = harvest(parser, min(series.glob("*.xml"))).posts
    assert all(post.papers for post in posts)


def test_arxivs_atom_form_is_read_too(shared_folder: Path, parser: FeedParser) -> None:
    file = shared_folder / "samples" / "arxiv-rss" / "atom-cs.AI-2025-08-20.xml"
    spec = SourceSpec("ai", "arxiv-rss", "https://x.example", options={"category": "cs.AI"})
    day = datetime(2025, 8, 20, 12, tzinfo=UTC)
    source = open_source(spec, tools(FakeHttp(file.read_bytes()), parser))
    (batch,) = source.harvest(None, day)
    first = batch.announcements[0]
    assert len(batch.announcements) == 7
    assert (first.paper.id.value, first.kind.value) == ("2508.13426", "cross-list")
    assert first.announced_on == day.date()
    assert len(first.paper.authors) == 3
    assert first.paper.abstract.startswith("As large language models")


def test_arxivs_cut_feed_is_refused(shared_folder: Path, parser: FeedParser) -> None:
    file = shared_folder / "samples" / "arxiv-rss" / "rss-cs.CV-2025-09-18.truncated.xml"
    with pytest.raises(BadData, match="cut"):
        parser.parse(file.read_bytes(), keep_markup=True)
    with pytest.raises(BadData, match="cut"):
        parser.parse(file.read_bytes())


def test_recorded_api_pages_become_complete_papers(shared_folder: Path) -> None:
    file = shared_folder / "samples" / "arxiv-api" / "id_list-2025-12.xml"
    (batch,) = api(file).complete(["2312.00752"], NOW)
    (paper,) = batch.papers
    assert paper.complete
    assert paper.version == 2
    assert [each.name for each in paper.authors] == ["Albert Gu", "Tri Dao"]
    assert paper.submitted_at == datetime(2023, 12, 1, 18, 1, 34, tzinfo=UTC)
    assert paper.updated_at == datetime(2024, 5, 31, 17, 55, 27, tzinfo=UTC)


def test_recorded_api_errors_and_unknown_ids_are_told_apart(shared_folder: Path) -> None:
    folder = shared_folder / "samples" / "arxiv-api"
    with pytest.raises(BadData, match="incorrect id format for abc"):
        list(api(folder / "id_abc_s0_m100.xml").complete(["2312.00752"], NOW))
    (batch,) = api(folder / "id_0000.0000_s0_m100.xml").complete(["2312.00752"], NOW)
    assert batch.papers == ()
    assert batch.notes == ("arXiv has no record of 2312.00752",)
