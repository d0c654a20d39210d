"""A season of simulated weeks in which much goes wrong, drawn from a seed, and who lives it."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from tests.worlds import NEW_YORK, Hands, settings_text, tracker_in
from tracker.app import Tracker
from tracker.errors import BadStatus, HostUnreachable
from tracker.http import FEEDS, Gate, Limits, Response, Validators
from tracker.http.resting import Rests
from tracker.http.validators import conditional_headers, renewed, validators_of
from tracker.model.arxiv_calendar import arxiv_day, kind_of_day
from tracker.model.editions import Edition
from tracker.model.ledger import LedgerLine
from tracker.model.papers import Paper
from tracker.model.roadmap import Topic
from tracker.model.scores import Score
from tracker.replay import Answer, Fault, Stage, World
from tracker.replay.stage import Struck

FOLLOWED = ("cs.CL", "cs.LG")
FIRST_DAYS = 7
SLICES = 10

_OPENED, _HEALED, _OVER = date(2025, 9, 5), date(2025, 11, 22), date(2025, 11, 30)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_LIMITS = Limits()

Span = tuple[datetime, datetime]
Told = tuple[str, date]
"""A category and a listing day."""


# --- what goes wrong ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weather:
    """A season: when our machine is on, and what goes wrong with arXiv meanwhile."""

    start: datetime
    healed: datetime
    over: datetime
    off: tuple[Span, ...]
    faults: tuple[Fault, ...]
    oai_page: int

    @property
    def first_day(self) -> date:
        """The first listing that is asked for."""
        return arxiv_day(self.start) - (FIRST_DAYS - 1) * _DAY

    def ticks(self, rng: Random) -> Iterator[datetime]:
        """Yield the instants at which the machine is on and does its cycle, a few hours apart."""
        now = self.start
        while now < self.over:
            if not any(began <= now < ended for began, ended in self.off):
                yield now
            now += rng.uniform(3, 8) * _HOUR
        yield self.over


def weather(rng: Random) -> Weather:
    """Draw a season that begins in September and has no faults in its last week."""
    start = _midnight(_OPENED) + rng.uniform(0, 7) * _DAY
    healed = _midnight(_HEALED)
    season = _Season(rng, start, healed)
    return Weather(
        start,
        healed,
        _midnight(_OVER) + 12 * _HOUR,
        season.off(),
        tuple(season.faults()),
        oai_page=rng.choice((5, 20, 100)),
    )


@dataclass(frozen=True)
class _Season:
    rng: Random
    start: datetime
    end: datetime

    def off(self) -> tuple[Span, ...]:
        """Return one to three outages of our machine of 1 to 30 days, two days apart at least."""
        chosen: list[Span] = []
        wanted = self.rng.randint(1, 3)
        while len(chosen) < wanted:
            span = self._span(self.rng.uniform(1, 30) * _DAY)
            if all(_apart(span, other) for other in chosen):
                chosen.append(span)
        return tuple(sorted(chosen))

    def faults(self) -> Iterator[Fault]:
        yield from (self._storm() for _ in range(self.rng.randint(2, 5)))
        yield from (self._oai_outage() for _ in range(self.rng.randint(1, 2)))
        yield from (self._oai_flaw() for _ in range(self.rng.randint(2, 5)))
        yield from (self._stale() for _ in range(self.rng.randint(2, 5)))
        yield from (self._short() for _ in range(self.rng.randint(2, 6)))

    def _storm(self) -> Fault:
        """All of arXiv refuses, for hours."""
        said = self.rng.choice((None, "0", "30", "1800", "14400"))
        status = self.rng.choice((429, 429, 429, 503, 403))
        return Fault.refused(status, said).between(*self._span(self.rng.uniform(2, 14) * _HOUR))

    def _oai_outage(self) -> Fault:
        fault = self.rng.choice((Fault.reset(), Fault.silent(), Fault.refused(500)))
        return fault.on("/oai").between(*self._span(self.rng.uniform(1, 5) * _DAY))

    def _oai_flaw(self) -> Fault:
        fault = self.rng.choice((Fault.cut(), Fault.twice(), Fault.jumbled(), Fault.expired()))
        return fault.on("/oai").between(*self._span(self.rng.uniform(1, 3) * _DAY))

    def _stale(self) -> Fault:
        fault = Fault.stale(lying=self.rng.choice(("no", "build")))
        return self._of_days(fault, self.rng.randint(1, 3))

    def _short(self) -> Fault:
        return self._of_days(
            Fault.short(missing=self.rng.uniform(0.1, 0.9), seed=self.rng.randrange(1000)),
            self.rng.randint(1, 2),
        )

    def _of_days(self, fault: Fault, days: int) -> Fault:
        first = arxiv_day(self._span(days * _DAY)[0])
        struck = fault.on("/rss/", category=self.rng.choice(FOLLOWED))
        return struck.on_days(first, first + (days - 1) * _DAY)

    def _span(self, length: timedelta) -> Span:
        began = self.start + self.rng.random() * (self.end - length - self.start)
        return began, began + length


def _apart(one: Span, other: Span) -> bool:
    return one[1] + 2 * _DAY < other[0] or other[1] + 2 * _DAY < one[0]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), NEW_YORK).astimezone(UTC)


# --- arXiv, and what it has told ------------------------------------------------------------------


class Arxiv(Stage):
    """The played arXiv, which remembers of which days it has told the whole, and where too little.

    `whole` are the listings that a feed without a flaw or a list of OAI to its end has told; what
    was sent twice or jumbled is whole. `short` are those whose feed left papers out.
    """

    def __init__(self, world: World, now: Hands, weather: Weather) -> None:
        super().__init__(world, now, faults=weather.faults, oai_page=weather.oai_page)
        self.world = world
        self.whole: set[Told] = set()
        self.short: set[Told] = set()
        self._hands = now
        self._struck = Struck()
        self._since = ("", date.max)

    def strike(self, target: str) -> Struck:
        self._struck = super().strike(target)
        return self._struck

    def note(self, url: str, answer: Answer) -> None:
        """Remember what a 200 has told."""
        parts = urlsplit(url)
        if self._struck.trouble or answer.status != HTTPStatus.OK:
            return
        if parts.path.startswith("/rss/"):
            self._note_feed(parts.path.removeprefix("/rss/"), answer.body)
        if parts.path == "/oai":
            self._note_list(parse_qs(parts.query), answer.body)

    def _note_feed(self, category: str, body: bytes) -> None:
        if "stale" in {each.trouble for each in self._struck.flaws}:
            return
        today = arxiv_day(self._hands())
        shown = set(re.findall(r"oai:arXiv.org:([\d.]+)v", body.decode()))
        listed = {each.id for each in self.world.listed_on(today) if category in each.categories}
        (self.whole if listed <= shown else self.short).add((category, today))

    def _note_list(self, asked: Mapping[str, list[str]], body: bytes) -> None:
        if "from" in asked:
            category = ".".join(asked["set"][0].split(":")[1:])
            self._since = (category, date.fromisoformat(asked["from"][0]))
        if b"<error" in body or re.search(rb"<resumptionToken[^>]*>[^<]", body):
            return
        category, since = self._since
        refreshed = arxiv_day(self._hands() + 1.5 * _HOUR)
        self.whole |= {(category, since + n * _DAY) for n in range((refreshed - since).days + 1)}


class StagedHttp:
    """The polite client's interface over a stage: its errors and its rests, and nobody waits."""

    def __init__(self, stage: Arxiv, gate: Gate, clock: Hands) -> None:
        self._stage = stage
        self._gate = gate
        self._clock = clock
        self._rests = Rests()

    def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        limits: Limits = _LIMITS,
        accept: str = FEEDS,
    ) -> Response:
        with self._gate.turn("arxiv.org", 0.0, limits.deadline):
            answer = self._answer(url, validators)
            self._mind_refusal(answer)
        headers = {name.lower(): text for name, text in answer.headers.items()}
        headers["content-type"] = answer.content_type
        if answer.status == HTTPStatus.NOT_MODIFIED and validators:
            return Response(url, 304, headers, b"", renewed(validators, headers), unchanged=True)
        if answer.status != HTTPStatus.OK:
            raise BadStatus(f"{answer.status} from {url}", answer.status)
        kept = validators_of(headers, answer.body)
        same = validators is not None and validators.body_sha256 == kept.body_sha256
        return Response(url, 200, headers, answer.body, kept, unchanged=same)

    def close(self) -> None:
        """Nothing is in flight."""

    def _answer(self, url: str, validators: Validators | None) -> Answer:
        sent = {name.decode(): text.decode() for name, text in conditional_headers(validators)}
        try:
            answer = self._stage.respond(url, sent)
        except (ConnectionResetError, TimeoutError) as error:
            raise HostUnreachable(str(error)) from error
        self._stage.note(url, answer)
        return answer

    def _mind_refusal(self, answer: Answer) -> None:
        now, said = self._clock(), answer.headers.get("Retry-After")
        seconds = self._rests.after("arxiv.org", answer.status, said, now)
        if seconds is not None:
            self._gate.rest("arxiv.org", now + timedelta(seconds=seconds), str(answer.status))
            raise BadStatus(f"{answer.status}: arxiv.org rests", answer.status)


