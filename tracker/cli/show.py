"""`tracker show` and `tracker why`: one paper whole, and the parts of its score."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli import output, records, words
from tracker.cli.context import Session, session
from tracker.cli.group import Choice, Command
from tracker.cli.options import reader_option
from tracker.errors import TrackerError, UsageError
from tracker.text import safe_url

if TYPE_CHECKING:
    from tracker.model.papers import KnownPaper, VenueMention
    from tracker.model.scores import Reason

_TOPICS = 3


@click.command(cls=Command)
@click.argument("id_", metavar="ID")
@click.option(
    "--format", "format_", type=Choice(["text", "json", "bibtex", "markdown"]), default="text"
)
@reader_option
@session
def show(session: Session, id_: str, format_: str, reader: str) -> None:
    """Show one paper whole. ID is an arXiv id or address, or a DOI.

    \b
    tracker show 1706.03762
    """
    known = _paper(session, id_, reader)
    if format_ == "text":
        for each in _sheet(session, known):
            output.line(each)
        return
    row = records.paper(known, words.topic_names(session, "en"))
    if format_ == "json":
        output.records([row], "jsonl")
    elif format_ == "bibtex":
        output.bibtex([row])
    else:
        output.markdown([(row["title"], row["url"], row["id"])])


@click.command(cls=Command)
@click.argument("id_", metavar="ID")
@click.option("--format", "format_", type=Choice(["text", "json"]), default="text")
@reader_option
@session
def why(session: Session, id_: str, format_: str, reader: str) -> None:
    """Show the parts that a paper's score is the sum of, and what it is nearest to.

    \b
    tracker why 1706.03762
    """
    known = _paper(session, id_, reader)
    if format_ == "json":
        output.records([records.why(known, words.topic_names(session, "en"))], "jsonl")
        return
    for text in output.wrapped(output.shown(known.paper.title)):
        output.line(text)
    output.line()
    for text in _sum(session, known):
        output.line(text)


def _paper(session: Session, text: str, reader: str = "") -> "KnownPaper":
    from tracker.model.identifiers import PaperId

    try:
        wanted = PaperId.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    found = session.tracker.paper(str(wanted), reader)
    if found is None:
        raise TrackerError(session._("no paper %(id)s in the database") % {"id": wanted})
    return found


def _sheet(session: Session, known: "KnownPaper") -> Iterator[str]:
    _, paper = session._, known.paper
    yield from output.wrapped(output.shown(paper.title))
    yield from output.wrapped(", ".join(output.shown(each.name) for each in paper.authors))
    yield ""
    facts = {
        _("Identifiers"): ", ".join(str(each) for each in paper.identifiers or (paper.id,)),
        _("Categories"): ", ".join(paper.categories),
        _("Announced"): words.announced(paper),
        _("Submitted"): paper.submitted_at.date().isoformat() if paper.submitted_at else "",
        _("Version"): f"v{paper.version}" if paper.version else "",
        _("Comment"): output.shown(paper.comment or ""),
        _("Journal"): output.shown(paper.journal_ref or ""),
        _("Page"): safe_url(paper.url) or "",
        _("PDF"): safe_url(paper.pdf_url) or "",
        _("Feedback"): ", ".join(_feedback(session, known)),
        _("Seen in"): "; ".join(
            f"{each.source} ({each.kind}{f', {each.announced_on}' if each.announced_on else ''})"
            for each in known.announcements
        ),
    }
    yield from _aligned({name: value for name, value in facts.items() if value})
    yield from _venues(session, known)
    yield from _events(session, known)
    yield ""
    yield from output.wrapped(output.shown(paper.abstract))
    if paper.abstract:
        yield ""
    yield from _sum(session, known)


def _feedback(session: Session, known: "KnownPaper") -> Iterator[str]:
    """Yield what the reader has said of the paper."""
    _ = session._
    if known.liked is not None:
        yield _("liked") if known.liked else _("disliked")
    if known.hidden:
        yield _("hidden")
    if known.read:
        yield _("read")


def _venues(session: Session, known: "KnownPaper") -> Iterator[str]:
    """Yield a line for each venue and year, with the words or the page that say so below it."""
    for each in known.paper.venues:
        yield ""
        yield _venue(session, each)
        yield from output.wrapped(output.shown(each.evidence), indent=2)


def _venue(session: Session, found: "VenueMention") -> str:
    _ = session._
    status = {
        "accepted": _("accepted"),
        "submitted": _("submitted"),
        "rejected": _("rejected"),
        "related": _("another version of the work"),
    }.get(found.status, "")
    return ": ".join(filter(None, (output.shown(words.venue(session, found)), status)))


def _events(session: Session, known: "KnownPaper") -> Iterator[str]:
    if known.events:
        yield ""
    for each in known.events:
        yield from output.wrapped(f"{each.at.date().isoformat()} {words.event(session, each)}")
        if address := safe_url(each.url):
            yield f"  {address}"


def _aligned(facts: dict[str, str]) -> Iterator[str]:
    from tracker.text import width

    wide = max((width(name) for name in facts), default=0) + 2
    for name, value in facts.items():
        first, *rest = output.wrapped(value, indent=wide)
        yield name + " " * (wide - width(name)) + first.strip()
        yield from rest


def _sum(session: Session, known: "KnownPaper") -> Iterator[str]:
    """Yield the parts of the score, one a line, and the line that they sum to."""
    _ = session._
    if known.score is None:
        yield _("Not scored yet: the next tracker run does it.")
        return
    names = words.topic_names(session, session.lang)
    yield _("Score") + f" {words.score(known.score)} ="
    yield from words.parts(session, known.reasons, names, indent=2)
    yield from _nearest(session, known)
    yield from _topics(session, known, names)


def _nearest(session: Session, known: "KnownPaper") -> Iterator[str]:
    """Yield the must-reads and liked papers among the parts, with the ids to look them up by."""
    _ = session._
    heads = {
        "must-read": _("Nearest must-read: %(title)s (%(ids)s)"),
        "liked": _("Nearest liked paper: %(title)s (%(ids)s)"),
    }
    found = [each for each in known.reasons if each.kind in heads and each.about]
    if found:
        yield ""
    for each in found:
        ids = ", ".join([each.about, *_ids(session, each)])
        yield from output.wrapped(
            heads[each.kind] % {"title": output.shown(each.label), "ids": ids}
        )


def _ids(session: Session, part: "Reason") -> list[str]:
    """Return the identifiers of the must-read that a part of a score is about."""
    all_ = session.tracker.roadmap.must_read if part.kind == "must-read" else ()
    return [str(id_) for each in all_ if each.id == part.about for id_ in each.ids]


def _topics(session: Session, known: "KnownPaper", names: dict[str, str]) -> Iterator[str]:
    best = sorted(known.topics, key=lambda each: (-each.percentile, -each.score))[:_TOPICS]
    if best:
        yield ""
        yield session._("Nearest topics (and the share of recent papers that are further away):")
    for each in best:
        told = session._("%(topic)s, %(standing)s") % {
            "topic": f"{names.get(each.id, each.id)} ({each.id})",
            "standing": words.standing(session, each.percentile),
        }
        first, *rest = output.wrapped(told, indent=11)
        yield f"  {each.percentile:5.1f} %  {first.strip()}"
        yield from rest
