"""Every key there is, with its default; the field names are the keys of `tracker.toml`."""

from datetime import date
from typing import Literal

from msgspec import Struct

_RSS_URL = "https://rss.arxiv.org/rss"
_OAI_URL = "https://oaipmh.arxiv.org/oai"
_LISTING_URL = "https://arxiv.org/list"


class Database(Struct, frozen=True, forbid_unknown_fields=True):
    """`[database]`: an empty url is SQLite in the user data folder."""

    url: str = ""


class Http(Struct, frozen=True, forbid_unknown_fields=True):
    """`[http]`: who we are to servers; `allow_hosts` are private hosts that may be fetched."""

    contact: str = ""
    allow_hosts: tuple[str, ...] = ()
    pace_seconds: float = 1.0


class Arxiv(Struct, frozen=True, forbid_unknown_fields=True):
    """`[arxiv]`: what is followed, and where; `pace_seconds` holds over all arXiv services.

    An empty `oai_url` or `listing_url` is arXiv's own, or none where the feeds come from elsewhere:
    who plays arXiv plays all of it. `mailing_free` are the dates without a mailing (None: as arXiv
    publishes them for 2025 and 2026).
    """

    enabled: bool = True
    categories: tuple[str, ...] = ("cs.CL", "cs.LG")
    pace_seconds: float = 3.0
    first_days: int = 7
    rss_url: str = _RSS_URL
    api_url: str = "https://export.arxiv.org/api/query"
    oai_url: str = ""
    listing_url: str = ""
    mailing_free: tuple[date, ...] | None = None

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all arXiv services that are asked."""
        return tuple(filter(None, (self.rss_url, self.api_url, self.oai, self.listing)))

    @property
    def oai(self) -> str:
        """The address of the OAI server, empty for none."""
        return self.oai_url or (_OAI_URL if self.rss_url == _RSS_URL else "")

    @property
    def listing(self) -> str:
        """The address below which the listing pages are, empty for none."""
        return self.listing_url or (_LISTING_URL if self.rss_url == _RSS_URL else "")


class Feed(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[feeds]]`: one RSS or Atom feed; without a url it is the built-in one of that name."""

    name: str
    url: str = ""
    group: Literal["lab", "community"] = "lab"
    enabled: bool = True
    every_minutes: int = 120
    categories: tuple[str, ...] = ()


class RoadmapFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`[roadmap]`: an empty file is the built-in roadmap."""

    file: str = ""


class Ranking(Struct, frozen=True, forbid_unknown_fields=True):
    """`[ranking]`: papers that score below `quiet_below` (0..100) are never picked."""

    quiet_below: float = 15.0


class Watch(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[watch]]`: papers of these authors, or with these exact phrases, are always picked."""

    name: str = ""
    authors: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


class Digest(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[digests]]`: who gets what, when; an empty time zone is the machine's."""

    name: str = "daily"
    at: str = "08:00"
    timezone: str = ""
    topics: tuple[str, ...] = ("*",)
    limit: int = 20
    lang: Literal["en", "zh"] = "en"
    frequency: Literal["daily", "weekdays", "weekly"] = "daily"
    weekday: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "monday"
    to: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("site",)
    send_empty: bool = False
    catch_up: Literal["one edition", "each day"] = "one edition"


class Smtp(Struct, frozen=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    """`[smtp]`: the server that mails are handed to; the password may live in a file."""

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = ""
    password_file: str = ""
    sender: str = ""
    in_doubt: Literal["resend", "hold"] = "resend"

    def __repr__(self) -> str:
        """Keep the password out of logs and tracebacks."""
        return f"Smtp(host={self.host!r}, port={self.port}, username={self.username!r})"


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """`[site]`: an empty folder is `site` in the user data folder."""

    folder: str = ""
    base_url: str = ""
    title: str = "Tracker"
    lang: Literal["en", "zh"] = "en"


class Files(Struct, frozen=True, forbid_unknown_fields=True):
    """`[files]`: where the channel `file` writes; empty is `editions` in the user data folder."""

    folder: str = ""


class Daemon(Struct, frozen=True, forbid_unknown_fields=True):
    """`[daemon]`: how often the daemon asks the database what is due, in seconds."""

    tick_seconds: float = 30.0


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration; each part has its default (feeds: those in `builtin/feeds.toml`)."""

    database: Database = Database()
    http: Http = Http()
    arxiv: Arxiv = Arxiv()
    feeds: tuple[Feed, ...] | None = None
    roadmap: RoadmapFile = RoadmapFile()
    ranking: Ranking = Ranking()
    watch: tuple[Watch, ...] = ()
    digests: tuple[Digest, ...] = (Digest(),)
    smtp: Smtp = Smtp()
    site: Site = Site()
    files: Files = Files()
    daemon: Daemon = Daemon()
