"""What the sources of venues share: the whole list of a venue and year is one batch.

A source of this family gets the options `venue` and `year`, and of the calendar `notified` and
`ends` (ISO dates). It asks with `ask`, makes a batch with `batch_of` from a `Snapshot`, else with
`unpublished` or `unchanged`, and adds to it what to remember (`after`) and the `next_turn`. What is
no list at all raises BadData, so that the last snapshot stays; `broken` says so to the store.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tracker.errors import BadData, BadStatus, TrackerError
from tracker.http import Http, Limits, Response, Validators
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.papers import Announcement, Kind, Paper, VenueMention
from tracker.model.venues import Programme, ProgrammeState
from tracker.sources.polling import next_poll

GONE = frozenset({404, 410})
"""The statuses of an address that has nothing (yet)."""

GROUP = "venue"
"""The group of all such sources."""

LIMITS = Limits(body_bytes=128 * 2**20, deadline=300.0, read=120.0)
"""A year's list with its abstracts is one file of tens of megabytes."""

_DAY = timedelta(days=1)
_TRUST_VALIDATORS = timedelta(days=30)  # Some servers answer 304 for ever.


@dataclass(frozen=True, slots=True)
class Meeting:
    """A venue's meeting of one year; its list is in the making from `notified` to `ends`."""

    venue: str
    year: int
    notified: date | None = None
    ends: date | None = None

    @property
    def label(self) -> str:
        """The name for people: `ICML 2026`."""
        return f"{self.venue} {self.year}"

    @property
    def slug(self) -> str:
        """The name in ids: `icml-2026`."""
        return f"{'-'.join(self.venue.casefold().split())}-{self.year}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper of a list: what of the venue it is, how it is presented, and the page that says so.

    `kind` and `presentation` are those of `VenueMention`.
    """

    paper: Paper
    kind: str
    presentation: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A list as it was read, each paper once; with `flaws` it is not the whole one.

    `expected` is the server's own count of papers, None where it tells none; `url` and
    `proceedings` are those of `Programme`.
    """

    entries: tuple[Entry, ...]
    expected: int | None = None
    flaws: tuple[str, ...] = ()
    url: str = ""
    proceedings: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """What to remember of the last list: how to recognise it, its papers, and what was said of it.

    `listed` is how many papers the last whole one had.
    """

    validators: Validators | None = None
    read_at: datetime | None = None
    listed: int = 0
    state: ProgrammeState | None = None
    message: str = ""


def meeting_of(spec: SourceSpec) -> Meeting:
    """Return the meeting that a source is configured for."""
    options = spec.options
    return Meeting(
        str(options["venue"]),
        int(str(options["year"])),
        _day(options.get("notified")),
        _day(options.get("ends")),
    )


def ask(http: Http, url: str, resume: Resume, now: datetime, accept: str) -> Response | None:
    """Return what is at `url`, None where there is no list yet.

    Raises BadStatus where there was one before: a list is not withdrawn, a server is in trouble.
    """
    fresh = resume.read_at is not None and now - resume.read_at < _TRUST_VALIDATORS
    try:
        return http.get(
            url, validators=resume.validators if fresh else None, limits=LIMITS, accept=accept
        )
    except BadStatus as error:
        if error.status in GONE and not resume.listed:
            return None
        raise


def batch_of(spec: SourceSpec, snapshot: Snapshot, before: int) -> Batch:
    """Return the batch of a list that has papers; `before` is how many it had the last time."""
    meeting = meeting_of(spec)
    programme = _programme(spec, meeting, snapshot, before)
    return Batch(
        spec.name,
        announcements=tuple(_announcement(spec, meeting, each) for each in snapshot.entries),
        programme=programme,
        notes=(f"{meeting.label}: {programme.message}",) if programme.message else (),
    )


def proceedings_of(read: Iterable[Entry | None]) -> Snapshot:
    """Return proceedings as they were read, each paper once; None is an entry without sense."""
    items = list(read)
    entries = {each.paper.id: each for each in items if each}
    unread = items.count(None)
    flaws = (f"entries that cannot be read: {unread:,}",) if unread else ()
    return Snapshot(tuple(entries.values()), len(entries) + unread, flaws, proceedings=True)


