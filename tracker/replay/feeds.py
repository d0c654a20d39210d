"""The feeds: arXiv's listing of the day by category, and those of blogs, with their ETags."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from tracker.model.arxiv_calendar import NEW_YORK, arxiv_day
from tracker.replay.announcements import announced, is_category
from tracker.replay.documents import blog_feed, listing_error, listing_feed
from tracker.replay.exchange import Answer, conditional, page_answer
from tracker.replay.scene import Scene

_CUT_AT = 2000
_RSS = "application/rss+xml"


def feed_answer(scene: Scene, asked: str, headers: Mapping[str, str]) -> Answer:
    """Answer `/rss/asked`: one category or several joined by `+`."""
    names = asked.split("+")
    if not all(is_category(name) for name in names):
        reason = "Invalid archive or subject class"
        return Answer(400, listing_error(asked, reason), _RSS)
    items = announced(scene.world, names, scene.fed)[:_CUT_AT]
    shown = scene.kept(items, lambda each: each.paper.id)
    body = listing_feed(asked, shown, *_dates(scene))
    fresh = {"Cache-Control": f"max-age={_seconds_to_midnight(scene.now)}"}
    return conditional(Answer(200, body, _RSS, fresh), headers)


def blog_answer(scene: Scene, name: str, headers: Mapping[str, str]) -> Answer:
    """Answer `/feeds/name`."""
    if name not in scene.world.feeds:
        return page_answer(404, "404 Not Found")
    body = blog_feed(name, scene.world.feed(name, scene.now))
    return conditional(Answer(200, body, _RSS, {"Cache-Control": "max-age=300"}), headers)


def _dates(scene: Scene) -> tuple[datetime, date]:
    """Return when the feed says it was built, and the day it says it is of."""
    stale = scene.fault("stale")
    if stale is None or stale.lying == "dates":
        return scene.now, arxiv_day(scene.now)
    then = datetime.combine(scene.fed, time(0), NEW_YORK)
    return (scene.now if stale.lying == "build" else then), scene.fed


def _seconds_to_midnight(now: datetime) -> int:
    local = now.astimezone(NEW_YORK)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - local).total_seconds())
