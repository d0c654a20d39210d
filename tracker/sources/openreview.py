"""Reads a venue's accepted papers from OpenReview, with an account; off unless configured.

Without an account its API answers 403 with a challenge, which is never solved:
https://docs.openreview.net/getting-started/using-the-api
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from tracker.errors import BadData, BadStatus, Unavailable
from tracker.http import Response, Validators
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.papers import Author, Paper
from tracker.sources import Account, Tools
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.programmes import (
    LIMITS,
    Entry,
    Resume,
    Snapshot,
    after,
    batch_of,
    next_turn,
    unchanged,
    unpublished,
)
from tracker.text import display

KIND = "openreview"

_JSON = "application/json, */*;q=0.1"
_PAGE = 1000  # The most that it gives at once.
_PAGES = 40
_HOUR = 3600
_SAID = re.compile(r"\b(award|oral|spotlight|highlight|poster)\b", re.IGNORECASE)
_TRACKS = (("datasets", "datasets"), ("position", "position"), ("workshop", "workshop"))


class _Told(msgspec.Struct, frozen=True):
    value: Any = None  # A form may ask for anything, a tick or a number too.


class _Note(msgspec.Struct, frozen=True):
    id: str
    forum: str = ""
    content: dict[str, _Told] = {}

    def text(self, key: str) -> str:
        told = self.content.get(key, _Told()).value
        return display(told) if isinstance(told, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        told = self.content.get(key, _Told()).value
        words = told if isinstance(told, list) else ()
        return tuple(filter(None, (display(each) for each in words if isinstance(each, str))))


class _Notes(msgspec.Struct, frozen=True):
    notes: tuple[_Note, ...]
    count: int | None = None


class _Login(msgspec.Struct, frozen=True):
    token: str = ""


_Answer = TypeVar("_Answer", _Notes, _Login)


def open_source(spec: SourceSpec, tools: Tools) -> "OpenReview":
    """Return the notes that `spec.url` asks for; options: `venue` and `year`."""
    return OpenReview(spec, tools)


class OpenReview:
    """The accepted papers of one venue and year, which `spec.url` names by `content.venueid`."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._account = tools.accounts.get(KIND)

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch with the whole list.

        Raises Unavailable without an account, or where it is refused, BadData for no list of notes.
        """
        resume = read_checkpoint(checkpoint, Resume) or Resume()
        token = self._log_in()
        answers = list(self._pages(token))
        first = replace(answers[0][0], validators=_validators(each for each, _ in answers))
        if resume.validators == first.validators:
            batch, kept = unchanged(self.spec, resume), resume
        else:
            batch = self._batch([notes for _, notes in answers], resume)
            kept = after(resume, first, batch, now)
        next_at = next_turn(self.spec, first, now)
        yield replace(batch, checkpoint=write_checkpoint(kept), next_at=next_at)

    def _log_in(self) -> str:
        if self._account is None:
            raise Unavailable("OpenReview needs an account: openreview.username and its password")
        address = urlsplit(self.spec.url)._replace(path="/login", query="").geturl()
        answer = self._http.post(address, _credentials(self._account))
        token = _decoded(answer, _Login).token
        if not token:
            raise Unavailable("OpenReview wants a second factor, which no program can give")
        return token

    def _pages(self, token: str) -> Iterator[tuple[Response, _Notes]]:
        for at in range(0, _PAGE * _PAGES, _PAGE):
            answer = self._ask(f"{self.spec.url}&limit={_PAGE}&offset={at}", token)
            found = _decoded(answer, _Notes)
            yield answer, found
            if len(found.notes) < _PAGE:
                return

    def _ask(self, url: str, token: str) -> Response:
        try:
            return self._http.get(url, limits=LIMITS, accept=_JSON, token=token)
        except BadStatus as error:
            if error.status == 401:
                raise Unavailable("OpenReview does not accept the account any more") from error
            raise

    def _batch(self, pages: list[_Notes], resume: Resume) -> Batch:
        notes = {note.id: note for page in pages for note in page.notes}
        if not notes:
            return unpublished(self.spec, "the group has no papers yet", resume.listed)
        entries = tuple(entry for note in notes.values() if (entry := self._entry(note)))
        told = pages[0].count
        flaws = tuple(_flaws(len(entries), len(notes), told))
        return batch_of(self.spec, Snapshot(entries, told or len(notes), flaws), resume.listed)

    def _entry(self, note: _Note) -> Entry | None:
        title, forum = note.text("title"), note.forum or note.id
        if not title:
            return None
        site = "https://openreview.net"
        url = f"{site}/forum?id={forum}"
        pdf = note.text("pdf")
        paper = Paper(
            id=PaperId("openreview", forum),
            title=title,
            authors=tuple(Author(name) for name in note.texts("authors")),
            abstract=note.text("abstract"),
            url=url,
            pdf_url=f"{site}{pdf}" if pdf.startswith("/") else None,
        )
        said = _SAID.search(note.text("venue"))
        track = note.text("venueid").casefold()
        kind = next((kind for word, kind in _TRACKS if word in track), "main")
        return Entry(paper, kind, said[1].casefold() if said else None, url)


def _flaws(read: int, came: int, told: int | None) -> Iterator[str]:
    if told is not None and came < told:
        yield f"only {came:,} of {told:,} notes came"
    if read < came:
        yield f"notes without a title: {came - read:,}"


def _credentials(account: Account) -> bytes:
    told = {"id": account.username, "password": account.password, "expiresIn": _HOUR}
    return msgspec.json.encode(told)


def _validators(answers: Iterable[Response]) -> Validators:
    """Return what recognises all pages together; asking costs a login, so none is conditional."""
    pages = b"".join(each.body for each in answers)
    return Validators(None, None, hashlib.sha256(pages).hexdigest())


def _decoded(answer: Response, kind: type[_Answer]) -> _Answer:
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.DecodeError as error:
        raise BadData(f"{answer.url} is no answer of OpenReview's API: {error}") from error
