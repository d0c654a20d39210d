"""`tracker demo`: five days of arXiv, two venues and a blog, played on this machine, offline."""

import json
import shlex
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import click

from tracker import resources
from tracker.cli import output, words
from tracker.cli.context import Session, session
from tracker.cli.ending import FAILURE, OK
from tracker.cli.group import Command
from tracker.cli.pasting import program
from tracker.errors import StorageFailed, TrackerError

# The demo needs the whole house, but `tracker help` lists it without opening a door.
if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.config import Settings
    from tracker.model.editions import Edition, Pick
    from tracker.model.reports import Report, SourceOutcome
    from tracker.replay import Replay, World

FIRST, LAST = date(2025, 11, 3), date(2025, 11, 7)
_HOUR = 13  # UTC: 08:00 in New York, hours after the listing of the day came out
_TOP, _PARTS = 5, 3
_MARK = "# Demo of tracker"


class SetClock:
    """A clock that stands at `now` until it is set again."""

    def __init__(self) -> None:
        self.now = datetime.combine(FIRST, datetime.min.time(), UTC)

    def __call__(self) -> datetime:
        return self.now


@click.command(cls=Command)
@click.option(
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tracker-demo"),
    show_default=True,
    help="Where everything goes that the demo makes.",
)
@session
def demo(session: Session, folder: Path) -> int:
    """See the whole pipeline at work: five days of papers and posts, offline.

    A server on this machine plays arXiv, two conferences and a blog from a small sample; they are
    fetched, ranked, issued as a digest, and left as mail and site in the output folder.
    """
    settings = _prepare(folder, session.lang)
    with ExitStack() as stack:
        clock = SetClock()
        world = _world()
        replay = stack.enter_context(_replay(world, clock))
        tracker = stack.enter_context(_tracker(settings, world, replay, clock, folder))
        session.say(session._("Playing five days of arXiv on this machine; no network is used."))
        healthy = [_play(session, tracker, clock, day) for day in _days()]
        edition = tracker.draft(None, LAST)
        _tell_picks(session, edition)
        _tell_results(session, edition, folder)
    return OK if all(healthy) else FAILURE


# --- before ---------------------------------------------------------------------------------------


def _prepare(folder: Path, lang: str) -> "Settings":
    """Make the folder anew with its configuration; touch no folder that is not a demo's."""
    from tracker.config import load

    config = folder / "tracker.toml"
    if folder.exists() and any(folder.iterdir()) and not _is_ours(config):
        raise TrackerError(f"{folder} is not empty and no earlier demo; name another with --output")
    template = (resources.folder("templates") / "init" / "demo.toml").read_text("utf-8")
    try:
        _clear(folder)
        folder.mkdir(parents=True, exist_ok=True)
        config.write_text(Template(template).substitute(lang=json.dumps(lang)), "utf-8")
    except OSError as error:
        raise StorageFailed(f"{error.filename or folder}: {error.strerror}") from error
    return load(config, {})[0]


def _is_ours(config: Path) -> bool:
    return config.is_file() and config.read_text("utf-8", "replace").startswith(_MARK)


def _clear(folder: Path) -> None:
    for file in folder.glob("tracker.db*"):
        file.unlink()
    for name in ("site", "editions"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _world() -> "World":
    from tracker.replay import World

    sample = resources.folder("builtin") / "demo"
    return World.read(
        [sample / "papers.jsonl"], [sample / "posts.jsonl"], [sample / "venues.jsonl"]
    )


def _replay(world: "World", clock: SetClock) -> "Replay":
    from tracker.replay import Replay

    return Replay(world, clock)


def _tracker(
    settings: "Settings", world: "World", replay: "Replay", clock: SetClock, folder: Path
) -> "Tracker":
    """Return a tracker that follows the played services, and nothing else."""
    from msgspec.structs import replace

    from tracker.app import Tracker
    from tracker.config.settings import Arxiv, Feed, Http, Venue, VenueUrls

    played = replace(
        settings,
        http=Http(allow_hosts=("127.0.0.1",), pace_seconds=0.0),
        arxiv=Arxiv(
            pace_seconds=0.0,
            first_days=0,
            rss_url=replay.rss_url,
            api_url=replay.api_url,
            oai_url=replay.oai_url,
        ),
        feeds=tuple(Feed(name, replay.feed_url(name)) for name in sorted(world.feeds)),
        venues=(Venue("NeurIPS", (FIRST.year,)), Venue("EMNLP", (FIRST.year,))),
        venue_urls=VenueUrls(neurips=replay.url, anthology=replay.anthology_url),
    )
    return Tracker(played, base=folder.resolve(), clock=clock, environ={})


# --- the days -------------------------------------------------------------------------------------


def _days() -> Iterator[date]:
    for days in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=days)


