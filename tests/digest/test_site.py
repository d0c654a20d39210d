"""The site: pages that work from a disk, a valid feed, and no request to anyone."""

import posixpath
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath

import feedparser
import pytest

from tests.digest.examples import TODAY, candidate, edition, five_states, full_edition
from tests.digest.markup import read
from tracker.digest.site import FEED_LENGTH, pages
from tracker.model.editions import Edition

BASE = "https://digest.example.org"


def week() -> list[Edition]:
    """Seven days of editions, newest first; each kind of day is among them."""
    made = [full_edition(), *five_states().values()]
    return [
        replace(
            each,
            local_date=TODAY - timedelta(days=i),
            composed_at=each.composed_at - timedelta(days=i),
        )
        for i, each in enumerate(made)
    ]


def site(editions: list[Edition], base_url: str = BASE, lang: str = "en") -> dict[str, str]:
    return {each.path: each.body.decode() for each in pages(editions, "Papers", base_url, lang)}


def html_of(files: dict[str, str]) -> dict[str, str]:
    return {path: body for path, body in files.items() if path.endswith(".html")}


def test_every_edition_has_a_page_and_the_index_lists_them_all() -> None:
    files = site(week())
    dates = [(TODAY - timedelta(days=i)).isoformat() for i in range(8)]
    assert set(files) == {"style.css", "atom.xml", "index.html"} | {
        f"e/daily/{day}/index.html" for day in dates
    }
    assert re.findall(r'href="e/daily/([\d-]+)/index.html"', files["index.html"]) == dates


def test_every_relative_link_leads_to_a_file_of_the_site() -> None:
    files = site(week())
    for path, body in html_of(files).items():
        for href in read(body).attributes("href"):
            if not href.startswith(("https://", "#", "mailto:")):
                target = posixpath.normpath(PurePosixPath(path).parent / href.partition("#")[0])
                assert target in files, (path, href)


def test_every_anchor_exists() -> None:
    for body in html_of(site(week())).values():
        found = read(body)
        ids = found.attributes("id")
        assert len(ids) == len(set(ids))
        for href in found.attributes("href"):
            if href.startswith("#"):
                assert href[1:] in ids
        assert set(found.attributes("aria-labelledby")) <= set(ids)


def test_every_page_has_one_h1_landmarks_a_skip_link_and_its_language() -> None:
    for body in html_of(site(week(), lang="zh")).values():
        found = read(body)
        tags = [tag for tag, _ in found.tags]
        assert [tags.count(each) for each in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
        assert next(t for t in found.of("a"))["href"] == "#content"
        assert found.of("html")[0]["lang"] == "zh-CN"


def test_no_page_asks_anyone_else_for_anything() -> None:
    files = site(week())
    for body in html_of(files).values():
        found = read(body)
        assert found.of("script", "img", "iframe", "form", "object", "style") == []
        assert found.attributes("style") == []  # the policy below would refuse it
        assert all(not each["href"].startswith("http") for each in found.of("link"))
        (policy,) = (m["content"] for m in found.of("meta") if "http-equiv" in m)
        assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "url(" not in files["style.css"]
    assert "@import" not in files["style.css"]


@pytest.mark.parametrize("base_url", [BASE, f"{BASE}/", "", "javascript:alert(1)"])
def test_the_feed_is_valid_atom(base_url: str) -> None:
    feed = feedparser.parse(site(week(), base_url)["atom.xml"].encode())
    assert feed.bozo == 0
    assert feed.version == "atom10"
    assert feed.feed.title == "Papers"
    assert len(feed.entries) == 8
    assert all(
        each.id.startswith("urn:uuid:") and each.updated and each.content for each in feed.entries
    )
    assert len({each.id for each in feed.entries}) == 8


def test_the_feed_links_to_the_pages() -> None:
    feed = feedparser.parse(site(week())["atom.xml"].encode())
    assert feed.entries[0].link == f"{BASE}/e/daily/2026-11-23/index.html"
    assert feed.entries[0].title.startswith("Monday 2026-11-23: 5 top, 12 in all")


def test_an_entry_keeps_its_id_when_newer_editions_come() -> None:
    late, early = (
        feedparser.parse(site(each)["atom.xml"].encode()) for each in (week(), week()[1:])
    )
    assert [each.id for each in late.entries][1:] == [each.id for each in early.entries]


def test_the_feed_does_not_grow_for_ever() -> None:
    many = [
        replace(edition([candidate()]), local_date=TODAY - timedelta(days=i)) for i in range(40)
    ]
    assert len(feedparser.parse(site(many)["atom.xml"].encode()).entries) == FEED_LENGTH


def test_an_edition_page_never_changes_when_newer_editions_come() -> None:
    before, after = site(week()[1:]), site(week())
    for path in before:
        if path.startswith("e/"):
            assert before[path] == after[path]


def test_a_new_edition_is_published_without_the_old_pages() -> None:
    editions = week()
    some = pages(editions, "Papers", BASE, only=editions[0])
    whole = {each.path: each.body for each in pages(editions, "Papers", BASE)}
    assert [each.path for each in some] == [
        "style.css",
        "e/daily/2026-11-23/index.html",
        "atom.xml",
        "index.html",
    ]
    assert all(whole[each.path] == each.body for each in some)


def test_two_digests_have_their_own_pages_and_are_told_apart() -> None:
    files = site([full_edition(), full_edition(name="vision")])
    assert {"e/daily/2026-11-23/index.html", "e/vision/2026-11-23/index.html"} <= set(files)
    assert "· vision" in files["index.html"]


def test_names_that_differ_only_in_case_do_not_share_a_page() -> None:
    made = pages([full_edition(name="Daily"), full_edition(name="daily")], "Papers")
    assert len({each.path.casefold() for each in made}) == len(made)


def test_a_site_without_editions_says_what_to_expect() -> None:
    files = site([])
    assert "There is no edition yet" in files["index.html"]
    assert feedparser.parse(files["atom.xml"].encode()).bozo == 0


def test_each_kind_of_day_is_named_in_the_archive() -> None:
    index = read(site(week(), lang="zh")["index.html"]).words
    for words in ("今日清静", "周末", "arXiv 假日", "无法连接 arXiv"):
        assert words in index


def test_a_page_weighs_less_than_100_kilobytes() -> None:
    made = full_edition(34, limit=34)
    assert all(len(each.body) < 100_000 for each in pages([made], "Papers") if "html" in each.path)
