"""The ledger tells how each source has been doing."""

from datetime import timedelta

from tests.builders import NOW, batch, spec
from tracker.model.harvests import SourceHealth, SourceSpec
from tracker.store import Store
from tracker.store.reading import Reader

LATER = NOW + timedelta(hours=2)


def test_a_source_that_was_never_asked_has_no_history(store: Store) -> None:
    assert store.sources.health("OpenAI") == SourceHealth("OpenAI")
    assert store.sources.all() == ()


def test_a_success_clears_the_failures_before_it(store: Store) -> None:
    for _ in range(2):
        store.sources.failed(spec(), NOW, "HTTP 503", LATER)
    assert store.sources.health("arxiv-rss/cs.CL") == SourceHealth(
        "arxiv-rss/cs.CL", "arxiv_rss", 2, NOW, None, None, LATER, "HTTP 503", failing_since=NOW
    )

    store.sources.succeeded(spec(), LATER, None, new_items=3)

    assert store.sources.health("arxiv-rss/cs.CL") == SourceHealth(
        "arxiv-rss/cs.CL", "arxiv_rss", 0, LATER, LATER, LATER, None, None, recovered_at=LATER
    )


def test_a_blog_that_failed_twice_recovers_without_a_word(store: Store) -> None:
    blog = SourceSpec("A lab", "feed", "https://lab.invalid/feed")
    for _ in range(2):
        store.sources.failed(blog, NOW, "HTTP 503", LATER)
    assert not store.sources.health("A lab").is_told
    store.sources.succeeded(blog, LATER, None, new_items=0)
    assert store.sources.health("A lab").recovered_at is None
    for _ in range(3):
        store.sources.failed(blog, NOW, "HTTP 503", LATER)
    assert store.sources.health("A lab").is_told
    store.sources.succeeded(blog, LATER, None, new_items=0)
    assert store.sources.health("A lab").recovered_at == LATER


def test_a_source_is_silent_after_three_of_its_usual_gaps(store: Store) -> None:
    blog = SourceSpec("A lab", "feed", "https://lab.invalid/feed")
    for days in (0, 2, 4, 6):
        store.sources.succeeded(blog, NOW + timedelta(days=days), None, new_items=1)

    def answered(**later: int) -> SourceHealth:
        store.sources.succeeded(blog, NOW + timedelta(**later), None, new_items=0)
        return store.sources.health("A lab")

    assert answered(days=12).usual_gap == timedelta(days=2)
    assert not answered(days=12).is_silent
    assert answered(days=12, minutes=1).is_silent


def test_a_source_that_nobody_asks_is_not_silent(store: Store) -> None:
    page = spec("arxiv-listing/cs.CL")
    for days in (0, 1, 2):
        store.sources.succeeded(page, NOW + timedelta(days=days), None, new_items=1)
    assert not store.sources.health(page.name).is_silent


def test_the_longest_holidays_of_arxiv_are_no_silence(store: Store) -> None:
    feed = spec(kind="arxiv-rss")
    for days in (0, 1, 2):
        store.sources.succeeded(feed, NOW + timedelta(days=days), None, new_items=1)
    store.sources.succeeded(feed, NOW + timedelta(days=8), None, new_items=0)
    assert not store.sources.health(feed.name).is_silent
    store.sources.succeeded(feed, NOW + timedelta(days=8, minutes=1), None, new_items=0)
    assert store.sources.health(feed.name).is_silent


def test_a_harvest_without_news_and_a_failure_keep_the_time_of_the_last_item(store: Store) -> None:
    store.sources.succeeded(spec(), NOW, LATER, new_items=1)
    store.sources.succeeded(spec(), LATER, LATER, new_items=0)
    store.sources.failed(spec(), LATER, "no route to host", LATER)
    health = store.sources.health("arxiv-rss/cs.CL")
    assert (health.last_item_at, health.last_success_at, health.failures) == (NOW, LATER, 1)


def test_sources_are_listed_by_name_to_jobs_and_to_people(store: Store, reader: Reader) -> None:
    for name in ("b", "A", "arxiv-rss/cs.LG"):
        store.sources.succeeded(spec(name), NOW, LATER, new_items=0)
    names = [health.name for health in store.sources.all()]
    assert names == ["A", "arxiv-rss/cs.LG", "b"]
    assert reader.health() == store.sources.all()


def test_a_checkpoint_alone_is_no_attempt(store: Store) -> None:
    store.record(batch(checkpoint="{}"), NOW)
    assert store.sources.all() == ()
