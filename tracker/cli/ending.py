"""One end for every failure: a line that a person can act on, and its exit code."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

OK, FAILURE, USAGE, BUG, IO, INTERRUPTED = 0, 1, 2, 70, 74, 130


def ending(run: Callable[[], object]) -> int:
    """Call `run` and return the exit code of the program: what it returned, or its failure's."""
    try:
        _spare_odd_terminals()
        code = run()
        sys.stdout.flush()
    except Exception as error:  # noqa: BLE001  # the last door: nothing may leave as a traceback
        return _told(error)
    return code if isinstance(code, int) else OK


def _spare_odd_terminals() -> None:
    """A terminal that cannot show a character gets a `?`, not a traceback."""
    if sys.stdout is None:  # closed by the caller: what we print goes nowhere
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    if "utf" not in (sys.stdout.encoding or "").lower():
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # click's runner has it


def _told(error: Exception) -> int:
    from tracker.errors import TrackerError

    if isinstance(error, BrokenPipeError):
        return close_stdout()
    if os.environ.get("TRACKER_DEBUG"):
        _trace()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return USAGE
    if isinstance(error, click.ClickException):
        return _say(_usage(error), error.exit_code)
    if isinstance(error, click.Abort):
        return _say("interrupted", INTERRUPTED)
    if isinstance(error, TrackerError):
        return _say(str(error), error.exit_code)
    if isinstance(error, OSError):
        return _say(f"{error.filename or 'output'}: {error.strerror or error}", IO)
    words = f"a bug: {type(error).__name__}: {error} (TRACKER_DEBUG=1 shows where)"
    return _say(" ".join(words.split()), BUG)


def close_stdout() -> int:
    """Say nothing more, also not when Python ends: whoever read our output has read enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _usage(error: click.ClickException) -> str:
    words = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    if not context or "did you mean" in words.lower():
        return words
    return f"{words} (try: {context.command_path} --help)"


def _say(message: str, code: int) -> int:
    from tracker.text import display

    for line in message.splitlines() or [""]:
        click.echo(f"tracker: {display(line)}", err=True)
    return code


def _trace() -> None:
    import traceback

    traceback.print_exc()
