"""Turns Settings into the values that the workshops work with; nothing is opened here.

A question passes through this file too, so the nouns of the verbs are imported where they are made.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.app.naming import topic_named
from tracker.config.paths import data_folder
from tracker.config.settings import DAILY_PAPERS, Settings
from tracker.config.settings import Digest as DigestSettings
from tracker.errors import ConfigError, UsageError
from tracker.resources import folder

if TYPE_CHECKING:
    from tracker.model.editions import Digest
    from tracker.model.harvests import SourceSpec
    from tracker.model.roadmap import Roadmap
    from tracker.sources import Account

EVERY_TOPIC = "*"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def database_url(settings: Settings, base: Path) -> str:
    """Return the database's URL; a relative SQLite path is taken from `base`."""
    url = settings.database.url
    if not url:
        return f"sqlite:///{data_folder() / 'tracker.db'}"
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith(prefix + "/"):
        return f"{prefix}{base / Path(url.removeprefix(prefix)).expanduser()}"
    return url


def folder_of(configured: str, base: Path, default: str) -> Path:
    """Return a configured folder (relative to `base`), else `default` in the user data folder."""
    return base / Path(configured).expanduser() if configured else data_folder() / default


def source_specs(settings: Settings, today: date) -> "tuple[SourceSpec, ...]":
    """Return every enabled source, arXiv first; `today` says which years of venues there are."""
    return (
        *_arxiv(settings),
        *_feeds(settings),
        *_hf_daily(settings),
        *_venues(settings, today),
    )


def _arxiv(settings: Settings) -> "Iterator[SourceSpec]":
    from tracker.model.harvests import SourceSpec

    arxiv = settings.arxiv
    if not arxiv.enabled:
        return
    for category in arxiv.categories:
        yield SourceSpec(
            f"arxiv-rss/{category}",
            "arxiv-rss",
            arxiv.rss_url,
            "arxiv",
            timedelta(hours=12),
            {"category": category, "mailing_free": arxiv.mailing_free},
        )
    for category in arxiv.categories if arxiv.oai else ():
        yield SourceSpec(
            f"arxiv-oai/{category}",
            "arxiv-oai",
            arxiv.oai,
            "arxiv",
            timedelta(hours=12),
            {
                "category": category,
                "categories": arxiv.categories,
                "first_days": arxiv.first_days,
            },
        )
    yield SourceSpec(
        "arxiv-api",
        "arxiv-api",
        arxiv.api_url,
        "arxiv",
        timedelta(hours=6),
        {
            "categories": arxiv.categories,
            "first_days": arxiv.first_days,
            "mailing_free": arxiv.mailing_free,
        },
    )


def _feeds(settings: Settings) -> "Iterator[SourceSpec]":
    from tracker.config.feeds import followed
    from tracker.model.harvests import SourceSpec

    for feed in followed(settings):
        if feed.enabled:
            yield SourceSpec(
                feed.name,
                "feed",
                feed.url,
                feed.group,
                timedelta(minutes=feed.every_minutes),
                {"include_categories": feed.categories},
            )


def _hf_daily(settings: Settings) -> "Iterator[SourceSpec]":
    from tracker.model.harvests import SourceSpec

    if settings.daily_papers_url:
        yield SourceSpec(
            DAILY_PAPERS,
            "hf-daily",
            settings.daily_papers_url,
            "community",
            timedelta(hours=2),
            {"first_days": settings.arxiv.first_days},
        )


def _venues(settings: Settings, today: date) -> "Iterator[SourceSpec]":
    from tracker.config.venues import followed_lists
    from tracker.model.harvests import SourceSpec

    for each in followed_lists(settings, today):
        yield SourceSpec(each.name, each.kind, each.url, "venue", timedelta(days=7), each.options)


def gate_groups(settings: Settings) -> dict[str, str]:
    """Return the hosts that share arXiv's turn: loopback stand-ins count as arXiv."""
    from urllib.parse import urlsplit

    return {urlsplit(url).netloc: "arxiv.org" for url in settings.arxiv.urls}


def digests(settings: Settings, roadmap: "Roadmap") -> "tuple[Digest, ...]":
    """Return the standing definitions, with the machine's time zone where none is named.

    Raises ConfigError for a topic that `roadmap` lacks, naming the nearest one.
    """
    return tuple(
        _digest(each, _topic_ids(each, index, roadmap))
        for index, each in enumerate(settings.digests, start=1)
    )


