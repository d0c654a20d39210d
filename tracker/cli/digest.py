"""`tracker digest`, `tracker deliveries` and `tracker publish`: editions, the outbox, the site."""

from typing import TYPE_CHECKING

import click

from tracker.cli import output, records, words
from tracker.cli.context import Session, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.group import Choice, Command
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.model.deliveries import Delivery


@click.command(cls=Command)
@click.argument("name", required=False)
@click.option("--date", "on", type=Day(), help="The edition of this day, as it was issued.")
@click.option("--preview", type=Choice(["text", "html"]), default="text", show_default=True)
@click.option("--send", is_flag=True, help="Issue and deliver today's edition now.")
@click.option("--list", "listed", is_flag=True, help="List the editions so far.")
@session
def digest(
    session: Session, name: str | None, on: When | None, preview: str, send: bool, listed: bool
) -> None:
    """Show what the digest NAME (the first one) would hold now; nothing is stored or sent.

    \b
    tracker digest --date 2025-11-07
    tracker digest --preview html > preview.html
    tracker digest --send
    """
    if listed + send + (on is not None) > 1:
        raise UsageError("--date, --send and --list exclude one another")
    if listed:
        _list(session)
    elif send:
        _send(session, name)
    else:
        day = resolve(on, session.today) if on is not None else None
        edition = session.working.draft(name, day)
        output.block(getattr(session.tracker.render(edition), preview))


def _list(session: Session) -> None:
    _ = session._
    heads = (
        output.Column(_("Date")),
        output.Column(_("Digest"), flexible=True),
        output.Column(_("State")),
        output.Column(_("Picks"), right=True),
    )
    rows = [
        (day.isoformat(), name, words.edition_state(session, state), str(picks))
        for name, day, state, picks in session.tracker.editions(50)
    ]
    if rows:
        output.table(heads, rows, color=session.color)
    else:
        session.say(_("No edition yet."))


def _send(session: Session, name: str | None) -> None:
    _ = session._
    issued = session.working.send(name)
    for each in issued:
        output.line(words.edition(session, each))
    if not issued:
        session.say(_("Today's edition was issued before; what was still to be sent was tried."))


@click.command(cls=Command)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--format", "format_", type=Choice(output.FORMATS[:-1]), default="table")
@session
def deliveries(session: Session, limit: int, format_: str) -> None:
    """List the outbox, newest first: what was sent to whom, and what is still to be sent."""
    rows = session.tracker.deliveries(limit)
    if format_ != "table":
        output.records([records.delivery(each) for each in rows], format_)
    elif rows:
        _table(session, rows)
    else:
        session.say(session._("The outbox is empty."))


def _table(session: Session, rows: "tuple[Delivery, ...]") -> None:
    _ = session._
    heads = (
        output.Column(_("Date")),
        output.Column(_("Digest")),
        output.Column(_("Channel")),
        output.Column(_("To"), flexible=True),
        output.Column(_("State")),
        output.Column(_("Sent"), optional=True),
    )
    table = [
        (
            each.local_date.isoformat(),
            each.digest,
            each.channel,
            each.recipient,
            words.delivery_state(session, each),
            words.moment(each.sent_at),
        )
        for each in rows
    ]
    output.table(heads, table, color=session.color)
    for each in rows:
        if each.error and each.sent_at is None:
            told = f"{each.local_date} {each.channel} {each.recipient}: {each.error}"
            for line in output.wrapped(told, indent=2):
                output.line(line)


@click.command(cls=Command)
@session
def publish(session: Session) -> None:
    """Write the site anew from the editions in the database."""
    folder, pages = session.working.publish()
    output.line(f"{folder / 'index.html'} ({words.count(session, 'page', pages)})")
