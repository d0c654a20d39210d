"""`tracker papers`: questions of all papers seen so far."""

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import output, records, words
from tracker.cli.context import Session, session
from tracker.cli.days import Day, When, resolve
from tracker.cli.group import Choice, Command
from tracker.cli.options import reader_option
from tracker.errors import UsageError
from tracker.model.papers import PRESENTATIONS
from tracker.text import has_chinese

if TYPE_CHECKING:
    from tracker.model.papers import KnownPaper
    from tracker.model.queries import PaperQuery


@click.command(cls=Command)
@click.argument("text", nargs=-1)
@click.option("-t", "--topic", help="Of this topic: its id, or its name in English or Chinese.")
@click.option("--since", type=Day(), help="Announced on this day or later: 7d, 2026-11-01.")
@click.option("--until", type=Day(), help="Announced on this day or earlier.")
@click.option("--venue", help='Of this venue, in any spelling: NeurIPS, "ICLR 2026".')
@click.option("--presentation", type=Choice(PRESENTATIONS), help="Presented there like this.")
@click.option("--category", help="In this arXiv category: cs.CL.")
@click.option("--author", help="By this author.")
@click.option("--source", help="Seen in this source (tracker sources).")
@click.option("--liked", is_flag=True, help="Only those that you like.")
@click.option("--unread", is_flag=True, help="Only those that you have not read.")
@click.option("--hidden", is_flag=True, help="Only those that you hid (else they are left out).")
@reader_option
@click.option("--min-score", type=float, help="With at least this score.")
@click.option(
    "--sort",
    type=Choice(["relevance", "score", "date"]),
    help="Default: relevance where there is TEXT or a topic, else score.",
)
@click.option("-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--format", "format_", type=Choice(output.PAPER_FORMATS), default="table")
@click.option("--fail-empty", is_flag=True, help="Exit 1 where nothing matches.")
@session
def papers(session: Session, /, format_: str, fail_empty: bool, **asked: Any) -> int:
    """Ask questions of all papers seen so far; all words of TEXT must occur.

    \b
    tracker papers "kv cache" --since 7d
    tracker papers --topic 推测解码 --sort date
    tracker papers --liked --unread
    tracker papers --author Bengio --format bibtex
    tracker papers --venue "ICLR 2026" --presentation oral
    """
    query = _query(session, **asked)
    found = session.tracker.find(query)
    if not found:
        session.say(session._("No paper matches."))
        _suggest_topic(session, query)
    _print(session, found, format_)
    return 1 if fail_empty and not found else 0


def _query(
    session: Session,
    text: tuple[str, ...],
    topic: str | None,
    since: When | None,
    until: When | None,
    sort: str | None,
    **filters: Any,
) -> "PaperQuery":
    from tracker.model.queries import PaperQuery

    asked, topic_id = " ".join(text), _topic_id(session, topic) if topic else None
    if not topic_id and (called := _topic_called(session, asked)):
        asked, topic_id = "", called
    return PaperQuery(
        text=asked,
        topic=topic_id,
        since=resolve(since, session.today) if since is not None else None,
        until=resolve(until, session.today) if until is not None else None,
        sort=sort or ("relevance" if asked or topic_id else "score"),
        **filters,
    )


def _topic_id(session: Session, text: str) -> str:
    found = session.tracker.topic(text)
    if found.id != text:
        session.say(f"{text} -> {found.id}")
    return found.id


def _topic_called(session: Session, text: str) -> str:
    """Return the id of the topic whose Chinese name or alias TEXT is: papers are in English."""
    found = session.tracker.topic_called(text) if has_chinese(text) else None
    if found is None:
        return ""
    session.say(f"{text} -> {found.id}")
    return found.id


def _suggest_topic(session: Session, query: "PaperQuery") -> None:
    """Name the topic that Chinese words may have meant, where they found nothing."""
    if not has_chinese(query.text):
        return
    try:
        meant = session.tracker.topic(query.text)
    except UsageError:
        session.say(session._("Papers are in English; tracker topics lists what to ask for."))
        return
    session.say(
        session._("Papers are in English. Did you mean the topic %(name)s (%(id)s)?")
        % {"name": meant.name.in_language("zh"), "id": meant.id}
    )


def _print(session: Session, found: "tuple[KnownPaper, ...]", format_: str) -> None:
    if format_ == "table":
        _table(session, found)
        return
    names = words.topic_names(session, "en") if any(each.topics for each in found) else {}
    rows = [records.paper(each, names) for each in found]
    if format_ == "bibtex":
        output.bibtex(rows)
    elif format_ == "markdown":
        output.markdown((each["title"], each["url"], _facts(each)) for each in rows)
    else:
        output.records(rows, format_)


def _table(session: Session, found: "tuple[KnownPaper, ...]") -> None:
    _ = session._
    heads = [
        output.Column(_("Score"), right=True),
        output.Column(_("Announced"), optional=True),
        output.Column(_("Paper")),
        output.Column(_("Title"), flexible=True),
    ]
    rows = [
        [
            words.score(each.score),
            words.announced(each.paper),
            words.paper_id(each.paper),
            output.shown(each.paper.title),
        ]
        for each in found
    ]
    venues = [words.venues(session, each.paper) for each in found]
    if any(venues):
        heads.insert(-1, output.Column(_("Venue"), optional=True))
        for row, venue in zip(rows, venues, strict=True):
            row.insert(-1, venue)
    if rows:
        output.table(heads, rows, color=session.color, notes=lambda i: _because(session, found[i]))


def _because(session: Session, known: "KnownPaper") -> str:
    """Return the strongest part of the score in words."""
    if not known.reasons:
        return ""
    strongest = max(known.reasons, key=lambda part: part.value)
    return words.reason(session, strongest, words.topic_names(session, session.lang))


def _facts(paper: records.Record) -> str:
    authors = paper["authors"][:3]
    more = " et al." if len(paper["authors"]) > len(authors) else ""
    facts = [", ".join(authors) + more, paper["announced_on"] or "", paper["id"]]
    return ", ".join(each for each in facts if each)
