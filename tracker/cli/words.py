"""Short words for people that several commands use: dates, scores and reasons."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.cli import output
from tracker.cli.context import Session
from tracker.model.papers import CLAIMED
from tracker.text import display, shorten, tenths

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.model.deliveries import Delivery
    from tracker.model.events import Event
    from tracker.model.papers import Paper, VenueMention
    from tracker.model.reports import IssuedEdition
    from tracker.model.roadmap import Finding
    from tracker.model.scores import Reason

NONE = "-"
_TERMS = 4
_HOURS = 48  # Longer spans are told in days.


def topic_names(session: Session, lang: str) -> dict[str, str]:
    """Return the names of the topics that papers were scored on, by id."""
    return session.tracker.topic_names(lang)


def score(value: float | None) -> str:
    """Return a score in tenths, as digests show it."""
    return NONE if value is None else f"{tenths([value])[0] / 10:.1f}"


def paper_id(paper: "Paper") -> str:
    """Return the id that any command takes; arXiv's needs no scheme."""
    return paper.id.value if paper.id.scheme == "arxiv" else str(paper.id)


def announced(paper: "Paper") -> str:
    """Return the day of announcement; `~` before it says that it is an estimate."""
    if paper.announced_on is None:
        return NONE
    return ("~" if paper.announced_on_estimated else "") + paper.announced_on.isoformat()


def venues(session: Session, paper: "Paper") -> str:
    """Return the venues that make a badge: `ICLR 2026 oral, CVPR 2026 (claimed)`."""
    from tracker.venues.badges import is_shown

    return ", ".join(venue(session, each) for each in paper.venues if is_shown(each))


def venue(session: Session, mention: "VenueMention") -> str:
    """Return a venue with how the paper is presented there; a claim is shown as one."""
    from tracker.venues.badges import label

    name = " ".join(filter(None, (label(mention), mention.presentation)))
    if mention.status == CLAIMED:
        return session._("%(name)s (claimed)") % {"name": name}
    return name


def event(session: Session, happened: "Event") -> str:
    """Return what has happened to a paper, in the words that digests use."""
    _, told = session._, {"label": output.shown(happened.label), "count": happened.upvotes}
    if happened.kind == "discussed" and happened.upvotes:
        return (
            session.n(
                "discussed at %(label)s (%(count)s upvote)",
                "discussed at %(label)s (%(count)s upvotes)",
                happened.upvotes,
            )
            % told
        )
    return {
        "accepted": _("accepted at %(label)s"),
        "revised": _("substantially revised (%(label)s)"),
        "withdrawn": _("withdrawn (%(label)s)"),
        "published": _("in the proceedings of %(label)s"),
        "discussed": _("discussed at %(label)s"),
    }.get(str(happened.kind), "%(label)s") % told


