"""`tracker backfill`: asks arXiv for a range of announcement days, and goes on where it stopped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tracker.cli import output, words
from tracker.cli.context import Session, on_a_terminal, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.ending import INTERRUPTED, OK
from tracker.cli.group import Command
from tracker.cli.run import interruptible
from tracker.errors import Unavailable, UsageError

if TYPE_CHECKING:
    from tracker.model.reports import FilledDay


@click.command(cls=Command)
@click.option("--since", type=Day(), required=True, help="The first day: 2026-11-01 or 30d.")
@click.option("--until", type=Day(), default="today", show_default=True, help="The last day.")
@session
def backfill(session: Session, since: When, until: When) -> int:
    """Fill a range of announcement days from arXiv's other routes.

    Days that are complete are left alone, so that a range that was interrupted goes on where it
    stopped. Papers get the day that their submission puts them in, marked as an estimate.
    """
    today = session.today
    first, last = resolve(since, today) or today, resolve(until, today) or today
    if first > last:
        raise UsageError(f"--since {first} lies after --until {last}")
    tracker = session.working
    with interruptible(tracker) as stopped, progress(session) as told:
        days = tracker.backfill(first, last, told=told, stopped=stopped)
        if stopped():
            return INTERRUPTED
    papers = sum(each.recorded.papers for each in days)
    output.line(
        f"{words.count(session, 'day', len(days))}, {words.count(session, 'new paper', papers)}."
    )
    failed = [each for each in days if each.error]
    return Unavailable.exit_code if failed else OK


@contextmanager
def progress(session: Session) -> "Iterator[Callable[[FilledDay, int], None]]":
    """Show a bar on a terminal, else say a line for each day; failures are always said."""
    if session.quiet or not on_a_terminal():
        yield lambda day, _left: _tell(session, day)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True, no_color=not session.color)) as bar:
        task = bar.add_task(session._("Filling"), total=None)

        def told(day: "FilledDay", left: int) -> None:
            done = bar.tasks[0].completed + 1
            bar.update(task, total=done + left, completed=done, description=str(day.day))
            if day.error:
                _tell(session, day)

        yield told


def _tell(session: Session, day: "FilledDay") -> None:
    if day.error:
        session.warn(f"  {day.day}: {day.error}")
    else:
        session.say(f"  {day.day}: {words.count(session, 'new paper', day.recorded.papers)}")
