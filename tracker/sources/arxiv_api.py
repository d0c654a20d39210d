"""Asks arXiv's query API for full metadata, by id or by the days on which papers were submitted.

https://info.arxiv.org/help/api/user-manual.html
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import arxiv

from tracker.model.arxiv_calendar import arxiv_day, deadline, kind_of_day, previous_listing
from tracker.model.harvests import Batch, Checkpoint, Coverage, CoverageState, SourceSpec
from tracker.model.identifiers import ARXIV, ArxivId, PaperId, arxiv_id
from tracker.model.papers import Announcement, Author, Kind, Paper
from tracker.sources import Tools
from tracker.sources.arxiv_records import (
    abstract_page,
    identifiers_of,
    one_line,
    paragraphs,
    pdf_file,
)
from tracker.sources.arxiv_session import search
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.polling import mailing_free, weekday_turn

KIND = "arxiv-api"

_SLICE = 100
_DAY = timedelta(days=1)
_AFTER_THE_FEEDS = time(0, 25)  # In New York; see `arxiv_rss`.


def open_source(spec: SourceSpec, tools: Tools) -> "ArxivApi":
    """Return the API at `spec.url`.

    Options: `categories`, `first_days` to fill at first, and `mailing_free`.
    """
    return ArxivApi(spec, tools)


@dataclass(frozen=True, slots=True)
class _Fill:
    """The first fill: the next day to ask for, and the last one; over where `day` > `until`."""

    day: date
    until: date


@dataclass(frozen=True, slots=True)
class _Found:
    """The distinct papers of a search, and how many arXiv says there are."""

    papers: tuple[Paper, ...]
    total: int


class ArxivApi:
    """Adds metadata to known papers and fills ranges of days; harvests the first days, once."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self.categories = _strings(spec.options.get("categories"))
        self.mailing_free = mailing_free(spec)
        self._first_days = int(str(spec.options.get("first_days", 0)))

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield a batch for each of the last `first_days` days that was not filled before.

        Afterwards yields one empty batch: arXiv asks that no query is repeated within a day, and
        what is new stands in the feeds.
        """
        fill = read_checkpoint(checkpoint, _Fill) or self._first_fill(now)
        for batch in self.backfill(fill.day, fill.until, now):
            fill = replace(fill, day=fill.day + _DAY)
            yield replace(batch, checkpoint=write_checkpoint(fill))
        yield Batch(
            self.spec.name,
            checkpoint=write_checkpoint(fill),
            next_at=self._next_turn(now),
        )

    def backfill(self, since: date, until: date, now: datetime) -> Iterator[Batch]:
        """Yield a batch a day with the papers whose submission date puts them in that listing.

        An estimate: moderation may have held some longer. Days ahead are left out.
        """
        until = min(until, arxiv_day(now))
        for days in range((until - since).days + 1):
            yield self._batch_of(since + timedelta(days=days), now)

    def complete(
        self,
        ids: Sequence[str],
        now: datetime,  # noqa: ARG002 - other sources that complete need it
    ) -> Iterator[Batch]:
        """Yield a batch of full records per hundred ids (with or without `arXiv:` and version).

        Ids that arXiv does not have, or that are none, are named in the notes.
        """
        asked = {text: arxiv_id(text) for text in ids}
        # One malformed id makes arXiv refuse all of them.
        bases = list(dict.fromkeys(found.base for found in asked.values() if found))
        malformed = tuple(text for text, found in asked.items() if not found)
        if malformed:
            yield Batch(self.spec.name, notes=(f"no arXiv ids: {', '.join(malformed)}",))
        for start in range(0, len(bases), _SLICE):
            yield self._completed(bases[start : start + _SLICE])

    def _next_turn(self, now: datetime) -> datetime:
        # The feeds' papers want their metadata soon after the feeds were read.
        after_the_feeds = weekday_turn(arxiv_day(now), _AFTER_THE_FEEDS, self.spec.name)
        return min(now + self.spec.every, after_the_feeds)

    def _first_fill(self, now: datetime) -> _Fill:
        today = arxiv_day(now)
        return _Fill(today - (self._first_days - 1) * _DAY, today)

    def _completed(self, bases: Sequence[str]) -> Batch:
        found = self._find(arxiv.Search(id_list=list(bases), max_results=None))
        missing = set(bases) - {paper.id.value for paper in found.papers}
        notes = (f"arXiv has no record of {', '.join(sorted(missing))}",) if missing else ()
        return Batch(self.spec.name, papers=found.papers, notes=notes)

    def _batch_of(self, day: date, now: datetime) -> Batch:
        kind = kind_of_day(day, self.mailing_free)
        if kind != "listing":
            rest = Coverage(self.spec.name, day, CoverageState(kind), 0)
            return Batch(self.spec.name, coverage=(rest,))
        window = deadline(previous_listing(day, self.mailing_free)), deadline(day)
        found = self._find(_submitted_in(window, self.categories))
        papers = tuple(_in(window, found.papers))
        announcements = tuple(told for paper in papers for told in self._announcements(paper, day))
        seen = len(papers)
        state = _state(found, is_today=day == arxiv_day(now))
        return Batch(
            self.spec.name,
            announcements=announcements,
            coverage=(Coverage(self.spec.name, day, state, seen, _expected(found, seen)),),
            notes=tuple(_notes(found, day)),
        )

    def _find(self, query: arxiv.Search) -> _Found:
        found = self._search(query)
        # The API sometimes gives nothing where there is something; no day of arXiv's is empty.
        return found if found.papers else self._search(query)

    def _search(self, query: arxiv.Search) -> _Found:
        results, total = search(self._http, self.spec.url, query, _SLICE)
        # Sorting has no tie-break, so that pages may overlap.
        distinct = {paper.id: paper for paper in _papers(results)}
        return _Found(tuple(distinct.values()), total)

    def _announcements(self, paper: Paper, day: date) -> Iterator[Announcement]:
        """Yield a sighting in each followed category; arXiv lists a paper in all at once."""
        followed = [each for each in paper.categories if each in self.categories]
        for category in followed or [""]:
            kind = Kind.NEW if category == paper.categories[0] else Kind.CROSS_LIST
            yield Announcement(paper, self.spec.name, kind, day, estimated=True, category=category)


def _in(window: tuple[datetime, datetime], papers: Iterable[Paper]) -> Iterator[Paper]:
    opened, closed = window
    for paper in papers:
        # arXiv's windows are of whole minutes and inclusive at both ends.
        if paper.submitted_at and opened <= paper.submitted_at < closed:
            yield paper


def _submitted_in(window: tuple[datetime, datetime], categories: Sequence[str]) -> arxiv.Search:
    opened, closed = window
    listed = " OR ".join(f"cat:{category}" for category in categories)
    submitted = f"submittedDate:[{opened:%Y%m%d%H%M} TO {closed:%Y%m%d%H%M}]"
    return arxiv.Search(
        f"({listed}) AND {submitted}",
        max_results=None,
        sort_by=arxiv.SortCriterion.SubmittedDate,
        sort_order=arxiv.SortOrder.Ascending,
    )


def _state(found: _Found, *, is_today: bool) -> CoverageState:
    if not found.papers:
        return CoverageState.PENDING if is_today else CoverageState.UNKNOWN
    return CoverageState.SHORT if len(found.papers) < found.total else CoverageState.COMPLETE


def _expected(found: _Found, seen: int) -> int | None:
    lost = max(found.total - len(found.papers), 0)
    return seen + lost if found.papers else None


def _notes(found: _Found, day: date) -> Iterator[str]:
    if not found.papers:
        yield f"arXiv's API knows no paper of {day}"
    elif len(found.papers) < found.total:
        yield f"arXiv's API counts {found.total} papers of {day} and gave {len(found.papers)}"


def _papers(results: Iterable[arxiv.Result]) -> Iterator[Paper]:
    for result in results:
        found = arxiv_id(result.get_short_id())
        if found:
            yield _paper(result, found)


def _paper(result: arxiv.Result, found: ArxivId) -> Paper:
    return Paper(
        id=PaperId(ARXIV, found.base),
        title=one_line(result.title),
        authors=tuple(_author(author) for author in result.authors),
        abstract=paragraphs(result.summary),
        url=abstract_page(found.base),
        pdf_url=pdf_file(found.base),
        identifiers=identifiers_of(found.base, result.doi),
        categories=_primary_first(result),
        version=found.version,
        submitted_at=result.published,
        updated_at=result.updated,
        comment=one_line(result.comment or "") or None,
        journal_ref=one_line(result.journal_ref or "") or None,
        complete=True,
    )


def _author(author: arxiv.Result.Author) -> Author:
    return Author(one_line(author.name), one_line(", ".join(author.affiliation)) or None)


def _primary_first(result: arxiv.Result) -> tuple[str, ...]:
    primary = (result.primary_category,) if result.primary_category else ()
    return tuple(dict.fromkeys((*primary, *result.categories)))


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, Iterable) else ()
