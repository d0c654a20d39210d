"""`tracker db`: the database's schema."""

import click

from tracker.cli import output
from tracker.cli.context import Session, session
from tracker.cli.group import Group
from tracker.cli.records import without_secrets


@click.group(cls=Group)
def db() -> None:
    """Show and bring up to date the database's schema."""


@db.command()
@session
def current(session: Session) -> None:
    """Show the database's schema version and the program's."""
    found, wanted = session.tracker.schema()
    where = {"url": without_secrets(session.tracker.database_url), "found": found, "wanted": wanted}
    _ = session._
    if found is None:
        output.line(_("%(url)s: no database yet; tracker run makes one") % where)
    elif found < wanted:
        output.line(_("%(url)s: schema %(found)d of %(wanted)d; run tracker db upgrade") % where)
    else:
        output.line(_("%(url)s: schema %(found)d, this program: %(wanted)d") % where)


@db.command()
@session
def upgrade(session: Session) -> None:
    """Bring the database to the program's schema; an older one is backed up before."""
    before, after = session.tracker.upgrade()
    _ = session._
    if before == after:
        output.line(_("schema %(after)d, nothing to do") % {"after": after})
    elif before is None:
        output.line(_("made, with schema %(after)d") % {"after": after})
    else:
        output.line(_("schema %(before)d -> %(after)d") % {"before": before, "after": after})
