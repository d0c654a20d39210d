"""`tracker topics`: the roadmap's topics, stage by stage, and how busy each is."""

import click

from tracker.cli import output, records
from tracker.cli.context import Session, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.group import Choice, Command


@click.command(cls=Command)
@click.option(
    "--since", type=Day(), default="7d", show_default=True, help="Count papers from this day on."
)
@click.option("--format", "format_", type=Choice(output.FORMATS[:-1]), default="table")
@session
def topics(session: Session, since: When, format_: str) -> None:
    """List the topics of the roadmap by stage, with how many strong papers each had lately."""
    first = resolve(since, session.today)
    found = {topic.id: strong for topic, strong in session.tracker.topics(first)}
    rows = [
        (stage, topic, found.get(topic.id, 0))
        for stage in session.tracker.roadmap.stages
        for topic in stage.topics
    ]
    if format_ != "table":
        output.records([records.topic(t, s.id, strong) for s, t, strong in rows], format_)
        return
    _ = session._
    heads = (
        output.Column(_("Topic"), flexible=True),
        output.Column(_("Id"), optional=True),
        output.Column(_("Strong papers"), right=True),
    )
    table, last = [], None
    for stage, topic, strong in rows:
        if stage is not last:
            table.append((stage.name.in_language(session.lang), "", ""))
        table.append((f"  {topic.name.in_language(session.lang)}", topic.id, str(strong)))
        last = stage
    output.table(heads, table, color=session.color)
    session.say(_("Strong papers since %(day)s.") % {"day": first})
