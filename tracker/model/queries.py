"""A question about papers, as the command line asks it."""

from dataclasses import dataclass
from datetime import date

from tracker.model.feedback import ME


@dataclass(frozen=True, slots=True)
class PaperQuery:
    """Filters that all apply together; `text` are words that must all occur.

    `since` and `until` are announcement dates, inclusive. `venue` is a short name, `year` its year,
    `kind` and `presentation` are VenueMention's. `sort` is `relevance`, `score` or `date`.
    `reader` is whose likes, reading and hiding count; what they hid is left out, or with `hidden`
    is all there is.
    """

    text: str = ""
    topic: str | None = None
    since: date | None = None
    until: date | None = None
    venue: str | None = None
    year: int | None = None
    kind: str | None = None
    presentation: str | None = None
    category: str | None = None
    author: str | None = None
    source: str | None = None
    liked: bool = False
    unread: bool = False
    hidden: bool = False
    reader: str = ME
    min_score: float | None = None
    sort: str = "relevance"
    limit: int = 20


@dataclass(frozen=True, slots=True)
class PostQuery:
    """Filters over posts; `since` is a date (UTC), inclusive."""

    text: str = ""
    source: str | None = None
    group: str | None = None
    since: date | None = None
    limit: int = 20
