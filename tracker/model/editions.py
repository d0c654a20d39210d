"""A digest is the standing definition; an edition is one dated issue of it, written down whole."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from tracker.model.events import PaperNews
from tracker.model.feedback import ME
from tracker.model.harvests import CoverageState
from tracker.model.ledger import LedgerLine
from tracker.model.papers import Paper
from tracker.model.posts import Post
from tracker.model.roadmap import MustRead, Name
from tracker.model.scores import Score
from tracker.model.venues import VenueLine


@dataclass(frozen=True, slots=True)
class Digest:
    """Who gets what, when: `at` is local time in the IANA zone `timezone`.

    `topics` are topic ids or `*`; `frequency` is `daily`, `weekdays` or `weekly` (on `weekday`,
    Monday = 0); `recipients` are addresses of the channel `email`. `each_day` asks for an edition
    for every date that was missed, instead of one for all of them. `reader` is whose feedback and
    must-reads it goes by.
    """

    name: str
    at: time
    timezone: str
    topics: tuple[str, ...] = ("*",)
    limit: int = 20
    lang: str = "en"
    frequency: str = "daily"
    weekday: int = 0
    recipients: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("site",)
    send_empty: bool = False
    each_day: bool = False
    reader: str = ME


class EditionState(StrEnum):
    """What kind of day an edition tells of."""

    REGULAR = "regular"
    WELCOME = "welcome"
    QUIET = "quiet"
    STALE = "stale"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scored paper that an edition may pick."""

    paper: Paper
    score: Score


@dataclass(frozen=True, slots=True)
class Pick:
    """A paper chosen for an edition; `excerpt` is one or two sentences of its own abstract."""

    paper: Paper
    score: Score
    excerpt: str


@dataclass(frozen=True, slots=True)
class VenueList:
    """The list of a venue and year that a digest has not told of yet, from all its `sources`.

    `papers` counts the different ones; `best` are scored ones that the digest has not shown, best
    first (empty where nobody has looked for them).
    """

    venue: str
    year: int
    papers: int
    sources: tuple[str, ...]
    best: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class VenuePage:
    """What the site has of a venue and year: how complete its list is, and its best papers."""

    line: VenueLine
    best: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class VenueBrief:
    """What an edition says of a list: `matching` of its `papers` match the digest's topics."""

    venue: str
    year: int
    papers: int
    matching: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A group of things to read; `id` is a topic, a venue and year, or the kind.

    `kind` is `top` or `topic` (picks), `news` (of papers that were shown before), `venue` (picks of
    the one list in `venues`), `venues` (lists, a line each) or `posts`.
    """

    kind: str
    id: str
    name: Name
    picks: tuple[Pick, ...] = ()
    posts: tuple[Post, ...] = ()
    news: tuple[PaperNews, ...] = ()
    venues: tuple[VenueBrief, ...] = ()

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self.picks) + len(self.posts) + len(self.news) + len(self.venues)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that did not answer: what happened, and since when (None: never worked)."""

    source: str
    message: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What the sources' day was like when an edition was composed.

    `listing_on` is arXiv's day (America/New_York), `kind` is `listing`, `weekend` or `holiday`;
    `open_days` are the ledger's lines that are not complete, `recovered` the sources that answer
    again since the last edition.
    `arxiv_failed` is True where a followed arXiv feed has not answered: nobody can say then that
    the day was quiet.
    """

    listing_on: date
    kind: str
    troubles: tuple[Trouble, ...] = ()
    arxiv_failed: bool = False
    open_days: tuple[LedgerLine, ...] = ()
    recovered: tuple[str, ...] = ()

    def is_stale(self, line: LedgerLine) -> bool:
        """Tell whether the day's own listing of a category has not come yet."""
        return line.state is CoverageState.STALE and line.announced_on == self.listing_on


@dataclass(frozen=True, slots=True)
class ReadingCorner:
    """The must-read that comes next for `reader`; None where all of `total` are read."""

    read: int
    total: int
    paper: MustRead | None = None
    reader: str = ME


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated issue, complete: rendering it again gives the same bytes.

    `considered` counts the papers it was chosen from, `more` the matching ones it does not show.
    `topic_names` maps every topic id to its names, for the reasons.
    """

    digest: str
    local_date: date
    lang: str
    state: EditionState
    composed_at: datetime
    day: Day
    sections: tuple[Section, ...]
    considered: int
    more: int
    topic_names: tuple[tuple[str, Name], ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    corner: ReadingCorner | None = None

    @property
    def picks(self) -> tuple[Pick, ...]:
        """All picks in reading order."""
        return tuple(pick for section in self.sections for pick in section.picks)

    @property
    def has_news(self) -> bool:
        """Whether it tells of papers that were known, or of lists that have appeared."""
        return any(each.news or each.venues for each in self.sections)
