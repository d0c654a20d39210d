"""What must hold between keys and beyond their types; run before any work is done."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec.structs import asdict

from tracker.config.feeds import followed
from tracker.config.settings import DAILY_PAPERS, Digest, Settings
from tracker.config.venues import venue_addresses
from tracker.errors import ConfigError

_PLACEHOLDERS = ("example.org", "example.com", "you@")
_DATABASES = ("sqlite:///", "postgresql+psycopg://")
_CATEGORY = re.compile(r"[a-z-]+(\.[A-Za-z]{2}|\.[a-z]+-[a-z]+)?")
_FIRST_DAYS_AT_MOST = 60  # more is what backfill is for
_TICK_AT_MOST = 3600
_CHANNELS = ("email", "file", "site")


def check(settings: Settings) -> None:
    """Raise ConfigError with a line for every key whose value cannot work."""
    mistakes = [
        *_contact(settings),
        *_database(settings),
        *_arxiv(settings),
        *_daemon(settings),
        *_site(settings),
        *_pace(settings),
        *_digests(settings),
        *_mail(settings),
        *_feeds(settings),
        *_hf_daily(settings),
        *_venues(settings),
    ]
    if mistakes:
        raise ConfigError("\n".join(" ".join(each.split()) for each in mistakes))


def only_allowed_hosts(settings: Settings) -> bool:
    """Tell whether every configured URL points at a host that `http.allow_hosts` names.

    Only then may a test set the clock or lower arXiv's pace: nobody else's server is involved.
    """
    urls = list(settings.arxiv.urls) if settings.arxiv.enabled else []
    urls += [feed.url for feed in followed(settings) if feed.enabled]
    urls += filter(None, [settings.daily_papers_url])
    urls += venue_addresses(settings)
    hosts = {urlsplit(url).hostname for url in urls}
    return bool(hosts) and hosts <= {host.rsplit(":", 1)[0] for host in settings.http.allow_hosts}


def _contact(settings: Settings) -> Iterator[str]:
    contact = settings.http.contact
    if contact and "@" not in contact and urlsplit(contact).scheme not in {"http", "https"}:
        yield f"http.contact: {contact} is neither a mail address nor a web page"
    if any(mark in contact for mark in _PLACEHOLDERS):
        yield (
            f"http.contact: {contact} is a placeholder; put your own address, or leave the key out"
        )


def _database(settings: Settings) -> Iterator[str]:
    url = settings.database.url
    if url and not url.startswith(_DATABASES):
        yield f"database.url: {url.partition(':')[0]} is neither {' nor '.join(_DATABASES)}"


def is_category(text: str) -> bool:
    """Tell whether arXiv could have a category of this name."""
    return _CATEGORY.fullmatch(text) is not None


def _arxiv(settings: Settings) -> Iterator[str]:
    arxiv = settings.arxiv
    if arxiv.enabled and not arxiv.categories:
        yield "arxiv.categories: none is followed (arxiv.enabled = false leaves arXiv out)"
    for category in arxiv.categories:
        if not is_category(category):
            yield f'arxiv.categories: "{category}" is not an arXiv category such as cs.CL'
    if not 0 <= arxiv.first_days <= _FIRST_DAYS_AT_MOST:
        yield f"arxiv.first_days: {arxiv.first_days} is not between 0 and {_FIRST_DAYS_AT_MOST}"


def _daemon(settings: Settings) -> Iterator[str]:
    if not 1 <= settings.daemon.tick_seconds <= _TICK_AT_MOST:
        yield (
            f"daemon.tick_seconds: {settings.daemon.tick_seconds:g} is not between 1 and "
            f"{_TICK_AT_MOST}"
        )


def _site(settings: Settings) -> Iterator[str]:
    url = settings.site.base_url
    if url and urlsplit(url).scheme not in {"http", "https"}:
        yield f"site.base_url: {url} is not an http or https address"


def _pace(settings: Settings) -> Iterator[str]:
    if settings.arxiv.pace_seconds < 3.0 and not only_allowed_hosts(settings):
        yield (
            "arxiv.pace_seconds: arXiv asks for one request in three seconds; "
            "less is for hosts in http.allow_hosts only"
        )


def _digests(settings: Settings) -> Iterator[str]:
    names = [digest.name for digest in settings.digests]
    for index, digest in enumerate(settings.digests, start=1):
        for key, message in _digest(digest):
            yield f"digests[{index}].{key}: {message}"
    if len(set(names)) < len(names):
        yield "digests: two digests have the same name"


def _digest(digest: Digest) -> Iterator[tuple[str, str]]:
    if not digest.name or not all(c.isalnum() or c in "-_" for c in digest.name):
        yield "name", f'"{digest.name}" may hold letters, digits, - and _ only'
    if not _is_time(digest.at):
        yield "at", f'"{digest.at}" is not a time of day such as 08:00'
    if digest.timezone and not _is_zone(digest.timezone):
        yield "timezone", f'"{digest.timezone}" is not an IANA time zone such as Europe/Berlin'
    if not 1 <= digest.limit <= 200:
        yield "limit", f"{digest.limit} is not between 1 and 200"
    for channel in set(digest.channels) - set(_CHANNELS):
        yield "channels", f'no channel "{channel}"; there are {", ".join(_CHANNELS)}'
    if "email" in digest.channels and not digest.to:
        yield "to", "the channel email needs at least one address"
    for address in digest.to:
        if address.count("@") != 1 or any(c.isspace() or c in "<>," for c in address):
            yield "to", f'"{address}" is not an address'


def _is_time(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) is not None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _mail(settings: Settings) -> Iterator[str]:
    if not any("email" in digest.channels for digest in settings.digests):
        return
    if not settings.smtp.host:
        yield "smtp.host: the channel email needs a server"
    if not settings.smtp.sender:
        yield "smtp.from: the channel email needs a sender address"


def _feeds(settings: Settings) -> Iterator[str]:
    feeds = followed(settings)
    names = [feed.name for feed in feeds]
    if len(set(names)) < len(names):
        yield "feeds: two feeds have the same name"
    for index, feed in enumerate(feeds, start=1):
        if urlsplit(feed.url).scheme not in {"http", "https"}:
            yield f"feeds[{index}].url: {feed.url} is not an http or https address"
        if feed.every_minutes < 9:
            yield f"feeds[{index}].every_minutes: {feed.every_minutes} is less than the floor of 9"


def _hf_daily(settings: Settings) -> Iterator[str]:
    url = settings.hf_daily.url
    if url and urlsplit(url).scheme not in {"http", "https"}:
        yield f"hf_daily.url: {url} is not an http or https address"
    if settings.daily_papers_url and DAILY_PAPERS in {feed.name for feed in followed(settings)}:
        yield f'feeds: "{DAILY_PAPERS}" is the name of the source that hf_daily.enabled follows'


def _venues(settings: Settings) -> Iterator[str]:
    for name, url in asdict(settings.venue_urls).items():
        if urlsplit(url).scheme not in {"http", "https"}:
            yield f"venue_urls.{name}: {url} is not an http or https address"
