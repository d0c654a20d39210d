"""The world at an instant, as far as the faults that strike a request let it be seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from tracker.model.arxiv_calendar import arxiv_day
from tracker.replay.faults import Fault, Trouble
from tracker.replay.world import World

_MAILED_BEFORE = timedelta(hours=4)  # 20:00 in New York, the evening before the listing's date.
_REFRESHED_BEFORE = timedelta(hours=1, minutes=30)  # 22:30.
_DAY = timedelta(days=1)
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a route answers from; `faults` are flaws of the content, `oai_page` records a page."""

    world: World
    now: datetime
    faults: tuple[Fault, ...] = ()
    oai_page: int = 2500

    @property
    def fed(self) -> date:
        """The listing day that the feeds show: they change at midnight in New York."""
        return self._shown(arxiv_day(self.now))

    @property
    def mailed(self) -> date:
        """The last day whose papers the search and the listing pages know."""
        return self._shown(arxiv_day(self.now + _MAILED_BEFORE))

    @property
    def refreshed(self) -> date:
        """The last day whose records the OAI server knows."""
        return self._shown(arxiv_day(self.now + _REFRESHED_BEFORE))

    def fault(self, trouble: Trouble) -> Fault | None:
        """Return the first flaw of this kind."""
        return next((each for each in self.faults if each.trouble == trouble), None)

    def kept(self, items: Iterable[_Item], id_of: Callable[[_Item], str]) -> list[_Item]:
        """Return the items that a short answer has; all when it is not short."""
        kept = list(items)
        for short in (each for each in self.faults if each.trouble == "short"):
            kept = [each for each in kept if short.keeps(id_of(each))][: short.first]
        return kept

    def _shown(self, day: date) -> date:
        stale = self.fault("stale")
        if stale is None:
            return day
        began = stale.reach.start
        # What stood there just before the fault began stays there.
        changed = arxiv_day(began - timedelta(microseconds=1)) + _DAY if began else day
        return self.world.listing_before(changed)
