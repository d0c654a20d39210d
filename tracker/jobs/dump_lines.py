"""Reads the lines of a file, packed or not, without ever holding more than a few of them."""

import gzip
import io
import zlib
from collections.abc import Iterator

from tracker.errors import BadData

LONGEST = 1 << 20
"""A line of more bytes comes cut: the longest record of arXiv, with 3,300 authors, has 200 KB."""

_BUFFER = 1 << 18
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZIP = b"PK\x03\x04"
# Frames without content, which some programs begin a file with.
_SKIPPABLE, _SKIPPABLE_END = range(0x50, 0x60), b"\x2a\x4d\x18"
_BOM = b"\xef\xbb\xbf"


class DamagedFile(BadData):
    """The rest of a packed file cannot be read; the lines before have been given."""


def read_lines(file: io.FileIO, after: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield the number, from 1, and the bytes of each line after line number `after`.

    What packs the file is told from its first bytes. A line longer than LONGEST comes cut to one
    byte more. Raises DamagedFile where the file is cut short or damaged.
    """
    source: io.BufferedReader = io.BufferedReader(file, _BUFFER)
    try:
        for number, line in _numbered(_unpacked(source)):
            if number > after:
                yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedFile(f"the file is cut short or damaged: {error}") from error
    finally:
        source.detach()  # The file is the caller's to close.


def _numbered(plain: io.BufferedReader) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := plain.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST and not line.endswith(b"\n"):
            _skip_line(plain)
        yield number, line.removeprefix(_BOM) if number == 1 else line


def _unpacked(source: io.BufferedReader) -> io.BufferedReader:
    head = source.peek(4)[:4]
    if head.startswith(_GZIP):
        return io.BufferedReader(_Gzip(source), _BUFFER)
    if head == _ZSTD or (head[1:] == _SKIPPABLE_END and head[0] in _SKIPPABLE):
        return io.BufferedReader(_Zstandard(source), _BUFFER)
    if head == _ZIP:
        raise DamagedFile("this is a zip archive: unpack it, or pack with gzip or zstd")
    return source


def _skip_line(plain: io.BufferedReader) -> None:
    while (rest := plain.readline(_BUFFER)) and not rest.endswith(b"\n"):
        pass


class _Gzip(io.RawIOBase):
    """The content of a gzip file, piece by piece: whole buffers would be lost with a cut end."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._content = gzip.GzipFile(fileobj=source)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed: WriteableBuffer
        piece = self._content.read1(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


class _Zstandard(io.RawIOBase):
    """The content of a file of Zstandard frames, which must end with a whole one.

    The library's own reader takes a cut file for a short one.
    """

    # Blocks of four bytes can stand for 128 KB each, so that this can become 32 MB at once.
    _PIECE = 1024
    _WINDOW = 1 << 27  # what `zstd --long` writes; a frame may ask for 16 times as much

    def __init__(self, source: io.BufferedReader) -> None:
        from zstandard import ZstdDecompressor

        self._source = source
        self._decompressor = ZstdDecompressor(max_window_size=self._WINDOW)
        self._frame = self._decompressor.decompressobj()
        self._within = False
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed: WriteableBuffer
        while not self._ready:
            if not self._advance():
                return 0
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _advance(self) -> bool:
        """Unpack one piece more; False at the end."""
        piece = self._packed or self._source.read(self._PIECE)
        if not piece:
            if self._within:
                raise EOFError("it ends within a frame")
            return False
        self._ready = memoryview(self._decompressed(piece))
        self._packed, self._within = b"", True
        if self._frame.eof:
            self._packed, self._within = self._frame.unused_data, False
            self._frame = self._decompressor.decompressobj()
        return True

    def _decompressed(self, piece: bytes) -> bytes:
        from zstandard import ZstdError

        try:
            return self._frame.decompress(piece)
        except ZstdError as error:
            raise EOFError(str(error)) from error