def moment(at: datetime | None) -> str:
    """Return an instant in this machine's time zone, to the minute."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else NONE


def near(at: datetime | None, now: datetime) -> str:
    """Return an instant as `moment` does, in few columns: without the year where it is this one."""
    if at is None:
        return NONE
    local = at.astimezone()
    this_year = local.year == now.astimezone().year
    return local.strftime("%m-%d %H:%M" if this_year else "%Y-%m-%d")


def length(session: Session, span: timedelta | None) -> str:
    """Return a span of time in whole hours or days."""
    if span is None:
        return NONE
    hours = round(span.total_seconds() / 3600)
    if hours < _HOURS:
        return session._("%(n)d h") % {"n": max(hours, 1)}
    return session._("%(n)d d") % {"n": round(hours / 24)}


def reason(session: Session, part: "Reason", names: dict[str, str]) -> str:
    """Return one part of a score as words, the same ones that digests use."""
    label = names.get(part.about, part.label) if part.kind == "topic" else part.label
    label = shorten(output.shown(label), 100)
    text = _sentence(session, part) % {"title": label, "name": label}
    terms = ", ".join(shorten(display(term), 40) for term in part.terms[:_TERMS])
    return text + (session._(" (%(terms)s)") % {"terms": terms} if terms else "")


def _sentence(session: Session, part: "Reason") -> str:
    _ = session._
    if part.kind == "penalty":
        return {
            "excluded": _("penalty: excluded word"),
            "no abstract": _("penalty: no abstract"),
        }.get(part.label, _("penalty: %(name)s"))
    return {
        "must-read": _("extends your must-read “%(title)s”"),
        "liked": _("like “%(title)s”, which you liked"),
        "disliked": _("like “%(title)s”, which you disliked"),
        "watch": _("on your watch list: %(name)s"),
        "venue": _("venue: %(name)s"),
        "lab": _("lab: %(name)s"),
    }.get(part.kind, "%(name)s")


# From the top so many per cent of the recent papers on, in words; beyond the last the half is told.
_STEPS = (0.1, 0.5, 1, 2, 5, 10, 20, 50)


def standing(session: Session, percentile: float) -> str:
    """Return where a paper stands in a topic: `among the top 1 % of the last weeks`."""
    _ = session._
    share = round(100 - percentile, 3)
    step = next((each for each in _STEPS if share <= each), None)
    if step is None:
        return _("in the lower half of the last weeks")
    return _("among the top %(share)s %% of the last weeks") % {"share": f"{step:g}"}


def parts(
    session: Session,
    reasons: "Sequence[Reason]",
    names: dict[str, str],
    *,
    indent: int,
    most: int = 100,
) -> Iterator[str]:
    """Yield the parts of a score, one a line and the largest first; beyond `most` in one sum.

    The tenths add up as printed. A part of no tenth at all is left out, except a watched name.
    """
    ordered = sorted(reasons, key=lambda part: (part.value < 0, -abs(part.value), part.label))
    told = [(part.value, reason(session, part, names)) for part in ordered[:most]]
    if ordered[most:]:
        told.append((sum(part.value for part in ordered[most:]), session._("smaller parts")))
    shares = tenths([value for value, _ in told])
    watched = {text for (_, text), part in zip(told, ordered, strict=False) if part.kind == "watch"}
    shown = [
        (f"{share / 10:+.1f}".replace("-", "−"), text)
        for share, (_, text) in zip(shares, told, strict=True)
        if share or text in watched
    ]
    wide = max((len(value) for value, _ in shown), default=0)
    for value, text in shown:
        first, *more = output.wrapped(text, indent=indent + wide + 2)
        yield f"{' ' * indent}{value.rjust(wide)}  {first.strip()}"
        yield from more


def count(session: Session, thing: str, number: int) -> str:
    """Return `3 new papers`; `thing` is one of those that the catalogue knows."""
    n = session.n
    return {
        "day": n("%(n)d day", "%(n)d days", number),
        "page": n("%(n)d page", "%(n)d pages", number),
        "post": n("%(n)d post", "%(n)d posts", number),
        "line read": n("%(n)d line read", "%(n)d lines read", number),
        "new paper": n("%(n)d new paper", "%(n)d new papers", number),
        "source asked": n("%(n)d source asked", "%(n)d sources asked", number),
    }[thing] % {"n": number}


def open_line(session: Session, why: str) -> str:
    """Return what is left for a person to do about a line of their notes."""
    _ = session._
    return {
        "not understood": _("not understood"),
        "no English found: add queries": _("no English found: add queries"),
        "no identifier known: add ids": _("no identifier known: add ids"),
    }[str(why)]


def resource_kind(session: Session, kind: str) -> str:
    """Return the heading over resources of a kind."""
    _ = session._
    return {
        "course": _("Courses"),
        "book": _("Books"),
        "community": _("Communities"),
        "tool": _("Tools"),
        "project": _("Projects"),
    }[str(kind)]


def flaw(session: Session, found: "Finding", papers: int) -> tuple[str, str]:
    """Return what could be better about a topic or must-read, and what to do."""
    _ = session._
    facts = {"what": found.what, "found": found.papers, "papers": papers}
    told, advice = {
        "no match": (
            _("no paper of the last two weeks comes near (%(papers)d were ranked)"),
            _("Ask in the words that papers use, or leave the topic out."),
        ),
        "too much": (
            _("“%(what)s” is in %(found)d of %(papers)d papers"),
            _("Ask for a phrase that papers on other topics do not have."),
        ),
        "not ranked": (
            _("no paper was ranked for it yet"),
            _("tracker run ranks all papers anew after a change of the roadmap."),
        ),
        "one word": (
            _("asks for one word only: %(what)s"),
            _("Add phrases that papers on it use; one word has many meanings."),
        ),
        "Chinese": (
            _("asks in Chinese: %(what)s"),
            _("Papers are in English: make this an alias, and add an English query."),
        ),
        "unknown exclude": (
            _("excludes “%(what)s”, which no paper has"),
            _("See whether it is spelt as papers spell it."),
        ),
        "own exclude": (
            _("excludes “%(what)s”, which is in its own queries"),
            _("Take it out of exclude, or out of the queries."),
        ),
        "no id": (
            _("a must-read without an identifier"),
            _("Add ids, so that its paper can be linked and its reading be noticed."),
        ),
    }[str(found.flaw)]
    return told % facts, advice


def edition(session: Session, issued: "IssuedEdition") -> str:
    """Return what a run says of an edition that it wrote down."""
    facts = {
        "name": issued.digest,
        "day": issued.local_date,
        "state": edition_state(session, issued.state),
        "picks": issued.picks,
        "considered": issued.considered,
    }
    return (
        session._("Edition %(name)s of %(day)s (%(state)s): %(picks)d picks from %(considered)d.")
        % facts
    )


def edition_state(session: Session, state: str) -> str:
    """Return what kind of day an edition tells of."""
    _ = session._
    return {
        "regular": _("regular"),
        "welcome": _("welcome"),
        "quiet": _("quiet"),
        "weekend": _("weekend"),
        "holiday": _("holiday"),
        "stale": _("stale"),
        "failed": _("failed"),
    }[str(state)]


def delivery_state(session: Session, row: "Delivery") -> str:
    """Return where a delivery stands."""
    _ = session._
    return {
        "pending": _("pending"),
        "sending": _("sending"),
        "sent": _("sent"),
        "failed": _("failed"),
        "in-doubt": _("in doubt"),
    }[str(row.state)]


def site_index(session: Session) -> "Path":
    """Return the first page of the site."""
    from tracker.app.assembly import folder_of

    return folder_of(session.settings.site.folder, session.base, "site") / "index.html"
