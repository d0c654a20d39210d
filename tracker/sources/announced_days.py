"""Tells from arXiv's records what they announced, and on which listing day; pure.

No record says the day, but the ids do: arXiv gives them out at the announcement, in the order in
which the papers of one announcement were submitted. So days never fall as ids rise, and where the
time of submission falls back, the next day begins: with the papers that moderators had held.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tracker.model.arxiv_calendar import kind_of_day, listing_day, next_listing, previous_listing
from tracker.model.identifiers import DOI
from tracker.model.papers import Kind, Paper

_DAY = timedelta(days=1)
_LONGEST_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Record:
    """A paper as arXiv's OAI server tells of it; `datestamp` is the UTC day of its last change.

    `withdrawn` is True where its last version has no content.
    """

    paper: Paper
    submitted_at: datetime
    updated_at: datetime
    version: int
    datestamp: date
    withdrawn: bool = False

    @property
    def id(self) -> str:
        return self.paper.id.value


@dataclass(frozen=True, slots=True)
class Announced:
    """What a record turns out to have announced, and on which listing day."""

    paper: Paper
    kind: Kind
    on: date


def announcements_of(
    records: Collection[Record], category: str, opened: date
) -> Iterator[Announced]:
    """Yield what `records` announced in `category` on `opened`, a listing day, and later.

    `records` are all that changed since then, in any order and each once; those that changed on
    the listing day before help to tell the first papers of `opened`. A paper with an older id is
    there for a new version, a late cross-list or an edit; of an edit that can be told nothing
    comes.
    """
    days = announced_days(records)
    for record in records:
        found = _announced(record, days[record.id], category, opened)
        if found and found.on >= opened:
            yield found


def announced_days(records: Collection[Record]) -> dict[str, date]:
    """Return the day on which each paper was first listed in any category, by id.

    An estimate; in the listings of June to December 2025 it missed 2 papers of 1,000, where the
    first day that is possible for a paper alone misses 35.
    """
    placed = [_placed(each) for each in records]
    days = {each.id: each.earliest for each in placed}
    days.update(_in_order(sorted(filter(_is_evidence, placed), key=lambda each: each.order)))
    return days


def listing_at(datestamp: date) -> date:
    """Return the last listing that can have changed a record on the UTC day `datestamp`.

    Announcements come at 20:00 in New York, which is the listing's own day in UTC; what changes on
    a day without a listing was listed before.
    """
    return datestamp if kind_of_day(datestamp) == "listing" else previous_listing(datestamp)


# --- what a record is there for -------------------------------------------------------------------


def _announced(record: Record, day: date, category: str, opened: date) -> Announced | None:
    is_primary = record.paper.categories[:1] == (category,)
    if day >= opened:
        return Announced(record.paper, Kind.NEW if is_primary else Kind.CROSS_LIST, day)
    replaced_on = _credible(listing_day(record.updated_at), record.datestamp)
    if record.version > 1 and replaced_on >= opened:
        return Announced(record.paper, Kind.REPLACEMENT, replaced_on)
    if is_primary and _is_published(record.paper):
        return None  # A journal reference or DOI is the one edit that needs no new version.
    return Announced(record.paper, Kind.CROSS_LIST, listing_at(record.datestamp))


def _is_published(paper: Paper) -> bool:
    return bool(paper.journal_ref) or any(each.scheme == DOI for each in paper.identifiers)


# --- the days of papers in the order of their ids -------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A record between its bounds: listed on `earliest` or later, and by `latest`."""

    id: str
    order: tuple[int, int]
    submitted_at: datetime
    earliest: date
    latest: date


def _placed(record: Record) -> _Placed:
    return _Placed(
        record.id,
        _order(record.id),
        record.submitted_at,
        _credible(listing_day(record.submitted_at), record.datestamp),
        listing_at(record.datestamp),
    )


def _order(base: str) -> tuple[int, int]:
    """Return month and number of an id; (0, 0) before 2007, when each archive had its own."""
    found = re.fullmatch(r"(\d{4})\.(\d+)", base)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _credible(day: date, datestamp: date) -> date:
    # A date in the future would draw all later papers with it; one day more may be a late clock.
    changed_on = listing_at(datestamp)
    return day if day <= next_listing(changed_on) else changed_on


def _is_evidence(placed: _Placed) -> bool:
    """Tell whether a paper can have been listed in the month that its id names."""
    year, month = divmod(placed.order[0], 100)
    if not 1 <= month <= 12:
        return False
    in_next_month = date(2000 + year, month, 1) + _LONGEST_MONTH
    return placed.earliest <= next_listing(in_next_month.replace(day=1) - _DAY)


def _in_order(placed: list[_Placed]) -> Iterator[tuple[str, date]]:
    """Yield the day of each of the papers, which stand in the order of their ids.

    A paper may be yielded again, with a better day.
    """
    latest = _falling(placed)
    day, before = date.min, datetime.min.replace(tzinfo=UTC)
    held: list[_Placed] | None = None  # Those since the last fall, where there was one on `day`.
    for each in placed:
        if each.submitted_at < before:
            held = []
        if held is not None:
            held.append(each)
        settled = [each]
        if each.earliest > day:
            day, settled, held = each.earliest, held or settled, None
        yield from ((one.id, _between(one.earliest, day, latest[one.id])) for one in settled)
        before = each.submitted_at


def _falling(placed: list[_Placed]) -> dict[str, date]:
    """Return the last day possible for each paper: no later id can have been listed before it."""
    latest, bound = {}, date.max
    for each in reversed(placed):
        bound = min(bound, each.latest)
        latest[each.id] = bound
    return latest


def _between(earliest: date, day: date, latest: date) -> date:
    return max(earliest, min(day, latest))
