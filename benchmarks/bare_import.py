"""The least an import can be: JSON read, table and index filled; beside it stands `importing`."""

import gzip
import json
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from tracker.model.clock import system_clock
from tracker.store.store import Store

_AT_ONCE = 5_000
_COLUMNS = (
    "id", "key", "announced_on", "announced_on_estimated", "complete", "submitted_at",
    "recorded_at", "identifiers", "categories", "url", "comment", "title", "authors", "abstract",
    "title_key", "title_core", "author_key",
)  # fmt: skip

Row: TypeAlias = tuple[str | int | None, ...]


def main() -> int:
    """Fill the new SQLite file of the first argument from the others; print the loop's seconds."""
    database, *files = sys.argv[1:]
    Store.open(f"sqlite:///{Path(database).resolve()}", system_clock, create=True).close()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        began = time.perf_counter()
        _fill(connection, _rows(files))
        print(time.perf_counter() - began)
    return 0


def _fill(connection: sqlite3.Connection, rows: Iterator[Row]) -> None:
    insert = f"INSERT INTO papers ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    index = """
        INSERT INTO papers_fts (rowid, title, authors, abstract)
        SELECT id, title, authors, abstract FROM papers WHERE id >= ?
    """
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute("BEGIN")
        connection.executemany(insert, some)
        connection.execute(index, some[0][:1])
        connection.execute("COMMIT")


def _rows(files: Sequence[str]) -> Iterator[Row]:
    for number, line in enumerate(_lines(files), start=1):
        told = json.loads(line)
        key, names = f"arxiv:{told['id']}", told["authors"]
        yield (
            number, key, told["listed"], 0, 0, told["published"],
            "2026-11-23T12:00:00.000000Z", key, "\n".join(told["categories"]), "",
            told["comment"], told["title"], "\n".join(names), told["abstract"],
            *_keys(told["title"], names),
        )  # fmt: skip


def _keys(title: str, names: Sequence[str]) -> tuple[str, str, str]:
    # As long and as mixed as real keys, which is all that filling the indexes depends on.
    letters = title.replace(" ", "").lower()
    ends = f"{names[0]} {names[-1]}".lower() if names else ""
    return letters, letters[-20:], ends


def _lines(files: Sequence[str]) -> Iterator[bytes]:
    for file in files:
        with gzip.open(file) as packed:
            yield from packed


if __name__ == "__main__":
    sys.exit(main())
