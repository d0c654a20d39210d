"""The days that are played: papers by the listing they stand in, posts by feed, and programmes."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from tracker.model.arxiv_calendar import previous_listing
from tracker.replay.papers import PlayedPaper, PlayedPost
from tracker.replay.programme_records import read_programmes
from tracker.replay.programmes import PlayedProgramme, PlayedTalk
from tracker.replay.records import read_papers, read_posts

__all__ = ["PlayedPaper", "PlayedPost", "World"]


@dataclass(frozen=True)
class World:
    """Everything that happens, on all days."""

    papers: tuple[PlayedPaper, ...] = ()
    posts: tuple[PlayedPost, ...] = ()
    programmes: tuple[PlayedProgramme, ...] = ()

    @classmethod
    def read(
        cls, papers: Iterable[Path], posts: Iterable[Path] = (), programmes: Iterable[Path] = ()
    ) -> "World":
        """Read JSON lines, `.gz` too; papers without a listing day are left out.

        Raises BadData with file and line for a record that cannot be played.
        """
        return cls(
            tuple(paper for file in papers for paper in read_papers(file)),
            tuple(post for file in posts for post in read_posts(file)),
            tuple(each for file in programmes for each in read_programmes(file)),
        )

    def listed_on(self, day: date) -> Sequence[PlayedPaper]:
        """Return the papers that stand as new in the listing of `day`, by id descending."""
        return self._by_listing.get(day, ())

    def replaced_on(self, day: date) -> Sequence[PlayedPaper]:
        """Return the papers that stand in the listing of `day` with a later version."""
        return self._by_replacement.get(day, ())

    def crossed_on(self, day: date) -> Sequence[PlayedPaper]:
        """Return the papers that got a further category on `day`, after their listing."""
        return self._by_cross_list.get(day, ())

    def listing_before(self, day: date) -> date:
        """Return the last day before `day` on which papers were listed."""
        place = bisect_left(self._listing_days, day)
        return self._listing_days[place - 1] if place else previous_listing(day)

    def changed_within(self, first: date, last: date, seen: date) -> list[PlayedPaper]:
        """Return the papers whose last change up to `seen` fell on `first` to `last`.

        By that day, then by id.
        """
        start, end = bisect_left(self._days, first), bisect_right(self._days, min(last, seen))
        return [
            paper
            for day in self._days[start:end]
            for paper in self._by_change[day]
            if paper.changed_on(seen) == day
        ]

    def paper(self, base_id: str) -> PlayedPaper | None:
        """Return the paper with the arXiv id `base_id` (without version)."""
        return self._by_id.get(base_id)

    def feed(self, name: str, now: datetime) -> tuple[PlayedPost, ...]:
        """Return the posts of the feed `name` up to `now`, newest first."""
        told = (each for each in self.posts if each.feed == name and each.published_at <= now)
        return tuple(sorted(told, key=lambda each: each.published_at, reverse=True))

    def daily_on(self, day: date, now: datetime) -> Sequence[PlayedPaper]:
        """Return the papers that were put forward on `day` (UTC) up to `now`, newest first."""
        told = ((each.daily.at, each) for each in self._daily if each.daily)
        shown = [(at, each) for at, each in told if at.date() == day and at <= now]
        return [each for _, each in sorted(shown, key=lambda pair: pair[0], reverse=True)]

    def programme(self, slug: str) -> PlayedProgramme | None:
        """Return the programme that a virtual site has as `slug`, such as `icml-2024`."""
        return next((each for each in self.programmes if each.slug == slug), None)

    def in_collection(self, name: str, day: date) -> tuple[PlayedTalk, ...]:
        """Return what the Anthology has on `day` in the collection `name`, such as `2024.acl`."""
        listed = (talk for each in self.programmes for talk in each.on(day))
        return tuple(talk for talk in listed if talk.collection == name)

    @cached_property
    def collections(self) -> frozenset[str]:
        """The names of the Anthology's collections."""
        talks = (talk for each in self.programmes for talk in each.talks)
        return frozenset(talk.collection for talk in talks if talk.collection)

    @cached_property
    def feeds(self) -> frozenset[str]:
        """The names of all feeds."""
        return frozenset(each.feed for each in self.posts)

    @cached_property
    def _daily(self) -> Sequence[PlayedPaper]:
        return [each for each in self._by_id.values() if each.daily]

    @cached_property
    def _by_id(self) -> dict[str, PlayedPaper]:
        return {each.id: each for each in self.papers}

    @cached_property
    def _by_listing(self) -> Mapping[date, Sequence[PlayedPaper]]:
        return self._by_day(lambda paper: (paper.listed,), newest_first=True)

    @cached_property
    def _by_replacement(self) -> Mapping[date, Sequence[PlayedPaper]]:
        return self._by_day(lambda paper: paper.revised, newest_first=True)

    @cached_property
    def _by_cross_list(self) -> Mapping[date, Sequence[PlayedPaper]]:
        return self._by_day(
            lambda paper: {day for _, day in paper.cross_listed if day > paper.listed},
            newest_first=True,
        )

    @cached_property
    def _by_change(self) -> Mapping[date, Sequence[PlayedPaper]]:
        return self._by_day(lambda paper: paper.changes, newest_first=False)

    @cached_property
    def _listing_days(self) -> list[date]:
        return sorted(self._by_listing)

    @cached_property
    def _days(self) -> list[date]:
        return sorted(self._by_change)

    def _by_day(
        self, days_of: Callable[[PlayedPaper], Iterable[date]], *, newest_first: bool
    ) -> Mapping[date, Sequence[PlayedPaper]]:
        found: dict[date, list[PlayedPaper]] = defaultdict(list)
        for paper in sorted(self._by_id.values(), key=lambda each: each.id, reverse=newest_first):
            for day in days_of(paper):
                found[day].append(paper)
        return found
