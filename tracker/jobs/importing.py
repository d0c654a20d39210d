"""Imports files of papers, batch by batch; an import that was killed goes on where it stopped."""

import errno
import hashlib
import io
import os
import stat
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec

from tracker.errors import BadData
from tracker.jobs.dump_lines import DamagedFile, read_lines
from tracker.jobs.dump_records import SOURCE, announcement_of, read_paper
from tracker.jobs.json_lines import bad_line
from tracker.jobs.rereading import reread
from tracker.model.clock import Clock
from tracker.model.harvests import Batch, Recorded
from tracker.model.imports import NAMED, BadLine, Imported, ImportStep
from tracker.model.papers import Announcement, Paper
from tracker.store.prepared import PreparedBatch, prepared
from tracker.store.store import Store

# A batch is full with the first of them.
_PAPERS = 5_000
_LINES = 50_000
_BYTES = 16 << 20

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Position:
    """How far a file has been read: its last recorded line and what the lines to there became."""

    line: int = 0
    done: bool = False
    imported: Imported = field(default_factory=Imported)


def import_files(
    store: Store,
    files: Sequence[Path],
    clock: Clock,
    *,
    categories: Sequence[str] = (),
    told: Callable[[ImportStep], None],
    stopped: Callable[[], bool],
) -> Imported:
    """Record the papers of `files`, one after the other, and return what became of their lines.

    `categories` keeps papers of these only. Every batch is one transaction, with the position in
    its file; files that are done are remembered until all are. Raises OSError for a file that
    cannot be read, before anything is recorded where it is missing.
    """
    parts = [_part(file, categories) for file in dict.fromkeys(files)]
    if not store.papers.count():
        reread(store)  # What comes now is read by today's rules.
    size, imported, begun = sum(part.size for part in parts), Imported(), 0
    for part in parts:
        before = ImportStep(part.file, begun, size, imported)
        imported += _import(store, part, clock, before, told, stopped)
        begun += part.size
        if stopped():
            return imported
    store.imports.forget([part.name for part in parts if part.name])
    return imported


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the files; `name` stands for its content, empty where it cannot be read twice."""

    file: Path
    name: str
    size: int
    categories: frozenset[str]


def _part(file: Path, categories: Sequence[str]) -> _Part:
    wanted = frozenset(each.casefold() for each in categories)
    about = file.stat()
    if stat.S_ISDIR(about.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    if not stat.S_ISREG(about.st_mode):
        return _Part(file, "", 0, wanted)
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    what = [len(head), about.st_size, about.st_mtime_ns, *sorted(wanted)]
    digest = hashlib.sha256(head + repr(what).encode()).hexdigest()
    return _Part(file, f"{SOURCE}:{digest}", about.st_size, wanted)


def _import(
    store: Store,
    part: _Part,
    clock: Clock,
    step: ImportStep,
    told: Callable[[ImportStep], None],
    stopped: Callable[[], bool],
) -> Imported:
    """Record one file from where it stands; `step` is where the import stands before it."""
    position = _position(store, part)
    told(
        replace(step, imported=step.imported + position.imported, after=position.line, begins=True)
    )
    if position.done:
        return position.imported
    with (
        io.FileIO(part.file) as raw,
        closing(_pieces(raw, part, position, clock)) as generated,
        ThreadPoolExecutor(1, "reading") as reader,
    ):
        pieces = _Ahead(generated, reader)
        for piece in pieces:
            position = _record(store, part, piece, position, clock, pieces.begin)
            imported = step.imported + position.imported
            told(replace(step, done=step.done + piece.offset, imported=imported))
            if stopped():
                break
    return position.imported


def _position(store: Store, part: _Part) -> Position:
    known = store.sources.checkpoint(part.name) if part.name else None
    return _POSITION.decode(known) if known else Position()


@dataclass
class _Piece:
    """What one batch takes in: papers, and the count of all else up to line `last`.

    `offset` is how much of the file, as it lies on the disk, has been read for it. `batch` has the
    papers, and is first asked for when they are complete.
    """

    source: str
    last: int
    offset: int = 0
    papers: list[Paper] = field(default_factory=list)
    read: int = 0
    size: int = 0
    skipped: int = 0
    bad: list[BadLine] = field(default_factory=list)
    ends: bool = False

    @property
    def is_full(self) -> bool:
        return len(self.papers) >= _PAPERS or self.read >= _LINES or self.size >= _BYTES

    @cached_property
    def batch(self) -> PreparedBatch:
        return prepared(_batch(self.source, self.papers))


class _Ahead:
    """The pieces, each read in a thread: from `begin` on, or else when it is asked for.

    Both reading and recording want Python most of the time, and get in each other's way there; a
    database at work leaves it to others.
    """

    def __init__(self, pieces: Iterator[_Piece], reader: Executor) -> None:
        self._pieces, self._reader = pieces, reader
        self._coming: Future[_Piece | None] | None = None

    def begin(self, news: bool) -> "Future[_Piece | None]":
        """Begin to read the next piece, where that has not begun; with `news` it may be new."""
        self._coming = self._coming or self._reader.submit(self._read, news)
        return self._coming

    def __iter__(self) -> Iterator[_Piece]:
        while piece := self.begin(True).result():
            self._coming = None
            yield piece

    def _read(self, news: bool) -> _Piece | None:
        piece = next(self._pieces, None)
        if piece and news:
            piece.batch.work_out()
        return piece


def _pieces(
    raw: io.FileIO, part: _Part, position: Position, clock: Clock
) -> Generator[_Piece, None, None]:
    source = part.name or SOURCE
    piece = _Piece(source, position.line)
    try:
        for number, line in read_lines(raw, position.line):
            _take(piece, part, number, line, clock().date())
            if piece.is_full:
                piece.offset = raw.tell() if part.size else 0
                yield piece
                piece = _Piece(source, number)
    except DamagedFile as error:
        _refuse(piece, part, piece.last + 1, error)
    piece.ends, piece.offset = True, part.size
    yield piece


def _take(piece: _Piece, part: _Part, number: int, line: bytes, today: date) -> None:
    piece.last = number
    if line.isspace():
        return
    piece.size += len(line)
    try:
        paper = read_paper(line, today)
    except BadData as error:
        _refuse(piece, part, number, error)
        return
    piece.read += 1
    if part.categories and part.categories.isdisjoint(map(str.casefold, paper.categories)):
        piece.skipped += 1
    else:
        piece.papers.append(paper)


def _refuse(piece: _Piece, part: _Part, number: int, error: BadData) -> None:
    piece.read += 1
    piece.bad.append(bad_line(part.file, number, error))


def _record(
    store: Store,
    part: _Part,
    piece: _Piece,
    position: Position,
    clock: Clock,
    idle: Callable[[bool], object],
) -> Position:
    def moved(recorded: Recorded) -> Position:
        return Position(piece.last, piece.ends, position.imported + _became(piece, recorded))

    def checkpoint(recorded: Recorded) -> str:
        return _ENCODER.encode(moved(recorded)).decode()

    recorded = store.imports.record(piece.batch, clock(), checkpoint if part.name else None, idle)
    return moved(recorded)


def _batch(source: str, papers: Sequence[Paper]) -> Batch:
    told: list[Announcement] = []
    others: list[Paper] = []
    for paper in papers:
        announcement = announcement_of(paper)
        if announcement:
            told.append(announcement)
        else:
            others.append(paper)
    return Batch(source, announcements=tuple(told), papers=tuple(others))


def _became(piece: _Piece, recorded: Recorded) -> Imported:
    return Imported(
        read=piece.read,
        new=recorded.papers,
        updated=recorded.updated,
        unchanged=len(piece.papers) - recorded.papers - recorded.updated,
        skipped=piece.skipped,
        bad=len(piece.bad),
        bad_lines=tuple(piece.bad[:NAMED]),
    )


_ENCODER = msgspec.json.Encoder()
_POSITION = msgspec.json.Decoder(Position)
