"""`tracker posts`: what labs and communities wrote."""

from typing import TYPE_CHECKING

import click

from tracker.cli import output, records
from tracker.cli.context import Session, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.group import Choice, Command

if TYPE_CHECKING:
    from tracker.model.posts import Post


@click.command(cls=Command)
@click.argument("text", nargs=-1)
@click.option("--source", help="Of this feed: OpenAI (tracker sources lists them).")
@click.option("--group", type=Choice(["lab", "community"]), help="Of labs or of communities only.")
@click.option("--since", type=Day(), help="Published on this day or later: 7d, 2026-11-01.")
@click.option("-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--format", "format_", type=Choice(output.FORMATS), default="table")
@click.option("--fail-empty", is_flag=True, help="Exit 1 where nothing matches.")
@session
def posts(
    session: Session,
    text: tuple[str, ...],
    source: str | None,
    group: str | None,
    since: When | None,
    limit: int,
    format_: str,
    fail_empty: bool,
) -> int:
    """List posts of labs and communities, newest first; all words of TEXT must occur."""
    from tracker.model.queries import PostQuery

    first = resolve(since, session.today) if since is not None else None
    found = session.tracker.posts(PostQuery(" ".join(text), source, group, first, limit))
    if not found:
        session.say(session._("No post matches."))
    _print(session, found, format_)
    return 1 if fail_empty and not found else 0


def _print(session: Session, found: "tuple[Post, ...]", format_: str) -> None:
    if format_ == "table":
        _table(session, found)
    elif format_ == "markdown":
        output.markdown(
            (each.title, each.url, f"{each.source}, {each.published_at.date()}") for each in found
        )
    else:
        output.records([records.post(each) for each in found], format_)


def _table(session: Session, found: "tuple[Post, ...]") -> None:
    _ = session._
    heads = (
        output.Column(_("Published"), optional=True),
        output.Column(_("Source")),
        output.Column(_("About"), optional=True),
        output.Column(_("Title"), flexible=True),
    )
    rows = [
        (
            each.published_at.date().isoformat(),
            each.source,
            ", ".join(paper.value for paper in each.papers[:1]),
            each.title,
        )
        for each in found
    ]
    if rows:
        output.table(heads, rows, color=session.color)
