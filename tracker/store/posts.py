"""Posts of labs and communities."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from tracker.model.posts import Post
from tracker.store import tables
from tracker.store.database import Database
from tracker.store.papers import sliced
from tracker.store.rows import instant_text, post_values, read_post, storable


class Posts:
    """What is known of posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        """Return how many posts are stored."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(tables.posts)) or 0


def record_posts(connection: Connection, posts: Sequence[Post], now: datetime) -> int:
    """Insert new posts and update changed ones, which stay where they were in time.

    Returns how many are new.
    """
    latest = {(post.source, storable(post.guid)): post for post in posts}
    known = _known(connection, latest)
    new = [post for name, post in latest.items() if name not in known]
    changed = [
        each for name, post in known.items() if (each := _updated(post, latest[name])) != post
    ]
    _insert(connection, new, now)
    _update(connection, changed)
    return len(new)


def find_post_numbers(
    connection: Connection, names: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Return the row numbers of posts by source and guid; unknown ones are left out."""
    table = tables.posts
    found: dict[tuple[str, str], int] = {}
    for source, guids in _by_source(names).items():
        for some in sliced(guids):
            query = select(table.c.guid, table.c.id).where(
                table.c.source == source, table.c.guid.in_(some)
            )
            found |= {(source, row[0]): row[1] for row in connection.execute(query)}
    return found


def _known(connection: Connection, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Post]:
    found: dict[tuple[str, str], Post] = {}
    for some in sliced(find_post_numbers(connection, names).values()):
        query = select(*tables.posts.c).where(tables.posts.c.id.in_(some))
        posts = [read_post(row) for row in connection.execute(query).mappings()]
        found |= {(post.source, post.guid): post for post in posts}
    return found


def _by_source(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    guids: dict[str, list[str]] = {}
    for source, guid in names:
        guids.setdefault(source, []).append(guid)
    return guids


def _updated(known: Post, seen: Post) -> Post:
    # A feed without dates tells the time of each fetch: the first one stays.
    if seen.estimated:
        seen = replace(seen, published_at=known.published_at, estimated=known.estimated)
    return seen


def _insert(connection: Connection, posts: Sequence[Post], now: datetime) -> None:
    rows = [post_values(post) | {"first_seen_at": instant_text(now)} for post in posts]
    if rows:
        connection.execute(insert(tables.posts), rows)


def _update(connection: Connection, posts: Sequence[Post]) -> None:
    if not posts:
        return
    rows = [{f"new_{name}": value for name, value in post_values(post).items()} for post in posts]
    table = tables.posts
    statement = update(table).where(
        table.c.source == bindparam("new_source"), table.c.guid == bindparam("new_guid")
    )
    columns: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in rows[0]}
    connection.execute(statement.values(columns), rows)
