"""Counts a venue's papers in DBLP, to check the other lists against; it records no paper.

DBLP has no abstracts and comes months later, so that its absence proves nothing:
https://dblp.org/faq/How+to+use+the+dblp+search+API.html
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from tracker.errors import BadData
from tracker.http import Response
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.model.venues import Programme, ProgrammeState
from tracker.sources import Tools
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.programmes import (
    Resume,
    after,
    ask,
    meeting_of,
    next_turn,
    unchanged,
    unpublished,
)

KIND = "dblp"

_JSON = "application/json, */*;q=0.1"
_PAGE = 1000  # The most that DBLP gives at once.
_PAGES = 20
_PAPERS = "Conference and Workshop Papers"  # Not the volume itself, which is an "Editorship".


class _Info(msgspec.Struct, frozen=True):
    type: str = ""


class _Hit(msgspec.Struct, frozen=True):
    info: _Info = _Info()


class _Hits(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="@total")
    hit: tuple[_Hit, ...] = ()


class _Result(msgspec.Struct, frozen=True):
    hits: _Hits


class _Answer(msgspec.Struct, frozen=True):
    result: _Result


@dataclass(frozen=True, slots=True)
class _Kept:
    first: Resume = field(default_factory=Resume)


def open_source(spec: SourceSpec, tools: Tools) -> "Dblp":
    """Return the table of contents that `spec.url` asks for; options: `venue` and `year`."""
    return Dblp(spec, tools)


class Dblp:
    """One year's table of contents; `spec.url` asks for JSON, and `&f=` is put behind it."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._meeting = meeting_of(spec)

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch with a count, empty where nothing has changed.

        Raises BadData for an answer that is no table of contents.
        """
        resume = (read_checkpoint(checkpoint, _Kept) or _Kept()).first
        answer = ask(self._http, self._page(0), resume, now, _JSON)
        if answer is None:
            batch = unpublished(self.spec, "DBLP has no such volume yet", resume.listed)
            kept = resume
        elif answer.unchanged:
            batch, kept = unchanged(self.spec, resume), resume
        else:
            batch = self._counted(answer, resume)
            kept = after(resume, answer, batch, now)
        yield Batch(
            self.spec.name,
            programme=batch.programme,
            checkpoint=write_checkpoint(_Kept(kept)),
            next_at=next_turn(self.spec, answer, now),
        )

    def _counted(self, answer: Response, resume: Resume) -> Batch:
        first = _read(answer)
        total = int(first.total)
        if not total:
            return unpublished(self.spec, "DBLP lists nothing yet", resume.listed)
        starts = range(_PAGE, min(total, _PAGE * _PAGES), _PAGE)
        pages = [first, *(_read(self._http.get(self._page(at), accept=_JSON)) for at in starts)]
        papers = sum(hit.info.type == _PAPERS for page in pages for hit in page.hit)
        came = sum(len(page.hit) for page in pages)
        state = ProgrammeState.COMPLETE if came >= total else ProgrammeState.PARTIAL
        programme = Programme(
            self.spec.name,
            self._meeting.venue,
            self._meeting.year,
            state,
            expected=papers,
            listed=papers,
            message="" if came >= total else f"only {came:,} of {total:,} records came",
        )
        return Batch(self.spec.name, programme=programme)

    def _page(self, at: int) -> str:
        return f"{self.spec.url}&f={at}"


def _read(answer: Response) -> _Hits:
    try:
        hits = msgspec.json.decode(answer.body, type=_Answer).result.hits
    except msgspec.DecodeError as error:
        raise BadData(f"{answer.url} is no table of contents of DBLP: {error}") from error
    if not hits.total.isdigit():
        raise BadData(f"{answer.url} counts {hits.total!r} records")
    return hits
