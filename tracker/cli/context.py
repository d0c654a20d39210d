"""What a command works with: global options, settings and tracker, opened when first used."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

import click

# A query must not pay for what it does not use, so these are imported where they are opened.
if TYPE_CHECKING:
    from datetime import date

    from tracker.app import Tracker
    from tracker.config import Origin, Settings

P = ParamSpec("P")
R = TypeVar("R")


class Session:
    """One call of the program.

    `options` are the global ones that were given; a test may put a `tracker` among them.
    """

    def __init__(self, options: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> None:
        self._options = options
        self.given = environ
        self.quiet = bool(options.get("quiet"))
        self.verbose = bool(options.get("verbose"))
        self.lang: str = options.get("lang") or language_of(environ)
        self.color = not (options.get("no_color") or environ.get("NO_COLOR"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "tracker" in vars(self):
            self.tracker.close()

    def _(self, text: str) -> str:
        """Return `text` in the reader's language."""
        if self.lang == "en":
            return text
        from tracker.language import translations

        return translations(self.lang).gettext(text)

    def n(self, one: str, many: str, count: int) -> str:
        """Return `one` or `many`, whichever goes with `count`, in the reader's language."""
        from tracker.language import translations

        return translations(self.lang).ngettext(one, many, count)

    def say(self, text: str = "") -> None:
        """Tell how it goes, on stderr; `--quiet` silences it."""
        if not self.quiet:
            self.warn(text)

    def warn(self, text: str) -> None:
        """Tell what a person should know even under `--quiet`."""
        from tracker.text import display

        indent = text[: len(text) - len(text.lstrip())]
        click.echo(indent + display(text), err=True)

    def option(self, name: str) -> str | None:
        """Return what a global option was given, None where it was not."""
        return self._options.get(name)

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment, with what the options say in its place."""
        database = self._options.get("database")
        if not database:
            return self.given
        return {**self.given, "TRACKER_DATABASE__URL": database_url(database)}

    @cached_property
    def _loaded(self) -> "tuple[Settings, Origin]":
        from tracker.config import load

        config = self._options.get("config")
        return load(Path(config) if config else None, self.environ)

    @property
    def settings(self) -> "Settings":
        return self._loaded[0]

    @property
    def origin(self) -> "Origin":
        return self._loaded[1]

    @property
    def base(self) -> Path:
        """The folder that relative paths in the configuration start from."""
        return self.origin.file.resolve().parent if self.origin.file else Path.cwd()

    @cached_property
    def tracker(self) -> "Tracker":
        """The front door, for questions."""
        given: Tracker | None = self._options.get("tracker")
        return given if given is not None else _open(self)

    @property
    def working(self) -> "Tracker":
        """The front door, for work: the configuration is checked whole before."""
        if "tracker" not in self._options:
            from tracker.config.checking import check

            check(self.settings)
        return self.tracker

    @property
    def today(self) -> "date":
        return self.tracker.clock().date()


def _open(session: Session) -> "Tracker":
    from tracker.app import Tracker

    return Tracker(session.settings, base=session.base, environ=session.environ)


def session(command: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """Hand the command a Session as its first argument, and close it afterwards."""

    @click.pass_context
    def run(ctx: click.Context, /, *args: P.args, **more: P.kwargs) -> R:
        with Session(ctx.ensure_object(dict)) as opened:
            ctx.color = None if opened.color else False
            return command(opened, *args, **more)

    return update_wrapper(run, command)


def language_of(environ: Mapping[str, str]) -> str:
    """Return `zh` or `en`: TRACKER_LANG, then LC_ALL, LC_MESSAGES and LANG decide."""
    names = ("TRACKER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    first = next((environ[name] for name in names if environ.get(name)), "en")
    return "zh" if first.lower().startswith("zh") else "en"


def database_url(text: str) -> str:
    """Return a `--database`: a URL as it is, a plain path as SQLite, both seen from here."""
    prefix, absolute = "sqlite:///", "sqlite:////"
    if "://" in text and (not text.startswith(prefix) or text.startswith(absolute)):
        return text
    return f"{prefix}{Path.cwd() / Path(text.removeprefix(prefix)).expanduser()}"


def on_a_terminal() -> bool:
    """Tell whether a person is on both ends: reading what is printed, and able to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()
