"""`tracker topics`: the roadmap's topics, stage by stage, how busy each is, or one whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli import output, records
from tracker.cli.context import Session, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.group import Choice, Listing
from tracker.text import width

if TYPE_CHECKING:
    from tracker.model.roadmap import Topic

_TERMS = 20


@click.group(cls=Listing)
@click.option(
    "--since", type=Day(), default="7d", show_default=True, help="Count papers from this day on."
)
@click.option("--format", "format_", type=Choice(output.FORMATS[:-1]), default="table")
@click.pass_context
def topics(ctx: click.Context, since: When, format_: str) -> None:
    """List the topics of the roadmap by stage, with how many strong papers each had lately.

    \b
    tracker topics show distillation --terms
    """
    if ctx.invoked_subcommand is None:
        session(_list)(since, format_)


def _list(session: Session, since: When, format_: str) -> None:
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


@topics.command()
@click.argument("topic")
@click.option("--terms", is_flag=True, help="The terms that it is recognized by, with weights.")
@click.option("--format", "format_", type=Choice(["text", "json"]), default="text")
@session
def show(session: Session, topic: str, terms: bool, format_: str) -> None:
    """Show one topic: what it asks for, and the terms it is recognized by.

    \b
    tracker topics show 模型蒸馏 --terms
    """
    found = session.tracker.topic(topic)
    if found.id != topic:
        session.say(f"{topic} -> {found.id}")
    weights = session.tracker.topic_terms(found, _TERMS) if terms else ()
    if format_ == "json":
        output.records([records.whole_topic(found, weights if terms else None)], "jsonl")
        return
    for line in _sheet(session, found):
        output.line(line)
    for term, weight in weights:
        output.line(f"  {weight:.3f}  {term}")


def _sheet(session: Session, topic: "Topic") -> Iterator[str]:
    _ = session._
    stage = next(each for each in session.tracker.roadmap.stages if topic in each.topics)
    yield from output.wrapped(f"{topic.name.in_language(session.lang)} ({topic.id})")
    facts = {
        _("Stage"): stage.name.in_language(session.lang),
        _("Asks for"): "; ".join(topic.queries),
        _("Excludes"): "; ".join(topic.exclude),
        _("Also called"): ", ".join(topic.aliases),
        _("Weight"): f"{topic.weight:g}" if topic.weight != 1 else "",
    }
    told = {name: value for name, value in facts.items() if value}
    wide = max(map(width, told)) + 2
    for name, value in told.items():
        first, *rest = output.wrapped(value, indent=wide)
        yield name + " " * (wide - width(name)) + first.strip()
        yield from rest
