"""`tracker import`: papers from files, told with a bar on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import output, words
from tracker.cli.context import Session, on_a_terminal, session
from tracker.cli.ending import INTERRUPTED, OK
from tracker.cli.group import Command
from tracker.cli.run import interruptible
from tracker.errors import BadData

if TYPE_CHECKING:
    from tracker.model.imports import Imported, ImportStep


@click.command("import", cls=Command)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--category", "categories", metavar="CAT", multiple=True,
    help="Only papers in this arXiv category; may be given again.",
)  # fmt: skip
@session
def import_(session: Session, files: tuple[Path, ...], categories: tuple[str, ...]) -> int:
    """Load papers from files: the public arXiv metadata snapshot, or our own JSON lines.

    Files may be packed with gzip or zstd. What is stored already is only added to, so a file may
    be loaded again; an import that was interrupted goes on where it stopped. Lines that cannot be
    read are named and left out: exit 65, the rest was done and kept.
    """
    tracker = session.working
    with interruptible(tracker) as stopped, _progress(session) as told:
        imported = tracker.import_files(files, categories=categories, told=told, stopped=stopped)
        interrupted = stopped()
    _name_bad_lines(session, imported)
    if not session.quiet:
        output.line(_summary(session, imported))
    if interrupted:
        session.warn(session._("Interrupted: the same command goes on from here."))
        return INTERRUPTED
    return BadData.exit_code if imported.bad else OK


@contextmanager
def _progress(session: Session) -> "Iterator[Callable[[ImportStep], None]]":
    """Show a bar on a terminal, else say a line for each file."""
    if session.quiet or not on_a_terminal():
        yield lambda step: _tell(session, step)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True, no_color=not session.color)) as bar:
        task = bar.add_task("", visible=False)

        def told(step: "ImportStep") -> None:
            _tell_where(session, step)
            bar.update(task, description=step.file.name, visible=True)
            bar.update(task, total=step.size or None, completed=step.done)

        yield told


def _tell(session: Session, step: "ImportStep") -> None:
    _tell_where(session, step)
    if step.begins:
        session.say(session._("Reading %(file)s") % {"file": step.file})


def _tell_where(session: Session, step: "ImportStep") -> None:
    if step.begins and step.after:
        about = {"file": step.file, "line": step.after}
        session.say(session._("%(file)s: going on after line %(line)d") % about)


def _name_bad_lines(session: Session, imported: "Imported") -> None:
    for each in imported.bad_lines:
        session.warn(f"{each.file}:{each.number}: {each.reason}")
    more = imported.bad - len(imported.bad_lines)
    if more:
        session.warn(session.n("... and %(n)d more", "... and %(n)d more", more) % {"n": more})


def _summary(session: Session, imported: "Imported") -> str:
    _ = session._
    counts = {
        "read": words.count(session, "line read", imported.read),
        "new": words.count(session, "new paper", imported.new),
        "updated": imported.updated,
        "unchanged": imported.unchanged,
        "skipped": imported.skipped,
        "bad": imported.bad,
    }
    text = _(
        "%(read)s: %(new)s, %(updated)d updated, %(unchanged)d unchanged, "
        "%(skipped)d of other categories, %(bad)d bad."
    )
    return text % counts
