"""Reads the programme of a conference from the data of its virtual site: events, then abstracts.

NeurIPS, ICML, ICLR, CVPR, ICCV and ECCV share this software.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin

from tracker.errors import BadData, BadStatus, FetchFailed
from tracker.http import Response, Validators
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.sources import Tools
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.programmes import (
    GONE,
    LIMITS,
    Resume,
    Snapshot,
    after,
    ask,
    batch_of,
    meeting_of,
    next_turn,
    renewed,
    unchanged,
    unpublished,
)
from tracker.sources.virtual_events import EventFile, read_abstracts, read_events
from tracker.sources.virtual_papers import Appearances, by_paper, entry_of

KIND = "virtual-site"

_JSON = "application/json, */*;q=0.1"
_EVENTS, _ABSTRACTS = "-orals-posters.json", "-abstracts.json"


def open_source(spec: SourceSpec, tools: Tools) -> "VirtualSite":
    """Return the site whose events are at `spec.url`; options: `venue` and `year`."""
    return VirtualSite(spec, tools)


@dataclass(frozen=True, slots=True)
class _Resume:
    """What is known of the two files; `abstracts` is None where the events hold them."""

    events: Resume = field(default_factory=Resume)
    abstracts: Validators | None = None


@dataclass(frozen=True, slots=True)
class _Abstracts:
    """The second file: abstracts by the number of their event, and why there are none."""

    told: Mapping[str, str] = field(default_factory=dict)
    validators: Validators | None = None
    flaws: tuple[str, ...] = ()


class VirtualSite:
    """The events of one conference; the whole list is handed over whenever it has changed."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._meeting = meeting_of(spec)

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch, empty where nothing has changed; raises BadData for no list of events.

        A second file that is missing or spoilt makes the list partial, and is no error.
        """
        resume = read_checkpoint(checkpoint, _Resume) or _Resume()
        answer = ask(self._http, self.spec.url, resume.events, now, _JSON)
        if answer is None:
            batch = unpublished(self.spec, "there is no list yet (404)", resume.events.listed)
            yield self._settled(batch, resume, None, now)
        elif answer.unchanged and not self._has_new_abstracts(resume):
            kept = replace(resume, events=renewed(resume.events, answer))
            yield self._settled(unchanged(self.spec, kept.events), kept, answer, now)
        else:
            yield self._read(self._whole(answer), resume, now)

    def _whole(self, answer: Response) -> Response:
        """Return the events again where a 304 has kept them back."""
        if answer.body:
            return answer
        return self._http.get(self.spec.url, limits=LIMITS, accept=_JSON)

    def _read(self, answer: Response, resume: _Resume, now: datetime) -> Batch:
        file = read_events(answer.body, answer.url, self._meeting.year)
        if not file.events and not _cuts(file):
            batch = unpublished(self.spec, _nothing(file), resume.events.listed)
            kept = _Resume(after(resume.events, answer, batch, now))
            return self._settled(batch, kept, answer, now)
        papers = by_paper(file.events)
        abstracts = self._abstracts(papers)
        batch = batch_of(self.spec, self._snapshot(file, papers, abstracts), resume.events.listed)
        kept = _Resume(after(resume.events, answer, batch, now), abstracts.validators)
        return self._settled(batch, kept, answer, now)

    def _snapshot(
        self, file: EventFile, papers: list[Appearances], abstracts: _Abstracts
    ) -> Snapshot:
        entries = tuple(entry_of(each, abstracts.told, self._meeting.slug) for each in papers)
        # The site counts events; of a whole file it is known how many papers they are.
        cut = file.paged or file.sent < file.told
        expected = file.told if cut else len(entries) + file.unreadable
        flaws = (*_cuts(file), *abstracts.flaws)
        page = urljoin(self.spec.url, f"/virtual/{self._meeting.year}/")
        return Snapshot(entries, expected, flaws, page)

    def _settled(
        self, batch: Batch, resume: _Resume, answer: Response | None, now: datetime
    ) -> Batch:
        next_at = next_turn(self.spec, answer, now)
        return replace(batch, checkpoint=write_checkpoint(resume), next_at=next_at)

    # --- the second file --------------------------------------------------------------------------

    @property
    def _abstracts_url(self) -> str:
        """The address of the abstracts, '' where it cannot be told from that of the events."""
        if not self.spec.url.endswith(_EVENTS):
            return ""
        return self.spec.url.removesuffix(_EVENTS) + _ABSTRACTS

    def _abstracts(self, papers: list[Appearances]) -> _Abstracts:
        """Return the abstracts that the events lack."""
        lacking = sum(not any(event.abstract for event in paper) for paper in papers)
        if not lacking or not self._abstracts_url:
            return _Abstracts()
        try:
            answer = self._http.get(self._abstracts_url, limits=LIMITS, accept=_JSON)
            return _Abstracts(read_abstracts(answer.body, answer.url), answer.validators)
        except BadStatus as error:
            missing = error.status in GONE
            # Older sites hold nearly all abstracts with the events and have no second file.
            few = lacking * 2 < len(papers)
            flaw = f"there is no file of abstracts yet ({error.status})" if missing else str(error)
            return _Abstracts(validators=Validators(), flaws=() if missing and few else (flaw,))
        except (FetchFailed, BadData) as error:
            return _Abstracts(validators=Validators(), flaws=(f"no abstracts: {error}",))

    def _has_new_abstracts(self, resume: _Resume) -> bool:
        if resume.abstracts is None:
            return False
        try:
            answer = self._http.get(
                self._abstracts_url, validators=resume.abstracts, limits=LIMITS, accept=_JSON
            )
        except BadStatus as error:
            if error.status in GONE:
                return False
            raise
        return not answer.unchanged


def _nothing(file: EventFile) -> str:
    if not file.sent:
        return "the site lists nothing yet (count 0)"
    return f"none of the site's events ({file.sent:,}) is of this year and to be seen"


def _cuts(file: EventFile) -> tuple[str, ...]:
    """Return why the events are not all there are."""
    came = f"{file.sent:,} of {file.told:,} events"
    if file.paged:
        return (f"{came}: the list goes on where an account is needed",)
    if file.sent < file.told:
        return (f"only {came} came",)
    return (f"events that cannot be read: {file.unreadable:,}",) if file.unreadable else ()
