"""`tracker eval`: how near the top judged papers come, beside what other programs do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import output
from tracker.cli.context import Session, on_a_terminal, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.ending import OK
from tracker.cli.group import Choice
from tracker.cli.refusals import Refusals
from tracker.cli.variadic import Variadic
from tracker.errors import BadData, UsageError

if TYPE_CHECKING:
    from tracker.model.evaluation import Examination

_FILE = click.Path(path_type=Path)


@click.command(cls=Variadic)
@click.option(
    "--corpus", metavar="FILE...", type=_FILE, multiple=True, required=True,
    help="Papers as JSON lines with the day they were listed on.",
)  # fmt: skip
@click.option(
    "--judgements", metavar="FILE...", type=_FILE, multiple=True, required=True,
    help="JSON lines of topic and arxiv_id.",
)  # fmt: skip
@click.option(
    "--roadmap", metavar="FILE", type=_FILE, help="A roadmap (default: the configured one)."
)
@click.option("--since", type=Day(), help="First listing day that is measured.")
@click.option("--until", type=Day(), help="Last listing day that is measured.")
@click.option("--whole-window", is_flag=True, help="Let every method see all days beforehand.")
@click.option("--cold-start", is_flag=True, help="Let every method see the day itself only.")
@click.option("--topics", metavar="TOPIC...", multiple=True, help="Only these topics.")
@click.option(
    "--likes", metavar="K...", type=click.IntRange(min=1), multiple=True,
    help="Also measure with the K oldest judged papers of a topic as likes.",
)  # fmt: skip
@click.option("--format", "format_", type=Choice(["table", "json"]), default="table")
@session
def eval_(
    session: Session,
    /,
    corpus: tuple[Path, ...],
    judgements: tuple[Path, ...],
    roadmap: Path | None,
    format_: str,
    **asked: Any,
) -> int:
    """Measure the ranking on papers that people have put on lists, against built-in baselines.

    For each listing day the candidates are that day's papers in cs.CL, cs.LG, cs.CV or cs.AI; what
    counts is how near the top of its day a judged paper stands. A day is scored with what was
    listed until then.

    \b
    tracker eval --corpus arxiv-*.jsonl.gz --judgements lists.jsonl.gz --likes 5 20 50
    """
    from tracker.cli import evaluation

    refusals = Refusals(session)
    with _progress(session) as told:
        found = session.working.evaluate(
            corpus, judgements, _examination(session, **asked),
            roadmap=roadmap, told=told, refused=refusals,
        )  # fmt: skip
    refusals.count()
    if format_ == "json":
        output.json_line(evaluation.record(found))
    else:
        evaluation.tables(session, found)
    return BadData.exit_code if refusals.total else OK


def _examination(
    session: Session,
    since: When | None,
    until: When | None,
    whole_window: bool,
    cold_start: bool,
    topics: Sequence[str],
    likes: Sequence[int],
) -> "Examination":
    from datetime import date

    from tracker.model.evaluation import Examination, Knowledge

    if whole_window and cold_start:
        raise UsageError("--whole-window and --cold-start exclude each other")
    knowledge = Knowledge.WHOLE_WINDOW if whole_window else Knowledge.CAUSAL
    return Examination(
        since=resolve(since, session.today) or date.min,
        until=resolve(until, session.today) or date.max,
        knowledge=Knowledge.COLD_START if cold_start else knowledge,
        topics=tuple(topics),
        likes=tuple(sorted(set(likes))),
    )


@contextmanager
def _progress(session: Session) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each method on a terminal, else say its name when it begins."""
    if session.quiet or not on_a_terminal():
        yield _Named(session)
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    tasks: dict[str, TaskID] = {}
    with Progress(console=Console(stderr=True, no_color=not session.color)) as bar:

        def told(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name)
            bar.update(tasks[name], total=total, completed=done)

        yield told


class _Named:
    """Says each method's name once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._said: set[str] = set()

    def __call__(self, name: str, done: int, total: int) -> None:  # noqa: ARG002  # no bar
        if name not in self._said:
            self._said.add(name)
            self._session.say(self._session._("Measuring: %(name)s") % {"name": name})
