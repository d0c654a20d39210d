"""How venue mentions, programmes and events lie in table rows; no SQLAlchemy, as in `rows.py`."""

from datetime import datetime

from tracker.model.events import Event, EventKind
from tracker.model.papers import VenueMention
from tracker.model.venues import Programme, ProgrammeState
from tracker.store.rows import Row, Values, instant, instant_text, storable
from tracker.venues.badges import Told

_EVIDENCE = 300
"""Characters of evidence that are kept: the clause that says it, not a whole comment."""


def mention_values(number: int, told: Told) -> Values:
    """Return the columns of a mention of the paper in row `number`."""
    origin, mention = told
    return {
        "paper_id": number,
        "origin": origin,
        "venue": storable(mention.venue),
        "year": mention.year or 0,
        "kind": mention.kind,
        "presentation": mention.presentation or "",
        "status": mention.status,
        "evidence": storable(mention.evidence[:_EVIDENCE]),
    }


def read_told(row: Row) -> Told:
    """Return a mention and its origin from a row of `venue_mentions`."""
    return row["origin"], VenueMention(
        row["venue"],
        row["year"] or None,
        row["kind"],
        row["presentation"] or None,
        row["status"],
        row["evidence"],
    )


def programme_values(programme: Programme, checked_at: datetime) -> Values:
    """Return the columns of a programme, all but `appeared_at`."""
    return {
        "source": programme.source,
        "venue": programme.venue,
        "year": programme.year,
        "state": programme.state.value,
        "expected": programme.expected,
        "listed": programme.listed,
        "abstracts": programme.abstracts,
        "message": storable(programme.message),
        "counts": "\n".join(f"{kind} {count}" for kind, count in programme.counts),
        "proceedings": int(programme.proceedings),
        "url": storable(programme.url),
        "checked_at": instant_text(checked_at),
    }


def read_programme(row: Row) -> Programme:
    """Return the programme of a row of `programmes`."""
    return Programme(
        source=row["source"],
        venue=row["venue"],
        year=row["year"],
        state=ProgrammeState(row["state"]),
        expected=row["expected"],
        listed=row["listed"],
        abstracts=row["abstracts"],
        message=row["message"],
        counts=tuple(map(_count, row["counts"].splitlines())),
        proceedings=bool(row["proceedings"]),
        url=row["url"],
    )


def event_values(number: int, event: Event, recorded_at: datetime) -> Values:
    """Return the columns of an event of the paper in row `number`, all but `id`."""
    return {
        "paper_id": number,
        "kind": event.kind.value,
        "label": storable(event.label),
        "at": instant_text(event.at),
        "recorded_at": instant_text(recorded_at),
        "source": event.source,
        "url": storable(event.url),
        "upvotes": event.upvotes,
    }


def read_event(row: Row) -> Event:
    """Return the event of a row of `events`."""
    return Event(
        EventKind(row["kind"]),
        row["label"],
        instant(row["at"]),
        row["source"],
        row["url"],
        row["upvotes"],
    )


def _count(line: str) -> tuple[str, int]:
    kind, _, count = line.rpartition(" ")
    return kind, int(count)