def _play(session: Session, tracker: "Tracker", clock: SetClock, day: date) -> bool:
    """Let one day happen; tell whether every source answered and everything was delivered."""
    clock.now = datetime(day.year, day.month, day.day, _HOUR, tzinfo=UTC)
    report = tracker.run(told=lambda each: _tell_trouble(session, each))
    facts = {
        "day": day,
        "papers": words.count(session, "new paper", sum(e.recorded.papers for e in report.sources)),
        "posts": words.count(session, "post", sum(e.recorded.posts for e in report.sources)),
        "picks": sum(each.picks for each in report.issued),
    }
    session.say(session._("  %(day)s: %(papers)s, %(posts)s, an edition of %(picks)d") % facts)
    return _went_well(session, report)


def _tell_trouble(session: Session, outcome: "SourceOutcome") -> None:
    if outcome.error:
        session.warn(f"  {outcome.source}: {outcome.error}")


def _went_well(session: Session, report: "Report") -> bool:
    failed = [each for each in report.delivered if each.error]
    for each in failed:
        session.warn(f"  {each.channel}: {each.error}")
    return not failed and not any(each.error for each in report.sources)


# --- what came of it ------------------------------------------------------------------------------


def _tell_picks(session: Session, edition: "Edition") -> None:
    facts = {"day": edition.local_date, "considered": edition.considered}
    output.line(session._("Top picks of %(day)s, from %(considered)d papers:") % facts)
    names = {id_: name.in_language(session.lang) for id_, name in edition.topic_names}
    for number, pick in enumerate(edition.picks[:_TOP], start=1):
        output.line()
        for line in _pick_lines(session, number, pick, names):
            output.line(line)


def _pick_lines(
    session: Session, number: int, pick: "Pick", names: dict[str, str]
) -> Iterator[str]:
    title, *rest = output.wrapped(output.shown(pick.paper.title), indent=4)
    yield f"{number:>2}. {title.strip()}"
    yield from rest
    category = pick.paper.categories[0] if pick.paper.categories else ""
    score = session._("score %(score)s") % {"score": words.score(pick.score.value)}
    yield "    " + " · ".join(each for each in (str(pick.paper.id), category, score) if each)
    yield from words.parts(session, pick.score.reasons, names, indent=4, most=_PARTS)


def _tell_results(session: Session, edition: "Edition", folder: Path) -> None:
    _ = session._
    mails = sorted((folder / "editions").glob("*.eml"))
    output.line()
    output.line(_("What the demo made:"))
    output.line(f"  {_('database')}: {folder / 'tracker.db'}")
    if mails:
        output.line(f"  {_('newest mail')}: {mails[-1]}")
    output.line(f"  {_('site')}: {folder / 'site' / 'index.html'}")
    output.line()
    output.line(_("Try next:"))
    config = shlex.quote(str(folder / "tracker.toml"))
    for command in _commands(session, edition):
        output.line(f"  {program()} {command} --config {config}")


def _commands(session: Session, edition: "Edition") -> Iterator[str]:
    yield "papers --topic 知识蒸馏" if session.lang == "zh" else 'papers "knowledge distillation"'
    if edition.picks:
        yield f"why {edition.picks[0].paper.id.value}"
    yield f"digest --date {FIRST + timedelta(days=2)}"
