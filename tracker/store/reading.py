"""Answers questions, and changes nothing: the light way in, without SQLAlchemy.

A question is asked far more often than a paper is stored, and loading SQLAlchemy takes longer than
any answer.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from tracker.errors import UsageError
from tracker.model.feedback import ME
from tracker.model.identifiers import PaperId
from tracker.model.papers import KnownPaper, Paper, Sighting
from tracker.model.posts import Post
from tracker.model.queries import PaperQuery, PostQuery
from tracker.store.address import sqlite_file
from tracker.store.fate import with_fate
from tracker.store.find import (
    COMMON,
    PAPERS,
    Statement,
    count_hits,
    count_topics,
    find_like,
    find_papers,
    find_posts,
    match_words,
)
from tracker.store.rows import (
    Row,
    canonical,
    read_known_paper,
    read_post,
    read_sighting,
    storable,
)

if TYPE_CHECKING:
    from tracker.model.deliveries import Delivery
    from tracker.model.harvests import SourceHealth
    from tracker.model.ledger import LedgerLine
    from tracker.model.roadmap import Activity, MustRead, Roadmap
    from tracker.model.venues import VenueLine


_SIGHTINGS = "SELECT DISTINCT paper_id, announced_on, source, kind FROM announcements"


class Connection(Protocol):
    """A read-only connection to a database whose schema is ours."""

    dialect: str

    def rows(self, statement: Statement) -> list[Row]:
        """Return all rows of a statement."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


def open_reader(url: str) -> "Reader":
    """Open the database at `url` for questions.

    Raises SchemaAbsent, SchemaMismatch or ConfigError where there is no database that this program
    can read, Busy where it is locked.
    """
    if file := sqlite_file(url):
        from tracker.store.reading_sqlite import SqliteConnection

        return Reader(SqliteConnection(file))
    from tracker.store.reading_postgresql import PostgresqlConnection

    return Reader(PostgresqlConnection(url))


