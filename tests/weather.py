"""Draws from a seed what goes wrong in a season: with arXiv, and with our own machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from tests.worlds import NEW_YORK
from tracker.model.arxiv_calendar import arxiv_day
from tracker.replay import Fault

FOLLOWED = ("cs.CL", "cs.LG")
FIRST_DAYS = 7

_OPENED, _HEALED, _OVER = date(2025, 9, 5), date(2025, 11, 22), date(2025, 11, 30)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_APART = 2 * _DAY

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Weather:
    """A season from `start` to `over`, without faults after `healed`; all instants are UTC.

    Our machine is on at the instants `ticks`, a few hours apart, and off in the spans `off`.
    """

    start: datetime
    healed: datetime
    over: datetime
    off: tuple[Span, ...]
    ticks: tuple[datetime, ...]
    faults: tuple[Fault, ...]
    oai_page: int

    @property
    def first_day(self) -> date:
        """The first day whose listing is asked for."""
        return arxiv_day(self.start) - (FIRST_DAYS - 1) * _DAY


def weather(seed: int) -> Weather:
    """Draw a season that begins in September; its last week is without faults."""
    rng = Random(seed)
    season = _Season(rng, _midnight(_OPENED) + rng.uniform(0, 7) * _DAY, _midnight(_HEALED))
    over = _midnight(_OVER) + 12 * _HOUR
    off = season.off()
    return Weather(
        season.start,
        season.end,
        over,
        off,
        tuple(season.ticks(off, over)),
        (*season.faults(), *season.faults_on_return(off)),
        oai_page=rng.choice((10, 50, 250)),
    )


@dataclass(frozen=True)
class _Season:
    rng: Random
    start: datetime
    end: datetime

    def off(self) -> tuple[Span, ...]:
        """Return one to three outages of our machine, of 1 to 30 days each."""
        chosen: list[Span] = []
        wanted = self.rng.randint(1, 3)
        while len(chosen) < wanted:
            span = self._span(self.rng.uniform(1, 30) * _DAY)
            if all(_are_apart(span, other) for other in chosen):
                chosen.append(span)
        return tuple(sorted(chosen))

    def ticks(self, off: tuple[Span, ...], over: datetime) -> Iterator[datetime]:
        now = self.start
        while now < over:
            if not any(began <= now < ended for began, ended in off):
                yield now
            now += self.rng.uniform(5, 10) * _HOUR
        yield over

    def faults(self) -> Iterator[Fault]:
        yield from (self._storm() for _ in range(self.rng.randint(2, 5)))
        yield from (self._oai_outage() for _ in range(self.rng.randint(1, 2)))
        yield from (self._oai_flaw() for _ in range(self.rng.randint(3, 6)))
        yield from (self._stale() for _ in range(self.rng.randint(3, 6)))
        yield from (self._short() for _ in range(self.rng.randint(4, 8)))

    def faults_on_return(self, off: tuple[Span, ...]) -> Iterator[Fault]:
        """Let arXiv be unwell too when our machine comes back: then nothing is left but waiting."""
        for began, ended in off:
            days_more = self.rng.uniform(0, 4) * _DAY
            if self.rng.random() < 0.5:
                yield Fault.refused(500).on("/oai").between(began, ended + days_more)
            if self.rng.random() < 0.3:
                yield Fault.refused(429, "7200").between(began, ended + 8 * _HOUR)

    def _storm(self) -> Fault:
        """All of arXiv refuses, for hours."""
        status = self.rng.choice((429, 429, 429, 503, 403))
        said = self.rng.choice((None, "0", "30", "1800", "14400"))
        return Fault.refused(status, said).between(*self._span(self.rng.uniform(2, 14) * _HOUR))

    def _oai_outage(self) -> Fault:
        fault = self.rng.choice((Fault.reset(), Fault.silent(), Fault.refused(500)))
        return fault.on("/oai").between(*self._span(self.rng.uniform(1, 5) * _DAY))

    def _oai_flaw(self) -> Fault:
        fault = self.rng.choice((Fault.cut(), Fault.twice(), Fault.jumbled(), Fault.expired()))
        return fault.on("/oai").between(*self._span(self.rng.uniform(1, 3) * _DAY))

    def _stale(self) -> Fault:
        fault = Fault.stale(lying=self.rng.choice(("no", "build")))
        return self._of_a_feed(fault, self.rng.randint(1, 3))

    def _short(self) -> Fault:
        missing, salt = self.rng.uniform(0.2, 0.9), self.rng.randrange(1000)
        return self._of_a_feed(Fault.short(missing=missing, seed=salt), self.rng.randint(1, 3))

    def _of_a_feed(self, fault: Fault, days: int) -> Fault:
        first = arxiv_day(self._span(days * _DAY)[0])
        struck = fault.on("/rss/", category=self.rng.choice(FOLLOWED))
        return struck.on_days(first, first + (days - 1) * _DAY)

    def _span(self, length: timedelta) -> Span:
        began = self.start + self.rng.random() * (self.end - length - self.start)
        return began, began + length


def _are_apart(one: Span, other: Span) -> bool:
    return one[1] + _APART < other[0] or other[1] + _APART < one[0]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), NEW_YORK).astimezone(UTC)
