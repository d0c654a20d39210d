"""Walks a list of arXiv's OAI server page by page, to its end or to an error.

https://info.arxiv.org/help/oa/index.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from tracker.errors import BadData
from tracker.http import Http, Limits
from tracker.sources.oai_pages import Page, TokenRefused, read_page

EARLIEST = date(2005, 9, 16)
"""The server refuses a list that begins before this datestamp."""

# Pages of 2500 records; the first byte of one that is not cached can take three minutes.
_LIMITS = Limits(body_bytes=32 * 2**20, deadline=300.0, read=220.0)
_REPETITIONS = 3
# Archives of the group physics; every other archive is a group of its own.
_IN_PHYSICS = re.compile(
    r"astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nlin|nucl-(?:ex|th)|physics|quant-ph"
)


@dataclass(frozen=True, slots=True)
class OaiList:
    """All records of `category` whose datestamps lie in `since` to `until` (None: open)."""

    url: str
    category: str
    since: date
    until: date | None = None

    def pages(self, http: Http) -> Iterator[tuple[Page, str]]:
        """Yield the pages, each with the SHA-256 of its body; a record may come more than once.

        A list whose token has expired is begun again, once. Raises BadData for what is no list
        and for one that does not end, and what `Http.get` raises.
        """
        try:
            yield from self._walk(http)
        except TokenRefused:  # Tokens die at midnight UTC.
            yield from self._walk(http)

    def _walk(self, http: Http) -> Iterator[tuple[Page, str]]:
        trail = _Trail()
        token: str | None = None
        while token is not None or not trail.tokens:
            response = http.get(self._address(token), limits=_LIMITS)
            page = read_page(response.body)
            if token and not page.matched:
                raise BadData("arXiv's OAI server ended a list with noRecordsMatch")
            trail.follow(page)
            yield page, response.validators.body_sha256 or ""
            token = page.token

    def _address(self, token: str | None) -> str:
        return f"{self.url}?{urlencode(self._begun() if token is None else _resumed(token))}"

    def _begun(self) -> dict[str, str]:
        asked = {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "set": set_of(self.category)}
        asked["from"] = max(self.since, EARLIEST).isoformat()
        return asked if self.until is None else asked | {"until": self.until.isoformat()}


def set_of(category: str) -> str:
    """Return the OAI set of a category or an archive: group, archive and subject class.

    `cs.CL` is `cs:cs:CL`, `hep-lat` is `physics:hep-lat`, `cs` is `cs`.
    """
    archive, _, subject = category.partition(".")
    if _IN_PHYSICS.fullmatch(archive):
        return ":".join(filter(None, ("physics", archive, subject)))
    return f"{archive}:{archive}:{subject}" if subject else archive


def _resumed(token: str) -> dict[str, str]:
    # The token is percent-encoded already and is encoded once more; no other argument may stand.
    return {"verb": "ListRecords", "resumptionToken": token}


@dataclass(slots=True)
class _Trail:
    """The tokens and records of a list so far, to notice one that goes in circles."""

    tokens: set[str | None] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    repetitions: int = 0

    def follow(self, page: Page) -> None:
        if page.token in self.tokens:
            raise BadData("arXiv's OAI server gave the same resumption token twice")
        brings_more = any(each.id not in self.ids for each in page.records)
        self.repetitions = 0 if brings_more else self.repetitions + 1
        if self.repetitions > _REPETITIONS:
            raise BadData("arXiv's OAI server repeats its pages")
        self.tokens.add(page.token)
        self.ids.update(each.id for each in page.records)
