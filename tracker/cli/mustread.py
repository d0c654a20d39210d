"""`tracker mustread`: the papers that must be read, what comes next, and how far one is."""

from typing import TYPE_CHECKING

import click

from tracker.cli import output, records
from tracker.cli.context import Session, session
from tracker.cli.ending import OK
from tracker.cli.group import Choice, Listing
from tracker.cli.options import reader_option
from tracker.errors import UsageError
from tracker.text import safe_url

if TYPE_CHECKING:
    from tracker.model.roadmap import MustRead


@click.group(cls=Listing)
@reader_option
@click.option("--format", "format_", type=Choice(["table", "json", "jsonl"]), default="table")
@click.pass_context
def mustread(ctx: click.Context, reader: str, format_: str) -> None:
    """List the papers of the roadmap that must be read, and which of them are.

    A must-read is done when you say so, or when its paper is marked as read.

    \b
    tracker mustread next
    tracker mustread done bert
    """
    if ctx.invoked_subcommand is None:
        session(_list)(reader, format_)


@mustread.command("list")
@reader_option
@click.option("--format", "format_", type=Choice(["table", "json", "jsonl"]), default="table")
@session
def list_(session: Session, reader: str, format_: str) -> None:
    """List them all, in the order of the roadmap."""
    _list(session, reader, format_)


@mustread.command("next")
@reader_option
@click.option("--format", "format_", type=Choice(["text", "json"]), default="text")
@session
def next_(session: Session, reader: str, format_: str) -> None:
    """Show the first one that is not read yet."""
    all_ = session.tracker.must_reads(reader)
    left = [each for each, done in all_ if not done]
    if format_ == "json":
        output.records([records.must_read(each, False) for each in left[:1]], "jsonl")
    elif left:
        _sheet(session, left[0])
    _progress(session, all_)


@mustread.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@reader_option
@session
def done(session: Session, ids: tuple[str, ...], reader: str) -> int:
    """Mark must-reads as read: by id, identifier or title."""
    return _mark(session, ids, True, reader)


@mustread.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@reader_option
@session
def undo(session: Session, ids: tuple[str, ...], reader: str) -> int:
    """Mark must-reads as not read."""
    return _mark(session, ids, False, reader)


def _mark(session: Session, ids: tuple[str, ...], read: bool, reader: str) -> int:
    """Mark those that are known, and name the others."""
    code, state = OK, session._("read") if read else session._("not read")
    for text in ids:
        try:
            found = session.tracker.mark_must_read(text, read, reader)
        except UsageError as error:
            session.warn(f"tracker: {error}")
            code = error.exit_code
            continue
        line = f"{found.id}  {state}  {output.shown(found.title)}"
        output.line(output.cut(line, output.columns()))
    _progress(session, session.tracker.must_reads(reader))
    return code


def _list(session: Session, reader: str, format_: str) -> None:
    all_ = session.tracker.must_reads(reader)
    if format_ != "table":
        output.records([records.must_read(each, done) for each, done in all_], format_)
        return
    _ = session._
    heads = (
        output.Column(_("Read")),
        output.Column(_("Year"), right=True, optional=True),
        output.Column(_("Id"), optional=True),
        output.Column(_("Title"), flexible=True),
    )
    rows = [
        ("✓" if done else "·", str(each.year or ""), each.id, output.shown(each.title))
        for each, done in all_
    ]
    if rows:
        output.table(heads, rows, color=session.color)
    _progress(session, all_)


def _sheet(session: Session, paper: "MustRead") -> None:
    for line in output.wrapped(output.shown(paper.title)):
        output.line(line)
    people = ", ".join(paper.authors[:3]) + (" et al." if len(paper.authors) > 3 else "")
    facts = ", ".join(filter(None, (people, str(paper.year or ""))))
    for text in (facts, paper.note.in_language(session.lang), address(paper), f"({paper.id})"):
        for line in output.wrapped(text):
            output.line(line)


def address(paper: "MustRead") -> str:
    """Return where a must-read can be read, '' where nobody knows."""
    pages = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}
    found = (pages[id_.scheme] + id_.value for id_ in paper.ids if id_.scheme in pages)
    return safe_url(next(found, "")) or ""


def _progress(session: Session, all_: "tuple[tuple[MustRead, bool], ...]") -> None:
    _ = session._
    read = sum(done for _each, done in all_)
    if not all_:
        session.say(_("The roadmap names no papers that must be read."))
    elif read == len(all_):
        session.say(_("All %(total)d read: well done.") % {"total": read})
    else:
        session.say(_("%(read)d of %(total)d read.") % {"read": read, "total": len(all_)})
