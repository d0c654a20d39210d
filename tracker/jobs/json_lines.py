"""Reads lines of JSON, one record each; a line that is none is told of, and the rest goes on."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from tracker.errors import BadData
from tracker.jobs.dump_lines import LONGEST, DamagedFile, read_lines
from tracker.model.imports import BadLine

T = TypeVar("T")

STANDARD_INPUT = Path("-")

_REASON = 200


def read_records(
    files: Sequence[Path], decode: Callable[[bytes], T], refused: Callable[[BadLine], object]
) -> Iterator[T]:
    """Yield what `decode` makes of each line of `files`, `-` being standard input.

    A line for which it raises BadData, and the damaged rest of a packed file, go to `refused`.
    Raises OSError for a file that cannot be read.
    """
    for file in files:
        number = 0
        try:
            with _opened(file) as raw:
                for number, line in read_lines(raw):
                    if line.isspace():
                        continue
                    try:
                        record = decode(line)
                    except BadData as error:
                        refused(bad_line(file, number, error))
                    else:
                        yield record
        except DamagedFile as error:
            refused(bad_line(file, number + 1, error))


def _opened(file: Path) -> io.FileIO:
    return io.FileIO(0, closefd=False) if file == STANDARD_INPUT else io.FileIO(file)


def bad_line(file: Path, number: int, error: BadData) -> BadLine:
    """Return a line that was left out, with the reason on one line."""
    return BadLine(str(file), number, " ".join(str(error).split())[:_REASON])


def decoder(kind: type[T]) -> Callable[[bytes], T]:
    """Return a function that reads a line as `kind`, a msgspec structure.

    It raises BadData with the reason where the line is no such thing.
    """
    strict = msgspec.json.Decoder(kind)

    def decoded(line: bytes) -> T:
        try:
            return strict.decode(line)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            # It refuses half a surrogate pair, which text that was cut may end with.
            return msgspec.convert(json.loads(line), kind)

    def read(line: bytes) -> T:
        if len(line) > LONGEST:
            raise BadData(f"longer than {LONGEST:,} bytes")
        try:
            return decoded(line)
        except RecursionError as error:
            raise BadData("not JSON that can be read: too deep") from error
        except UnicodeDecodeError as error:
            raise BadData(f"not UTF-8: {error.reason}") from error
        except json.JSONDecodeError as error:
            raise BadData(f"not JSON: {error.msg} at character {error.pos + 1}") from error
        except ValueError as error:
            raise BadData(str(error)) from error

    return read
