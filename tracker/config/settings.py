"""Every key there is, with its default; the field names are the keys of `tracker.toml`."""

from datetime import date
from typing import Literal

from msgspec import Struct

_RSS_URL = "https://rss.arxiv.org/rss"
_OAI_URL = "https://oaipmh.arxiv.org/oai"
DAILY_PAPERS = "Hugging Face daily papers"
_HF_DAILY_URL = "https://huggingface.co/api/daily_papers"


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

    An empty `oai_url` is arXiv's own, or none where the feeds come from elsewhere: who plays arXiv
    plays all of it. `mailing_free` are the dates without a mailing (None: as arXiv publishes
    them for 2025 and 2026).
    """

    enabled: bool = True
    categories: tuple[str, ...] = ("cs.CL", "cs.LG")
    pace_seconds: float = 3.0
    first_days: int = 7
    rss_url: str = _RSS_URL
    api_url: str = "https://export.arxiv.org/api/query"
    oai_url: str = ""
    mailing_free: tuple[date, ...] | None = None

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all arXiv services that are asked."""
        return tuple(filter(None, (self.rss_url, self.api_url, self.oai)))

    @property
    def oai(self) -> str:
        """The address of the OAI server, empty for none."""
        return self.oai_url or ("" if self.played else _OAI_URL)

    @property
    def played(self) -> bool:
        """Whether the feeds come from elsewhere than arXiv itself."""
        return self.rss_url != _RSS_URL


class Feed(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[feeds]]`: one RSS or Atom feed; without a url it is the built-in one of that name."""

    name: str
    url: str = ""
    group: Literal["lab", "community"] = "lab"
    enabled: bool = True
    every_minutes: int = 120
    categories: tuple[str, ...] = ()


class HfDaily(Struct, frozen=True, forbid_unknown_fields=True):
    """`[hf_daily]`: which papers Hugging Face's community puts forward, and their upvotes.

    An empty url is Hugging Face's own, or none where arXiv is not followed or played by another.
    """

    enabled: bool = True
    url: str = ""


class Venue(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[venues]]`: the lists of a venue; without a url they are the built-in ones of that name.

    Without `years` they are those of this year's and last year's meeting. A url has `{year}` in
    it; `kind` is how it is read (empty: as the built-in ones, else as a virtual site). `finals`
    are the proceedings, and DBLP's count to check the lists against.
    """

    name: str
    years: tuple[int, ...] = ()
    url: str = ""
    kind: str = ""
    finals: bool = True


class VenueUrls(Struct, frozen=True, forbid_unknown_fields=True):
    """`[venue_urls]`: where the hosts are that the built-in lists name."""

    neurips: str = "https://neurips.cc"
    icml: str = "https://icml.cc"
    iclr: str = "https://iclr.cc"
    cvpr: str = "https://cvpr.thecvf.com"
    iccv: str = "https://iccv.thecvf.com"
    eccv: str = "https://eccv.ecva.net"
    anthology: str = "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml"
    pmlr: str = "https://proceedings.mlr.press"
    neurips_proceedings: str = "https://proceedings.neurips.cc/paper_files/paper"
    iclr_proceedings: str = "https://proceedings.iclr.cc/paper_files/paper"
    cvf: str = "https://openaccess.thecvf.com"
    dblp: str = "https://dblp.org/search/publ/api"


class OpenReview(Struct, frozen=True, forbid_unknown_fields=True):
    """`[openreview]`: an account, which venues of the kind `openreview` need."""

    username: str = ""
    password: str = ""
    password_file: str = ""

    def __repr__(self) -> str:
        """Keep the password out of logs and tracebacks."""
        return f"OpenReview(username={self.username!r})"


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
    """`[[digests]]`: who gets what, when; an empty time zone is the machine's.

    `reader` is whose feedback counts, the name given to `--reader`; empty is the household of one.
    """

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
    reader: str = ""


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
    """The whole configuration; each part has its default (feeds and venues: those that ship)."""

    database: Database = Database()
    http: Http = Http()
    arxiv: Arxiv = Arxiv()
    feeds: tuple[Feed, ...] | None = None
    hf_daily: HfDaily = HfDaily()
    venues: tuple[Venue, ...] | None = None
    venue_urls: VenueUrls = VenueUrls()
    openreview: OpenReview = OpenReview()
    roadmap: RoadmapFile = RoadmapFile()
    ranking: Ranking = Ranking()
    watch: tuple[Watch, ...] = ()
    digests: tuple[Digest, ...] = (Digest(),)
    smtp: Smtp = Smtp()
    site: Site = Site()
    files: Files = Files()
    daemon: Daemon = Daemon()

    @property
    def daily_papers_url(self) -> str:
        """Where Hugging Face's daily papers are asked for, empty for nowhere."""
        if not self.hf_daily.enabled:
            return ""
        arxivs_own = self.arxiv.enabled and self.arxiv.rss_url == _RSS_URL
        return self.hf_daily.url or (_HF_DAILY_URL if arxivs_own else "")