class Reader:
    """Everything one can ask; a context manager that closes its connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def papers(self, query: PaperQuery) -> tuple[KnownPaper, ...]:
        """Return the papers that `query` asks for, in its order."""
        common, dialect = self._common(query), self._connection.dialect
        found = self._rows(find_papers(query, dialect, common=common))
        if query.sort == "score" and len(found) < query.limit:
            rest = replace(query, limit=query.limit - len(found))
            found += self._rows(find_papers(rest, dialect, common=common, unscored=True))
        return self._known((row["id"] for row in found), query.reader)

    def paper(self, text: str, reader: str = ME) -> KnownPaper | None:
        """Return the paper with this identifier: an arXiv id in any spelling, a DOI, a URL.

        It is told with what `reader` said of it. Raises UsageError where the text is no identifier
        at all.
        """
        try:
            asked = canonical(PaperId.parse(text))
        except ValueError as error:
            raise UsageError(str(error)) from error
        rows = self._rows(
            Statement(
                "SELECT paper_id FROM identifiers WHERE scheme = :scheme AND value = :value",
                {"scheme": asked.scheme, "value": asked.value},
            )
        )
        return next(iter(self._known((row["paper_id"] for row in rows), reader)), None)

    def like(self, parts: Sequence[str], limit: int, reader: str = ME) -> tuple[Paper, ...]:
        """Return papers that have any of `parts` (words or phrases), those with the most first."""
        found = self._rows(find_like(parts, self._connection.dialect, reader, limit))
        return tuple(each.paper for each in self._known((row["id"] for row in found), reader))

    def posts(self, query: PostQuery) -> tuple[Post, ...]:
        """Return the posts that `query` asks for, newest first."""
        return tuple(read_post(row) for row in self._rows(find_posts(query)))

    def topics(self, since: date | None = None) -> tuple[tuple[str, int], ...]:
        """Return how many papers are about each topic id, those listed on `since` or later."""
        statement = count_topics(since)
        return tuple((row["topic"], row["papers"]) for row in self._rows(statement))

    def venues(self, year: int | None = None) -> tuple["VenueLine", ...]:
        """Return what is known of each venue and year (or of one year), the newest first."""
        from tracker.store.venue_lines import read_lines

        return read_lines(self._rows, year)

    def venue_names(self) -> frozenset[str]:
        """Return the short names of all venues that a stored text or list names."""
        named = "SELECT venue FROM venue_mentions UNION SELECT venue FROM programmes"
        return frozenset(row["venue"] for row in self._rows(Statement(named)))

    def topic_names(self) -> dict[str, tuple[str, str]]:
        """Return the names, English and Chinese, of the topics that papers were scored on."""
        rows = self._rows(Statement("SELECT topic, en, zh FROM topic_names"))
        return {row["topic"]: (row["en"], row["zh"]) for row in rows}

    def health(self) -> tuple["SourceHealth", ...]:
        """Return how each source has been doing, by name."""
        from tracker.store.health import read_health

        rows = self._rows(Statement("SELECT * FROM sources ORDER BY name"))
        return tuple(read_health(row) for row in rows)

    def ledger(
        self,
        categories: Sequence[str],
        since: date,
        today: date,
        mailing_free: Collection[date] | None = None,
    ) -> tuple["LedgerLine", ...]:
        """Return the ledger of arXiv days, a line for each category and day, newest first."""
        from tracker.store.ledger import read_ledger

        return read_ledger(self._rows, categories, since, today, mailing_free)

    def activity(self, roadmap: "Roadmap", since: date) -> "Activity":
        """Return what the ranked papers that were listed since then say of `roadmap`."""
        from tracker.store.activity import read_activity

        return read_activity(self._rows, self._connection.dialect, roadmap, since)

    def must_reads_done(self, reader: str, must_reads: Sequence["MustRead"]) -> frozenset[str]:
        """Return the ids of those of `must_reads` that `reader` has done."""
        from tracker.store.must_reads_done import read_done

        return read_done(self._rows, reader, must_reads)

    def deliveries(self, limit: int = 100) -> tuple["Delivery", ...]:
        """Return deliveries, newest first."""
        from tracker.store.health import read_delivery

        statement = Statement(
            "SELECT d.*, e.digest, e.local_date FROM deliveries d "
            "JOIN editions e ON e.id = d.edition_id ORDER BY d.id DESC LIMIT :most",
            {"most": limit},
        )
        return tuple(read_delivery(row) for row in self._rows(statement))

    def editions(self, limit: int = 30) -> tuple[tuple[str, date, str, int], ...]:
        """Return digest, local date, state and number of picks of editions, newest first."""
        statement = Statement(
            "SELECT digest, local_date, state, picks FROM editions "
            "ORDER BY local_date DESC, id DESC LIMIT :most",
            {"most": limit},
        )
        return tuple(
            (row["digest"], date.fromisoformat(row["local_date"]), row["state"], row["picks"])
            for row in self._rows(statement)
        )

    def _common(self, query: PaperQuery) -> bool:
        """Return whether the words match so many papers that ranking them all would be slow."""
        words = match_words(query, self._connection.dialect)
        if not words:
            return False
        hits: int = self._rows(count_hits(words, self._connection.dialect))[0]["hits"]
        return hits > COMMON

    def _known(self, numbers: Iterable[int], reader: str) -> tuple[KnownPaper, ...]:
        """Return the papers of these row numbers, in the same order."""
        wanted = list(numbers)
        if not wanted:
            return ()
        some = ", ".join(str(int(number)) for number in wanted)
        whole = Statement(f"{PAPERS} WHERE p.id IN ({some})", {"reader": reader})
        rows = {row["id"]: row for row in self._rows(whole)}
        sightings = self._sightings(some)
        known = (read_known_paper(rows[n], tuple(sightings.get(n, ()))) for n in wanted)
        return tuple(map(with_fate(self._rows, some), wanted, known))

    def _sightings(self, some: str) -> dict[int, list[Sighting]]:
        statement = Statement(
            f"{_SIGHTINGS} WHERE paper_id IN ({some}) ORDER BY paper_id, announced_on, source, kind"
        )
        found: dict[int, list[Sighting]] = {}
        for row in self._rows(statement):
            found.setdefault(row["paper_id"], []).append(read_sighting(row))
        return found

    def _rows(self, statement: Statement | None) -> list[Row]:
        if statement is None:
            return []
        values = {
            name: storable(value) if isinstance(value, str) else value
            for name, value in statement.parameters.items()
        }
        return self._connection.rows(Statement(statement.sql, values))
