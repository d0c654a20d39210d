"""`tracker init`: a commented configuration, after a few questions on a terminal."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from string import Template
from typing import TypeAlias
from zoneinfo import ZoneInfo

import click

from tracker import resources
from tracker.cli import output
from tracker.cli.context import Session, on_a_terminal, session
from tracker.cli.group import Command, near
from tracker.errors import StorageFailed, TrackerError, UsageError

Check: TypeAlias = Callable[[str], str]
"""Returns what is wrong with an answer, empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail provider's submission server."""

    host: str
    port: int
    security: str


SERVERS = {
    "gmail": Server("smtp.gmail.com", 587, "starttls"),
    "qq": Server("smtp.qq.com", 465, "tls"),
    "163": Server("smtp.163.com", 465, "tls"),
    "icloud": Server("smtp.mail.me.com", 587, "starttls"),
    "fastmail": Server("smtp.fastmail.com", 465, "tls"),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a configuration is written from; `address` is where mail goes, empty for none."""

    categories: tuple[str, ...] = ("cs.CL", "cs.LG")
    topics: tuple[str, ...] = ("*",)
    channels: tuple[str, ...] = ("site",)
    address: str = ""
    server: Server = Server("smtp.example.net", 587, "starttls")
    at: str = "08:00"
    timezone: str = "UTC"
    lang: str = "en"
    contact: str = ""


@click.command(cls=Command)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; take the defaults.")
@click.option("--output", "file", type=click.Path(path_type=Path), help="Where to write it.")
@session
def init(session: Session, yes: bool, file: Path | None) -> None:
    """Write a commented configuration; a file that is there is never overwritten."""
    target = file or _default_file(session)
    if target.exists():
        raise TrackerError(
            session._("%(file)s is there already; edit it, or write another with --output")
            % {"file": target}
        )
    answers = Answers(timezone=_zone(), lang=session.lang)
    if not yes and on_a_terminal():
        answers = _ask(session, answers)
    _write(target, written(answers, session.lang))
    _next_steps(session, target, answers)


def _default_file(session: Session) -> Path:
    from tracker.config.paths import config_candidates

    named = session.option("config") or session.environ.get("TRACKER_CONFIG")
    return Path(named) if named else config_candidates(session.environ)[1]


def _zone() -> str:
    from tracker.app.assembly import machine_zone

    return machine_zone()


def written(answers: Answers, lang: str) -> str:
    """Return the text of the configuration, with its comments in `lang`."""
    text = (resources.folder("templates") / "init" / f"tracker.{lang}.toml").read_text("utf-8")
    server, address = answers.server, answers.address or "me@example.net"
    values: dict[str, object] = {
        "contact": f"mailto:{answers.contact or 'me@example.net'}",
        "categories": answers.categories,
        "at": answers.at,
        "timezone": answers.timezone,
        "topics": answers.topics,
        "lang": answers.lang,
        "channels": answers.channels,
        "to": [address],
        "host": server.host,
        "port": server.port,
        "security": server.security,
        "username": address,
        "password_file": "smtp-password",
        "sender": address,
    }
    marks = {
        "contact_mark": "" if answers.contact else "# ",
        "mail_mark": "" if answers.address else "# ",
    }
    # JSON's strings, numbers and lists are TOML's too.
    toml = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    return Template(text).substitute(toml | marks)


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise StorageFailed(f"{target}: {error.strerror}") from error


def _next_steps(session: Session, target: Path, answers: Answers) -> None:
    from tracker.cli.pasting import program

    _ = session._
    given = "" if target == _default_file(session) else f" --config {target}"
    output.line(_("Written: %(file)s") % {"file": target})
    output.line()
    output.line(_("Next:"))
    if answers.address:
        secret = target.parent / "smtp-password"
        output.line("  " + _("put the mail password into %(file)s (chmod 600)") % {"file": secret})
    output.line(f"  {program()}{given} config check")
    output.line(f"  {program()}{given} run --dry-run")
    output.line(f"  {program()}{given} run")
    output.line(_("To have it run every day: deploy/README.md (systemd, cron), or tracker daemon."))


# --- the questions --------------------------------------------------------------------------------


def _ask(session: Session, answers: Answers) -> Answers:
    """Ask what a person has to decide; Enter takes the default."""
    _ = session._
    session.warn(_("A few questions; Enter takes what stands in brackets."))
    ids = _topics(session, _("Topics, by comma (* = all, ? = list)"))
    usual = ", ".join(answers.categories)
    categories = _categories(_checked(_("arXiv categories, by comma"), usual, _are_categories))
    where = _choice(_("Digest by site, mail or both"), ("site", "mail", "both"), "site")
    answers = replace(answers, categories=categories or answers.categories, topics=ids)
    if where != "site":
        answers = _ask_for_mail(session, answers, only=where == "mail")
    at = _checked(_("At what time (24 hours)"), answers.at, _is_time)
    zone = _checked(_("Time zone"), answers.timezone, _is_zone)
    contact = answers.address or _checked(
        _("Your address, for servers to reach you (Enter: none)"), "", _is_address_or_nothing
    )
    return replace(answers, at=at, timezone=zone, contact=contact)


def _ask_for_mail(session: Session, answers: Answers, *, only: bool) -> Answers:
    _ = session._
    address = _checked(_("Your mail address"), None, _is_address)
    presets = (*SERVERS, "other")
    name = _choice(_("Mail provider: %(all)s") % {"all": ", ".join(presets)}, presets, "gmail")
    server = SERVERS.get(name) or Server(_prompt(_("SMTP server"), None), 587, "starttls")
    channels = ("email",) if only else ("email", "site")
    return replace(answers, address=address, server=server, channels=channels)


def _prompt(question: str, default: str | None) -> str:
    answer: str = click.prompt(
        question, default=default, show_default=bool(default), err=True, type=str
    )
    return answer.strip()


def _choice(question: str, known: tuple[str, ...], default: str) -> str:
    def wrong(answer: str) -> str:
        return "" if answer in known else f"{', '.join(known)}{near(answer, known)}"

    return _checked(question, default, wrong)


def _checked(question: str, default: str | None, wrong: Check) -> str:
    """Ask until `wrong` finds nothing to say about the answer."""
    while complaint := wrong(answer := _prompt(question, default)):
        click.echo(f"  {complaint}", err=True)
    return answer


def _topics(session: Session, question: str) -> tuple[str, ...]:
    """Ask for topics of the built-in roadmap, in whatever spelling; `?` lists them."""
    from tracker.app import Tracker
    from tracker.config import Settings

    tracker = Tracker(Settings())
    while True:
        answer = _prompt(question, "*")
        if answer == "?":
            for topic in tracker.roadmap.topics:
                click.echo(f"  {topic.id}: {topic.name.in_language(session.lang)}", err=True)
            continue
        try:
            wanted = [each for each in _words(answer) if each != "*"]
            return tuple(tracker.topic(each).id for each in wanted) or ("*",)
        except UsageError as error:
            click.echo(f"  {error}", err=True)


def _words(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[,，、]", answer) if part.strip())


def _categories(answer: str) -> tuple[str, ...]:
    return tuple(each for part in _words(answer) for each in part.split())


def _are_categories(answer: str) -> str:
    from tracker.config.checking import is_category

    return "" if all(map(is_category, _categories(answer))) else "cs.CL, cs.LG"


def _is_time(answer: str) -> str:
    try:
        time.fromisoformat(answer)
    except ValueError:
        return "08:00"
    return ""


def _is_zone(answer: str) -> str:
    try:
        ZoneInfo(answer)
    except (KeyError, ValueError, OSError):
        return "Europe/Berlin, Asia/Shanghai, UTC"
    return ""


def _is_address(answer: str) -> str:
    return "" if re.fullmatch(r"[^\s@<>,]+@[^\s@<>,]+", answer) else "name@host"


def _is_address_or_nothing(answer: str) -> str:
    return _is_address(answer) if answer else ""
