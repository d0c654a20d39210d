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
    """Show how each source is doing: when it last answered, and when it is asked again.

    `resting (3)` waits after three failures in a row; `silent` answers, but has had nothing new for
    three times its usual gap.
    """
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
    """Return `never asked`, `ok`, `silent`, `resting` (waits after a failure) or `failing`."""
    if health is None or (health.last_attempt_at is None and not health.error):
        return "never asked"
    if not health.error:
        return "silent" if health.is_silent else "ok"
    return "resting" if health.next_at and health.next_at > now else "failing"


def _table(session: Session, rows: Sequence[Row], now: datetime) -> None:
    from tracker.model.harvests import SourceHealth

    _ = session._
    heads = (
        output.Column(_("Source"), flexible=True),
        output.Column(_("State")),
        output.Column(_("Last success")),
        output.Column(_("Last new")),
        output.Column(_("Gap"), right=True),
        output.Column(_("Next")),
    )
    known = [(spec.name, health or SourceHealth(spec.name)) for spec, health in rows]
    table = [
        (
            name,
            _state(session, health, now),
            words.near(health.last_success_at, now),
            words.near(health.last_item_at, now),
            words.length(session, health.usual_gap),
            words.near(health.next_at, now),
        )
        for name, health in known
    ]
    output.table(heads, table, color=session.color)


def _state(session: Session, health: "SourceHealth", now: datetime) -> str:
    _ = session._
    name = {
        "ok": _("ok"),
        "silent": _("silent"),
        "failing": _("failing"),
        "resting": _("resting"),
        "never asked": _("never asked"),
    }[state(health, now)]
    return f"{name} ({health.failures})" if health.failures else name