# --- our machine ----------------------------------------------------------------------------------


class EqualRanker:
    """Scores every paper alike: what is simulated is whether a paper comes, not where it stands."""

    fingerprint = "all alike"
    topics: tuple[Topic, ...] = ()

    def score(self, papers: tuple[Paper, ...], recent: object) -> tuple[Score, ...]:
        return tuple(Score(str(each.id), 20.0, (), ()) for each in papers)


@dataclass(frozen=True)
class Stored:
    """What is stored of a paper's listing."""

    announced_on: date | None
    estimated: bool


@dataclass
class Machine:
    """A tracker before a played arXiv, in a folder of its own; `hands` is what its clock shows."""

    world: World
    weather: Weather
    folder: Path
    hands: Hands = field(init=False)
    arxiv: Arxiv = field(init=False)
    tracker: Tracker = field(init=False)
    _known: set[str] = field(default_factory=set)
    _last_row: int = 0

    def __post_init__(self) -> None:
        self.hands = Hands(self.weather.start)
        self.arxiv = Arxiv(self.world, self.hands, self.weather)
        self.tracker = tracker_in(self.folder, self._settings, self.hands)
        bench = self.tracker._bench
        parts = {
            "http": StagedHttp(self.arxiv, bench.store.gate, self.hands),
            "ranker": EqualRanker(),
        }
        bench.__dict__.update(parts)  # Where a cached property keeps what it has opened.

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.tracker.close()

    @property
    def _settings(self) -> str:
        text = settings_text(self.arxiv)  # type: ignore[arg-type]  # only its addresses are read
        text = text.replace("first_days = 0", f"first_days = {FIRST_DAYS}")
        return f"{text}limit = 2\n"

    @cached_property
    def truth(self) -> Mapping[Told, frozenset[str]]:
        """The papers of every followed category and listing day, by their arXiv ids."""
        span = (self.weather.over - self.weather.start).days + FIRST_DAYS
        days = (self.weather.first_day + n * _DAY for n in range(span + 1))
        return {
            (category, day): frozenset(
                each.id for each in self.world.listed_on(day) if category in each.categories
            )
            for day in days
            if kind_of_day(day) == "listing"
            for category in FOLLOWED
        }

    def lacking(self) -> dict[Told, frozenset[str]]:
        """Return what has been listed up to now and is not stored, where there is something."""
        self._read_new()
        today = arxiv_day(self.hands())
        gaps = {told: ids - self._known for told, ids in self.truth.items() if told[1] <= today}
        return {told: ids for told, ids in gaps.items() if ids}

    def ledger(self) -> dict[Told, LedgerLine]:
        lines = self.tracker.coverage(self.weather.first_day)
        return {(each.category, each.announced_on): each for each in lines}

    def stored(self) -> dict[str, Stored]:
        """Return everything that is stored, by arXiv id."""
        with sqlite3.connect(self.folder / "tracker.db") as db:
            rows = db.execute("SELECT key, announced_on, announced_on_estimated FROM papers")
            return {
                key.removeprefix("arxiv:"): Stored(on and date.fromisoformat(on), bool(estimated))
                for key, on, estimated in rows
            }

    def considered(self) -> list[str]:
        """Return the arXiv ids of all papers that editions were chosen from, one a consideration."""
        with sqlite3.connect(self.folder / "tracker.db") as db:
            rows = db.execute(
                "SELECT key FROM edition_papers JOIN papers ON papers.id = paper_id "
                "WHERE edition_id IS NOT NULL"
            )
            return [key.removeprefix("arxiv:") for (key,) in rows]

    def editions(self) -> tuple[Edition, ...]:
        return self.tracker._bench.store.editions.latest("daily", limit=1000)

    def _read_new(self) -> None:
        with sqlite3.connect(self.folder / "tracker.db") as db:
            rows = db.execute("SELECT id, key FROM papers WHERE id > ?", (self._last_row,))
            for number, key in rows:
                self._known.add(key.removeprefix("arxiv:"))
                self._last_row = max(self._last_row, number)
