"""What a learner's own notes were understood to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.model.roadmap import Roadmap


class Open(StrEnum):
    """What is left for a person to do about a line of their notes."""

    NOT_UNDERSTOOD = "not understood"
    NO_QUERIES = "no English found: add queries"
    NO_ID = "no identifier known: add ids"


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A line of the notes, by its number (from 1), without markup."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that the import could not finish by itself, and why."""

    line: NoteLine
    why: Open


@dataclass(frozen=True, slots=True)
class Understood:
    """A roadmap as read from notes; a topic in it without queries waits for a person to add some.

    `origins` has the line that each topic and must-read came from, by `topic/ID` and
    `must-read/ID`, `groups` the heading within its stage that a topic stood under; `remarks`
    are about everything that was not understood, in the order of the notes.
    """

    roadmap: Roadmap
    origins: Mapping[str, NoteLine]
    groups: Mapping[str, str]
    remarks: tuple[Remark, ...] = ()
