"""Commands that are loaded by name, and global options that may stand before or after them."""

from collections.abc import Mapping, Sequence
from gettext import gettext
from importlib import import_module
from typing import Any

import click

from tracker.cli.ending import close_stdout, ending

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Choice(click.Choice[str]):
    """A choice that names the nearest right value for a wrong one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            message = f"{value!r} is not one of {', '.join(self.choices)}"
            raise click.BadParameter(
                message + near(str(value), self.choices), ctx, param
            ) from error


def near(word: str, known: Sequence[str]) -> str:
    """Return ` (did you mean X?)` where one of `known` is like `word`."""
    from difflib import get_close_matches  # only a mistake needs it

    found = get_close_matches(word.casefold(), known, n=1, cutoff=0.5)
    return f" (did you mean {found[0]}?)" if found else ""


def global_options(*, hidden: bool) -> list[click.Parameter]:
    """Return the options that every command takes; what they say is kept in `Context.obj`."""

    def option(*names: str, text: str, **more: Any) -> click.Option:
        return click.Option(
            names, help=text, expose_value=False, callback=_remember, hidden=hidden, **more
        )

    return [
        option(
            "--config", metavar="FILE", text="The configuration (default: tracker config path)."
        ),
        option("--database", metavar="URL", text="The database, instead of the configured one."),
        option("--lang", type=Choice(["en", "zh"]), text="Language of what is printed."),
        option("-v", "--verbose", is_flag=True, text="Say more."),
        option("-q", "--quiet", is_flag=True, text="Say nothing where all is well."),
        option("--no-color", is_flag=True, text="No colours (also: NO_COLOR=1)."),
    ]


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    options = ctx.ensure_object(dict)
    if value and param.name:
        options[param.name] = value


class Command(click.Command):
    """A command that takes the global options too; they are listed by `tracker --help` alone."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params += global_options(hidden=True)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text("Options of every command: tracker --help")


class Group(click.Group):
    """A command with sub-commands, such as `tracker config`."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        known = self.list_commands(ctx)
        if name not in known and not name.startswith("-") and not ctx.resilient_parsing:
            hint = near(name, known) or f" (there are: {', '.join(known)})"
            raise click.UsageError(f"no command {name!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


class Listing(Group):
    """A command that lists by itself, and has sub-commands for one of what it lists."""

    def __init__(self, *args: Any, **more: Any) -> None:
        more["invoke_without_command"] = True
        super().__init__(*args, **more)
        self.params += global_options(hidden=True)


class Program(Group):
    """The whole program: commands by name, their modules, and one end for every failure."""

    def __init__(
        self, *args: Any, commands_by_name: Mapping[str, tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, context_settings=_SETTINGS, **more)
        self._by_name = commands_by_name
        self.params = [*global_options(hidden=False), *self.params]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names in the order of a newcomer's day, not of the alphabet."""
        return list(self._by_name)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in self._by_name:
            return None
        module = import_module(f"tracker.cli.{self._by_name[cmd_name][0]}")
        # A word that Python keeps for itself has an underscore there: `import_`.
        command: click.Command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, text) for name, (_, text) in self._by_name.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return close_stdout()  # here, because click would make a failure of it

    def main(self, *args: Any, **more: Any) -> int:  # type: ignore[override]  # never exits itself
        """Run, and return the exit code; every failure ends in one line on stderr."""
        more |= {"prog_name": "tracker", "standalone_mode": False}
        return ending(lambda: super(Program, self).main(*args, **more))
