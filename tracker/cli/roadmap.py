"""`tracker roadmap`: the learner's way whole, made of notes, and what it could do better."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import output, records, words
from tracker.cli.context import Session, session
from tracker.cli.group import Choice, Command, Listing
from tracker.cli.options import reader_option
from tracker.errors import SchemaAbsent, StorageFailed, UsageError

if TYPE_CHECKING:
    from tracker.model.notes import Understood
    from tracker.model.roadmap import Finding, Resource, Roadmap

_DAYS = 14


@click.group(cls=Listing)
@click.pass_context
def roadmap(ctx: click.Context) -> None:
    """Show the roadmap; make one of your notes; check what it could do better.

    \b
    tracker roadmap import NOTES.md --output roadmap.toml
    tracker roadmap check
    """
    if ctx.invoked_subcommand is None:
        session(_show)("", "text")


@roadmap.command()
@reader_option
@click.option("--format", "format_", type=Choice(["text", "json"]), default="text")
@session
def show(session: Session, reader: str, format_: str) -> None:
    """Show stages, topics, must-reads, sources, and what else there is to learn with."""
    _show(session, reader, format_)


@roadmap.command("import", cls=Command)
@click.argument("notes", metavar="NOTES.md", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path),
    help="Where to write the roadmap (else it is printed).",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@session
def import_(session: Session, notes: Path, file: Path | None, force: bool) -> None:
    """Make a roadmap of your own Markdown notes, in Chinese or English.

    Headings become stages, bold entries topics, titles under a heading such as Must-read or
    必读论文 must-reads; venues, arXiv categories, labs, courses, books, communities and projects
    are kept. What was not understood is listed line by line.
    """
    from tracker.app.roadmaps import import_notes

    if file and file.exists() and not force:
        raise UsageError(session._("%(file)s is there: --force writes over it") % {"file": file})
    text, understood = import_notes(notes)
    if file:
        _write(file, text)
    else:
        output.block(text)
    _tell(session, understood, file)


@roadmap.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@session
def check(session: Session, file: Path | None) -> None:
    """Name topics that found nothing or too much in two weeks, and words that find nothing.

    FILE is a roadmap that is not in use yet. Exit 0 also where something could be better.
    """
    found, papers = session.tracker.check_roadmap(file)
    for each in found:
        for line in _finding(session, each, papers):
            output.line(line)
    if not papers:
        session.say(
            session._("No papers of the last %(days)d days are ranked: run tracker run first.")
            % {"days": _DAYS}
        )
    elif not found:
        output.line(session._("Nothing to improve was found."))


# --- what an import tells -------------------------------------------------------------------------


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageFailed(f"cannot write {file}: {error.strerror}") from error


def _tell(session: Session, understood: "Understood", file: Path | None) -> None:
    """Say what was found, what was not understood, and what to do next."""
    _, made = session._, understood.roadmap
    for each in understood.remarks:
        session.warn(
            _("line %(number)d: %(why)s: %(text)s")
            % {
                "number": each.line.number,
                "why": words.open_line(session, each.why),
                "text": output.cut(each.line.text, 100),
            }
        )
    session.say(
        _(
            "Found: stages %(stages)d, topics %(topics)d, must-reads %(must_reads)d, "
            "venues %(venues)d, categories %(categories)d, labs %(labs)d, resources %(resources)d."
        )
        % {
            "stages": len(made.stages),
            "topics": sum(bool(each.queries) for each in made.topics),
            "must_reads": len(made.must_read),
            "venues": len(made.venues),
            "categories": len(made.categories),
            "labs": len(made.labs),
            "resources": len(made.resources),
        }
    )
    if file:
        session.say(_("To walk it, put into tracker.toml:"))
        session.say("  [roadmap]")
        session.say(f'  file = "{file.resolve()}"')
        session.say(_("The next tracker run ranks all papers against it."))


# --- the whole way --------------------------------------------------------------------------------


def _show(session: Session, reader: str, format_: str) -> None:
    made, done = session.tracker.roadmap, _done(session, reader)
    if format_ == "json":
        output.records([records.roadmap(made, done)], "jsonl")
        return
    for line in _sheet(session, made, done):
        output.line(line)


def _done(session: Session, reader: str) -> set[str]:
    """Return the must-reads that are done; none where there is no database yet."""
    try:
        return {each.id for each, done in session.tracker.must_reads(reader) if done}
    except SchemaAbsent:
        return set()


def _sheet(session: Session, made: "Roadmap", done: set[str]) -> Iterator[str]:
    _, lang = session._, session.lang
    yield made.title.in_language(lang)
    for number, stage in enumerate(made.stages, start=1):
        yield ""
        yield f"{number}. {stage.name.in_language(lang)}"
        for topic in stage.topics:
            yield f"   {topic.name.in_language(lang)} ({topic.id})"
        yield from _resources(session, [r for r in made.resources if r.stage == stage.id])
    if made.must_read:
        yield ""
        yield _("Must-reads")
    for each in made.must_read:
        mark = "✓" if each.id in done else "·"
        facts = ", ".join(filter(None, (str(each.year or ""), each.id)))
        first, *rest = output.wrapped(f"{output.shown(each.title)} ({facts})", indent=5)
        yield f"   {mark} {first.strip()}"
        yield from rest
    yield from _resources(session, [r for r in made.resources if not r.stage])
    yield from _sources(session, made)


def _resources(session: Session, found: "Sequence[Resource]") -> Iterator[str]:
    """Yield resources, kind by kind, in the order of the roadmap."""
    for kind in dict.fromkeys(each.kind for each in found):
        yield f"   {words.resource_kind(session, kind)}"
        for each in found:
            if each.kind is kind:
                told = ", ".join(filter(None, (each.author, each.note, each.url)))
                text = output.shown(each.title) + (f" ({output.shown(told)})" if told else "")
                yield from output.wrapped(text, indent=5)


def _sources(session: Session, made: "Roadmap") -> Iterator[str]:
    _ = session._
    named = {
        _("Venues"): made.venues,
        _("Categories"): made.categories,
        _("Labs"): made.labs,
    }
    if any(named.values()):
        yield ""
    for name, found in named.items():
        if found:
            yield from output.wrapped(f"{name}: {', '.join(found)}")


# --- what could be better -------------------------------------------------------------------------


def _finding(session: Session, found: "Finding", papers: int) -> Iterator[str]:
    """Yield what could be better in a line, and below it what to do."""
    flaw, advice = words.flaw(session, found, papers)
    yield from output.wrapped(f"{found.id}: {flaw}")
    yield from output.wrapped(advice, indent=2)
