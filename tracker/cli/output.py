"""The one place that formats: tables that fit the screen, and records for other programs."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import click

from tracker.cli.records import Record
from tracker.text import display, readable, safe_url, width

FORMATS = ("table", "json", "jsonl", "csv", "markdown")
PAPER_FORMATS = (*FORMATS[:-1], "bibtex", "markdown")

_GAP = "  "
_NARROWEST = 16  # columns of a title below which an optional column gives way
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Column(NamedTuple):
    """A column of a table: a `flexible` one is cut to the screen, an `optional` one gives way."""

    title: str
    right: bool = False
    flexible: bool = False
    optional: bool = False


def records(rows: Iterable[Record], format_: str) -> None:
    """Print records as `json`, `jsonl` or `csv`."""
    {"json": _json, "jsonl": _jsonl, "csv": _csv}[format_](list(rows))


def json_line(row: Record) -> None:
    """Print one record as JSON, before the next one is known."""
    click.echo(_dumps(row))


def line(text: str = "") -> None:
    """Print one line of a result."""
    click.echo(_spaced(text))


def block(text: str) -> None:
    """Print lines that are laid out already, without what could steer a terminal."""
    for each in text.splitlines():
        line(each)


def shown(text: str) -> str:
    """Return text from elsewhere as people read it: no TeX, no control characters."""
    return display(readable(text))


def columns() -> int:
    """Return how many columns the screen has; 80 where nobody knows."""
    import shutil  # 2 ms, and JSON has no width

    return shutil.get_terminal_size((80, 24)).columns


def _spaced(text: str) -> str:
    """Return `text` as it is laid out, without what could steer a terminal."""
    return " ".join(display(word) for word in text.rstrip().split(" "))


# --- tables ---------------------------------------------------------------------------------------


def table(
    heads: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    color: bool = True,
    notes: Callable[[int], str] = lambda _: "",
) -> None:
    """Print rows of text under their heads: with rich on a terminal, else as padded columns.

    On a terminal `notes` gives a line that stands below the flexible cell of a row.
    """
    clean = [[_spaced(cell) for cell in row] for row in rows]
    if color and sys.stdout.isatty():
        _rich_table(heads, clean, color, notes)
        return
    for each in plain_table(heads, clean, columns()):
        click.echo(each)


def plain_table(
    heads: Sequence[Column], rows: Sequence[Sequence[str]], screen: int
) -> Iterator[str]:
    """Yield the lines of a table that is at most `screen` columns wide where that is possible."""
    heads, rows = _without_optional(heads, rows, screen)
    widths = _fitted(heads, rows, screen)
    for row in ([head.title for head in heads], *rows):
        cells = zip(row, heads, widths, strict=True)
        yield _GAP.join(_padded(cell, head, wide) for cell, head, wide in cells).rstrip()


def _without_optional(
    heads: Sequence[Column], rows: Sequence[Sequence[str]], screen: int
) -> tuple[Sequence[Column], Sequence[Sequence[str]]]:
    """Drop optional columns, the last first, until the flexible one has room enough."""
    while _room(heads, _natural(heads, rows), screen) < _NARROWEST:
        last = max((i for i, head in enumerate(heads) if head.optional), default=None)
        if last is None:
            break
        heads = [head for i, head in enumerate(heads) if i != last]
        rows = [[cell for i, cell in enumerate(row) if i != last] for row in rows]
    return heads, rows


def _natural(heads: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    return [
        max(width(head.title), *(width(row[i]) for row in rows), 0) for i, head in enumerate(heads)
    ]


def _room(heads: Sequence[Column], natural: Sequence[int], screen: int) -> int:
    fixed = sum(w for w, head in zip(natural, heads, strict=True) if not head.flexible)
    return screen - fixed - len(_GAP) * (len(heads) - 1)


def _fitted(heads: Sequence[Column], rows: Sequence[Sequence[str]], screen: int) -> list[int]:
    natural = _natural(heads, rows)
    room = max(_room(heads, natural, screen), 8)
    return [min(w, room) if head.flexible else w for w, head in zip(natural, heads, strict=True)]


def _padded(cell: str, head: Column, wide: int) -> str:
    text = cut(cell, wide)
    space = " " * (wide - width(text))
    return space + text if head.right else text + space


def cut(text: str, wide: int) -> str:
    """Return `text` in at most `wide` columns, never cut inside a wide character."""
    if width(text) <= wide:
        return text
    kept, used = [], 1
    for character in text:
        used += width(character)
        if used > wide:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def _rich_table(
    heads: Sequence[Column],
    rows: Sequence[Sequence[str]],
    color: bool,
    notes: Callable[[int], str],
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    heads, rows = _without_optional(heads, rows, columns())
    made = Table(box=None, pad_edge=False, padding=(0, len(_GAP), 0, 0), header_style="bold")
    for head in heads:
        made.add_column(
            head.title,
            justify="right" if head.right else "left",
            no_wrap=not head.flexible,
            overflow="fold",
        )
    for number, row in enumerate(rows):
        cells = [Text(cell) for cell in row]
        if note := display(notes(number)):
            flexible = next(i for i, head in enumerate(heads) if head.flexible)
            cells[flexible].append(f"\n{note}", style="dim")
        made.add_row(*cells)
    Console(no_color=not color, highlight=False, width=columns()).print(made)


def wrapped(text: str, indent: int = 0) -> Iterator[str]:
    """Yield `text` in lines that fit the screen (100 columns at most), behind `indent` spaces."""
    room = min(columns(), 100) - indent
    current = ""
    for word in _words(display(text)):
        if current.strip() and width(current) + width(word.rstrip()) > room:
            yield " " * indent + current.rstrip()
            current = ""
        current += word
    if current.strip():
        yield " " * indent + current.rstrip()


def _words(text: str) -> list[str]:
    """Cut where a line may break: after a space, and beside every wide character."""
    import re

    return re.findall(
        r"[\u2e80-\u9fff\uac00-\ud7ff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7ff\uff00-\uffef]+\s*|\s+",
        text,
    )


# --- for other programs ---------------------------------------------------------------------------


def _dumps(record: Record) -> str:
    import json

    narrow = "utf" not in (sys.stdout.encoding or "").lower()
    return json.dumps(record, ensure_ascii=narrow)


def _json(rows: Sequence[Record]) -> None:
    click.echo("[" + ",".join(f"\n{_dumps(row)}" for row in rows) + "\n]" if rows else "[]")


def _jsonl(rows: Sequence[Record]) -> None:
    for row in rows:
        json_line(row)


def _csv(rows: Sequence[Record]) -> None:
    import csv

    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])


def _cell(value: Any) -> str | int | float:
    """Return one cell; text that a spreadsheet would run as a formula is marked as text."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    if isinstance(value, int | float):
        return value
    members = value.values() if isinstance(value, dict) else value
    text = value if isinstance(value, str) else "; ".join(_flat(each) for each in members)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_flat(each) for each in value.values() if each is not None)
    if isinstance(value, list | tuple):
        return ", ".join(map(_flat, value))
    return str(value)


def bibtex(rows: Sequence[Record]) -> None:
    """Print papers as BibTeX; every entry has a key of its own."""
    from tracker.cli.bibtex import entries

    for each in entries(rows):
        click.echo(each)


def markdown(items: Iterable[tuple[str, str, str]]) -> None:
    """Print a list of links, each of a title, a URL and words after it."""
    for title, url, words in items:
        click.echo(f"- {_link(title, url)}{' — ' + escaped(words) if words else ''}")


def _link(title: str, url: str) -> str:
    address = safe_url(url)
    text = escaped(shown(title))
    if not address:
        return text
    return f"[{text}]({address.replace('(', '%28').replace(')', '%29')})"


def escaped(text: str) -> str:
    """Return text in which nothing is Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|~" else c for c in display(text))