def _topic_ids(settings: DigestSettings, index: int, roadmap: "Roadmap") -> tuple[str, ...]:
    try:
        return tuple(
            text if text == EVERY_TOPIC else topic_named(roadmap, text).id
            for text in settings.topics
        )
    except UsageError as error:
        raise ConfigError(f"digests[{index}].topics: {error}") from error


def _digest(settings: DigestSettings, topics: tuple[str, ...]) -> "Digest":
    from tracker.model.editions import Digest

    return Digest(
        name=settings.name,
        at=time.fromisoformat(settings.at),
        timezone=settings.timezone or machine_zone(),
        topics=topics,
        limit=settings.limit,
        lang=settings.lang,
        frequency=settings.frequency,
        weekday=_WEEKDAYS.index(settings.weekday),
        recipients=settings.to,
        channels=settings.channels,
        send_empty=settings.send_empty,
        each_day=settings.catch_up == "each day",
        reader=settings.reader,
    )


def local_date(digest: "Digest", now: datetime) -> date:
    """Return the subscriber's date at `now`."""
    from zoneinfo import ZoneInfo

    return now.astimezone(ZoneInfo(digest.timezone)).date()


def machine_zone() -> str:
    """Return the IANA name of the machine's time zone, UTC where it has none."""
    import tzlocal

    return tzlocal.get_localzone_name() or "UTC"


def channel_options(
    settings: Settings, base: Path, environ: Mapping[str, str] = os.environ
) -> dict[str, dict[str, object]]:
    """Return the options of every channel that a digest uses, by the channel's name."""
    used = {channel for digest in settings.digests for channel in digest.channels}
    options: dict[str, dict[str, object]] = {
        "site": {"folder": str(folder_of(settings.site.folder, base, "site"))},
        "file": {
            "folder": str(folder_of(settings.files.folder, base, "editions")),
            "from": settings.smtp.sender or f"tracker@{mail_domain(settings)}",
        },
    }
    if "email" in used:
        options["email"] = _email(settings, base, environ)
    return {name: each for name, each in options.items() if name in used | {"site"}}


def _email(settings: Settings, base: Path, environ: Mapping[str, str]) -> dict[str, object]:
    smtp = settings.smtp
    return {
        "host": smtp.host,
        "port": smtp.port,
        "security": smtp.security,
        "username": smtp.username,
        "password": smtp_password(settings, base, environ),
        "from": smtp.sender,
    }


def smtp_password(settings: Settings, base: Path, environ: Mapping[str, str]) -> str:
    """Return the password: systemd credential, then `password_file`, then `password`.

    Raises ConfigError where a named file cannot be read.
    """
    smtp = settings.smtp
    return _password("smtp", smtp.password, smtp.password_file, base, environ)


def openreview_account(
    settings: Settings, base: Path, environ: Mapping[str, str] = os.environ
) -> "Account | None":
    """Return the account at OpenReview, None where none is configured; its password as above."""
    from tracker.sources import Account

    told = settings.openreview
    if not told.username:
        return None
    password = _password("openreview", told.password, told.password_file, base, environ)
    return Account(told.username, password)


def _password(
    section: str, password: str, password_file: str, base: Path, environ: Mapping[str, str]
) -> str:
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / f"{section}_password").is_file():
        return _secret(Path(folder) / f"{section}_password", section)
    if password_file:
        return _secret(base / Path(password_file).expanduser(), section)
    return password


def _secret(file: Path, section: str) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise ConfigError(f"{section}.password_file: {file}: {error.strerror}") from error


def mail_domain(settings: Settings) -> str:
    """Return the domain of our Message-IDs: the sender's, never this host's name."""
    _, _, domain = bare_address(settings.smtp.sender).rpartition("@")
    return domain or "tracker.invalid"


def bare_address(sender: str) -> str:
    """Return `a@b.org` of `Name <a@b.org>`."""
    _, _, address = sender.rpartition("<")
    return address.rstrip("> ").strip()


def roadmap_file(settings: Settings, base: Path) -> Path:
    """Return the roadmap's file: the configured one (relative to `base`), else the built-in."""
    if settings.roadmap.file:
        return base / Path(settings.roadmap.file).expanduser()
    return folder("builtin") / "roadmap.toml"
