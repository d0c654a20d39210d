"""What a browser makes of mail and site: nothing to scroll sideways, nothing too faint to read."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.digest.examples import (
    BERT,
    candidate,
    edition,
    eventful_edition,
    five_states,
    full_edition,
    post,
    venue_pages,
)
from tracker.digest import Renderer
from tracker.model.editions import Edition, ReadingCorner

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RENDERER = Renderer("https://digest.example.org/", "https://example.org/", "stop@example.org")

# Every text on the page, with the contrast between its colour and what lies behind it (WCAG 2.2).
CONTRASTS = """() => {
  const rgb = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => { const f = v => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const behind = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, style = getComputedStyle(e);
    if (!walk.currentNode.data.trim() || !e.getClientRects().length) continue;
    const [a, b] = [light(rgb(style.color)), light(behind(e))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), walk.currentNode.data.trim().slice(0, 40)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip(
            f"NEEDS {CHROMIUM} (Debian: apt-get install chromium): the pages were not looked at"
        )
    api = pytest.importorskip("playwright.sync_api", reason="NEEDS playwright")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Mails and pages of every kind of day, with titles that are hard to fit, in two languages."""
    folder = tmp_path_factory.mktemp("pages")
    written = []
    for name, made in editions().items():
        mail = folder / f"{name}.html"
        mail.write_text(RENDERER.html(made))
        for page in Renderer(lang=made.lang).site([made], venues=venue_pages()):
            path = folder / name / page.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(page.body)
        written += [mail, folder / name / "index.html"]
    return [*written, *(folder / "eventful").glob("[ev]/**/*.html")]


def editions() -> dict[str, Edition]:
    endless = candidate(1, title="Supercalifragilistic" * 12, comment="x" * 190)
    return {
        **five_states(),
        "endless": edition([endless], [post(1, title="https://example.org/" + "y" * 150)]),
        "full": full_edition(20),
        "chinese": replace(full_edition(20, lang="zh"), corner=ReadingCorner(1, 4, BERT)),
        "must-read": replace(full_edition(20), corner=ReadingCorner(1, 4, BERT)),
        "done": replace(edition([candidate()]), corner=ReadingCorner(4, 4)),
        "eventful": eventful_edition(),
        "eventful-zh": eventful_edition("zh"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_and_all_can_be_read(
    browser: Any, files: list[Path], scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme)
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for file in files:
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, file.name
        faint = [each for each in page.evaluate(CONTRASTS) if each[0] < 4.5]
        assert faint == [], (file, scheme)
    context.close()
    assert complaints == []  # the site's own policy refuses nothing that the site uses
    assert all(url.startswith("file:") for url in requests)


@pytest.mark.slow
def test_scripts_planted_in_a_title_do_not_run(browser: Any, tmp_path: Path) -> None:
    attack = "<img src=x onerror=document.title='ran'><script>document.title='ran'</script>"
    made = edition([candidate(1, title=attack, comment=attack)], [post(1, title=attack)])
    (tmp_path / "mail.html").write_text(RENDERER.html(made))
    (tmp_path / "control.html").write_text(f"<title>still</title><p>{attack}")
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "control.html").as_uri())
    assert page.title() == "ran"  # the attack is real
    page.goto((tmp_path / "mail.html").as_uri())
    assert page.title() != "ran"
    context.close()
