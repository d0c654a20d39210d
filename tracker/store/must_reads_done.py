"""Asks which must-reads are done: SQL text that both databases and both ways in share."""

from collections.abc import Callable, Iterable, Sequence

from tracker.model.roadmap import MustRead
from tracker.store.find import Parameters, Statement
from tracker.store.rows import Row, canonical, storable

_MARKED = "SELECT id FROM must_reads_done WHERE reader = :reader"
_READ = """
    SELECT i.scheme, i.value FROM feedback f JOIN identifiers i ON i.paper_id = f.paper_id
    WHERE f.reader = :reader AND f.read_at IS NOT NULL AND i.value IN ({values})
"""


def read_done(
    rows: Callable[[Statement], Iterable[Row]], reader: str, must_reads: Sequence[MustRead]
) -> frozenset[str]:
    """Return the ids of those of `must_reads` that are marked as done, or whose paper is read.

    `rows` runs a statement.
    """
    asked = Parameters(reader=storable(reader))
    marked = {row["id"] for row in rows(Statement(_MARKED, asked))}
    values = sorted({canonical(id_).value for each in must_reads for id_ in each.ids})
    read: set[tuple[str, str]] = set()
    if values:
        named: Parameters = {f"value{at}": value for at, value in enumerate(values)}
        sql = _READ.format(values=", ".join(f":{name}" for name in named))
        read = {(row["scheme"], row["value"]) for row in rows(Statement(sql, asked | named))}
    return frozenset(each.id for each in must_reads if each.id in marked or _is_read(each, read))


def _is_read(must_read: MustRead, read: set[tuple[str, str]]) -> bool:
    ids = map(canonical, must_read.ids)
    return any((each.scheme, each.value) in read for each in ids)
