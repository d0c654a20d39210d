"""Keeps what a list of records has told so far, light enough for months of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from tracker.model.papers import Paper
from tracker.sources.announced_days import Record, listing_at
from tracker.sources.oai_pages import Dropped, Page

_DAY = timedelta(days=1)
_PAUSE = timedelta(days=30)
_NAMED = 5


@dataclass(slots=True)
class Reading:
    """The records of a list by id, without their long texts; `first_page` is a hash."""

    started_at: datetime
    records: dict[str, Record] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    first_page: str = ""

    def take(self, page: Page, digest: str) -> tuple[Record, ...]:
        """Add a page; returns its records without those that an earlier page told of as well."""
        # What changes while the list is read belongs to the next one.
        self.started_at = min(self.started_at, page.answered_at)
        self.first_page = self.first_page or digest
        self.dropped.extend(page.dropped)
        return tuple(each for each in page.records if self._is_news(each))

    def dropped_on(self, day: date) -> int:
        """Return how many records that cannot be read may belong to the listing of `day`."""
        changed = (each.changed_on for each in self.dropped)
        return sum(on is not None and listing_at(on) == day for on in changed)

    def next_since(self, since: date, last_new: date | None) -> date:
        """Return where the next list begins: a day before this one's answer, on a listing day.

        A server that has fallen behind answers all the same, so the days after `last_new`, the
        last one with new papers, are asked for again: for a month, as small categories have pauses.
        """
        begin = listing_at(self.started_at.astimezone(UTC).date() - _DAY)
        if self.records:
            begin = min(begin, max(last_new or since, listing_at(begin - _PAUSE)))
        return max(since, begin)

    def _is_news(self, record: Record) -> bool:
        known = self.records.get(record.id)
        if known and (known.datestamp, known.version) >= (record.datestamp, record.version):
            return False
        self.records[record.id] = replace(record, paper=_brief(record.paper))
        return True


def notes(dropped: Sequence[Dropped]) -> Iterator[str]:
    """Yield one line that names what could not be read, nothing where all could."""
    if dropped:
        named = ", ".join(f"{each.name} ({each.why})" for each in dropped[:_NAMED])
        more = f" and {len(dropped) - _NAMED} more" if len(dropped) > _NAMED else ""
        yield f"dropped records that cannot be read: {named}{more}"


def _brief(paper: Paper) -> Paper:
    # The whole paper has been handed over with its page.
    return replace(paper, authors=(), abstract="", comment=None, licence=None, complete=False)
