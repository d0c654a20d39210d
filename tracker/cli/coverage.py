"""`tracker coverage`: the ledger, a line for each arXiv category and day."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from tracker.cli import output
from tracker.cli.context import Session, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.group import Choice, Command
from tracker.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from tracker.cli.records import Record
    from tracker.model.ledger import LedgerLine

_LOOK_BACK = timedelta(days=3650)


@click.command(cls=Command)
@click.option("--since", type=Day(), default="14d", show_default=True, help="From this day on.")
@click.option("--format", "format_", type=Choice(output.FORMATS[:-1]), default="table")
@session
def coverage(session: Session, since: When, format_: str) -> None:
    """Show how complete each day is: papers expected, stored, and seen by each route.

    Expected is what any route gave for the day. `~` marks days that only an estimate dates.
    """
    first = resolve(since, session.today) or session.today
    if first > session.today:
        raise UsageError(f"--since {first} lies ahead")
    lines = session.tracker.coverage(first)
    if format_ != "table":
        output.records([_record(each) for each in lines], format_)
        return
    if not lines:
        _say_none(session, first)
        return
    _table(session, lines)


def _say_none(session: Session, first: "date") -> None:
    lines = session.tracker.coverage(first - _LOOK_BACK)
    known = [each.announced_on for each in lines if each.routes]
    if known:
        about = {"first": first, "last": max(known)}
        session.say(session._("No day since %(first)s is known, the last is %(last)s.") % about)
    else:
        session.say(session._("No day has been asked for yet: tracker run"))


def _record(line: "LedgerLine") -> "Record":
    return {
        "category": line.category,
        "announced_on": line.announced_on.isoformat(),
        "state": line.state.value,
        "estimated": line.estimated,
        "expected": line.expected,
        "stored": line.stored,
        "routes": [
            {"source": each.source, "seen": each.seen, "state": each.state.value}
            for each in line.routes
        ],
        "short": list(line.short),
    }


def _table(session: Session, lines: "tuple[LedgerLine, ...]") -> None:
    _ = session._
    states = {
        "complete": _("complete"),
        "short": _("short"),
        "stale": _("stale"),
        "holiday": _("holiday"),
        "weekend": _("weekend"),
        "pending": _("pending"),
        "unknown": _("unknown"),
    }
    heads = (
        output.Column(_("Day")),
        output.Column(_("Category")),
        output.Column(_("State")),
        output.Column(_("Expected"), right=True),
        output.Column(_("Stored"), right=True),
        output.Column(_("Routes"), flexible=True),
    )
    table = [
        (
            each.announced_on.isoformat(),
            each.category,
            ("~" if each.estimated else "") + states[each.state.value],
            str(each.expected),
            str(each.stored),
            _routes(session, each),
        )
        for each in lines
    ]
    output.table(heads, table, color=session.color)


def _routes(session: Session, line: "LedgerLine") -> str:
    """Return `rss 60 (short), oai 127`: each route by its kind, with what it had."""
    short = session._("short")
    return ", ".join(
        f"{_kind(each.source)} {each.seen}" + (f" ({short})" if each.source in line.short else "")
        for each in line.routes
        if each.seen
    )


def _kind(source: str) -> str:
    return source.partition("/")[0].removeprefix("arxiv-")
