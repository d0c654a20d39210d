"""The feeds that are followed: those of the configuration, else the list that ships."""

import difflib
import tomllib

import msgspec

from tracker.config.settings import Feed, Settings
from tracker.resources import folder


def with_feeds(settings: Settings, mistakes: list[str]) -> Settings:
    """Return `settings` with its feeds whole: without a url it is the shipped one of that name."""
    shipped = {feed.name: feed for feed in _shipped()}
    if settings.feeds is None:
        return msgspec.structs.replace(settings, feeds=tuple(shipped.values()))
    feeds = []
    for index, feed in enumerate(settings.feeds, start=1):
        if feed.url:
            feeds.append(feed)
        elif feed.name in shipped:
            feeds.append(msgspec.structs.replace(shipped[feed.name], enabled=feed.enabled))
        else:
            near = difflib.get_close_matches(feed.name, shipped, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            mistakes.append(f"feeds[{index}].url: missing, and no feed {feed.name!r} ships{hint}")
    return msgspec.structs.replace(settings, feeds=tuple(feeds))


def _shipped() -> tuple[Feed, ...]:
    text = (folder("builtin") / "feeds.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["feeds"], tuple[Feed, ...])
