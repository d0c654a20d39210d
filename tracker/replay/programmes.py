"""The programme of a venue as it is played: its papers, and from when to when they are listed."""

from dataclasses import dataclass
from datetime import date

_INLINE_UNTIL = 2025  # Since then the abstracts of a virtual site are a file of their own.


@dataclass(frozen=True, slots=True)
class PlayedTalk:
    """A paper of a programme; `number` is the site's own, or that within the volume.

    `status` is the venue's word (`Poster`, `Oral`, `Reject`, `long`); `collection` and `volume` are
    where the Anthology has it (`2024.acl` and `long`), empty for what a virtual site shows. The
    list has it from `appears` up to and without `leaves`; None leaves an end open.
    """

    number: str
    title: str
    authors: tuple[str, ...] = ()
    abstract: str = ""
    status: str = ""
    collection: str = ""
    volume: str = ""
    url: str = ""
    arxiv: str = ""
    doi: str = ""
    award: bool = False
    appears: date | None = None
    leaves: date | None = None

    def is_listed(self, day: date) -> bool:
        """Say whether the list of `day` has it."""
        early, late = self.appears and day < self.appears, self.leaves and day >= self.leaves
        return not (early or late)


@dataclass(frozen=True, slots=True)
class PlayedProgramme:
    """What a venue shows in one year; `venue` is its name in lower case."""

    venue: str
    year: int
    talks: tuple[PlayedTalk, ...]

    @property
    def slug(self) -> str:
        """The name in a virtual site's files: `icml-2024`."""
        return f"{self.venue}-{self.year}"

    @property
    def is_inline(self) -> bool:
        """Whether a virtual site of that year has the abstracts with the events."""
        return self.year <= _INLINE_UNTIL

    @property
    def is_virtual(self) -> bool:
        """Whether there is a virtual site: what is in the Anthology has none here."""
        return not any(each.collection for each in self.talks)

    def on(self, day: date) -> tuple[PlayedTalk, ...]:
        """Return what the list of `day` has."""
        return tuple(each for each in self.talks if each.is_listed(day))
