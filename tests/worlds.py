"""A whole tracker in a folder of its own, in front of the loopback world; time is a variable."""

import email
import email.policy
import gzip
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.app import Tracker
from tracker.config import load
from tracker.replay import Stage, World

NEW_YORK = ZoneInfo("America/New_York")


@dataclass
class Hands:
    """The clock's hands: a test moves them, nobody waits."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Mailbox:
    """What a real SMTP server on loopback accepted; addresses in `refused` get a 550."""

    envelopes: list[Envelope] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(each.content or b"", policy=email.policy.default)  # type: ignore[arg-type, misc]
            for each in self.envelopes
        ]


@contextmanager
def smtp_server() -> Iterator[tuple[Mailbox, int]]:
    """Run an SMTP server on loopback; yields its mailbox and port."""
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def morning(day: str | date) -> datetime:
    """Return seven in the morning in New York: the day's listing is out."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day, time(7), NEW_YORK).astimezone(UTC)


def real_papers(
    shared: Path, folder: Path, months: Iterable[str] = ("2025-10", "2025-11")
) -> World:
    """Return the world of real records; they are unpacked into `folder`, never into the project."""
    files = []
    for month in months:
        packed = shared / "data" / "arxiv" / f"arxiv-{month}.jsonl.gz"
        files.append(folder / packed.name.removesuffix(".gz"))
        with gzip.open(packed) as source, files[-1].open("wb") as target:
            shutil.copyfileobj(source, target)
    return World.read(files)


def settings_text(replay: Stage, *, smtp_port: int | None = None, more: str = "") -> str:
    """Return a configuration that meets the loopback world only."""
    mail = (
        f'[smtp]\nhost = "127.0.0.1"\nport = {smtp_port}\nsecurity = "none"\n'
        'from = "Tracker <tracker@loopback.test>"\n'
        if smtp_port
        else ""
    )
    channels = '["email", "site"]' if smtp_port else '["site"]'
    to = '["reader@loopback.test"]' if smtp_port else "[]"
    return f"""
{more}
[database]
url = "sqlite:///tracker.db"
[http]
allow_hosts = ["127.0.0.1"]
pace_seconds = 0.0
[arxiv]
first_days = 0
pace_seconds = 0.0
rss_url = "{replay.rss_url}"
api_url = "{replay.api_url}"
oai_url = "{replay.oai_url}"
listing_url = "{replay.listing_url}"
[site]
folder = "site"
{mail}
[[digests]]
name = "daily"
at = "06:00"
timezone = "America/New_York"
channels = {channels}
to = {to}
"""


def tracker_in(folder: Path, text: str, hands: Hands | None = None) -> Tracker:
    """Write `text` as the configuration of `folder` and open the front door."""
    file = folder / "tracker.toml"
    file.write_text(text if "[[feeds]]" in text or "feeds =" in text else f"feeds = []\n{text}")
    settings, _ = load(file, {})
    return Tracker(settings, base=folder, clock=hands, environ={})
