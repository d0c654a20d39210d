"""Asks Hugging Face which papers its community puts forward each day, and how they are liked.

https://huggingface.co/papers has no feed; its JSON API is asked for one day (UTC) at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from tracker.http import Response, Validators
from tracker.model.events import Discussion
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.model.papers import Announcement, Kind
from tracker.sources import Tools
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.daily_papers import DailyPage, DailyPaper, read_page
from tracker.sources.polling import next_poll

KIND = "hf-daily"

PLACE = "Hugging Face daily papers"
_PAGES = "https://huggingface.co/papers"
_PAGE_SIZE = 50
_PAGES_AT_MOST = 10
_DAY = timedelta(days=1)
_FIRST_DAYS = 7
_DAYS_AT_MOST = 31


def open_source(spec: SourceSpec, tools: Tools) -> "HfDaily":
    """Return the API at `spec.url`; the option `first_days` is how many days are asked at first."""
    return HfDaily(spec, tools)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was told of a day: its validators, and the upvotes by arXiv id."""

    validators: Validators | None = None
    upvotes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Resume:
    """The last day that was asked for, and what was told of it and the day before."""

    through: date | None = None
    days: Mapping[date, _Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A day's papers (None: unchanged), the first page's response, and what is worth a note."""

    response: Response
    papers: tuple[DailyPaper, ...] | None
    notes: tuple[str, ...] = ()


class HfDaily:
    """The daily papers; a day is asked for until it is over, and once more: upvotes lag a day."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._first_days = int(str(spec.options.get("first_days", _FIRST_DAYS)))

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield a batch for each day that has something new, and at last one without anything.

        Raises NotAFeed and BadData for what is no list of papers; an empty day is right.
        """
        resume = read_checkpoint(checkpoint, _Resume) or _Resume()
        today = now.astimezone(UTC).date()
        first = self._first_day(resume.through, today)
        notes = list(_given_up(resume.through, first))
        for day in _days(first, today):
            answer = self._ask(day, resume.days.get(day, _Known()))
            batch = self._batch(day, answer, resume)
            resume = _after(resume, day, answer, today)
            notes += answer.notes
            if batch.discussions:
                yield replace(batch, checkpoint=write_checkpoint(resume))
        yield self._ending(resume, answer.response, notes, now)

    def _ending(
        self, resume: _Resume, response: Response, notes: Iterable[str], now: datetime
    ) -> Batch:
        offered = response.validators
        conditional = bool(offered.etag or offered.last_modified)
        return Batch(
            self.spec.name,
            checkpoint=write_checkpoint(resume),
            next_at=next_poll(now, self.spec.every, response.headers, conditional=conditional),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _first_day(self, through: date | None, today: date) -> date:
        earliest = today - (_DAYS_AT_MOST - 1) * _DAY
        asked = today - (max(1, self._first_days) - 1) * _DAY
        return max(earliest, min(through, today - _DAY) if through else asked)

    def _ask(self, day: date, known: _Known) -> _Answer:
        response = self._http.get(self._address(day, 0), validators=known.validators)
        if response.unchanged:
            return _Answer(response, None)
        pages = list(self._pages(day, read_page(response.body)))
        papers = {each.id: each for page in pages for each in page.papers}
        notes = dict.fromkeys(note for page in pages for note in page.notes)
        return _Answer(response, tuple(papers.values()), tuple(notes))

    def _pages(self, day: date, first: DailyPage) -> Iterator[DailyPage]:
        """Yield the first page and those behind it, as long as they are full and different."""
        page, before, number = first, None, 0
        while page != before:
            yield page
            number += 1
            if page.size < _PAGE_SIZE or number == _PAGES_AT_MOST:
                return
            before, page = page, read_page(self._http.get(self._address(day, number)).body)

    def _address(self, day: date, page: int) -> str:
        further = f"&p={page}" if page else ""
        return f"{self.spec.url}?date={day.isoformat()}&limit={_PAGE_SIZE}{further}"

    def _batch(self, day: date, answer: _Answer, resume: _Resume) -> Batch:
        known = {id_: votes for each in resume.days.values() for id_, votes in each.upvotes.items()}
        papers = answer.papers or ()
        new = (each for each in papers if each.id not in known)
        liked = (each for each in papers if each.upvotes > known.get(each.id, -1))
        return Batch(
            self.spec.name,
            announcements=tuple(self._announcement(each) for each in new),
            discussions=tuple(_discussion(each, day) for each in liked),
        )

    def _announcement(self, daily: DailyPaper) -> Announcement:
        return Announcement(daily.paper, self.spec.name, Kind.MENTION, announced_on=None)


def _discussion(daily: DailyPaper, day: date) -> Discussion:
    at = daily.at or datetime.combine(day, time(0), UTC)
    return Discussion(daily.paper.id, PLACE, at, f"{_PAGES}/{daily.id}", daily.upvotes)


def _days(first: date, last: date) -> Iterator[date]:
    for days in range((last - first).days + 1):
        yield first + days * _DAY


def _given_up(through: date | None, first: date) -> Iterator[str]:
    if through and through < first:
        yield f"daily papers of {through} to {first - _DAY} are not asked for: too long ago"


def _after(resume: _Resume, day: date, answer: _Answer, today: date) -> _Resume:
    """Return what to remember when `day` is done; days before yesterday are not asked for again."""
    known = resume.days.get(day, _Known())
    if answer.papers is not None:
        known = _Known(upvotes={**known.upvotes, **_upvotes(answer.papers)})
    known = replace(known, validators=answer.response.validators)
    kept = {**resume.days, day: known}
    return _Resume(day, {each: kept[each] for each in kept if each >= today - _DAY})


def _upvotes(papers: Iterable[DailyPaper]) -> dict[str, int]:
    return {each.id: each.upvotes for each in papers}
