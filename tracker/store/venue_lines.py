"""Asks how complete the lists of venues are: SQL text that both databases and both doors share."""

from collections.abc import Callable, Iterable

from tracker.model.venues import GONE_AFTER, Programme, VenueLine
from tracker.store.find import Parameters, Statement
from tracker.store.rows import Row, optional_instant
from tracker.store.venue_rows import read_programme

Rows = Callable[[Statement], Iterable[Row]]
"""Runs a statement."""

_PROGRAMMES = """
    SELECT * FROM programmes WHERE :year = 0 OR year = :year ORDER BY year DESC, venue, source
"""

# A paper that several sources of a venue and year list counts once, and is gone from all of them.
_PAPERS = """
    SELECT venue, year, count(*) AS stored, sum(told) AS abstracts, sum(matched) AS matched,
        sum(gone) AS gone
    FROM (
        SELECT g.venue, g.year,
            max(CASE WHEN p.abstract <> '' THEN 1 ELSE 0 END) AS told,
            max(CASE WHEN p.identifiers LIKE :first OR p.identifiers LIKE :later
                THEN 1 ELSE 0 END) AS matched,
            CASE WHEN min(l.absent) >= :gone_after THEN 1 ELSE 0 END AS gone
        FROM programmes g
        JOIN programme_papers l ON l.source = g.source
        JOIN papers p ON p.id = l.paper_id
        WHERE :year = 0 OR g.year = :year
        GROUP BY g.venue, g.year, l.paper_id
    ) listed
    GROUP BY venue, year
"""


def read_lines(rows: Rows, year: int | None = None) -> tuple[VenueLine, ...]:
    """Return a line for each venue and year that a source was asked for, the newest year first."""
    asked: Parameters = {"year": year or 0}
    programmes: dict[tuple[str, int], list[Row]] = {}
    for row in rows(Statement(_PROGRAMMES, asked)):
        programmes.setdefault((row["venue"], row["year"]), []).append(row)
    more: Parameters = {"first": "arxiv:%", "later": "%\narxiv:%", "gone_after": GONE_AFTER}
    stored = {(row["venue"], row["year"]): row for row in rows(Statement(_PAPERS, asked | more))}
    return tuple(_line(told, stored.get(key)) for key, told in programmes.items())


def _line(told: list[Row], stored: Row | None) -> VenueLine:
    programmes: tuple[Programme, ...] = tuple(map(read_programme, told))
    checked = (optional_instant(row["checked_at"]) for row in told)
    appeared = (optional_instant(row["appeared_at"]) for row in told)
    counts = ("stored", "abstracts", "matched", "gone")
    return VenueLine(
        programmes[0].venue,
        programmes[0].year,
        programmes,
        **{name: int(stored[name]) if stored else 0 for name in counts},
        checked_at=max(filter(None, checked), default=None),
        appeared_at=min(filter(None, appeared), default=None),
    )
