"""Reads a body piece by piece, counting what comes over the wire and what it unpacks to."""

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Protocol

from tracker.errors import BodyTooLarge, FetchFailed

ENCODINGS = b"gzip, deflate"
"""The Accept-Encoding header: what this file can unpack within bounds."""

_PART = 2**16  # An unpacked part is never larger, whatever a piece would expand to.
_RATIO = 200
_RATIO_FROM = 2**20
_GZIP, _ZLIB, _RAW = 31, 15, -15  # The `wbits` of zlib.decompressobj.
_GZIP_MAGIC = b"\x1f\x8b"


def read_body(pieces: Iterable[bytes], encoding: str, length: str, cap: int) -> bytes:
    """Return the body of `pieces` (raw from the wire), unpacked as `encoding` says.

    `encoding` and `length` are the headers Content-Encoding and Content-Length, or "". Raises
    BodyTooLarge past `cap` bytes, on the wire or unpacked, and FetchFailed for an encoding that
    was not asked for, is nested, or does not hold.
    """
    decoder = _decoder(encoding)
    if length.isdecimal() and int(length) > cap:
        raise _too_large(cap)
    body, wire = BytesIO(), 0
    for piece in pieces:
        wire += len(piece)
        if wire > cap:
            raise _too_large(cap)
        for part in decoder.unpack(piece):
            _check(body.tell() + len(part), wire, cap)
            body.write(part)
    decoder.finish()
    return body.getvalue()  # Shares the buffer: a second copy would double the memory of a body.


def _check(unpacked: int, wire: int, cap: int) -> None:
    if unpacked > cap:
        raise _too_large(cap)
    if unpacked > _RATIO_FROM and unpacked > _RATIO * wire:
        raise BodyTooLarge(f"the body unpacks to more than {_RATIO} times its size")


def _too_large(cap: int) -> BodyTooLarge:
    return BodyTooLarge(f"the body is larger than {cap / 2**20:g} MiB")


class _Decoder(Protocol):
    def unpack(self, piece: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None: ...


def _decoder(encoding: str) -> _Decoder:
    codings = [each.strip().lower() for each in encoding.split(",")]
    match [each for each in codings if each not in {"", "identity"}]:
        case []:
            return _Plain()
        case ["gzip" | "x-gzip"]:
            return _Inflate(_GZIP)
        case ["deflate"]:
            return _Inflate(_ZLIB)
        case _:
            raise FetchFailed(f"the body came in an encoding that was not asked for: {encoding!r}")


class _Plain:
    def unpack(self, piece: bytes) -> Iterator[bytes]:
        yield piece

    def finish(self) -> None:
        """Nothing is held back; the framing of HTTP tells whether the body is whole."""


class _Inflate:
    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._engine = zlib.decompressobj(wbits)
        self._started = False

    def unpack(self, piece: bytes) -> Iterator[bytes]:
        packed = piece
        while True:
            if self._engine.eof and not self._next_member(packed):
                return
            part = self._inflate(packed)
            if part:
                yield part
            packed = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
            # A full part may leave more inside the engine, even when all input is consumed.
            if not packed and len(part) < _PART:
                return

    def finish(self) -> None:
        if self._started and not self._engine.eof:
            raise FetchFailed("the compressed body ended too early")

    def _inflate(self, packed: bytes) -> bytes:
        try:
            part = self._engine.decompress(packed, _PART)
        except zlib.error as error:
            if self._started or self._wbits != _ZLIB:
                raise FetchFailed(f"the body is not compressed as it says: {error}") from error
            return self._without_header(packed)
        self._started = self._started or bool(packed)
        return part

    def _without_header(self, packed: bytes) -> bytes:
        # Some servers take "deflate" for the bare stream, and browsers have always let them.
        self._wbits = _RAW
        self._engine = zlib.decompressobj(_RAW)
        return self._inflate(packed)

    def _next_member(self, packed: bytes) -> bool:
        # Gzip may be several members in a row (RFC 1952, 2.2); other bytes at the end are padding.
        if self._wbits != _GZIP or not packed or not _GZIP_MAGIC.startswith(packed[:2]):
            return False
        self._engine = zlib.decompressobj(_GZIP)
        return True
