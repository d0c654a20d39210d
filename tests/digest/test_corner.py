"""The next must-read has a corner in each edition, until all are read, which is said once."""

import html
import json
from dataclasses import replace

import pytest

from tests.digest.examples import BERT, candidate, edition, five_states, full_edition
from tracker.digest import Renderer
from tracker.digest.corner import corner, has_room
from tracker.model.editions import Edition, EditionState, ReadingCorner
from tracker.model.identifiers import PaperId
from tracker.model.roadmap import MustRead, Name

GPT = MustRead("gpt-3", "Language Models", (), 0, (), Name("", ""))
BOTH = (BERT, GPT)
NEXT = ReadingCorner(1, 4, BERT)
DONE = ReadingCorner(4, 4)
RENDERER = Renderer("https://digest.example.org/")


def with_corner(told: ReadingCorner | None, made: Edition | None = None) -> Edition:
    return replace(made or full_edition(), corner=told)


def before(*corners: ReadingCorner | None) -> list[Edition]:
    """Return earlier editions with these corners, newest first."""
    return [with_corner(each, edition([candidate()])) for each in corners]


def never_asked() -> list[Edition]:
    raise AssertionError("earlier editions were looked at without need")


# --- choosing -------------------------------------------------------------------------------------


def test_the_first_that_is_not_read_comes_next() -> None:
    assert corner(BOTH, set(), "", never_asked) == ReadingCorner(0, 2, BERT)
    assert corner(BOTH, {"bert"}, "ada", never_asked) == ReadingCorner(1, 2, GPT, "ada")
    assert corner(BOTH, {"gpt-3", "gone"}, "", never_asked) == ReadingCorner(1, 2, BERT)


def test_that_all_are_read_is_said_once() -> None:
    done = {"bert", "gpt-3"}
    assert corner(BOTH, done, "", lambda: before(NEXT)) == ReadingCorner(2, 2)
    assert corner(BOTH, done, "", lambda: before(None, NEXT)) == ReadingCorner(2, 2)
    assert corner(BOTH, done, "", lambda: before(DONE, NEXT)) is None
    assert corner(BOTH, done, "", lambda: before(None, DONE, NEXT)) is None


def test_whoever_had_read_all_from_the_start_is_told_nothing() -> None:
    assert corner(BOTH, {"bert", "gpt-3"}, "", list) is None
    assert corner(BOTH, {"bert", "gpt-3"}, "", lambda: before(None, None)) is None


def test_a_roadmap_without_must_reads_has_no_corner() -> None:
    assert corner((), set(), "", lambda: before(NEXT)) is None


@pytest.mark.parametrize("state", EditionState)
def test_only_a_failed_edition_has_no_room(state: EditionState) -> None:
    assert has_room(state) is (state is not EditionState.FAILED)


# --- showing --------------------------------------------------------------------------------------


def site_page(made: Edition) -> str:
    return html.unescape(Renderer(lang=made.lang).site([made])[1].body.decode())


def test_the_corner_stands_after_the_top_picks_in_mail_text_and_site() -> None:
    made = with_corner(NEXT)
    for written in (RENDERER.text(made), html.unescape(RENDERER.html(made)), site_page(made)):
        told = " ".join(written.split())
        places = [
            told.index("Top picks"),
            told.index("Next on your must-read list (1 of 4 read)"),
            told.index(BERT.title),
            told.index("tracker mustread done bert"),
            told.index("Knowledge distillation", told.index("tracker mustread done")),
        ]
        assert places == sorted(places)
        for words in (
            "Jacob Devlin",
            "et al. (4)",
            "2018",
            "Pre-train once",
            "https://doi.org/10.48550/arXiv.1810.04805",
        ):
            assert words in told


def test_without_top_picks_the_corner_stands_at_the_end() -> None:
    made = with_corner(NEXT, five_states()["quiet"])
    assert RENDERER.text(made).count("Next on your must-read list") == 1
    assert RENDERER.html(made).count("Next on your must-read list") == 1
    assert site_page(made).count("<b>Next on your must-read list") == 1


def test_the_corner_speaks_chinese() -> None:
    made = with_corner(NEXT, full_edition(lang="zh"))
    text = RENDERER.text(made)
    assert "必读清单的下一篇（已读 1 / 4 篇）" in text
    assert "一次预训练，逐任务微调。" in text
    assert "必读清单的下一篇" in site_page(made)
    assert "做得好" in RENDERER.text(with_corner(DONE, full_edition(lang="zh")))


def test_the_end_of_the_list_is_celebrated() -> None:
    made = with_corner(DONE)
    assert "Well done: you have read all 4 papers" in " ".join(RENDERER.text(made).split())
    assert "tracker mustread" not in RENDERER.text(made)
    assert "Well done" in RENDERER.html(made)


def test_an_edition_without_a_corner_says_nothing_of_must_reads() -> None:
    assert "must-read list" not in RENDERER.text(with_corner(None))
    assert "corner" not in RENDERER.site([with_corner(None)])[1].body.decode()


def test_a_must_read_that_nobody_can_link_is_named_all_the_same() -> None:
    text = RENDERER.text(with_corner(ReadingCorner(0, 1, GPT)))
    assert "Language Models\nRead it? tracker mustread done gpt-3" in text


def test_a_household_of_several_is_told_its_readers_command() -> None:
    text = RENDERER.text(with_corner(ReadingCorner(0, 1, GPT, "Ada L")))
    assert "Read it? tracker mustread done gpt-3 --reader 'Ada L'" in text


def test_a_doi_is_an_address() -> None:
    paper = replace(GPT, ids=(PaperId("doi", "10.1162/neco.1997.9.8.1735"),))
    text = RENDERER.text(with_corner(ReadingCorner(0, 1, paper)))
    assert "https://doi.org/10.1162/neco.1997.9.8.1735" in text


def test_a_hostile_title_is_text() -> None:
    paper = replace(GPT, title="<script>alert(1)</script>\u202e", id="x")
    made = with_corner(ReadingCorner(0, 1, paper))
    assert "<script>" not in RENDERER.html(made)
    assert "\u202e" not in RENDERER.text(made)


def test_the_shortest_mail_still_has_its_corner() -> None:
    made = with_corner(NEXT)
    assert BERT.title in html.unescape(replace(RENDERER, html_limit=1).html(made))


def test_the_text_keeps_to_72_columns() -> None:
    lines = RENDERER.text(with_corner(NEXT)).splitlines()
    assert [each for each in lines if len(each) > 72 and "http" not in each] == []


def test_an_edition_of_an_earlier_version_is_read_without_a_corner() -> None:
    import msgspec

    body = json.loads(msgspec.json.encode(with_corner(NEXT)))
    del body["corner"]
    old = msgspec.json.decode(json.dumps(body), type=Edition)
    assert old == with_corner(None)
    whole = msgspec.json.decode(msgspec.json.encode(with_corner(NEXT)), type=Edition)
    assert whole == with_corner(NEXT)
