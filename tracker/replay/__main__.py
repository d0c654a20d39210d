"""Plays one day until Ctrl-C: `python -m tracker.replay --papers FILE... --day 2025-11-03`."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from threading import Event

from tracker.model.arxiv_calendar import NEW_YORK
from tracker.replay import Replay, World
from tracker.replay.stage import HOST

_MORNING = time(8, 0)  # In New York: the day's listing is out.


def main() -> None:
    """Serve what the command line names, and say how to point the program at it."""
    asked = _arguments()
    world = World.read(asked.papers, asked.posts, asked.programmes)
    now = datetime.combine(asked.day, _MORNING, NEW_YORK)
    with Replay(world, lambda: now, port=asked.port) as replay, suppress(KeyboardInterrupt):
        sys.stdout.write("\n".join(_told(replay, world, now)) + "\n")
        sys.stdout.flush()
        Event().wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tracker.replay", description=__doc__)
    parser.add_argument("--papers", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--posts", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--programmes", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--day", type=date.fromisoformat, required=True)
    parser.add_argument("--port", type=int, default=0)
    return parser.parse_args()


def _told(replay: Replay, world: World, now: datetime) -> Iterator[str]:
    yield f"# {len(world.listed_on(now.date()))} new papers; for the environment:"
    yield f"TRACKER_NOW={now.isoformat()}"
    yield f'TRACKER_HTTP__ALLOW_HOSTS=["{HOST}"]'
    yield f"TRACKER_ARXIV__RSS_URL={replay.rss_url}"
    yield f"TRACKER_ARXIV__API_URL={replay.api_url}"
    yield f"TRACKER_ARXIV__OAI_URL={replay.oai_url}"
    yield f"TRACKER_HF_DAILY__URL={replay.daily_url}"
    yield f"# listing pages: {replay.listing_url}"
    for each in world.programmes:
        if each.is_virtual:
            yield f"# {each.slug}: {replay.events_url(each.slug)}"
    for collection in sorted(world.collections):
        yield f"# {collection}: {replay.anthology_url}/{collection}.xml"
    for name in sorted(world.feeds):
        yield f"# {name}: {replay.feed_url(name)}"


if __name__ == "__main__":
    main()
