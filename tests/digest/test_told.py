"""How mail and site tell of known papers and of venues: short, linked, in both languages."""

import posixpath
import re
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

import pytest

from tests.digest.examples import (
    TODAY,
    candidate,
    edition,
    eventful_edition,
    full_edition,
    listed,
    news,
    topic,
    venue_list,
    venue_page,
    venue_pages,
)
from tests.digest.markup import read
from tracker.digest import Renderer
from tracker.digest.render import HTML_LIMIT
from tracker.model.editions import Day, Edition
from tracker.text import width

SITE = Renderer("https://digest.example.org/", "https://example.org/", "stop@example.org")
NOWHERE = Renderer()


def words(made: Edition, renderer: Renderer = SITE) -> list[str]:
    """What the mail's two parts and the edition's page say, blanks aside."""
    page = next(p.body.decode() for p in renderer.site([made]) if p.path.startswith("e/"))
    texts = [renderer.text(made), read(renderer.html(made)).words, read(page).words]
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize(
    "line",
    [
        "Finding number 50 among 395950 things{} ICLR 2026 oral",
        "403869 things{} substantially revised (v3); discussed at Hugging Face (128 upvotes)",
        "Finding number 52 among 411788 things{} withdrawn (v2)",
        "53 among 419707 things{} in the proceedings of ACL 2025 findings",
        "ICML 2026 is out: 6,343 papers, your 20",
        "ACL 2025{} 3,800 papers",
    ],
)
def test_each_is_one_line_wherever_it_is_read(line: str) -> None:
    for text, mark in zip(words(eventful_edition()), (":", "", ""), strict=True):
        assert line.format(mark) in text


def test_they_are_told_in_chinese_too() -> None:
    made = eventful_edition("zh")
    for text in words(made, replace(SITE, lang="zh")):
        assert "有重大修订（v3）；Hugging Face 在讨论（128 赞）" in text
        assert "已撤稿（v2）" in text
        assert "ICML 2026 论文已公布：共 6,343 篇，为你选出 20 篇" in text
        assert "3,800 篇论文" in text


def test_news_link_to_the_paper_even_without_an_address() -> None:
    made = edition(news=[news(1, url="javascript:alert(1)")])
    for document in (SITE.html(made), SITE.text(made)):
        assert "https://arxiv.org/abs/2611.00001" in document


def test_the_subject_names_the_list_and_counts_the_news() -> None:
    assert SITE.subject(eventful_edition()) == (
        "[tracker] 2026-11-23: ICML 2026 is out; 1 top, 1 in all – KV cache; "
        "news of 4 papers you know"
    )


def test_a_weekend_with_news_is_still_called_one() -> None:
    saturday = Day(date(2026, 11, 21), "weekend")
    made = edition(day=saturday, news=[news()], lists=[venue_list(listed(1))])
    assert SITE.subject(made) == (
        "[tracker] 2026-11-23: ICML 2026 is out; Weekend; news of 1 paper you know"
    )
    for text in words(made):
        assert "Nothing is missing" in text


def test_lists_lead_to_their_pages_on_the_site() -> None:
    links = read(SITE.html(eventful_edition())).attributes("href")
    text = SITE.text(eventful_edition())
    for page in ("v/icml-2026/index.html", "v/acl-2025/index.html"):
        assert f"https://digest.example.org/{page}" in links
        assert f"https://digest.example.org/{page}" in text


def test_without_a_site_they_name_the_command_instead() -> None:
    for document in (
        NOWHERE.text(eventful_edition()),
        read(NOWHERE.html(eventful_edition())).words,
    ):
        assert 'tracker papers --venue "ICML 2026"' in document
        assert "v/icml-2026" not in document


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_part_keeps_to_72_columns(lang: str) -> None:
    for line in SITE.text(eventful_edition(lang)).splitlines():
        assert width(line) <= 72 or "://" in line or "mailto:" in line


