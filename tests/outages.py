"""A tracker lives through a season before a played arXiv: no sockets, and time is a variable."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import event

from tests.weather import FIRST_DAYS, FOLLOWED, Weather
from tests.worlds import NEW_YORK, Hands, settings_text, tracker_in
from tracker.app import Tracker
from tracker.errors import BadStatus, HostUnreachable
from tracker.http import FEEDS, Gate, Limits, Response, Validators
from tracker.http.resting import Rests
from tracker.http.validators import conditional_headers, renewed, validators_of
from tracker.model.arxiv_calendar import arxiv_day, kind_of_day, listing_day
from tracker.model.harvests import CoverageState
from tracker.model.ledger import LedgerLine
from tracker.model.papers import Paper
from tracker.model.roadmap import Topic
from tracker.model.scores import Score
from tracker.replay import Answer, Stage, World
from tracker.replay.announcements import announced
from tracker.replay.stage import Struck
from tracker.store import Store

ARXIV = "arxiv.org"

_DAY = timedelta(days=1)
_REFRESHED_BEFORE = timedelta(minutes=90)  # OAI knows a listing from 22:30 the evening before.
_LIMITS = Limits()

Told = tuple[str, date]
"""A category and one of its listing days."""


# --- what is left of a season ---------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """The listing day that is stored of a paper; None for a paper that was never listed."""

    on: date | None
    estimated: bool


@dataclass
class Season:
    """What a tracker has made of a season, by arXiv ids.

    `truth` is what was listed, `late` the papers that were cross-listed later; `silences` are the
    moments at which the ledger hid that papers of a day were missing; `short` are the days of which
    a feed gave some papers and not all; `counted` are the days on which a paper counts in a
    category.
    """

    truth: Mapping[Told, frozenset[str]]
    late: frozenset[str]
    silences: list[str] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    short: frozenset[Told] = frozenset()
    ledger: Mapping[Told, LedgerLine] = field(default_factory=dict)
    stored: Mapping[str, Day] = field(default_factory=dict)
    counted: Mapping[tuple[str, str], set[Day]] = field(default_factory=dict)
    considered: Sequence[str] = ()
    picked: Sequence[str] = ()

    @property
    def listed(self) -> dict[str, date]:
        """The day on which each paper was first listed in a followed category."""
        days: dict[str, date] = {}
        for (_, day), papers in sorted(self.truth.items(), key=lambda each: each[0][1]):
            for paper in papers:
                days.setdefault(paper, day)
        return days


def live(world: World, weather: Weather, folder: Path) -> Season:
    """Let a tracker in `folder` live through the whole season."""
    late = frozenset(each.id for each in world.papers if each.cross_listed)
    season = Season(_truth(world, weather), late)
    with _machine(world, weather, folder) as (tracker, arxiv, hands):
        for hands.now in weather.ticks:
            report = tracker.run()
            season.bugs += [each.error or "" for each in report.sources if each.bug]
            season.ledger = _ledger(tracker, weather)
            season.silences += _silences(season, arxiv, _known(folder), hands.now)
        season.short = frozenset(arxiv.short)
        editions = tracker._bench.store.editions.latest("daily", limit=1000)
        season.picked = [each.paper.id.value for edition in editions for each in edition.picks]
    season.stored, season.counted = _stored(folder), _counted(folder)
    season.considered = _considered(folder)
    return season


def _truth(world: World, weather: Weather) -> dict[Told, frozenset[str]]:
    span = (arxiv_day(weather.over) - weather.first_day).days
    days = [weather.first_day + n * _DAY for n in range(span + 1)]
    return {
        (category, day): frozenset(_listed(world, category, day))
        for day in days
        if kind_of_day(day) == "listing"
        for category in FOLLOWED
    }


def _listed(world: World, category: str, day: date) -> Iterator[str]:
    """Yield the papers that are new or cross-listed, late ones too."""
    found = announced(world, [category], day)
    return (each.paper.id for each in found if each.type in ("new", "cross"))


def _ledger(tracker: Tracker, weather: Weather) -> dict[Told, LedgerLine]:
    lines = tracker.coverage(weather.first_day)
    return {(each.category, each.announced_on): each for each in lines}


def _silences(season: Season, arxiv: "Arxiv", known: set[str], now: datetime) -> Iterator[str]:
    """Tell of every day up to now that lacks papers and whose line in the ledger hides it."""
    today = arxiv_day(now)
    for told, papers in season.truth.items():
        lacking = papers - known
        if told[1] <= today and lacking:
            why = _silence(told, lacking, season.ledger.get(told), arxiv, today)
            if why:
                yield f"{now:%Y-%m-%d %H:%M} {told}: {why}, and {sorted(lacking)} are missing"


def _silence(
    told: Told, lacking: frozenset[str], line: LedgerLine | None, arxiv: "Arxiv", today: date
) -> str | None:
    if told in arxiv.whole:
        return "a route has told the whole day"
    if line is None:
        return "the ledger has no line"
    if line.state is CoverageState.COMPLETE:
        return None if arxiv.is_beyond_knowledge(told, lacking, line) else "it says complete"
    open_states = {CoverageState.SHORT, CoverageState.STALE, CoverageState.UNKNOWN}
    if line.state in open_states or (line.state is CoverageState.PENDING and told[1] == today):
        return None
    return f"it says {line.state}"


# --- what is stored -------------------------------------------------------------------------------


def _known(folder: Path) -> set[str]:
    return {key for (key,) in _rows(folder, "SELECT substr(key, 7) FROM papers")}


def _stored(folder: Path) -> dict[str, Day]:
    asked = "SELECT substr(key, 7), announced_on, announced_on_estimated FROM papers"
    return {
        key: Day(date.fromisoformat(on) if on else None, bool(estimated))
        for key, on, estimated in _rows(folder, asked)
    }


def _counted(folder: Path) -> dict[tuple[str, str], set[Day]]:
    asked = (
        "SELECT substr(key, 7), category, a.announced_on, estimated FROM announcements a "
        "JOIN papers ON id = paper_id WHERE kind IN ('new', 'cross-list')"
    )
    days: dict[tuple[str, str], set[Day]] = defaultdict(set)
    for key, category, on, estimated in _rows(folder, asked):
        days[key, category].add(Day(date.fromisoformat(on), bool(estimated)))
    return days


def _considered(folder: Path) -> list[str]:
    """Return the papers that editions were chosen from, once for each edition."""
    asked = "SELECT substr(key, 7) FROM edition_papers JOIN papers ON papers.id = paper_id"
    return [key for (key,) in _rows(folder, f"{asked} WHERE edition_id IS NOT NULL")]


def _rows(folder: Path, asked: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "tracker.db")) as db:
        return db.execute(asked).fetchall()


# --- arXiv, and what it has told ------------------------------------------------------------------


class Arxiv(Stage):
    """The played arXiv, which remembers what it has told of each day.

    `whole` are the days that a feed, a listing page, or a list of OAI up to its end, has told
    without a gap; what came twice or jumbled is whole. `short` are those of which a feed left some
    papers out.
    """

    def __init__(self, world: World, hands: Hands, weather: Weather) -> None:
        super().__init__(world, hands, faults=weather.faults, oai_page=weather.oai_page)
        self.whole: set[Told] = set()
        self.short: set[Told] = set()
        self._played = world
        self._hands = hands
        self._struck = Struck()
        self._list_of = ("", date.max)

    def is_beyond_knowledge(self, told: Told, lacking: frozenset[str], line: LedgerLine) -> bool:
        """Say whether no route has been able to tell of `lacking` up to now.

        A short feed does not say that it is short. Of the days past only the query API and OAI
        tell, and the API knows only when a paper was submitted: one that moderators held, or that
        was cross-listed late, is on another day there, until OAI tells of it.
        """
        by_the_api = any(route.source == "arxiv-api" for route in line.routes)
        return told in self.short or (
            by_the_api and all(self._was_due(each) < told[1] for each in lacking)
        )

    def strike(self, target: str) -> Struck:
        self._struck = super().strike(target)
        return self._struck

    def note(self, url: str, answer: Answer) -> None:
        """Remember what a good answer tells."""
        parts = urlsplit(url)
        if self._struck.trouble or answer.status != HTTPStatus.OK:
            return
        if parts.path.startswith("/rss/"):
            self._note_feed(parts.path.removeprefix("/rss/"), answer.body.decode())
        if parts.path.startswith("/list/"):
            self._note_page(parts.path.split("/")[2], answer.body.decode())
        if parts.path == "/oai":
            self._note_list(parse_qs(parts.query), answer.body)

    def _note_feed(self, category: str, body: str) -> None:
        if any(flaw.trouble == "stale" for flaw in self._struck.flaws):
            return
        today = arxiv_day(self._hands())
        shown = set(re.findall(r"oai:arXiv\.org:(\d{4}\.\d{5})v", body))
        listed = set(_listed(self._played, category, today))
        if listed <= shown:
            self.whole.add((category, today))
        elif listed & shown:
            self.short.add((category, today))

    def _note_page(self, category: str, body: str) -> None:
        day = re.search(r"new listings for \w+, ([^<]+)<", body)
        assert day
        told = (category, datetime.strptime(day[1], "%d %B %Y").replace(tzinfo=NEW_YORK).date())
        if set(_listed(self._played, *told)) <= set(re.findall(r'id="(\d{4}\.\d{5})"', body)):
            self.whole.add(told)

    def _note_list(self, asked: Mapping[str, list[str]], body: bytes) -> None:
        if "from" in asked:
            category = ".".join(asked["set"][0].split(":")[1:])
            self._list_of = (category, date.fromisoformat(asked["from"][0]))
        if b"<error" in body or re.search(rb"<resumptionToken[^>]*>[^<]", body):
            return
        category, since = self._list_of
        refreshed = arxiv_day(self._hands() + _REFRESHED_BEFORE)
        self.whole |= {(category, since + n * _DAY) for n in range((refreshed - since).days + 1)}

    def _was_due(self, base_id: str) -> date:
        """Return the listing that a paper was submitted for."""
        paper = self._played.paper(base_id)
        return listing_day(paper.submitted_at) if paper else date.max


# --- our machine ----------------------------------------------------------------------------------


class StagedHttp:
    """The polite client over a stage: its errors, its rests and its validators; nobody waits."""

    def __init__(self, stage: Arxiv, gate: Gate, hands: Hands) -> None:
        self._stage = stage
        self._gate = gate
        self._hands = hands
        self._rests = Rests()

    def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        limits: Limits = _LIMITS,
        accept: str = FEEDS,
    ) -> Response:
        with self._gate.turn(ARXIV, 0.0, limits.deadline):
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
        now, said = self._hands(), answer.headers.get("Retry-After")
        seconds = self._rests.after(ARXIV, answer.status, said, now)
        if seconds is not None:
            self._gate.rest(ARXIV, now + timedelta(seconds=seconds), str(answer.status))
            raise BadStatus(f"{answer.status}: {ARXIV} rests", answer.status)


class EqualRanker:
    """Scores all papers alike: what counts here is whether one comes, not where it stands."""

    fingerprint = roadmap_fingerprint = "all alike"
    topics: tuple[Topic, ...] = ()

    def score(self, papers: Sequence[Paper], recent: object) -> tuple[Score, ...]:
        return tuple(Score(str(each.id), 20.0, (), ()) for each in papers)


@contextmanager
def _machine(
    world: World, weather: Weather, folder: Path
) -> Iterator[tuple[Tracker, Arxiv, Hands]]:
    hands = Hands(weather.start)
    arxiv = Arxiv(world, hands, weather)
    with tracker_in(folder, _settings(arxiv), hands) as tracker:
        bench = tracker._bench
        _hurry(bench.store)
        # Where a cached property keeps what it has opened, and in the place of a method.
        bench.__dict__["http"] = StagedHttp(arxiv, bench.store.gate, hands)
        bench.__dict__["_new_ranker"] = lambda _: EqualRanker()
        yield tracker, arxiv, hands


def _hurry(store: Store) -> None:
    """Let nobody wait for the disk: no power is cut in these seasons."""
    engine = store._database.engine
    event.listen(engine, "connect", lambda new, _: new.execute("PRAGMA synchronous = OFF"))
    engine.dispose()


def _settings(arxiv: Arxiv) -> str:
    text = settings_text(arxiv).replace("first_days = 0", f"first_days = {FIRST_DAYS}")
    # The editions count here, not their pages.
    return text.replace('channels = ["site"]', "channels = []") + "limit = 2\n"
