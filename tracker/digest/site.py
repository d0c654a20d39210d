"""Makes the pages of the site: the latest edition, every edition, venues, a feed, a style sheet."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.digest.environment import environment
from tracker.digest.reading import EditionLines, Summary, lines, summary, topic_names
from tracker.digest.venues import VenueLines, venue_lines
from tracker.model.deliveries import Page
from tracker.model.editions import Edition, VenuePage
from tracker.text import display, safe_url, slug

FEED_LENGTH = 15
"""How many editions the Atom feed holds."""

_NAMESPACE = uuid.UUID("5f0a1f43-6a3e-5a8e-9c0e-3d6f2b1c7a90")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def pages(
    editions: Sequence[Edition],
    title: str,
    base_url: str = "",
    lang: str = "en",
    *,
    project_url: str = "",
    only: Edition | None = None,
    venues: Sequence[VenuePage] = (),
) -> tuple[Page, ...]:
    """Return the site for `editions` (newest first) and `venues`, in the words of `lang`.

    Links are relative, so that the folder also works from a disk; `base_url` is for the feed,
    whose links are relative too without it. With `only`, just the pages which that edition adds or
    changes: a page of an edition is written once, and links to nothing newer than itself; those of
    venues are written anew.
    """
    names = topic_names(editions[0], lang) if editions else {}
    lists = [venue_lines(each, names) for each in venues]
    press = _Press(display(title), lang, _folder_url(base_url), safe_url(project_url) or "")
    entries = [_Entry(summary(each, lang), path_of(each)) for each in editions]
    chosen = [i for i, each in enumerate(editions) if only is None or _same(each, only)]
    return (
        Page("style.css", press.write("site/style.css")),
        *(Page(entries[i].path, press.edition(editions, entries, i)) for i in chosen),
        *(Page(each.path, press.venue(each)) for each in lists),
        Page("atom.xml", press.feed(editions[:FEED_LENGTH])),
        Page("index.html", press.index(editions, entries, lists)),
    )


def path_of(edition: Edition) -> str:
    """Return the page of `edition`, relative to the site's top folder."""
    return f"e/{slug(edition.digest)}/{edition.local_date.isoformat()}/index.html"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the archive."""

    summary: Summary
    path: str


@dataclass(frozen=True, slots=True)
class _FeedEntry:
    """An entry of the feed."""

    edition: EditionLines
    path: str
    id: str
    updated: str


@dataclass(frozen=True, slots=True)
class _Press:
    """Prints pages that share title, language and addresses."""

    title: str
    lang: str
    base_url: str
    project_url: str

    def index(
        self, editions: Sequence[Edition], entries: Sequence[_Entry], venues: Sequence[VenueLines]
    ) -> bytes:
        latest = lines(editions[0], self.lang) if editions else None
        several = len({each.summary.digest for each in entries}) > 1
        return self.write(
            "site/index.html",
            latest=latest,
            entries=entries,
            several=several,
            venues=venues,
            root="",
        )

    def venue(self, venue: VenueLines) -> bytes:
        return self.write("site/venue.html", venue=venue, root="../" * venue.path.count("/"))

    def edition(self, editions: Sequence[Edition], entries: Sequence[_Entry], i: int) -> bytes:
        digest = editions[i].digest
        older = (
            entries[k].path for k in range(i + 1, len(editions)) if editions[k].digest == digest
        )
        return self.write(
            "site/edition.html",
            edition=lines(editions[i], self.lang),
            older=next(older, ""),
            root="../" * entries[i].path.count("/"),
        )

    def feed(self, editions: Sequence[Edition]) -> bytes:
        latest = max((each.composed_at for each in editions), default=_NEVER)
        return self.write(
            "site/atom.xml",
            entries=[self._feed_entry(each) for each in editions],
            feed_id=uuid.uuid5(_NAMESPACE, f"{self.base_url} {self.title}").urn,
            updated=_instant(latest),
            base_url=self.base_url,
        )

    def write(self, template: str, **more: object) -> bytes:
        shared = {"title": self.title, "lang": self.lang, "project_url": self.project_url}
        written = environment(self.lang).get_template(template).render(**shared, **more)
        return written.lstrip().encode()

    def _feed_entry(self, edition: Edition) -> _FeedEntry:
        path = path_of(edition)
        id_ = uuid.uuid5(_NAMESPACE, f"{self.base_url}{path}").urn
        return _FeedEntry(lines(edition, self.lang), path, id_, _instant(edition.composed_at))


def _same(one: Edition, other: Edition) -> bool:
    return (one.digest, one.local_date) == (other.digest, other.local_date)


def _folder_url(base_url: str) -> str:
    url = safe_url(base_url) or ""
    return f"{url.rstrip('/')}/" if url else ""


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
