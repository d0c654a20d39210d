"""Reads how sources and deliveries stand from their rows; without SQLAlchemy, as `rows.py`.

Apart from `rows.py` because a question about papers need not load these nouns.
"""

from datetime import date, timedelta

from tracker.model.deliveries import Delivery, DeliveryState
from tracker.model.harvests import Coverage, CoverageState, SourceHealth
from tracker.store.rows import Row, optional_instant


def read_health(row: Row) -> SourceHealth:
    """Return the health of a source from its row in `sources`."""
    return SourceHealth(
        name=row["name"],
        kind=row["kind"],
        failures=row["failures"],
        last_attempt_at=optional_instant(row["last_attempt_at"]),
        last_success_at=optional_instant(row["last_success_at"]),
        last_item_at=optional_instant(row["last_item_at"]),
        next_at=optional_instant(row["next_at"]),
        error=row["error"],
        failing_since=optional_instant(row["failing_since"]),
        recovered_at=optional_instant(row["recovered_at"]),
        usual_gap=timedelta(seconds=row["usual_gap"]) if row["usual_gap"] else None,
    )


def read_coverage(row: Row) -> Coverage:
    """Return the ledger's line for a source and day from its row in `coverage`."""
    return Coverage(
        source=row["source"],
        announced_on=date.fromisoformat(row["announced_on"]),
        state=CoverageState(row["state"]),
        seen=row["seen"],
        expected=row["expected"],
        stored=row["stored"],
    )


def read_delivery(row: Row) -> Delivery:
    """Return a delivery from its row joined with `digest` and `local_date` of its edition."""
    return Delivery(
        id=row["id"],
        edition_id=row["edition_id"],
        digest=row["digest"],
        local_date=date.fromisoformat(row["local_date"]),
        channel=row["channel"],
        recipient=row["recipient"],
        state=DeliveryState(row["state"]),
        message_id=row["message_id"],
        attempts=row["attempts"],
        next_attempt_at=optional_instant(row["next_attempt_at"]),
        sent_at=optional_instant(row["sent_at"]),
        error=row["error"],
    )
