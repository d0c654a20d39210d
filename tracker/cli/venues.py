"""`tracker venues`: conferences by year, and how complete their lists are."""

from typing import TYPE_CHECKING

import click

from tracker.cli import output
from tracker.cli.context import Session, session
from tracker.cli.group import Choice, Command
from tracker.cli.records import Record, instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.model.venues import Programme, VenueLine

_NONE = "-"


@click.command(cls=Command)
@click.option("--year", type=click.IntRange(1950, 2200), help="Of this year only.")
@click.option("--format", "format_", type=Choice(output.FORMATS[:-1]), default="table")
@session
def venues(session: Session, year: int | None, format_: str) -> None:
    """List each venue and year: papers expected, stored, with abstract, and also on arXiv.

    Several sources of one venue and year are one line. Papers of a venue: tracker papers --venue
    """
    lines = session.tracker.venues(year)
    if format_ != "table":
        output.records([_record(each) for each in lines], format_)
        return
    if not lines:
        session.say(session._("No venue has been asked for yet: tracker run"))
        return
    _table(session, lines)
    for each in lines:
        for note in _notes(session, each):
            for text in output.wrapped(f"{each.venue} {each.year}: {note}", indent=2):
                output.line(text)


def _record(line: "VenueLine") -> Record:
    return {
        "venue": line.venue,
        "year": line.year,
        "state": line.state.value,
        "expected": line.expected,
        "stored": line.stored,
        "abstracts": line.abstracts,
        "on_arxiv": line.matched,
        "no_longer_listed": line.gone,
        "kinds": dict(line.counts),
        "appeared_at": instant(line.appeared_at),
        "checked_at": instant(line.checked_at),
        "sources": [_source(each) for each in line.programmes],
    }


def _source(told: "Programme") -> Record:
    return {
        "source": told.source,
        "state": told.state.value,
        "expected": told.expected,
        "listed": told.listed,
        "abstracts": told.abstracts,
        "proceedings": told.proceedings,
        "url": told.url or None,
        "message": told.message or None,
    }


def _table(session: Session, lines: "Sequence[VenueLine]") -> None:
    _ = session._
    states = {
        "complete": _("complete"),
        "partial": _("partial"),
        "not published": _("not published"),
        "broken": _("broken"),
    }
    heads = (
        output.Column(_("Venue"), flexible=True),
        output.Column(_("State")),
        output.Column(_("Expected"), right=True),
        output.Column(_("Stored"), right=True),
        output.Column(_("Abstracts"), right=True),
        output.Column(_("On arXiv"), right=True),
    )
    rows = [
        (
            f"{each.venue} {each.year}",
            states[each.state.value],
            _NONE if each.expected is None else str(each.expected),
            *(str(count) for count in (each.stored, each.abstracts, each.matched)),
        )
        for each in lines
    ]
    output.table(heads, rows, color=session.color)


def _notes(session: Session, line: "VenueLine") -> list[str]:
    """Return what a person should know beside the counts: kinds, troubles, and what is gone."""
    kinds = ", ".join(f"{kind} {count}" for kind, count in line.counts)
    notes = [kinds] if len(line.counts) > 1 else []
    notes += line.messages
    if line.gone:
        text = session._("%(count)d no longer listed; they are kept") % {"count": line.gone}
        notes.append(text)
    return notes
