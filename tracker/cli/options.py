"""Options that several commands share."""

import click

reader_option = click.option(
    "--reader",
    default="",
    metavar="NAME",
    help="Whose feedback it is, where several share one database.",
)
