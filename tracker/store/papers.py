"""Papers, and the identifiers and categories they are found by."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, exists, func, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from tracker.identity.people import author_key
from tracker.identity.titles import title_core, title_key
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.papers import Paper
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.rows import (
    Values,
    instant_text,
    paper_ids,
    paper_values,
    read_paper,
    read_paper_id,
)
from tracker.store.upserts import insert_all, insert_new

Item = TypeVar("Item")

# SQLite takes 32,766 variables in a statement and PostgreSQL 65,535; short statements plan faster.
_SLICE = 500


class Papers:
    """What is known of papers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def incomplete(self, limit: int, since: date | None = None) -> tuple[str, ...]:
        """Return arXiv base ids of papers that only feeds have told of, newest first.

        `since` is the earliest listing day, or day of recording where there was no listing.
        """
        recorded_on = func.substr(tables.papers.c.recorded_at, 1, 10)
        day = func.coalesce(tables.papers.c.announced_on, recorded_on)
        query = (
            select(tables.papers.c.key)
            .where(tables.papers.c.complete == 0, _on_arxiv(), _was_shown())
            .order_by(day.desc(), tables.papers.c.id.desc())
            .limit(limit)
        )
        if since:
            query = query.where(day >= since.isoformat())
        with self._database.read() as connection:
            return tuple(read_paper_id(key).value for key in connection.scalars(query))

    def latest_texts(self, limit: int) -> tuple[tuple[str, str], ...]:
        """Return title and abstract of the papers listed last, latest first."""
        table = tables.papers
        query = (
            select(table.c.title, table.c.abstract)
            .order_by(func.coalesce(table.c.announced_on, "").desc(), table.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple((title, abstract) for title, abstract in connection.execute(query))

    def texts_after(self, number: int, limit: int) -> tuple[tuple[int, str, str], ...]:
        """Return number, title and abstract of the papers recorded last, if after `number`."""
        table = tables.papers
        query = (
            select(table.c.id, table.c.title, table.c.abstract)
            .where(table.c.id > number)
            .order_by(table.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query)
            return tuple((id_, title, abstract) for id_, title, abstract in rows)

    def count(self) -> int:
        """Return how many papers are stored."""
        with self._database.read() as connection:
            return _count(connection)


def find_numbers(connection: Connection, ids: Iterable[PaperId]) -> dict[PaperId, int]:
    """Return the row number of each identifier that is known."""
    table = tables.identifiers
    by_scheme: dict[str, set[str]] = {}
    for each in ids:
        by_scheme.setdefault(each.scheme, set()).add(each.value)
    found: dict[PaperId, int] = {}
    for scheme, values in by_scheme.items():
        for some in sliced(values):
            query = select(table).where(table.c.scheme == scheme, table.c.value.in_(some))
            found |= {PaperId(row[0], row[1]): row[2] for row in connection.execute(query)}
    return found


def find_keys(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Return the row numbers of papers by key; unknown ones are left out."""
    table = tables.papers
    found: dict[str, int] = {}
    for some in sliced(keys):
        query = select(table.c.key, table.c.id).where(table.c.key.in_(some))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def read_papers(connection: Connection, numbers: Iterable[int]) -> dict[int, Paper]:
    """Return the papers of these rows, by row number."""
    found: dict[int, Paper] = {}
    for some in sliced(numbers):
        query = select(*tables.papers.c).where(tables.papers.c.id.in_(some))
        found |= {row["id"]: read_paper(row) for row in connection.execute(query).mappings()}
    return found


def last_number(connection: Connection) -> int:
    """Return the highest row number given out."""
    return connection.scalar(select(func.max(tables.papers.c.id))) or 0


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A new paper as it will be written: `values` has all columns but `id` and `recorded_at`."""

    ids: tuple[PaperId, ...]
    categories: tuple[str, ...]
    values: Values


def paper_row(paper: Paper) -> PaperRow:
    """Return how a paper will be written; the longest part of writing it, but for the database."""
    categories = tuple(dict.fromkeys(paper.categories))
    return PaperRow(paper_ids(paper), categories, _values(paper))


def insert_papers(connection: Connection, papers: Mapping[int, Paper], now: datetime) -> None:
    """Write new papers under their row numbers, which are higher than any before."""
    rows = {number: paper_row(paper) for number, paper in papers.items()}
    insert_rows(connection, rows, now)
    index_rows(connection, rows)


def insert_rows(connection: Connection, rows: Mapping[int, PaperRow], now: datetime) -> None:
    """Write new papers, which nobody finds by their words until `index_rows`."""
    recorded_at = instant_text(now)
    values = [{**row.values, "id": n, "recorded_at": recorded_at} for n, row in rows.items()]
    insert_all(connection, tables.papers, values)
    ids = {number: row.ids for number, row in rows.items()}
    insert_new(connection, tables.identifiers, _identifier_rows(ids))
    categories = {number: row.categories for number, row in rows.items()}
    insert_all(connection, tables.categories, _category_rows(categories))


def index_rows(connection: Connection, numbers: Collection[int]) -> None:
    """Put new papers into SQLite's text index; PostgreSQL does it by itself."""
    if numbers and connection.dialect.name == "sqlite":
        connection.execute(
            text(
                "INSERT INTO papers_fts (rowid, title, authors, abstract) "
                "SELECT id, title, authors, abstract FROM papers WHERE id >= :first"
            ),
            {"first": min(numbers)},
        )


def update_papers(
    connection: Connection, papers: Mapping[int, Paper], before: Mapping[int, Paper]
) -> None:
    """Write papers that have changed from what they were `before`."""
    if not papers:
        return
    _update_rows(connection, papers)
    ids = {number: paper_ids(paper) for number, paper in papers.items()}
    insert_new(connection, tables.identifiers, _identifier_rows(ids))
    _replace_categories(connection, papers, before)


def sliced(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield `items` in slices that fit one statement."""
    rest = iter(items)
    while some := list(islice(rest, _SLICE)):
        yield some


def _on_arxiv() -> ColumnElement[bool]:
    return tables.papers.c.key.like(f"{ARXIV}:%")


def _was_shown() -> ColumnElement[bool]:
    # An arXiv paper that no source has shown came with an import, perhaps one of many thousands:
    # asking for them would keep those waiting that were listed.
    return exists().where(tables.announcements.c.paper_id == tables.papers.c.id)


def _count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(tables.papers)) or 0


def _identifier_rows(papers: Mapping[int, Sequence[PaperId]]) -> list[dict[str, str | int]]:
    return [
        {"scheme": each.scheme, "value": each.value, "paper_id": number}
        for number, ids in papers.items()
        for each in ids
    ]


def _category_rows(papers: Mapping[int, Iterable[str]]) -> list[dict[str, str | int]]:
    return [
        {"category": category, "paper_id": number}
        for number, categories in papers.items()
        for category in categories
    ]


def _values(paper: Paper) -> Values:
    """Return the columns of a paper, all but its number and `recorded_at`."""
    values = paper_values(paper)
    values.update(
        title_key=title_key(paper.title),
        title_core=title_core(paper.title),
        author_key=author_key(paper.authors),
    )
    return values


def _update_rows(connection: Connection, papers: Mapping[int, Paper]) -> None:
    rows = [{"number": number} | _values(paper) for number, paper in papers.items()]
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "number"}
    statement = update(tables.papers).where(tables.papers.c.id == bindparam("number"))
    connection.execute(statement.values(values), rows)


def _replace_categories(
    connection: Connection, papers: Mapping[int, Paper], before: Mapping[int, Paper]
) -> None:
    moved = {
        number: dict.fromkeys(paper.categories)
        for number, paper in papers.items()
        if paper.categories != before[number].categories
    }
    for some in sliced(moved):
        connection.execute(delete(tables.categories).where(tables.categories.c.paper_id.in_(some)))
    insert_new(connection, tables.categories, _category_rows(moved))