def unpublished(spec: SourceSpec, why: str, before: int) -> Batch:
    """Return the batch of a list that is not there yet.

    Raises BadData where it had papers before: that is a failure, and the last snapshot stays.
    """
    if before:
        label = meeting_of(spec).label
        raise BadData(f"{label} had {before:,} papers, and now {why}")
    return _only_a_state(spec, ProgrammeState.NOT_PUBLISHED, why)


def unchanged(spec: SourceSpec, resume: Resume) -> Batch:
    """Return the batch of a list that is as it was: its state holds again, after failures too."""
    if resume.state is None:
        return Batch(spec.name)
    return _only_a_state(spec, resume.state, resume.message)


def broken(spec: SourceSpec, error: TrackerError) -> Batch | None:
    """Return the batch that says what came instead of a list, None where the network failed."""
    gone = isinstance(error, BadStatus) and error.status in GONE
    if spec.group != GROUP or not (gone or isinstance(error, BadData)):
        return None
    return _only_a_state(spec, ProgrammeState.BROKEN, str(error))


def after(resume: Resume, answer: Response, batch: Batch, now: datetime) -> Resume:
    """Return what to remember of an answer that was read as `batch`.

    A list that was not whole does not lower the number that the next one is compared with.
    """
    told = batch.programme
    if told is None:
        return replace(resume, validators=answer.validators)
    whole = told.state is ProgrammeState.COMPLETE
    listed = told.listed if whole else max(told.listed, resume.listed)
    return Resume(answer.validators, now, listed, told.state, told.message)


def renewed(resume: Resume, answer: Response) -> Resume:
    """Return what to remember after an answer that brought nothing new."""
    return replace(resume, validators=answer.validators)


def next_turn(spec: SourceSpec, answer: Response | None, now: datetime) -> datetime:
    """Return when to ask again: daily while the list is in the making, else after `spec.every`.

    Never later than the notification, and not sooner than the server wants.
    """
    meeting, today = meeting_of(spec), now.astimezone(UTC).date()
    made = meeting.notified and meeting.ends and meeting.notified <= today <= meeting.ends
    every = min(_DAY, spec.every) if made else spec.every
    kept = answer.validators if answer else Validators()
    conditional = bool(kept.etag or kept.last_modified)
    due = next_poll(now, every, answer.headers if answer else {}, conditional=conditional)
    if meeting.notified and meeting.notified > today:
        return min(due, datetime.combine(meeting.notified, time(0), UTC))
    return due


def _only_a_state(spec: SourceSpec, state: ProgrammeState, message: str) -> Batch:
    """Return a batch without papers: what the store knows of the list stays."""
    meeting = meeting_of(spec)
    programme = Programme(spec.name, meeting.venue, meeting.year, state, message=message)
    return Batch(spec.name, programme=programme)


def _programme(spec: SourceSpec, meeting: Meeting, snapshot: Snapshot, before: int) -> Programme:
    listed = len(snapshot.entries)
    shrunk = (f"it had {before:,} papers, and now {listed:,}",) if listed < before else ()
    return Programme(
        source=spec.name,
        venue=meeting.venue,
        year=meeting.year,
        state=ProgrammeState.PARTIAL if snapshot.flaws else ProgrammeState.COMPLETE,
        expected=snapshot.expected,
        listed=listed,
        abstracts=sum(bool(each.paper.abstract) for each in snapshot.entries),
        message="; ".join((*snapshot.flaws, *shrunk)),
        counts=_counts(each.kind for each in snapshot.entries),
        proceedings=snapshot.proceedings,
        url=snapshot.url,
    )


def _counts(kinds: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return how many there are of each kind, most first."""
    return tuple(sorted(Counter(kinds).items(), key=lambda each: (-each[1], each[0])))


def _announcement(spec: SourceSpec, meeting: Meeting, entry: Entry) -> Announcement:
    mention = VenueMention(
        meeting.venue,
        meeting.year,
        entry.kind,
        entry.presentation,
        "accepted",
        entry.evidence or entry.paper.url or spec.url,
    )
    paper = replace(entry.paper, venues=(mention,))
    return Announcement(paper, spec.name, Kind.PUBLISHED, None, category=meeting.label)


def _day(said: object) -> date | None:
    return date.fromisoformat(str(said)) if said else None
