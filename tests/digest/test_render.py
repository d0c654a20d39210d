"""The mail of an edition: what it says, how long it may be, and in which words."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.digest.examples import (
    LISTING,
    TODAY,
    candidate,
    edition,
    five_states,
    full_edition,
    paper,
    post,
    topic,
)
from tests.digest.markup import read
from tracker.digest import Renderer
from tracker.digest.render import HTML_LIMIT
from tracker.model.editions import Day, Edition, Trouble
from tracker.model.harvests import CoverageState
from tracker.model.ledger import LedgerLine
from tracker.model.papers import Author
from tracker.model.roadmap import Name
from tracker.model.scores import Reason
from tracker.text import width

RENDERER = Renderer(
    "https://digest.example.org/", "https://example.org/tracker", "stop@example.org"
)
LINK = re.compile(r"https://arxiv\.org/abs/(\d{4}\.\d{5})")


def sums(text: str) -> list[tuple[str, str]]:
    """Every printed score with the sum beside it."""
    return re.findall(r"Why (\S+) = (.+?)(?= https://arxiv\.org/pdf|$)", " ".join(text.split()))


def added_up(parts: str) -> float:
    found = re.findall(r"(?:(?<=^)|(?<= [+] )|(?<= − ))(\d+\.\d) ", parts)
    signs = re.findall(r"(?<= )([+−])(?= \d+\.\d )", " " + parts)
    values = [float(found[0])]
    values += [float(v) * (-1 if s == "−" else 1) for s, v in zip(signs, found[1:], strict=True)]
    return round(sum(values), 1)


# --- the subject ----------------------------------------------------------------------------------


def test_the_subject_names_date_counts_and_topics() -> None:
    assert RENDERER.subject(full_edition()) == (
        "[tracker] 2026-11-23: 5 top, 12 in all – "
        "Mixture of experts, Knowledge distillation, KV cache"
    )


def test_the_subject_speaks_chinese() -> None:
    assert RENDERER.subject(full_edition(lang="zh")) == (
        "[论文日报] 2026-11-23：精选 5 / 共 12 · 混合专家、模型蒸馏、KV 缓存"
    )


def test_another_digest_is_named_in_the_subject() -> None:
    assert RENDERER.subject(full_edition(name="vision")).startswith("[tracker vision] 2026-11-23")


@pytest.mark.parametrize("length", [10, 60, 100, 200, 2000])
def test_a_subject_never_passes_120_characters(length: int) -> None:
    long = tuple((id_, Name("word " * (length // 5), "")) for id_ in ("kv", "moe", "kd"))
    assert len(RENDERER.subject(replace(full_edition(), topic_names=long))) <= 120


@pytest.mark.parametrize(
    "name", ["=?utf-8?q?=0ABcc:_e=40x.org?=", "a\r\nBcc: e@example.org", "\u202emoe", "\x1b[31mred"]
)
def test_a_topic_name_adds_nothing_but_words_to_the_subject(name: str) -> None:
    subject = RENDERER.subject(replace(full_edition(), topic_names=(("moe", Name(name, name)),)))
    assert subject.isprintable()
    assert "=?" not in subject
    assert "?=" not in subject


# --- the pick -------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["text", "html"])
def test_a_pick_shows_all_that_is_promised(part: str) -> None:
    written = RENDERER.text(full_edition(1)) if part == "text" else RENDERER.html(full_edition(1))
    words = " ".join((read(written).words if part == "html" else written).split())
    for promised in (
        "Finding number 1 among 7919 things",
        "Ada Lovelace, Emmy Noether, Alan Turing et al. (4)",
        "cs.CL · 2026-11-23 · v2",
        "Accepted at NeurIPS 2026",
        "We propose a smaller cache. It halves memory.",
        "Why 91.7 = 89.9 Mixture of experts (kv cache, eviction)",
        "+ 4.3 extends your must-read “Attention Is All You Need” (attention)",
        "− 2.5 penalty: no abstract",
    ):
        assert promised in words
    assert "https://arxiv.org/abs/2611.00001" in written
    assert "https://arxiv.org/pdf/2611.00001" in written


def test_the_title_links_to_arxiv_and_is_the_text_of_its_link() -> None:
    html = RENDERER.html(edition([candidate()]))
    assert re.search(r'<a href="https://arxiv.org/abs/2611.00001"[^>]*>Finding number 1 ', html)


def test_a_paper_without_an_address_still_links_to_arxiv() -> None:
    html = RENDERER.html(edition([candidate(1, url="", pdf_url=None)]))
    assert {"https://arxiv.org/abs/2611.00001", "https://arxiv.org/pdf/2611.00001"} <= set(
        read(html).attributes("href")
    )


def test_three_authors_are_named_without_et_al() -> None:
    three = tuple(Author(name) for name in ("A", "B", "C"))
    assert "A, B, C\n" in RENDERER.text(edition([candidate(1, authors=three)]))


def test_an_estimated_date_says_so() -> None:
    assert "about 2026-11-23" in RENDERER.text(edition([candidate(1, announced_on_estimated=True)]))


AWKWARD = [
    (33.333, 33.333, 33.334),
    (0.005, 0.005, 0.005),
    (1.115, 2.225, -0.335),
    (80.0, -20.0),
    (15.5,),
    (10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0),
    (50.004, -0.004),
    (19.999, 0.001, 0.001),
    (500.0, 0.0, 12.3),
]


@pytest.mark.parametrize("values", AWKWARD)
@pytest.mark.parametrize("lang", ["en"])
def test_the_printed_parts_add_up_to_the_printed_score(
    values: tuple[float, ...], lang: str
) -> None:
    reasons = [topic("kv", value, "kv cache") for value in values]
    made = edition([candidate(1, Reason("watch", "Ada", 0.0), *reasons)], lang=lang)
    ((score, parts),) = sums(RENDERER.text(made))
    assert added_up(parts) == float(score), parts


def test_a_watched_paper_says_who_is_watched() -> None:
    made = edition([candidate(1, Reason("watch", "Ada Lovelace", 500.0, terms=("Ada Lovelace",)))])
    assert "on your watch list: Ada Lovelace" in RENDERER.text(made)


def test_a_must_read_reason_reads_as_one_in_chinese_too() -> None:
    text = "".join(RENDERER.text(full_edition(1, lang="zh")).split())
    assert "延伸你的必读论文《AttentionIsAllYouNeed》" in text
    assert "混合专家（kvcache,eviction）" in text


# --- the day --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_kind_of_day_looks_different(lang: str) -> None:
    subjects, texts, boxes = set(), set(), set()
    for made in five_states().values():
        said = replace(made, lang=lang)
        subjects.add(RENDERER.subject(said))
        texts.add(RENDERER.text(said))
        boxes.add(next((t["class"] for t in read(RENDERER.html(said)).of("div")[1:2]), ""))
    assert len(texts) == 7
    assert len(boxes) == 7
    assert len(subjects) == 6  # regular and welcome count the same papers


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("welcome", "*** Welcome ***"),
        ("quiet", "*** A quiet day ***"),
        ("weekend", "*** Weekend ***"),
        ("holiday", "*** arXiv holiday ***"),
        ("failed", "*** arXiv could not be reached ***"),
    ],
)
def test_the_text_part_names_the_kind_of_day(state: str, words: str) -> None:
    assert words in RENDERER.text(five_states()[state])


def test_every_trouble_names_its_source_its_message_and_since_when() -> None:
    troubles = (
        Trouble("Mistral", "HTTP 503", datetime(2026, 11, 20, tzinfo=UTC)),
        Trouble("Ai2", "not a feed", None),
    )
    made = edition([candidate()], day=Day(TODAY, "listing", troubles))
    for written in (RENDERER.text(made), read(RENDERER.html(made)).words):
        assert "2 sources did not answer" in written
        assert "Mistral: HTTP 503 (since 2026-11-20)" in written
        assert "Ai2: not a feed (it has never answered yet)" in written


def test_days_that_lack_papers_are_named_and_the_rest_of_a_long_list_is_counted() -> None:
    def line(back: int, state: CoverageState, stored: int = 0, **more: Any) -> LedgerLine:
        return LedgerLine("cs.CL", TODAY - timedelta(back), state, stored, stored, **more)

    short = CoverageState.SHORT
    days = (
        line(0, CoverageState.STALE),
        replace(line(1, short, 60), expected=64),
        line(2, CoverageState.COMPLETE, 90, short=("arxiv-rss/cs.CL",)),
        *(line(back, CoverageState.UNKNOWN) for back in range(3, 12)),
    )
    made = edition([candidate()], day=Day(TODAY, "listing", open_days=days))
    for written in (RENDERER.text(made), read(RENDERER.html(made)).words):
        assert "cs.CL: no listing of 2026-11-23 yet" in written
        assert "cs.CL: 60 of the 64 papers of 2026-11-22 so far" in written
        assert "cs.CL: the feed of 2026-11-21 was short; all 90 papers are here" in written
        assert written.count("no route has told of") == 5
        assert "and 4 more: tracker coverage" in written
    assert "另有 4 项" in RENDERER.text(replace(made, lang="zh"))


def test_the_state_line_counts_and_dates_what_was_considered() -> None:
    text = RENDERER.text(full_edition())
    assert "12 papers considered · 5 top, 12 in all · 2 min to read" in text
    assert "Listed 2026-11-23" in text


def test_the_footer_credits_arxiv_and_tells_how_to_stop() -> None:
    made = edition([candidate()])
    html = RENDERER.html(made)
    for words in (" ".join(RENDERER.text(made).split()), " ".join(read(html).words.split())):
        assert "Thank you to arXiv for use of its open access interoperability." in words
        assert "To stop it" in words
    assert "mailto:stop@example.org?subject=unsubscribe%20daily" in read(html).attributes("href")


def test_posts_stand_last_with_source_date_and_paper() -> None:
    text = RENDERER.text(edition([candidate()], [post()]))
    assert "OpenAI · 2026-11-02 · about arxiv:2611.00001" in text
    assert text.index("Top picks") < text.index("From the labs")


# --- the form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_part_keeps_to_72_columns(lang: str) -> None:
    for line in RENDERER.text(full_edition(20, lang=lang)).splitlines():
        assert width(line) <= 72 or "://" in line or "mailto:" in line


@pytest.mark.parametrize("count", [1, 12, 200])
def test_both_parts_hold_the_same_papers_in_the_same_order(count: int) -> None:
    made = full_edition(count, limit=count)
    html, text = RENDERER.html(made), RENDERER.text(made)
    assert list(dict.fromkeys(LINK.findall(html))) == list(dict.fromkeys(LINK.findall(text)))


def long_edition() -> Edition:
    wordy = {"comment": "c" * 300, "abstract": "We propose " + "long words & more " * 40}
    candidates = [
        candidate(
            n, topic(("kv", "moe", "kd")[n % 3], 90.0), title=f"{n} " + "<&> word " * 60, **wordy
        )
        for n in range(1, 60)
    ]
    return edition(candidates, [post(n) for n in range(1, 12)], limit=60)


def test_a_long_mail_stays_under_the_cap_and_says_how_much_it_leaves_out() -> None:
    made = long_edition()
    renderer = Renderer(html_limit=40_000)
    html, text = renderer.html(made), renderer.text(made)
    assert len(html.encode()) <= 40_000
    shown = set(LINK.findall(html))
    hidden = [int(n) for n in re.findall(r"… and (\d+) more", read(html).words)]
    assert len(read(html).of("h3")) + sum(hidden) == len(made.picks) + 10
    assert set(LINK.findall(text)) == shown
    assert [int(n) for n in re.findall(r"… and (\d+) more", text)] == hidden


@pytest.mark.parametrize("limit", [3_000, 12_000, HTML_LIMIT])
def test_no_edition_is_too_long_for_its_cap(limit: int) -> None:
    made = replace(long_edition(), lang="zh")
    written = Renderer(html_limit=limit).html(made)
    assert len(written.encode()) <= max(limit, 6_000)  # the frame alone is about 5 KB


def test_the_mail_asks_nothing_of_the_network_and_runs_nothing() -> None:
    found = read(RENDERER.html(full_edition()))
    assert found.of("img", "script", "link", "iframe", "form", "object", "svg", "video") == []
    assert found.attributes("src") == []
    assert not any(name.startswith("on") for _, given in found.tags for name in given)
    assert all(each.startswith(("https://", "mailto:")) for each in found.attributes("href"))


def test_the_mail_is_one_column_of_presentation_tables_with_inline_styles() -> None:
    found = read(RENDERER.html(full_edition()))
    assert {table.get("role") for table in found.of("table")} == {"presentation"}
    assert "600" in [table.get("width") for table in found.of("table")]
    assert all("style" in cell for cell in found.of("td") if "class" in cell)
    assert len(found.of("h1")) == 1


def test_the_style_sheet_is_small_and_holds_only_media_queries() -> None:
    html = RENDERER.html(full_edition())
    sheets = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert len("".join(sheets)) < 16 * 1024
    assert re.search(r"prefers-color-scheme:\s?dark", "".join(sheets))
    assert all(rule.strip().startswith("@media") for rule in sheets if rule.strip())


def test_the_mail_names_its_language_and_both_colour_schemes() -> None:
    html = RENDERER.html(full_edition(lang="zh"))
    assert '<html lang="zh-CN">' in html
    assert '<meta name="color-scheme" content="light dark">' in html


def test_the_same_edition_gives_the_same_bytes() -> None:
    made = full_edition()
    other = Renderer(RENDERER.base_url, RENDERER.project_url, RENDERER.unsubscribe)
    assert (RENDERER.html(made), RENDERER.text(made)) == (other.html(made), other.text(made))


def test_an_empty_day_without_anything_configured_renders() -> None:
    made = edition(day=LISTING)
    assert "All is well" in Renderer().text(made)
    assert "All is well" in Renderer().html(made)


@pytest.mark.parametrize("kind", ["listing", "weekend", "holiday"])
def test_nobody_says_that_all_is_well_where_a_day_lacks_papers_or_a_source_fails(kind: str) -> None:
    promise = "All is well" if kind == "listing" else "Nothing is missing"
    lacking = LedgerLine("cs.CL", TODAY - timedelta(3), CoverageState.SHORT, 64, 60)
    filled = replace(lacking, state=CoverageState.COMPLETE, short=("arxiv-rss/cs.CL",))
    for day, is_well in (
        (Day(TODAY, kind, open_days=(lacking,)), False),
        (Day(TODAY, kind, (Trouble("A lab", "HTTP 503"),)), False),
        (Day(TODAY, kind, open_days=(filled,)), True),
    ):
        assert (promise in " ".join(RENDERER.text(edition(day=day)).split())) is is_well


def test_a_paper_that_knows_next_to_nothing_renders() -> None:
    bare = paper(
        1,
        authors=(),
        abstract="",
        url="",
        pdf_url=None,
        categories=(),
        version=None,
        comment=None,
        announced_on=None,
    )
    made = edition([candidate()])
    picked = replace(made.sections[0].picks[0], paper=bare, excerpt="")
    made = replace(made, sections=(replace(made.sections[0], picks=(picked,)),))
    assert "Finding number 1" in RENDERER.text(made)
    assert "Finding number 1" in RENDERER.html(made)
