"""Finds the stored papers that a record may be of, by what two versions of one paper share."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, String, column, or_, select, values
from sqlalchemy.sql.elements import ColumnElement

from tracker.identity.people import author_key
from tracker.identity.titles import are_near, title_core, title_key, title_name
from tracker.identity.years import arxiv_of, year_of
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.papers import Paper, VenueMention
from tracker.store import tables
from tracker.store.papers import sliced
from tracker.store.rows import canonical

Lookalikes: TypeAlias = dict[PaperId, list[int]]
"""Row numbers by the own id of the record that they look like."""

_Hit: TypeAlias = tuple[PaperId, int, str]
"""An own id, and the row number and the title of a paper that looks like it."""

_Papers: TypeAlias = Mapping[PaperId, Paper]

# A shorter core is nobody's own: `Survey`.
_SHORTEST_CORE = 12
_SHORTEST_NAME = 3

# Behind every text that begins alike, byte by byte.
_BEHIND = "\U0010ffff"


def find_lookalikes(connection: Connection, papers: Iterable[Paper]) -> Lookalikes:
    """Return the papers that each of `papers` may be; most have none, and are not in the result.

    Papers of equal titles, and of near titles that share their main part, their authors or the
    name they coin. An arXiv paper is none of arXiv's others, so of those it gets equal titles only.
    """
    asked = {canonical(paper.id): paper for paper in papers}
    found: Lookalikes = {}
    for paper_id, number, _ in _hits(connection, asked):
        if number not in (known := found.setdefault(paper_id, [])):
            known.append(number)
    return found


def with_years(connection: Connection, papers: Mapping[int, Paper]) -> dict[int, Paper]:
    """Return `papers` with the venues that are known of those whose ids tell no year."""
    table = tables.venue_mentions
    undated = [number for number, paper in papers.items() if year_of(paper) is None]
    found = dict(papers)
    for some in sliced(undated):
        query = select(table.c.paper_id, table.c.venue, table.c.year, table.c.kind)
        rows = connection.execute(query.where(table.c.paper_id.in_(some), table.c.year > 0))
        for number, venue, year, kind in rows:
            mention = VenueMention(venue, year, kind, None, "bare")
            found[number] = replace(found[number], venues=(mention,))
    return found


def _hits(connection: Connection, asked: _Papers) -> Iterator[_Hit]:
    yield from _sharing(connection, tables.papers.c.title_key, asked, _title_key)
    arxiv = {each: paper for each, paper in asked.items() if arxiv_of(paper)}
    others = {each: paper for each, paper in asked.items() if each not in arxiv}
    if arxiv and _any_elsewhere(connection):
        yield from _near(connection, arxiv, _elsewhere())
    if others:
        yield from _near(connection, others)


def _near(connection: Connection, asked: _Papers, *where: ColumnElement[bool]) -> Iterator[_Hit]:
    table = tables.papers
    yield from _sharing(connection, table.c.author_key, asked, _author_key, *where)
    for hits in (
        _sharing(connection, table.c.title_core, asked, _title_core, *where),
        _sharing_names(connection, asked, *where),
    ):
        yield from (hit for hit in hits if are_near(asked[hit[0]].title, hit[2]))


def _sharing(
    connection: Connection,
    key: Column[Any],
    asked: _Papers,
    key_of: Callable[[Paper], str],
    *where: ColumnElement[bool],
) -> Iterator[_Hit]:
    wanted = _by_key(asked, key_of)
    for some in sliced(wanted):
        query = select(key, tables.papers.c.id, tables.papers.c.title).where(key.in_(some), *where)
        for told, number, title in connection.execute(query):
            yield from ((paper_id, number, title) for paper_id in wanted[told])


def _sharing_names(
    connection: Connection, asked: _Papers, *where: ColumnElement[bool]
) -> Iterator[_Hit]:
    """Yield papers whose title begins with the name that the title of an asked one coins."""
    table, wanted = tables.papers, _by_key(asked, _name)
    for some in sliced(wanted):
        names = values(column("name", String), column("behind", String), name="names")
        ranges = names.data([(name, name + _BEHIND) for name in some]).cte("names")
        begins = table.c.title_key.between(ranges.c.name, ranges.c.behind)
        query = select(ranges.c.name, table.c.id, table.c.title).join_from(ranges, table, begins)
        for name, number, title in connection.execute(query.where(*where)):
            yield from ((paper_id, number, title) for paper_id in wanted[name])


def _by_key(asked: _Papers, key_of: Callable[[Paper], str]) -> dict[str, list[PaperId]]:
    found: dict[str, list[PaperId]] = {}
    for paper_id, paper in asked.items():
        if key := key_of(paper):
            found.setdefault(key, []).append(paper_id)
    return found


def _title_key(paper: Paper) -> str:
    return title_key(paper.title)


def _title_core(paper: Paper) -> str:
    core = title_core(paper.title)
    return core if len(core) >= _SHORTEST_CORE else ""


def _author_key(paper: Paper) -> str:
    return author_key(paper.authors)


def _name(paper: Paper) -> str:
    name = title_name(paper.title)
    return name if len(name) >= _SHORTEST_NAME else ""


def _elsewhere() -> ColumnElement[bool]:
    key = tables.papers.c.key
    return or_(key < f"{ARXIV}:", key >= f"{ARXIV};")


def _any_elsewhere(connection: Connection) -> bool:
    return connection.execute(select(1).where(_elsewhere()).limit(1)).first() is not None
