"""Venue mentions: what a paper's own text and the lists of venues say of where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import Connection, delete, select

from tracker.model.identifiers import DOI
from tracker.model.papers import Paper
from tracker.store import tables
from tracker.store.papers import sliced
from tracker.store.rows import Values, paper_ids
from tracker.store.upserts import insert_all
from tracker.store.venue_rows import mention_values, read_told
from tracker.venues.badges import Told, badges, strongest_first
from tracker.venues.mentions import COMMENT, JOURNAL_REF, paper_mentions

Mentions: TypeAlias = Mapping[int, tuple[Told, ...]]
"""What is told of papers, by row number."""

NOTHING: Mentions = MappingProxyType({})

# The origins of what a paper says of itself.
_TEXTS = frozenset((COMMENT, JOURNAL_REF, DOI))

_KEY = ("paper_id", "origin", "venue", "year", "kind")


def read_mentions(connection: Connection, numbers: Iterable[int]) -> Mentions:
    """Return all mentions of these rows; papers without any are left out."""
    table, found = tables.venue_mentions, dict[int, list[Told]]()
    for some in sliced(numbers):
        query = select(table).where(table.c.paper_id.in_(some))
        for row in connection.execute(query).mappings():
            found.setdefault(row["paper_id"], []).append(read_told(row))
    return {number: tuple(told) for number, told in found.items()}


def with_venues(connection: Connection, papers: Mapping[int, Paper]) -> dict[int, Paper]:
    """Return papers by row number with the venues that are told of them, a line for each."""
    told = read_mentions(connection, papers)
    return {n: replace(paper, venues=badges(told.get(n, ()))) for n, paper in papers.items()}


def insert_mentions(
    connection: Connection, papers: Mapping[int, Paper], listed: Mentions = NOTHING
) -> None:
    """Write what the texts of new papers say, and what lists say of them."""
    told = {n: (*said_in(paper), *listed.get(n, ())) for n, paper in papers.items()}
    insert_told(connection, told)


def insert_told(connection: Connection, told: Mentions) -> None:
    """Write what is told of new papers."""
    insert_all(connection, tables.venue_mentions, _rows(told))


def said_in(paper: Paper) -> tuple[Told, ...]:
    """Return what the texts of a paper say of venues."""
    # Most papers of a file say nothing, and an import of them is long enough.
    has_doi = paper.id.scheme == DOI or len(paper.identifiers) > 1
    return paper_mentions(paper) if has_doi or paper.comment or paper.journal_ref else ()


def replace_mentions(connection: Connection, before: Mentions, after: Mentions) -> None:
    """Write what is told of stored papers where it differs from what was."""
    other = [n for n, told in after.items() if _rows_of(n, told) != _rows_of(n, before.get(n, ()))]
    for some in sliced(other):
        table = tables.venue_mentions
        connection.execute(delete(table).where(table.c.paper_id.in_(some)))
    insert_all(connection, tables.venue_mentions, _rows({n: after[n] for n in other}))


def told_anew(
    before: Iterable[Told], listed: Sequence[Told], reread: Paper | None
) -> tuple[Told, ...]:
    """Return what is told of a paper after lists have told `listed`, and its texts were `reread`.

    What an origin tells takes the place of what it told before; other origins keep their word.
    """
    again = {origin for origin, _ in listed} | (_TEXTS if reread else set())
    kept = (each for each in before if each[0] not in again)
    return (*kept, *listed, *(paper_mentions(reread) if reread else ()))


def has_other_text(before: Paper, after: Paper) -> bool:
    """Tell whether what a paper says of venues may have changed."""
    return _texts(before) != _texts(after)


def _texts(paper: Paper) -> tuple[object, ...]:
    return paper.comment, paper.journal_ref, set(paper_ids(paper))


def _rows(mentions: Mentions) -> list[Values]:
    return [row for number, told in mentions.items() if told for row in _rows_of(number, told)]


def _rows_of(number: int, told: Iterable[Told]) -> list[Values]:
    """Return the rows of one paper, one for each origin, venue, year and kind: the strongest."""
    rows: dict[tuple[object, ...], Values] = {}
    for each in strongest_first(told):
        values = mention_values(number, each)
        rows.setdefault(tuple(values[name] for name in _KEY), values)
    return list(rows.values())
