"""`tracker like`, `dislike`, `hide`, `read`, `unread`: what a reader says of papers."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import output
from tracker.cli.context import Session, session
from tracker.cli.ending import FAILURE, OK
from tracker.cli.group import Command
from tracker.cli.options import reader_option
from tracker.errors import BadData, UsageError

if TYPE_CHECKING:
    from tracker.model.feedback import Opinion, Standing
    from tracker.model.identifiers import PaperId

_ids = click.argument("ids", metavar="ID...", nargs=-1, required=True)


def _opinion_command(name: str, does: str) -> click.Command:
    """Return the command that says, or with --undo takes back, one opinion."""

    @click.command(name, cls=Command, help=f"{does}\n\n{_IDS}\n\n\b\n{_EXAMPLES % {'name': name}}")
    @_ids
    @click.option("--undo", is_flag=True, help="Take it back.")
    @reader_option
    @session
    def command(session: Session, ids: tuple[str, ...], undo: bool, reader: str) -> int:
        from tracker.model.feedback import Opinion

        opinion = Opinion(name)
        named, code = _read_ids(session, ids)
        if undo:
            before = session.tracker.say(named, None, reader, only=opinion)
            states = [_undone(session, each, opinion) for each in before]
        else:
            before = session.tracker.say(named, opinion, reader)
            states = [_said(session, each, opinion) for each in before]
        return max(code, _tell(session, named, before, states))

    return command


def _reading_command(name: str, does: str) -> click.Command:
    """Return the command that marks papers as read, or as not read."""

    @click.command(name, cls=Command, help=f"{does}\n\n{_IDS}")
    @_ids
    @reader_option
    @session
    def command(session: Session, ids: tuple[str, ...], reader: str) -> int:
        named, code = _read_ids(session, ids)
        before = session.tracker.mark_read(named, name == "read", reader)
        now = session._("read") if name == "read" else session._("not read")
        return max(code, _tell(session, named, before, [now] * len(before)))

    return command


_IDS = "ID is an arXiv id or address, or a DOI; a single - reads ids from standard input."
_EXAMPLES = "tracker %(name)s 1706.03762 2005.14165\ntracker %(name)s --undo 1706.03762"

like = _opinion_command("like", "Say that you like papers: others like them rise.")
dislike = _opinion_command("dislike", "Say that you do not like papers: others like them sink.")
hide = _opinion_command("hide", "Hide papers: no list and no digest shows them any more.")
read = _reading_command("read", "Mark papers as read: no digest picks them any more.")
unread = _reading_command("unread", "Mark papers as not read.")


def _read_ids(session: Session, texts: Sequence[str]) -> "tuple[list[PaperId], int]":
    """Return the ids in the order they were given, once each, and the exit code so far."""
    from tracker.model.identifiers import PaperId

    code, found = OK, []
    for text in _given(texts):
        try:
            found.append(PaperId.parse(text))
        except ValueError as error:
            session.warn(f"tracker: {error}")
            code = BadData.exit_code if "-" in texts else UsageError.exit_code
    return list(dict.fromkeys(found)), code


def _given(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        if text == "-":
            yield from sys.stdin.read().split()
        else:
            yield text


def _tell(
    session: Session, named: "Sequence[PaperId]", before: "Sequence[Standing]", states: list[str]
) -> int:
    """Print a line for each paper that says what holds now, and one for each unknown id."""
    wide = max((len(str(each.id)) for each in before), default=0)
    for each, state in zip(before, states, strict=True):
        line = f"{str(each.id).ljust(wide)}  {state}  {output.shown(each.title)}"
        output.line(output.cut(line, output.columns()))
    known = {each.id for each in before}
    missing = [each for each in named if each not in known]
    for unknown in missing:
        words = session._("no paper %(id)s in the database") % {"id": unknown}
        session.warn(f"tracker: {words}")
    return FAILURE if missing else OK


def _said(session: Session, before: "Standing", now: "Opinion") -> str:
    """Return what is thought now; where another word was said before, the last one counts."""
    state = _state(session, now)
    if before.opinion in (None, now):
        return state
    return session._("%(now)s (before: %(before)s)") % {
        "now": state,
        "before": _state(session, before.opinion),
    }


def _undone(session: Session, before: "Standing", opinion: "Opinion") -> str:
    """Return what is thought after `opinion` was taken back: another one stays."""
    left = None if before.opinion is opinion else before.opinion
    return _state(session, left)


def _state(session: Session, opinion: "Opinion | None") -> str:
    _ = session._
    return {
        "like": _("liked"),
        "dislike": _("disliked"),
        "hide": _("hidden"),
    }.get(str(opinion), _("no opinion"))
