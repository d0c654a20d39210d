"""`tracker similar`: the stored papers that are most like a paper, or like a text."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import output, records, words
from tracker.cli.context import Session, session
from tracker.cli.group import Choice, Command
from tracker.cli.options import reader_option

if TYPE_CHECKING:
    from tracker.model.neighbours import Neighbour


@click.command(cls=Command)
@click.argument("text", metavar="ID|TEXT", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--format", "format_", type=Choice(output.FORMATS), default="table")
@reader_option
@session
def similar(session: Session, text: tuple[str, ...], limit: int, format_: str, reader: str) -> None:
    """List the stored papers nearest to a paper, or to any TEXT, with the words they share.

    \b
    tracker similar 1706.03762
    tracker similar "verifying the tokens of a small draft model in parallel"
    """
    asked, found = session.tracker.similar(" ".join(text), limit, reader)
    if not found:
        session.say(session._("No paper is like it."))
    elif asked is not None and format_ == "table":
        session.say(session._("Like “%(title)s”:") % {"title": output.shown(asked.title)})
    _print(session, found, format_)


def _print(session: Session, found: "Sequence[Neighbour]", format_: str) -> None:
    if format_ == "table":
        for each in found:
            for line in _lines(session, each):
                output.line(line)
    elif format_ == "markdown":
        output.markdown((each.paper.title, each.paper.url, ", ".join(each.terms)) for each in found)
    else:
        output.records([records.neighbour(each) for each in found], format_)


def _lines(session: Session, found: "Neighbour") -> Iterator[str]:
    """Yield how like a paper is, its title, and below that the words that say why."""
    head = f"{100 * found.likeness:4.0f} %  {words.paper_id(found.paper)}  "
    yield output.cut(head + output.shown(found.paper.title), output.columns())
    shared = session._("shares: %(terms)s") % {"terms": ", ".join(found.terms)}
    yield from output.wrapped(shared, indent=8)
