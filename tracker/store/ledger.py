"""Asks for the ledger of arXiv days: SQL text that both databases and both ways in share."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from tracker.model.arxiv_calendar import MAILING_FREE
from tracker.model.ledger import LedgerLine, Stored, ledger
from tracker.store.find import Statement
from tracker.store.health import read_coverage
from tracker.store.rows import Row

_STORED = (
    "SELECT category, announced_on, COUNT(DISTINCT paper_id) AS papers FROM announcements "
    "WHERE kind IN ('new', 'cross-list') AND category <> '' AND announced_on >= :since "
    "GROUP BY category, announced_on"
)
_COVERAGE = "SELECT * FROM coverage WHERE announced_on >= :since ORDER BY source"


def read_ledger(
    rows: Callable[[Statement], Iterable[Row]],
    categories: Sequence[str],
    since: date,
    today: date,
    mailing_free: Collection[date] | None = None,
) -> tuple[LedgerLine, ...]:
    """Return the ledger's lines from `since`, or from the first day any route told of, to `today`.

    `rows` runs a statement; without `mailing_free` arXiv's own list holds.
    """
    asked: dict[str, str | int | float] = {"since": since.isoformat()}
    coverage = [read_coverage(row) for row in rows(Statement(_COVERAGE, asked))]
    stored = [
        Stored(row["category"], date.fromisoformat(row["announced_on"]), row["papers"])
        for row in rows(Statement(_STORED, asked))
    ]
    days = [each.announced_on for each in coverage if each.source.startswith("arxiv")]
    if not days:
        return ()
    free = MAILING_FREE if mailing_free is None else mailing_free
    return ledger(categories, min(days), today, stored, coverage, free)
