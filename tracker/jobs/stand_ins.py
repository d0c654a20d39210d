"""Decides whether a stand-in is needed: the source that is asked only where others have failed."""

from datetime import datetime

from tracker.model.arxiv_calendar import arxiv_day, kind_of_day
from tracker.model.harvests import CoverageState, SourceSpec
from tracker.sources.polling import mailing_free
from tracker.store.store import Store

_DONE = {CoverageState.COMPLETE, CoverageState.WEEKEND, CoverageState.HOLIDAY}


def is_needed(store: Store, spec: SourceSpec, now: datetime) -> bool:
    """Tell whether to ask `spec` at `now`; always, where it stands in for nobody.

    A stand-in is needed once the day's own feed has been asked and no route has told of the day.
    """
    if not spec.stands_in_for:
        return True
    today, free = arxiv_day(now), mailing_free(spec)
    asked_at = store.sources.health(spec.stands_in_for).last_attempt_at
    if asked_at is None or arxiv_day(asked_at) < today or kind_of_day(today, free) != "listing":
        return False
    lines = store.sources.ledger((str(spec.options["category"]),), today, today, free)
    return all(each.state not in _DONE for each in lines)
