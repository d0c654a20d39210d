"""Reads feed documents in a child process that can be stopped, whatever the document does to it.

feedparser's time grows with the square of the attributes on one tag (16,000 take seconds, 200,000
an hour), and a thread cannot be ended from outside.
"""

import os
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType
from typing import IO, Self

import msgspec

from tracker.errors import NotAFeed, ParserStopped

_LENGTH = struct.Struct(">I")
_START_SECONDS = 30.0  # Importing on a busy machine; no document has been seen yet.
_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item of a feed: absent text is '', instants are UTC.

    `summary` and `content` are HTML where the feed has HTML. `rights`, `announce_type`, `doi` and
    `journal_ref` come from arXiv's feeds only.
    """

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    categories: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    rights: str = ""
    announce_type: str = ""
    doi: str = ""
    journal_ref: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A whole feed: `version` is feedparser's name of its format, `ttl` is minutes.

    `skip_days` are English day names. `notes` say what was wrong with a document that could be
    used all the same.
    """

    title: str
    version: str
    link: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    ttl: int | None = None
    skip_days: tuple[str, ...] = ()
    entries: tuple[ParsedEntry, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What the child is asked to read."""

    body: bytes
    content_type: str
    base_url: str
    keep_markup: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What the child answers: a feed, or why there is none."""

    feed: ParsedFeed | None = None
    refused: str = ""
    stopped: str = ""


class FeedParser:
    """Parses one document at a time in a child, which starts with the first one.

    `seconds` bounds the CPU and the wall time of a document, `memory_bytes` the child's address
    space. May be shared by threads; `close` ends the child.
    """

    def __init__(self, *, seconds: float = 10.0, memory_bytes: int = 512 * 2**20) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._turn = Lock()
        self._child: _Child | None = None
        self._closed = False

    def parse(
        self,
        body: bytes,
        *,
        content_type: str = "",
        base_url: str = "",
        keep_markup: bool = False,
    ) -> ParsedFeed:
        """Return the feed in `body`, as the server sent it (decompressed).

        `base_url` resolves relative links. `keep_markup` is for documents whose text is no HTML
        (arXiv): nothing is sanitised, and XML that is not well-formed is refused. Raises NotAFeed
        with a reason, ParserStopped where the document took too much time or memory.
        """
        reply = self._ask(Document(body, content_type, base_url, keep_markup))
        if reply.stopped:
            raise ParserStopped(reply.stopped)
        if reply.feed is None:
            raise NotAFeed(reply.refused)
        return reply.feed

    def close(self) -> None:
        """End the child, also in the middle of a document; may be called twice."""
        self._closed = True
        if self._child:
            self._child.kill()
        with self._turn:
            self._drop_child()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, document: Document) -> Reply:
        with self._turn:
            if self._closed:
                return Reply(stopped="the feed parser is closed")
            if self._child is None:
                self._child = _Child(self._seconds, self._memory_bytes)
            reply = self._child.ask(document)
            if reply.stopped:
                self._drop_child()
            return reply

    def _drop_child(self) -> None:
        if self._child:
            self._child.end()
        self._child = None


class _Child:
    """A running child and the pipes to it."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no value from outside
            _command(seconds, memory_bytes),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which ends the child.
        )
        self._ready = False

    def ask(self, document: Document) -> Reply:
        """Return the child's answer; a child that does not give one in time is killed."""
        if not self._ready and not self._within(_START_SECONDS, None):
            return Reply(stopped="the feed parser did not start")
        self._ready = True
        answer = self._within(self._seconds, msgspec.msgpack.encode(document))
        if answer is None:
            return Reply(stopped=f"the feed took more than {self._seconds:g} s or too much memory")
        return msgspec.msgpack.decode(answer, type=Reply)

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):  # Half a frame may still be buffered.
                    pipe.close()

    def _within(self, seconds: float, message: bytes | None) -> bytes | None:
        # Killing ends the exchange wherever it stands: both pipes close.
        watchdog = Timer(seconds, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._exchange(message)
        finally:
            watchdog.cancel()
            watchdog.join()

    def _exchange(self, message: bytes | None) -> bytes | None:
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("Popen was asked for both pipes")
        try:
            if message is not None:
                write_frame(self._process.stdin, message)
            return read_frame(self._process.stdout)
        except BrokenPipeError:
            return None


def write_frame(pipe: IO[bytes], message: bytes) -> None:
    """Write `message` after its length (4 bytes, big-endian)."""
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """Return the next message, None where the other side has ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = pipe.read(length)
    return message if len(message) == length else None


def _command(seconds: float, memory_bytes: int) -> list[str]:
    # -P: a file in the working directory must not take the place of a module.
    # -W ignore: feedparser warns of its own fallbacks.
    options = ["-P", "-W", "ignore", "-m", "tracker.sources.parser_child"]
    return [sys.executable, *options, str(seconds), str(memory_bytes)]


def _environment() -> dict[str, str]:
    # Nothing else: the child reads what strangers wrote, and secrets are in the environment.
    needed = ("PATH", "LANG", "LD_PRELOAD", "LD_LIBRARY_PATH")
    kept = {name: os.environ[name] for name in needed if name in os.environ}
    return kept | {"PYTHONPATH": str(_ROOT)}
