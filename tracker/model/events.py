"""What happens to a paper after it was announced."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.identifiers import PaperId


class EventKind(StrEnum):
    """Why a paper that was shown may come back, as one line."""

    ACCEPTED = "accepted"
    PRESENTATION = "presentation"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    DISCUSSED = "discussed"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a paper; `(paper, kind, label)` happens once.

    `label` says it in the source's words: `ICLR 2026`, `ICLR 2026 oral`, `v3`, `OpenAI`.
    """

    kind: EventKind
    label: str
    at: datetime
    source: str = ""
    url: str = ""
    upvotes: int | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """A place that talks about a paper: a lab's post, or Hugging Face's daily papers.

    `upvotes` are the highest seen there, None where the place counts none.
    """

    paper: PaperId
    place: str
    at: datetime
    url: str = ""
    upvotes: int | None = None


@dataclass(frozen=True, slots=True)
class PaperNews:
    """All that has happened to one paper of late, to be told in one line; `id` is the paper's."""

    id: PaperId
    title: str
    url: str
    events: tuple[Event, ...]
