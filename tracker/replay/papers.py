"""A paper of the played world with its history, and a post."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tracker.model.arxiv_calendar import deadline, previous_listing

LICENCE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
_REASON = "This paper has been withdrawn by the authors: the proof of Lemma 2 is wrong"


@dataclass(frozen=True, slots=True)
class PlayedVersion:
    """A version of a paper; a withdrawal is one too, without content."""

    number: int
    submitted_at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class PlayedDaily:
    """When a paper is put on the page of daily papers, and its upvotes in the end."""

    at: datetime
    upvotes: int


@dataclass(frozen=True, slots=True)
class PlayedPaper:
    """A paper of the played world: first as it stood in its listing, then what became of it.

    `replaced` are the listing days of its later versions and `withdrawn` that of its last one;
    `comment_changes` and `cross_listed` name the day from which a comment or category stands.
    `daily` is when the community puts it forward, None for never.
    """

    id: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    categories: tuple[str, ...]
    listed: date
    submitted_at: datetime
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    replaced: tuple[date, ...] = ()
    withdrawn: date | None = None
    comment_changes: tuple[tuple[date, str], ...] = ()
    cross_listed: tuple[tuple[str, date], ...] = ()
    licence: str = LICENCE
    daily: PlayedDaily | None = None

    def on(self, day: date) -> "PlayedPaper":
        """Return the paper with the comment and the categories of `day`."""
        if not (self.withdrawn or self.comment_changes or self.cross_listed):
            return self
        return replace(self, comment=self._comment(day), categories=self._categories(day))

    def version_on(self, day: date) -> int:
        """Return the newest version that stood in a listing up to `day`."""
        return 1 + sum(each <= day for each in self.revised)

    def versions_on(self, day: date) -> tuple[PlayedVersion, ...]:
        """Return the versions that stood in a listing up to `day`, v1 first."""
        later = (
            PlayedVersion(number, invented(self.id, each), each == self.withdrawn)
            for number, each in enumerate(self.revised, start=2)
            if each <= day
        )
        return (PlayedVersion(1, self.submitted_at, withdrawn=False), *later)

    def updated_at(self, day: date) -> datetime:
        """Return when the version of `day` was submitted."""
        return self.versions_on(day)[-1].submitted_at

    def changed_on(self, day: date) -> date | None:
        """Return the last day up to `day` on which anything changed, None before the first."""
        return max((each for each in self.changes if each <= day), default=None)

    @property
    def revised(self) -> tuple[date, ...]:
        """The listing days of v2, v3 and so on."""
        last = (self.withdrawn,) if self.withdrawn else ()
        return tuple(sorted({*self.replaced, *last}))

    @property
    def changes(self) -> frozenset[date]:
        """All days on which the record changed, that of its listing included."""
        commented = (day for day, _ in self.comment_changes)
        crossed = (day for _, day in self.cross_listed if day > self.listed)
        return frozenset((self.listed, *self.revised, *commented, *crossed))

    def _comment(self, day: date) -> str | None:
        said = dict(self.comment_changes)
        if self.withdrawn:
            said.setdefault(self.withdrawn, _REASON)
        latest = max((each for each in said if each <= day), default=None)
        return said[latest] if latest else self.comment

    def _categories(self, day: date) -> tuple[str, ...]:
        late = (name for name, since in self.cross_listed if since <= day)
        return (*self.categories, *(name for name in late if name not in self.categories))


@dataclass(frozen=True, slots=True)
class PlayedPost:
    """An entry of the feed `feed`; `links` are addresses that its text names."""

    feed: str
    guid: str
    title: str
    url: str
    published_at: datetime
    author: str = ""
    excerpt: str = ""
    categories: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def invented(base_id: str, listed: date) -> datetime:
    """Return an instant inside the window of the listing, always the same for the same paper."""
    opened, closed = deadline(previous_listing(listed)), deadline(listed)
    seconds = int((closed - opened).total_seconds() * share(f"{base_id} {listed}"))
    return opened + timedelta(seconds=seconds)


def share(text: str) -> float:
    """Return a number from 0 up to 1 that looks random and is always the same for `text`."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
