"""Nothing that a source writes becomes markup, code or a dangerous link, on any page or mail."""

import re
from dataclasses import replace

import feedparser
import pytest

from tests.digest.examples import (
    LISTING,
    TODAY,
    candidate,
    edition,
    event,
    listed,
    news,
    post,
    venue_list,
    venue_page,
)
from tests.digest.markup import Markup, read
from tracker.digest import Renderer
from tracker.model.editions import Candidate, Day, Edition, Trouble, VenuePage
from tracker.model.events import EventKind
from tracker.model.papers import Author
from tracker.model.scores import Reason
from tracker.model.venues import Programme, ProgrammeState

SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mi xlink:href='data:x'>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onfocus=alert(1) autofocus="',
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><input name=x>",
    "<object data=data:text/html,x>",
    "<embed src=//evil.example>",
    "<video><source onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<table background=javascript:x>",
    "<div style='background:url(javascript:alert(1))'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "\u202e<script>\u2066alert(1)",
    "\x00<scr\x00ipt>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "$\\href{javascript:alert(1)}{x}$",
    "\\input{/etc/passwd}",
]
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:x",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "https://u:p@evil.example/",
    "https://\\evil.example",
    'https://ok.example/"><script>alert(1)</script>',
    "https://ok.example/' onmouseover='alert(1)",
]
WRITTEN = ["{{ 7*7 }}", "{% include '/etc/passwd' %}", "{# gone #}", "%(digest)s %s", "{0}"]
RENDERER = Renderer("https://digest.example.org/")
# What a document may hold at most: nothing here fetches, runs or submits.
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "tbody",
    "p",
    "h1",
    "h2",
    "h3",
    "a",
    "b",
    "br",
    "link",
    "header",
    "nav",
    "main",
    "section",
    "article",
    "ul",
    "li",
    "footer",
    "span",
}


def hostile(words: str, link: str) -> Edition:
    """An edition in which every field that a source fills says `words` or links `link`."""
    reasons = (
        Reason("topic", words, 60.0, "unknown", (words, words)),
        Reason("must-read", words, 5.0, "x", (words,)),
        Reason("penalty", words, -1.0),
        Reason("watch", words, 0.0),
    )
    pick = candidate(
        1,
        *reasons,
        title=words,
        authors=(Author(words),) * 5,
        abstract=f"We propose {words}. More.",
        url=link,
        pdf_url=link,
        comment=words,
        categories=(words,),
    )
    told = post(1, title=words, url=link, source=words, excerpt=words)
    known = news(1, *(event(kind, words) for kind in EventKind), title=words, url=link)
    lists = [venue_list(listed(2, *reasons, title=words, url=link), venue=words), venue_list()]
    day = Day(TODAY, "listing", (Trouble(words, words),))
    return edition([pick], [told], day, news=[known], lists=lists)


def hostile_venue(made: Edition) -> VenuePage:
    """The page of a venue whose name, list and paper say what the edition's first pick says."""
    first = made.picks[0]
    words, link = first.paper.title, first.paper.url
    page = venue_page(Candidate(first.paper, first.score))
    told = Programme(
        words, words, 2026, ProgrammeState.PARTIAL, 9, 1, message=words, counts=((words, 1),) * 2,
        url=link,
    )  # fmt: skip
    return replace(page, line=replace(page.line, venue=words, programmes=(told,)))


def documents(made: Edition) -> dict[str, str]:
    site = RENDERER.site([made], venues=[hostile_venue(made)] if made.picks else [])
    pages = {page.path: page.body.decode() for page in site if "html" in page.path}
    feed = next(page.body for page in site if page.path == "atom.xml")
    parsed = feedparser.parse(feed, sanitize_html=False)
    assert not parsed.bozo
    return {"mail": RENDERER.html(made), "feed": parsed.entries[0].content[0].value, **pages}


def assert_harmless(found: Markup) -> None:
    assert {tag for tag, _ in found.tags} <= TAGS
    names = {name for _, given in found.tags for name in given}
    assert not any(name.startswith("on") for name in names)
    assert not names & {"src", "srcset", "action", "formaction", "background", "xlink:href", "data"}
    for href in found.attributes("href"):
        assert re.match(r"(https://|mailto:|#|(\.\./)*[a-z/0-9.-]+(#[a-z]+)?$)", href), href
    assert not any("url(" in style for style in found.attributes("style"))
    refresh = [each for each in found.of("meta") if each.get("http-equiv", "").lower() == "refresh"]
    assert refresh == []


@pytest.mark.parametrize("vector", SCRIPTS)
def test_no_field_of_a_source_becomes_markup(vector: str) -> None:
    for document in documents(hostile(vector, "https://ok.example/")).values():
        assert_harmless(read(document))


@pytest.mark.parametrize("link", LINKS)
def test_no_link_of_a_source_becomes_dangerous(link: str) -> None:
    for document in documents(hostile("words", link)).values():
        found = read(document)
        assert_harmless(found)
        assert not any("evil" in href or "script:" in href for href in found.attributes("href"))


@pytest.mark.parametrize("words", WRITTEN)
def test_template_signs_are_shown_as_written(words: str) -> None:
    made = hostile(words, "https://ok.example/")
    assert words in RENDERER.text(made)
    for document in documents(made).values():
        assert words in read(document).words


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\x1b", "\x9b", "\x00", "\ufeff"])
def test_no_invisible_sign_reaches_a_reader(sign: str) -> None:
    made = hostile(f"a{sign}b", "https://ok.example/")
    for document in (*documents(made).values(), RENDERER.text(made), RENDERER.subject(made)):
        assert sign not in document


def test_a_digest_name_cannot_leave_the_folder_of_editions() -> None:
    for name in ("../../etc", "/etc/passwd", "a/b", "a\\b", "..", "", "CON", "a\x00b", "x" * 300):
        paths = [page.path for page in RENDERER.site([replace(edition(day=LISTING), digest=name)])]
        assert all(re.fullmatch(r"[a-z0-9_./-]{1,90}", path) and ".." not in path for path in paths)
