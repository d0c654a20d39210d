"""The ledger of arXiv days: what every route told of a day, and whether all of it is stored; pure.

Expected is the union of the papers that any route gives as new or cross-listed for the day, or a
route's own count where that is higher.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.model.arxiv_calendar import MAILING_FREE, kind_of_day
from tracker.model.harvests import Coverage, CoverageState

_EXACT = ("arxiv-rss", "arxiv-listing")  # Routes that tell the day itself, not an estimate.
_COMPLETE = CoverageState.COMPLETE


@dataclass(frozen=True, slots=True)
class Route:
    """What one source told of a day: how many papers it showed, and what it made of that."""

    source: str
    seen: int
    state: CoverageState


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One category and day; counts are papers. `estimated`: no route told the day itself.

    `short` names the routes that had fewer papers than there are, also where another has filled
    the day since.
    """

    category: str
    announced_on: date
    state: CoverageState
    expected: int
    stored: int
    routes: tuple[Route, ...] = ()
    estimated: bool = False
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """How many papers of a category and day are stored, whoever told of them."""

    category: str
    announced_on: date
    papers: int


def ledger(
    categories: Iterable[str],
    first: date,
    today: date,
    stored: Iterable[Stored],
    coverage: Iterable[Coverage],
    mailing_free: Collection[date] = MAILING_FREE,
) -> tuple[LedgerLine, ...]:
    """Return a line for every category and day from `first` to `today`, newest first."""
    papers = {(each.category, each.announced_on): each.papers for each in stored}
    told = _by_day(coverage)
    days = [today - timedelta(days=back) for back in range((today - first).days + 1)]
    kinds = {day: kind_of_day(day, mailing_free) for day in days}
    return tuple(
        _line(category, day, papers.get((category, day), 0), told, today, kinds[day])
        for day in days
        for category in categories
    )


def gaps(lines: Iterable[LedgerLine], today: date) -> tuple[date, ...]:
    """Return the days before `today` that no route has covered whole, oldest first."""
    open_states = {CoverageState.SHORT, CoverageState.STALE, CoverageState.UNKNOWN}
    found = {
        each.announced_on
        for each in lines
        if each.state in open_states and each.announced_on < today
    }
    return tuple(sorted(found))


def _by_day(coverage: Iterable[Coverage]) -> Mapping[date, list[Coverage]]:
    days: dict[date, list[Coverage]] = {}
    for each in coverage:
        days.setdefault(each.announced_on, []).append(each)
    return days


def _line(
    category: str,
    day: date,
    stored: int,
    told: Mapping[date, list[Coverage]],
    today: date,
    kind: str,
) -> LedgerLine:
    routes = [each for each in told.get(day, ()) if _covers(each.source, category)]
    expected = max([stored, *_own_counts(routes)])
    whole = [each for each in routes if each.state is _COMPLETE]
    short = [each.source for each in _exact(routes) if 0 < each.seen < expected]
    return LedgerLine(
        category,
        day,
        _state(kind, stored, expected, routes, pending=day >= today),
        expected,
        stored,
        tuple(Route(each.source, each.seen, each.state) for each in routes),
        estimated=bool(whole) and not any(_is_full(each, expected) for each in _exact(whole)),
        short=tuple(short),
    )


def _covers(source: str, category: str) -> bool:
    """A source of one category is named for it (`arxiv-rss/cs.CL`); the query API has them all."""
    kind, _, own = source.partition("/")
    return kind.startswith("arxiv") and own in ("", category)


def _own_counts(routes: Iterable[Coverage]) -> Iterator[int]:
    # A route without a category counts the papers of all of them together.
    return (each.expected or 0 for each in routes if "/" in each.source)


def _exact(routes: Iterable[Coverage]) -> list[Coverage]:
    return [each for each in routes if each.source.startswith(_EXACT)]


def _is_full(route: Coverage, expected: int) -> bool:
    return route.seen >= expected


def _state(
    kind: str, stored: int, expected: int, routes: Collection[Coverage], *, pending: bool
) -> CoverageState:
    if kind != "listing" and not stored:
        return CoverageState(kind)
    states = {each.state for each in routes}
    if stored < expected:
        return CoverageState.SHORT
    if CoverageState.COMPLETE in states:
        return CoverageState.COMPLETE
    if CoverageState.SHORT in states:
        return CoverageState.SHORT
    if CoverageState.STALE in states:
        return CoverageState.STALE
    return CoverageState.PENDING if pending else CoverageState.UNKNOWN
