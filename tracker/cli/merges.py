"""`tracker merge`, `split` and `merges`: one paper is one paper, and a person has the last word."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import output, records
from tracker.cli.context import Session, session
from tracker.cli.group import Choice, Command
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.model.identifiers import PaperId
    from tracker.model.merges import LikelyPair, Merge


@click.command(cls=Command)
@click.argument("one")
@click.argument("other")
@session
def merge(session: Session, one: str, other: str) -> None:
    """Make one paper of two. ONE and OTHER are ids as `tracker show` takes them.

    The version on arXiv is kept, else the one that was stored first; it gets every identifier,
    announcement and opinion of the other, and what it lacked itself. `tracker split` undoes it.

    \b
    tracker merge 2511.01234 openreview:aBcDeFgHiJ
    """
    made = session.tracker.merge(_id(one), _id(other))
    told = {"kept": made.kept, "taken": made.taken}
    output.line(session._("%(taken)s is %(kept)s from now on") % told)


@click.command(cls=Command)
@click.argument("id_", metavar="ID")
@click.option("--from", "other", metavar="OTHER", help="This one, not what was merged last.")
@session
def split(session: Session, id_: str, other: str | None) -> None:
    """Undo the last merge of a paper: both are as they were, and nothing merges them again.

    \b
    tracker merges                         what was merged
    tracker split 2511.01234               the last one
    tracker split 2511.01234 --from openreview:aBcDeFgHiJ
    """
    undone = session.tracker.split(_id(id_), _id(other) if other else None)
    told = {"kept": undone.kept, "taken": undone.taken}
    output.line(session._("%(taken)s and %(kept)s are two papers again") % told)


@click.command(cls=Command)
@click.option("--likely", is_flag=True, help="Pairs that are probably one and were left apart.")
@click.option("-n", "--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--format", "format_", type=Choice(output.FORMATS[:-1]), default="table")
@session
def merges(session: Session, likely: bool, limit: int, format_: str) -> None:
    """List what was merged into what, the last one first, and why.

    \b
    tracker merges --likely                what is left to you: merge them, or let them be
    """
    if likely:
        _list_likely(session, session.tracker.likely_pairs(limit), format_)
    else:
        _list_merges(session, session.tracker.merges(limit), format_)


def _id(text: str) -> "PaperId":
    from tracker.model.identifiers import PaperId

    try:
        return PaperId.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _list_merges(session: Session, made: "Sequence[Merge]", format_: str) -> None:
    if format_ != "table":
        output.records([records.merge(each) for each in made], format_)
        return
    if not made:
        session.say(session._("Nothing was merged."))
        return
    for each in made:
        output.line(f"{each.kept} <- {each.taken}")
        for line in output.wrapped(_reason(session, each), indent=4):
            output.line(line)


def _reason(session: Session, made: "Merge") -> str:
    told = {"day": made.at.date(), "why": _in_words(session, made.why)}
    if made.undone_at is None:
        return session._("merged %(day)s: %(why)s") % told
    told["split"] = made.undone_at.date()
    return session._("merged %(day)s: %(why)s; split %(split)s") % told


def _list_likely(session: Session, pairs: "Sequence[LikelyPair]", format_: str) -> None:
    if format_ != "table":
        output.records([records.likely_pair(each) for each in pairs], format_)
        return
    if not pairs:
        session.say(session._("No pair is likely to be one paper."))
        return
    for pair in pairs:
        for line in _sheet(session, pair):
            output.line(line)


def _sheet(session: Session, pair: "LikelyPair") -> Iterator[str]:
    yield f"{pair.one}  {pair.other}"
    for title in dict.fromkeys((pair.one_title, pair.other_title)):
        yield from output.wrapped(output.shown(title), indent=2)
    yield from output.wrapped(_in_words(session, pair.why), indent=4)


def _in_words(session: Session, why: str) -> str:
    """Return a reason in the reader's language; what names an identifier stays as it is."""
    comma = "，" if session.lang == "zh" else ", "  # as Chinese has it
    return comma.join(session._(part) for part in why.split(", "))
