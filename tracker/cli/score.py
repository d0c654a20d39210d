"""`tracker score`: papers from files against a roadmap, as JSON lines."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import output
from tracker.cli.context import Session, session
from tracker.cli.ending import OK
from tracker.cli.group import Command
from tracker.cli.refusals import Refusals
from tracker.errors import BadData

if TYPE_CHECKING:
    from tracker.cli.records import Record
    from tracker.model.scores import Score


@click.command(cls=Command)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--roadmap", metavar="FILE", type=click.Path(path_type=Path),
    help="A roadmap (default: the configured one).",
)  # fmt: skip
@session
def score(session: Session, files: tuple[Path, ...], roadmap: Path | None) -> int:
    """Score JSON lines of `id`, `title` and `abstract` against a roadmap, without a database.

    Files may be packed with gzip or zstd; `-` is standard input. For each line one comes out, with
    every topic of the roadmap. Lines that cannot be read are named and left out: exit 65.

    \b
    tracker score papers.jsonl --roadmap mine.toml
    """
    refusals = Refusals(session)
    for each in session.working.score_files(files, roadmap=roadmap, refused=refusals):
        output.json_line(_record(each))
    refusals.count()
    return BadData.exit_code if refusals.total else OK


def _record(found: "Score") -> "Record":
    topics = [
        {"id": each.id, "score": each.score, "percentile": each.percentile} for each in found.topics
    ]
    return {"id": found.paper_id, "score": found.value, "topics": topics}
