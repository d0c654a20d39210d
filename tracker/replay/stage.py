"""Answers for the played world in this process, goes wrong as told, and writes all down."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from urllib.parse import urlsplit

from tracker.model.clock import Clock
from tracker.replay.answers import answer, refusal, spoilt
from tracker.replay.exchange import Answer
from tracker.replay.faults import FLAWS, Fault
from tracker.replay.scene import Scene
from tracker.replay.world import World

HOST = "127.0.0.1"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as the server saw it: `path` with its query, header names in lower case.

    `started` and `ended` are monotonic seconds (`ended` None while it is answered); `in_flight`
    counts the requests that were being answered when it came, itself included.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    started: float
    in_flight: int
    ended: float | None = None


@dataclass(frozen=True, slots=True)
class Struck:
    """What goes wrong with one request: flaws of the content, and at most one louder trouble."""

    flaws: tuple[Fault, ...] = ()
    trouble: Fault | None = None


class Stage:
    """The played servers without sockets; `now` is the simulated clock.

    `faults` may be given for the whole run at once; the first that strikes a request wins, and
    flaws of the content strike besides. `oai_page` is the number of records on a page of OAI.
    """

    def __init__(
        self, world: World, now: Clock, *, faults: Iterable[Fault] = (), oai_page: int = 2500
    ) -> None:
        self._world = world
        self._now = now
        self._faults = list(faults)
        self._oai_page = oai_page
        self._seen: list[Seen] = []
        self._in_flight = 0
        self._lock = Lock()

    # --- addresses --------------------------------------------------------------------------------

    @property
    def netloc(self) -> str:
        return HOST

    @property
    def url(self) -> str:
        return f"http://{self.netloc}"

    @property
    def rss_url(self) -> str:
        """The base of arXiv's feeds: a category is a path below it."""
        return f"{self.url}/rss"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/query"

    @property
    def oai_url(self) -> str:
        return f"{self.url}/oai"

    @property
    def listing_url(self) -> str:
        """The base of arXiv's listing pages: `<category>/new` is a path below it."""
        return f"{self.url}/list"

    @property
    def daily_url(self) -> str:
        """The address of the daily papers; `?date=2025-11-05` asks for a day."""
        return f"{self.url}/api/daily_papers"

    @property
    def anthology_url(self) -> str:
        """The folder of the Anthology's collections; the data of virtual sites are below `url`."""
        return f"{self.url}/anthology"

    def events_url(self, slug: str) -> str:
        """Return the address of the events of a virtual site, such as that of `icml-2024`."""
        return f"{self.url}/static/virtual/data/{slug}-orals-posters.json"

    def feed_url(self, name: str) -> str:
        """Return the address of the blog or forum `name`."""
        return f"{self.url}/feeds/{name}"

    # --- going wrong ------------------------------------------------------------------------------

    def fail(self, prefix: str, fault: Fault) -> None:
        """Let requests whose path starts with `prefix` go wrong from now on, in this way only."""
        told = replace(fault, reach=replace(fault.reach, prefix=prefix))
        with self._lock:
            others = (each for each in self._faults if each.reach != told.reach)
            self._faults = [told, *others]

    def heal(self) -> None:
        """Let everything go right again."""
        with self._lock:
            self._faults.clear()

    def strike(self, target: str) -> Struck:
        """Return what has to go wrong with a request for `target` now, counting it."""
        now = self._now()
        with self._lock:
            struck = [each for each in self._faults if each.strikes(target, now)]
            flaws = [each for each in struck if each.trouble in FLAWS]
            troubles = [each for each in struck if each.trouble not in FLAWS][:1]
            for fault in (*flaws, *troubles):
                self._count(fault)
        return Struck(tuple(flaws), troubles[0] if troubles else None)

    def _count(self, fault: Fault) -> None:
        if fault.times is None:
            return
        place = self._faults.index(fault)
        left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
        self._faults[place : place + 1] = left

    # --- answering --------------------------------------------------------------------------------

    @property
    def requests(self) -> tuple[Seen, ...]:
        """All requests so far, in the order in which they came."""
        with self._lock:
            return tuple(self._seen)

    def respond(self, url: str, headers: Mapping[str, str] = _NOTHING) -> Answer:
        """Answer `GET url` (a path and query, or a whole address), or go wrong, without a socket.

        Raises ConnectionResetError for a connection that is reset or broken off, TimeoutError
        for one that is silent or drips; a delayed answer is right and comes at once.
        """
        parts = urlsplit(url)
        target = parts._replace(scheme="", netloc="").geturl()
        known = {name.lower(): text for name, text in headers.items()}
        number = self.begin("GET", target, known)
        try:
            return self._respond(target, known)
        finally:
            self.end(number)

    def answer(self, target: str, headers: Mapping[str, str], struck: Struck) -> Answer:
        """Return the answer at the simulated present, with the flaws of `struck`."""
        scene = Scene(self._world, self._now(), struck.flaws, self._oai_page)
        return answer(scene, target, headers)

    def begin(self, method: str, path: str, headers: Mapping[str, str]) -> int:
        """Write a request down and return its number."""
        with self._lock:
            self._in_flight += 1
            self._seen.append(Seen(method, path, headers, time.monotonic(), self._in_flight))
            return len(self._seen) - 1

    def end(self, number: int) -> None:
        """Write down that the request `number` is over."""
        with self._lock:
            self._in_flight -= 1
            self._seen[number] = replace(self._seen[number], ended=time.monotonic())

    def _respond(self, target: str, headers: Mapping[str, str]) -> Answer:
        struck = self.strike(target)
        fault = struck.trouble
        match fault.trouble if fault else None:
            case "reset" | "broken-off":
                raise ConnectionResetError(f"{target}: the connection was reset")
            case "silent" | "drip":
                raise TimeoutError(f"{target}: no answer came")
        if fault and fault.trouble == "status":
            return refusal(fault)
        right = self.answer(target, headers, struck)
        return spoilt(right, fault) if fault else right
