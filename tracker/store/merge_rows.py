"""How merges and likely pairs are read back from their rows."""

from tracker.model.merges import LikelyPair, Merge
from tracker.store.rows import Row, instant, optional_instant, read_paper_id


def read_merge(row: Row) -> Merge:
    """Return a merge from a row of `merges`, without its body."""
    return Merge(
        id=row["id"],
        kept=read_paper_id(row["kept"]),
        taken=read_paper_id(row["taken"]),
        why=row["why"],
        at=instant(row["at"]),
        undone_at=optional_instant(row["undone_at"]),
    )


def read_likely_pair(row: Row) -> LikelyPair:
    """Return a pair from a row of `pairs` with the titles of both papers."""
    return LikelyPair(
        one=read_paper_id(row["one"]),
        other=read_paper_id(row["other"]),
        one_title=row["one_title"],
        other_title=row["other_title"],
        why=row["why"],
        at=instant(row["at"]),
    )
