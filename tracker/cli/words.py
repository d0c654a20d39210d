"""Short words for people that several commands use: dates, scores and reasons."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.cli import output
from tracker.cli.context import Session
from tracker.text import tenths

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.model.deliveries import Delivery
    from tracker.model.papers import Paper
    from tracker.model.reports import IssuedEdition
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


def announced(paper: "Paper") -> str:
    """Return the day of announcement; `~` before it says that it is an estimate."""
    if paper.announced_on is None:
        return NONE
    return ("~" if paper.announced_on_estimated else "") + paper.announced_on.isoformat()


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
    label = output.shown(label)
    text = _sentence(session, part) % {"title": label, "name": label}
    terms = ", ".join(part.terms[:_TERMS])
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
        "watch": _("on your watch list: %(name)s"),
        "venue": _("venue: %(name)s"),
        "lab": _("lab: %(name)s"),
    }.get(part.kind, "%(name)s")


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
