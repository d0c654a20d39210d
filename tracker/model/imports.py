"""What importing files has brought, and what of them could not be read."""

from dataclasses import dataclass
from pathlib import Path

NAMED = 20
"""So many bad lines are kept to be named; the others are only counted."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out; `number` counts from 1, `reason` is one line of English."""

    file: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines of files: `read` is the sum of the five counts after it.

    `updated` are papers that the file told something new of, `skipped` those of other categories
    than the ones asked for. `bad_lines` are the first of the bad ones.
    """

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    bad: int = 0
    bad_lines: tuple[BadLine, ...] = ()

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(
            self.read + other.read,
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.skipped + other.skipped,
            self.bad + other.bad,
            (self.bad_lines + other.bad_lines)[:NAMED],
        )


@dataclass(frozen=True, slots=True)
class ImportStep:
    """How far an import is: bytes of all files so far and in all, as they lie on the disk.

    `begins` marks a file's first step; `after` is then the line that an earlier, interrupted import
    of it came to.
    """

    file: Path
    done: int
    size: int
    imported: Imported
    begins: bool = False
    after: int = 0
