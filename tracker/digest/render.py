"""Writes an edition as a mail: subject, text and HTML, from the templates."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import css_inline

from tracker.digest.columns import wrap
from tracker.digest.environment import environment
from tracker.digest.reading import EditionLines, lines
from tracker.digest.site import pages
from tracker.model.deliveries import Page
from tracker.model.editions import Edition, VenuePage
from tracker.text import header, safe_url, shorten, slug

HTML_LIMIT = 90 * 1024
"""Bytes of a mail's HTML; Gmail clips what is longer than about 102 KB."""

SUBJECT_LIMIT = 120


@dataclass(frozen=True)
class Renderer:
    """Renders editions; the same edition always gives the same bytes.

    `base_url` is where the site is published ('' for nowhere), `unsubscribe` the address that
    takes mails from readers who want to stop, `title` and `lang` the name and language of the
    site, `html_limit` the most bytes of a mail's HTML.
    """

    base_url: str = ""
    project_url: str = ""
    unsubscribe: str = ""
    title: str = "tracker"
    lang: str = "en"
    html_limit: int = HTML_LIMIT

    def subject(self, edition: Edition) -> str:
        """Return one line of at most 120 characters, fit for a header."""
        shown = lines(edition, edition.lang)
        for count in range(min(len(shown.topics), 4), 0, -1):
            subject = self._subject(replace(shown, topics=shown.topics[:count]))
            if len(subject) <= SUBJECT_LIMIT:
                return subject
        return shorten(self._subject(replace(shown, topics=())), SUBJECT_LIMIT)

    def text(self, edition: Edition) -> str:
        """Return the plain text part, at most 72 columns except for long links."""
        written = self._write("edition/mail.txt", self._fitting(edition)[0])
        squeezed = re.sub(r"\n{3,}", "\n\n", html.unescape(written)).strip()
        return wrap(squeezed) + "\n"

    def html(self, edition: Edition) -> str:
        """Return the HTML part: inline styles, no remote resource, at most `html_limit` bytes.

        Where an edition is longer, the tails of its sections are counted instead of shown; the
        text part leaves out the same.
        """
        return self._fitting(edition)[1]

    def site(
        self,
        editions: Sequence[Edition],
        only: Edition | None = None,
        venues: Sequence[VenuePage] = (),
    ) -> tuple[Page, ...]:
        """Return the site for `editions` (newest first): all of it, or what `only` changes."""
        return pages(
            editions,
            self.title,
            self.base_url,
            self.lang,
            project_url=self.project_url,
            only=only,
            venues=venues,
        )

    def _fitting(self, edition: Edition) -> tuple[EditionLines, str]:
        """Return the longest form of `edition` that fits, as lines and as HTML."""
        for shown in _shorter_and_shorter(lines(edition, edition.lang)):
            written = _inlined(self._write("edition/mail.html", shown))
            if len(written.encode()) <= self.html_limit:
                break
        return shown, written

    def _subject(self, shown: EditionLines) -> str:
        return header(html.unescape(self._write("edition/subject.txt", shown)))

    def _write(self, template: str, shown: EditionLines) -> str:
        return (
            environment(shown.lang)
            .get_template(template)
            .render(
                edition=shown,
                site_url=safe_url(self.base_url) or "",
                project_url=safe_url(self.project_url) or "",
                unsubscribe=self._unsubscribe(shown),
            )
        )

    def _unsubscribe(self, shown: EditionLines) -> str:
        if not self.unsubscribe:
            return ""
        link = f"mailto:{self.unsubscribe}?subject=unsubscribe%20{slug(shown.digest)}"
        return safe_url(link) or ""


def _shorter_and_shorter(shown: EditionLines) -> Iterator[EditionLines]:
    """Yield `shown`, then with at most n entries a section for falling n, then fewer sections."""
    yield shown
    longest = max((each.size for each in shown.sections), default=0)
    for most in range(longest - 1, -1, -1):
        yield replace(shown, sections=tuple(each.first(most) for each in shown.sections))
    yield replace(shown, sections=(), more=shown.more + shown.total)


def _inlined(markup: str) -> str:
    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True
    )
    return inliner.inline(markup)
