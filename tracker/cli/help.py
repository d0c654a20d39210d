"""`tracker help`: a command's help, or what the exit codes mean."""

import click

from tracker.cli import output
from tracker.cli.group import Command, near

EXIT_CODES = {
    0: "done (an empty list too)",
    1: "failure; with --fail-empty: nothing matched",
    2: "a wrong command, option or value",
    65: "bad data: a file or record could not be understood",
    69: "a source or server did not answer; the rest of the work is done and kept",
    70: "a bug in tracker (TRACKER_DEBUG=1 shows where)",
    74: "a disk or file could not be read or written",
    75: "busy: another tracker holds the database; try again",
    78: "configuration, secrets, or a database of another version",
    130: "interrupted",
}


@click.command("help", cls=Command)
@click.argument("topic", nargs=-1)
@click.pass_context
def help(ctx: click.Context, topic: tuple[str, ...]) -> None:  # noqa: A001  # the command's name
    """Explain a command, or the exit codes: tracker help exit-codes."""
    if topic == ("exit-codes",):
        output.block("\n".join(f"{code:>4}  {text}" for code, text in EXIT_CODES.items()))
        return
    found = ctx.parent or ctx
    for name in topic:
        found = _below(found, name)
    click.echo(found.get_help())


def _below(ctx: click.Context, name: str) -> click.Context:
    group = ctx.command
    command = group.get_command(ctx, name) if isinstance(group, click.Group) else None
    if command is None:
        known = group.list_commands(ctx) if isinstance(group, click.Group) else []
        hint = near(name, [*known, "exit-codes"])
        raise click.UsageError(f"no help for {name!r}{hint}", ctx)
    return click.Context(command, parent=ctx, info_name=name)
