"""What a reader has said of papers, and how far they are on their way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.identifiers import PaperId
from tracker.model.papers import Paper

ME = ""
"""The reader of a household of one: commands and digests that name no reader are theirs."""


class Opinion(StrEnum):
    """What a reader thinks of a paper."""

    LIKE = "like"
    DISLIKE = "dislike"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Judged:
    """A paper a reader has an opinion of."""

    paper: Paper
    opinion: Opinion
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a paper stood with a reader just before they said something of it.

    `id` is the id they named it by.
    """

    id: PaperId
    title: str
    opinion: Opinion | None
    read: bool
