"""`tracker sources`: what is followed, and how each source is doing."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import click

from tracker.cli import output, records, words
from tracker.cli.context import Session, session
from tracker.cli.group import Choice, Command

if TYPE_CHECKING:
    from tracker.model.harvests import SourceHealth, SourceSpec

Row: TypeAlias = "tuple[SourceSpec, SourceHealth | None]"


@click.command(cls=Command)
@click.option("--format", "format_", type=Choice(output.FORMATS[:-1]), default="table")
@session
def sources(session: Session, format_: str) -> None:
    """Show how each source is doing: when it last answered, and when it is asked again."""
    rows = session.tracker.health()
    now = session.tracker.clock()
    if format_ != "table":
        output.records([records.source(*row, state(row[1], now)) for row in rows], format_)
        return
    if not rows:
        session.say(session._("No source is followed."))
        return
    _table(session, rows, now)
    for spec, health in rows:
        if health and health.error:
            for line in output.wrapped(f"{spec.name}: {health.error}", indent=2):
                output.line(line)


def state(health: "SourceHealth | None", now: datetime) -> str:
    """Return `never asked`, `ok`, `resting` (waits after a failure) or `failing`."""
    if health is None or (health.last_attempt_at is None and not health.error):
        return "never asked"
    if not health.error:
        return "ok"
    return "resting" if health.next_at and health.next_at > now else "failing"


def _table(session: Session, rows: Sequence[Row], now: datetime) -> None:
    _ = session._
    states = {
        "ok": _("ok"),
        "failing": _("failing"),
        "resting": _("resting"),
        "never asked": _("never asked"),
    }
    heads = (
        output.Column(_("Source"), flexible=True),
        output.Column(_("State")),
        output.Column(_("Last success")),
        output.Column(_("Next")),
    )
    table = [
        (
            spec.name,
            states[state(health, now)],
            words.moment(health.last_success_at if health else None),
            words.moment(health.next_at if health else None),
        )
        for spec, health in rows
    ]
    output.table(heads, table, color=session.color)
