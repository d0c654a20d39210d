"""Asks what became of papers: venues and events, to be read with the papers themselves."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tracker.model.events import Event
from tracker.model.papers import KnownPaper
from tracker.store.find import Statement
from tracker.store.rows import Row
from tracker.store.venue_rows import read_event, read_told
from tracker.venues.badges import Told, badges


def with_fate(
    rows: Callable[[Statement], Iterable[Row]], some: str
) -> Callable[[int, KnownPaper], KnownPaper]:
    """Return what adds venues and events to the papers of `some` row numbers (`1, 2, 3`)."""
    told: dict[int, list[Told]] = {}
    for row in rows(Statement(f"SELECT * FROM venue_mentions WHERE paper_id IN ({some})")):  # noqa: S608 - numbers
        told.setdefault(row["paper_id"], []).append(read_told(row))
    events: dict[int, list[Event]] = {}
    statement = f"SELECT * FROM events WHERE paper_id IN ({some}) ORDER BY at, id"  # noqa: S608 - numbers
    for row in rows(Statement(statement)):
        events.setdefault(row["paper_id"], []).append(read_event(row))

    def add(number: int, known: KnownPaper) -> KnownPaper:
        paper = replace(known.paper, venues=badges(told.get(number, ())))
        return replace(known, paper=paper, events=tuple(events.get(number, ())))

    return add
