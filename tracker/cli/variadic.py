"""A command whose options may have several values after them: `--corpus june.gz july.gz`."""

from collections.abc import Collection, Iterator, Sequence

import click

from tracker.cli.group import Command


class Variadic(Command):
    """A command without arguments, whose `multiple` options take all values up to the next option.

    Giving such an option again does the same, as everywhere else.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        several = {
            name
            for option in self.params
            if isinstance(option, click.Option) and option.multiple
            for name in option.opts
        }
        return super().parse_args(ctx, list(_repeated(args, several)))


def _repeated(args: Sequence[str], several: Collection[str]) -> Iterator[str]:
    """Yield `args` with an option of `several` said again before each further value."""
    option, values = "", 0
    for each in args:
        if each.startswith("-") and each != "-":
            name, equals, _ = each.partition("=")
            option, values = name if name in several else "", len(equals)
        elif option:
            if values:
                yield option
            values += 1
        yield each
