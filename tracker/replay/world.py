"""The days that are played: papers by the listing they stand in, and posts by feed."""

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from tracker.errors import BadData
from tracker.model.arxiv_calendar import (
    NEW_YORK,
    deadline,
    kind_of_day,
    previous_listing,
)
from tracker.model.identifiers import arxiv_id

_ANNOUNCED = time(20, 0)  # In New York, the evening before the listing's date.
_DAY = timedelta(days=1)
_Played = TypeVar("_Played")


@dataclass(frozen=True, slots=True)
class PlayedPaper:
    """A paper of the played world; `replaced` are the listing days of its later versions."""

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

    def version_on(self, day: date) -> int:
        """Return the newest version that stood in a listing up to `day`."""
        return 1 + sum(each <= day for each in self.replaced)

    def updated_at(self, day: date) -> datetime:
        """Return when the version of `day` was submitted."""
        versions = [each for each in self.replaced if each <= day]
        return _invented(self.id, max(versions)) if versions else self.submitted_at

    @property
    def announced_at(self) -> datetime:
        """When the paper can first be found."""
        evening = datetime.combine(self.listed - _DAY, _ANNOUNCED, NEW_YORK)
        return evening.astimezone(UTC)


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


@dataclass(frozen=True)
class World:
    """Everything that happens, on all days."""

    papers: tuple[PlayedPaper, ...] = ()
    posts: tuple[PlayedPost, ...] = ()

    @classmethod
    def read(cls, papers: Iterable[Path], posts: Iterable[Path] = ()) -> "World":
        """Read JSON lines, `.gz` too; papers without a listing day are left out.

        Raises BadData with file and line for a record that cannot be played.
        """
        played = (paper for file in papers for paper in _read(file, _paper))
        told = (post for file in posts for post in _read(file, _post))
        return cls(tuple(each for each in played if each), tuple(told))

    def listed_on(self, day: date) -> Sequence[PlayedPaper]:
        """Return the papers that stand as new in the listing of `day`, by id descending."""
        return self._by_listing.get(day, ())

    def replaced_on(self, day: date) -> Sequence[PlayedPaper]:
        """Return the papers that stand in the listing of `day` with a later version."""
        return self._by_replacement.get(day, ())

    def paper(self, base_id: str) -> PlayedPaper | None:
        """Return the paper with the arXiv id `base_id` (without version)."""
        return self._by_id.get(base_id)

    def feed(self, name: str, now: datetime) -> tuple[PlayedPost, ...]:
        """Return the posts of the feed `name` up to `now`, newest first."""
        told = (each for each in self.posts if each.feed == name and each.published_at <= now)
        return tuple(sorted(told, key=lambda each: each.published_at, reverse=True))

    @cached_property
    def feeds(self) -> frozenset[str]:
        """The names of all feeds."""
        return frozenset(each.feed for each in self.posts)

    @cached_property
    def _by_id(self) -> dict[str, PlayedPaper]:
        return {each.id: each for each in self.papers}

    @cached_property
    def _by_listing(self) -> dict[date, list[PlayedPaper]]:
        days: dict[date, list[PlayedPaper]] = defaultdict(list)
        for paper in _newest_first(self._by_id.values()):
            days[paper.listed].append(paper)
        return days

    @cached_property
    def _by_replacement(self) -> dict[date, list[PlayedPaper]]:
        days: dict[date, list[PlayedPaper]] = defaultdict(list)
        for paper in _newest_first(self._by_id.values()):
            for day in paper.replaced:
                days[day].append(paper)
        return days


def _newest_first(papers: Iterable[PlayedPaper]) -> list[PlayedPaper]:
    return sorted(papers, key=lambda each: each.id, reverse=True)


def _read(file: Path, read: Callable[[Mapping[str, Any]], _Played]) -> Iterator[_Played]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield read(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise BadData(f"{file}:{number}: no record that can be played: {error}") from error


def _paper(record: Mapping[str, Any]) -> PlayedPaper | None:
    found = arxiv_id(record["id"])
    if not record.get("listed") or found is None:
        return None
    listed = _listing(date.fromisoformat(record["listed"]))
    return PlayedPaper(
        id=found.base,
        title=record["title"],
        authors=tuple(record.get("authors") or ()),
        abstract=record.get("abstract") or "",
        categories=tuple(record.get("categories") or ()),
        listed=listed,
        submitted_at=_submitted(found.base, record.get("published"), listed),
        comment=record.get("comment"),
        journal_ref=record.get("journal_ref"),
        doi=record.get("doi"),
        replaced=tuple(date.fromisoformat(day) for day in record.get("replaced") or ()),
    )


def _post(record: Mapping[str, Any]) -> PlayedPost:
    return PlayedPost(
        feed=record["feed"],
        guid=record.get("guid") or record["url"],
        title=record["title"],
        url=record["url"],
        published_at=_instant(record["published"]),
        author=record.get("author") or "",
        excerpt=record.get("excerpt") or "",
        categories=tuple(record.get("categories") or ()),
        links=tuple(record.get("links") or ()),
    )


def _listing(day: date) -> date:
    # A crawl that ran late has the papers of the last listing; arXiv lists nothing on weekends.
    return previous_listing(day) if kind_of_day(day) == "weekend" else day


def _submitted(base_id: str, published: str | None, listed: date) -> datetime:
    known = published and re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", published)
    return _instant(published) if published and known else _invented(base_id, listed)


def _invented(base_id: str, listed: date) -> datetime:
    """Return an instant inside the window of the listing, always the same for the same paper."""
    opened, closed = deadline(previous_listing(listed)), deadline(listed)
    digest = hashlib.sha256(f"{base_id} {listed}".encode()).digest()
    share = int.from_bytes(digest[:6], "big") / 2**48
    seconds = int((closed - opened).total_seconds() * share)
    return opened + timedelta(seconds=seconds)


def _instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