def test_a_mail_with_two_full_lists_stays_under_the_cap() -> None:
    text = {"title": "A title of many words " * 9, "comment": "c" * 200}
    best = [listed(n, topic("kv", 90 - n / 10), **text) for n in range(1, 60)]
    more = [listed(n, topic("kv", 90 - n / 10), title=f"{n} " * 90) for n in range(61, 130)]
    lists = [venue_list(*best), venue_list(*more, venue="ICLR")]
    full = [candidate(n + 200, topic("kv", 90), title=f"{n} " * 100) for n in range(60)]
    made = edition(full, news=[news(n) for n in range(300, 310)], lists=lists, limit=60)
    assert len(SITE.html(made).encode()) <= HTML_LIMIT
    assert "ICML 2026 is out: 6,343 papers, your " in SITE.html(made)


def test_a_list_that_is_cut_for_length_still_counts_its_papers() -> None:
    made = eventful_edition()
    short = Renderer(html_limit=12_000).html(made)
    assert len(short.encode()) <= 12_000
    assert "6,343 papers, your 20" in short
    assert re.search(r"… and \d+ more", read(short).words)


# --- the site -------------------------------------------------------------------------------------


def site(lang: str = "en") -> dict[str, str]:
    pages = venue_pages()
    made = Renderer(lang=lang, title="Papers").site([full_edition()], venues=pages)
    return {each.path: each.body.decode() for each in made}


def test_every_venue_has_a_page_and_the_home_page_links_to_it() -> None:
    files = site()
    for path in ("v/icml-2026/index.html", "v/acl-2026/index.html", "v/neurips-2026/index.html"):
        assert path in files
        assert path in read(files["index.html"]).attributes("href")
    assert "6,343 papers · 6,300 with abstract · 2,105 also on arXiv" in files["index.html"]


def test_a_venue_page_has_the_best_papers_first_and_leads_to_all() -> None:
    page = read(site()["v/icml-2026/index.html"])
    assert "The best 100 for you" in page.words
    assert "main 6,300 · position 43" in page.words
    assert 'tracker papers --venue "ICML 2026"' in page.words
    assert "https://icml.cc/virtual/2026/papers.html" in page.attributes("href")
    scores = [float(each) for each in re.findall(r"Why (\d+\.\d)", page.words)]
    assert len(scores) == 100
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("page", "english", "chinese"),
    [
        ("acl", "6,343 of 7,000 papers are here", "应有 7,000 篇，已有 6,343 篇"),
        ("acl", "ICML 2026: abstracts missing", "ICML 2026: abstracts missing"),
        ("cvpr", "The list cannot be read", "名单无法读取"),
        ("neurips", "Not published yet", "尚未公布"),
    ],
)
def test_each_state_of_a_list_is_told(page: str, english: str, chinese: str) -> None:
    for lang, said in (("en", english), ("zh", chinese)):
        assert said in read(site(lang)[f"v/{page}-2026/index.html"]).words


def test_every_link_of_a_venue_page_leads_to_a_file_of_the_site() -> None:
    files = site()
    for path, body in files.items():
        if path.startswith("v/"):
            for href in read(body).attributes("href"):
                if not href.startswith(("https://", "#")):
                    target = posixpath.normpath(PurePosixPath(path).parent / href.partition("#")[0])
                    assert target in files, (path, href)


def test_a_venue_page_weighs_less_than_100_kilobytes() -> None:
    best = [listed(n, topic("kv", 90), title="A title of many words " * 8) for n in range(1, 101)]
    (page,) = (p for p in SITE.site([full_edition()], venues=[venue_page(*best)]) if "v/" in p.path)
    assert len(page.body) < 100_000


def test_an_edition_page_links_to_the_venue_from_where_it_stands() -> None:
    pages = {
        p.path: p.body.decode() for p in SITE.site([eventful_edition()], venues=[venue_page()])
    }
    page = read(pages[f"e/daily/{TODAY}/index.html"])
    assert "../../../v/icml-2026/index.html" in page.attributes("href")


def test_claimed_venues_are_shown_as_claimed_and_submitted_ones_not_at_all() -> None:
    told = listed(1).paper.venues[0]
    venues = (
        told,
        replace(told, venue="CVPR", presentation=None, status="bare"),
        replace(told, venue="COLM", status="submitted"),
        replace(told, venue="ACL", kind="findings", presentation=None),
    )
    for text in words(edition([candidate(1, venues=venues)])):
        assert "ICML 2026 oral, CVPR 2026 (claimed), ACL 2026 findings" in text
        assert "COLM" not in text
