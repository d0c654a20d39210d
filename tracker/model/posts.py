"""A lab or community entry, which may be about a paper."""

from dataclasses import dataclass
from datetime import datetime

from tracker.model.identifiers import PaperId


@dataclass(frozen=True, slots=True)
class Post:
    """One entry of a feed; `excerpt` is plain text of at most 500 characters.

    `guid` identifies the entry within its source. `published_at` is None-free: a feed without dates
    gives the fetch time and sets `estimated`. `papers` are the papers that the entry links.
    """

    source: str
    guid: str
    title: str
    url: str
    published_at: datetime
    estimated: bool = False
    author: str = ""
    excerpt: str = ""
    categories: tuple[str, ...] = ()
    papers: tuple[PaperId, ...] = ()
    group: str = "lab"
