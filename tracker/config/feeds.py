"""The feeds that are followed: those of the configuration, else the list that ships."""

import tomllib

import msgspec

from tracker.config.settings import Feed, Settings
from tracker.resources import folder


def followed(settings: Settings) -> tuple[Feed, ...]:
    """Return every configured feed with its address, or those that ship where none is configured.

    A feed without a url is the one that ships under that name.
    """
    if settings.feeds is None:
        return _shipped()
    by_name = {feed.name: feed for feed in _shipped()}
    return tuple(feed if feed.url else _with_address(feed, by_name) for feed in settings.feeds)


def unknown_feeds(settings: Settings) -> list[str]:
    """Return a line for every feed without a url that does not ship, with the nearest that does."""
    named = [(at, feed.name) for at, feed in enumerate(settings.feeds or (), 1) if not feed.url]
    shipped = {feed.name.casefold(): feed.name for feed in _shipped()} if named else {}
    return [
        f"feeds[{at}].url: missing, and no feed {name!r} ships{_nearest(name, shipped)}"
        for at, name in named
        if name not in shipped.values()
    ]


def _with_address(feed: Feed, shipped: dict[str, Feed]) -> Feed:
    return msgspec.structs.replace(shipped[feed.name], enabled=feed.enabled)


def _nearest(name: str, shipped: dict[str, str]) -> str:
    import difflib  # only a mistake needs it

    near = difflib.get_close_matches(name.casefold(), shipped, n=1)
    return f" (did you mean {shipped[near[0]]}?)" if near else ""


def _shipped() -> tuple[Feed, ...]:
    text = (folder("builtin") / "feeds.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["feeds"], tuple[Feed, ...])
