"""A paper, and one sighting of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.model.events import Event
from tracker.model.identifiers import PaperId
from tracker.model.scores import Reason, TopicScore


class Kind(StrEnum):
    """Why a source showed a paper."""

    NEW = "new"
    CROSS_LIST = "cross-list"
    REPLACEMENT = "replacement"
    PUBLISHED = "published"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Author:
    """A person or a team as the source spells it."""

    name: str
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class VenueMention:
    """What a comment, a journal reference or a programme says of a venue.

    `venue` is the short name (`NeurIPS`), `kind` what of it (`main`, `findings`, `workshop`,
    `industry`, `demo`, `srw`, `challenge`, `datasets`, `position`, `tutorial`, `journal`),
    `presentation` is `award`, `oral`, `spotlight`, `highlight` or `poster`, `status` is `accepted`,
    `bare`, `submitted`, `rejected` or `related`; `evidence` is the text or address that says so.
    """

    venue: str
    year: int | None
    kind: str
    presentation: str | None
    status: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a source, or the store, knows it; text stays as the source gives it.

    `complete` is True where the record came from a full metadata route (query API, OAI) rather
    than from a feed, whose text is raw TeX and whose comment and dates are missing.
    `categories` has the primary one first.
    """

    id: PaperId
    title: str
    authors: tuple[Author, ...] = ()
    abstract: str = ""
    url: str = ""
    pdf_url: str | None = None
    identifiers: tuple[PaperId, ...] = ()
    categories: tuple[str, ...] = ()
    version: int | None = None
    submitted_at: datetime | None = None
    updated_at: datetime | None = None
    comment: str | None = None
    journal_ref: str | None = None
    licence: str | None = None
    announced_on: date | None = None
    announced_on_estimated: bool = False
    venues: tuple[VenueMention, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """One sighting of a paper by a source.

    `category` is the category or list it stood in; `announced_on` is arXiv's day
    (America/New_York), None where the source tells none.
    """

    paper: Paper
    source: str
    kind: Kind
    announced_on: date | None
    estimated: bool = False
    category: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An announcement as the store gives it back, without the paper."""

    source: str
    kind: Kind
    announced_on: date | None


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A stored paper with what the tracker and the learner have added to it.

    `liked` is None where the learner has said neither that they like it nor that they do not.
    """

    paper: Paper
    recorded_at: datetime
    announcements: tuple[Sighting, ...] = ()
    score: float | None = None
    topics: tuple[TopicScore, ...] = ()
    reasons: tuple[Reason, ...] = ()
    liked: bool | None = None
    read: bool = False
    hidden: bool = False
    events: tuple[Event, ...] = ()
