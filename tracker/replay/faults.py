"""The ways in which a played server can go wrong: where, when and how, as values."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, Self, TypeAlias
from urllib.parse import unquote

from tracker.model.arxiv_calendar import NEW_YORK
from tracker.replay.papers import share

Trouble: TypeAlias = Literal[
    "status",
    "silent",
    "reset",
    "drip",
    "broken-off",
    "delay",
    "cut",
    "web-page",
    "empty",
    "stale",
    "short",
    "twice",
    "jumbled",
    "expired",
    "unpublished",
    "paged",
]
Lie: TypeAlias = Literal["no", "build", "dates"]

FLAWS = frozenset({"stale", "short", "twice", "jumbled", "expired", "unpublished", "paged"})
"""Troubles of the content: the answer looks right. Several strike together."""

_ASKED = re.compile(r"/(?:rss|list)/([^/?]+)|\bcat:([\w.-]+)|\bset=([\w:-]+)")


@dataclass(frozen=True, slots=True)
class Reach:
    """The requests that a fault strikes, by what they ask for and by the simulated time.

    `prefix` begins the path, `category` (case is no matter) is among those asked for, `query`
    stands somewhere in the request; the time is from `start` up to and without `end`.
    """

    prefix: str = "/"
    category: str | None = None
    query: str = ""
    start: datetime | None = None
    end: datetime | None = None

    def holds(self, target: str, now: datetime) -> bool:
        """Say whether a request for `target` (path and query) at `now` is struck."""
        early, late = self.start and now < self.start, self.end and now >= self.end
        if early or late or not target.startswith(self.prefix) or self.query not in target:
            return False
        return self.category is None or self.category.casefold() in categories_asked(target)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way of going wrong; `times` requests go wrong (None: all), then the server is well.

    Chain `on`, `between` and `on_days` to say where and when; without them it is everywhere and
    always: `Fault.stale(lying="build").on("/rss/", category="cs.AI").on_days(monday, tuesday)`.
    """

    trouble: Trouble
    status: int = 200
    retry_after: str | None = None
    seconds: float = 0.0
    times: int | None = None
    lying: Lie = "no"
    first: int | None = None
    missing: float = 0.0
    seed: int = 0
    reach: Reach = field(default_factory=Reach)

    # --- where and when ---------------------------------------------------------------------------

    def on(self, prefix: str, *, category: str | None = None, query: str = "") -> Self:
        """Strike only paths that start with `prefix`, ask for `category` and hold `query`."""
        reach = replace(self.reach, prefix=prefix, category=category, query=query)
        return replace(self, reach=reach)

    def between(self, start: datetime, end: datetime) -> Self:
        """Strike only from `start` up to and without `end` (aware, simulated)."""
        return replace(self, reach=replace(self.reach, start=start, end=end))

    def on_days(self, first: date, last: date) -> Self:
        """Strike only from `first` to `last` inclusive, days of New York."""
        return self.between(_midnight(first), _midnight(last + timedelta(days=1)))

    def strikes(self, target: str, now: datetime) -> bool:
        """Say whether a request for `target` (path and query) at `now` goes wrong."""
        if self.trouble == "expired" and "resumptionToken=" not in target:
            return False
        return self.reach.holds(target, now)

    def keeps(self, base_id: str) -> bool:
        """Say whether a short answer still has the paper; always the same for the same seed."""
        return share(f"{self.seed} {base_id}") >= self.missing

    # --- instead of the answer --------------------------------------------------------------------

    @classmethod
    def refused(
        cls, status: int, retry_after: str | None = None, *, times: int | None = None
    ) -> Self:
        """Answer with `status`, and with a Retry-After header as it is given."""
        return cls("status", status=status, retry_after=retry_after, times=times)

    @classmethod
    def silent(cls, *, times: int | None = None) -> Self:
        """Take the request and answer nothing."""
        return cls("silent", times=times)

    @classmethod
    def reset(cls, *, times: int | None = None) -> Self:
        """Reset the connection instead of answering: with days, an outage."""
        return cls("reset", times=times)

    # --- on the wire ------------------------------------------------------------------------------

    @classmethod
    def drip(cls, seconds: float, *, times: int | None = None) -> Self:
        """Send one byte of the body every `seconds`."""
        return cls("drip", seconds=seconds, times=times)

    @classmethod
    def broken_off(cls, *, times: int | None = None) -> Self:
        """Announce the whole body, send the first half and hang up."""
        return cls("broken-off", times=times)

    @classmethod
    def delay(cls, seconds: float, *, times: int | None = None) -> Self:
        """Answer rightly, after `seconds`."""
        return cls("delay", seconds=seconds, times=times)

    # --- a spoilt body ----------------------------------------------------------------------------

    @classmethod
    def cut(cls, *, times: int | None = None) -> Self:
        """Send the first half of the body as if it were whole."""
        return cls("cut", times=times)

    @classmethod
    def web_page(cls, *, times: int | None = None) -> Self:
        """Answer 200 with a web page."""
        return cls("web-page", times=times)

    @classmethod
    def empty(cls, *, times: int | None = None) -> Self:
        """Answer 200 with nothing."""
        return cls("empty", times=times)

    # --- flaws of the content ---------------------------------------------------------------------

    @classmethod
    def stale(cls, *, lying: Lie = "no", times: int | None = None) -> Self:
        """Show the last listing before the fault began (without a beginning: before today's).

        A feed that lies about its `build` has today's lastBuildDate, one that lies about `dates`
        today's pubDate too, its own and that of every item.
        """
        return cls("stale", lying=lying, times=times)

    @classmethod
    def short(
        cls,
        *,
        first: int | None = None,
        missing: float = 0.0,
        seed: int = 0,
        times: int | None = None,
    ) -> Self:
        """Show only the `first` items, or leave out about the share `missing` of them."""
        return cls("short", first=first, missing=missing, seed=seed, times=times)

    @classmethod
    def twice(cls, *, times: int | None = None) -> Self:
        """Send every page of an OAI list that begins now twice."""
        return cls("twice", times=times)

    @classmethod
    def jumbled(cls, *, times: int | None = None) -> Self:
        """Send the records of an OAI list that begins now in no order, over all its pages."""
        return cls("jumbled", times=times)

    @classmethod
    def expired(cls, *, times: int | None = None) -> Self:
        """Know no resumption token any more."""
        return cls("expired", times=times)

    @classmethod
    def unpublished(cls, *, times: int | None = None) -> Self:
        """Show a venue's programme as if there were none yet."""
        return cls("unpublished", times=times)

    @classmethod
    def paged(cls, first: int, *, times: int | None = None) -> Self:
        """Send only the `first` events of a virtual site, and say that the rest is elsewhere."""
        return cls("paged", first=first, times=times)


def categories_asked(target: str) -> frozenset[str]:
    """Return the categories (case-folded) that a request of any route names."""
    # A set stands percent-encoded in a token that is encoded itself.
    plain = unquote(unquote(unquote(target)))
    found = (name for match in _ASKED.finditer(plain) for name in match.groups() if name)
    return frozenset(_category(part) for name in found for part in re.split(r"[+ ]", name))


def _category(name: str) -> str:
    return ".".join(name.split(":")[-2:]).casefold()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), NEW_YORK)
