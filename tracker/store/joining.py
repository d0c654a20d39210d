"""Makes one paper of two rows, with all that has to be known to make them two again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, delete, select, update

from tracker.model.papers import Paper
from tracker.store import tables
from tracker.store.belongings import Belongings, give_back, move, sources_of, without
from tracker.store.merging import united
from tracker.store.pairs import keep_apart, rename_pairs
from tracker.store.papers import (
    find_numbers,
    insert_papers,
    last_number,
    read_papers,
    sliced,
    update_papers,
)
from tracker.store.rows import (
    Row,
    Values,
    canonical,
    instant,
    instant_text,
    paper_ids,
    paper_key,
    paper_values,
    read_paper,
    read_paper_id,
)
from tracker.store.scores import forget_scores
from tracker.store.shelf import Adoption, Joint
from tracker.store.upserts import insert_all

MERGE = "merge"
"""The source of events that two papers' becoming one has told."""


class Body(msgspec.Struct, omit_defaults=True):
    """What a merge took: the row of the taken paper and what hung on it.

    `filled` are the columns of the kept paper that changed, before and after; `sources` those that
    had told of the taken paper only; `proven` is that of the finding.
    """

    paper: Values
    filled: dict[str, tuple[Any, Any]]
    had: Belongings = Belongings()
    sources: Sequence[str] = ()
    proven: bool = True


def join(connection: Connection, joints: Sequence[Joint], now: datetime) -> None:
    """Move all of each `taken` row to its `kept` one, in order, and write down the merges.

    Rows go and change all at once in the end: SQLite's text index would be written anew for each.
    """
    if not joints:
        return
    numbers = sorted({number for joint in joints for number in joint[:2]})
    before = read_papers(connection, numbers)
    whole = _Whole(dict(before), _recorded_at(connection, numbers), sources_of(connection, numbers))
    merges = [_joined(connection, whole, joint, now) for joint in joints]
    rename_pairs(connection, whole.names)
    _remove(connection, [number for number in numbers if number not in whole.papers])
    update_papers(connection, whole.papers, before)
    forget_scores(connection, [n for n, each in whole.papers.items() if _differ(before[n], each)])
    insert_all(connection, tables.merges, merges)


def adopted(adoption: Adoption, sources: Sequence[str], now: datetime) -> Body:
    """Return the body of a merge whose taken paper never had a row; `sources` are its own."""
    taken = replace(adoption.taken, identifiers=paper_ids(adoption.taken))
    row = _row(taken, instant_text(now)) | {"key": str(canonical(taken.id))}
    filled = _filled(adoption.before, adoption.after)
    return Body(row, filled, Belongings(), sources, adoption.finding.proven)


def merge_row(kept: str, taken: str, why: str, body: Body, now: datetime) -> Values:
    """Return the row that says that `taken` hangs on `kept` from now on."""
    return {
        "kept": kept,
        "taken": taken,
        "why": why,
        "at": instant_text(now),
        "body": _ENCODER.encode(body).decode(),
    }


def read_body(merge: Row) -> Body:
    """Return the body of a row of `merges`."""
    return _BODY.decode(merge["body"])


def part(connection: Connection, merge: Row, why: str, now: datetime) -> None:
    """Make two papers of one again, as a row of `merges` tells, and keep them apart from now on."""
    body, kept, table = read_body(merge), read_paper_id(merge["kept"]), tables.merges
    number = find_numbers(connection, [kept])[kept]
    if given := _given_back(connection, body, number):
        _divide(connection, number, given, body, why, now)
        _retract(connection, number, merge)
        _release(connection, merge, body)
    undone = update(table).where(table.c.id == merge["id"])
    connection.execute(undone.values(undone_at=instant_text(now)))


def _retract(connection: Connection, number: int, merge: Row) -> None:
    """Take back the events of paper `number` that nothing but the merge has told."""
    events, shown = tables.events, tables.edition_events
    its_own = and_(
        events.c.paper_id == number, events.c.source == MERGE, events.c.at == merge["at"]
    )
    told = select(events.c.id).where(its_own)
    connection.execute(delete(shown).where(shown.c.event_id.in_(told)))
    connection.execute(delete(events).where(its_own))


def _release(connection: Connection, merge: Row, body: Body) -> None:
    """Take what a merge had brought out of the later merges that have moved it on."""
    table = tables.merges
    later = select(table).where(
        table.c.undone_at.is_(None), table.c.id > merge["id"], table.c.taken == merge["kept"]
    )
    for row in connection.execute(later).mappings().all():
        theirs = read_body(row)
        left = msgspec.structs.replace(
            theirs,
            had=without(theirs.had, body.had),
            sources=[each for each in theirs.sources if each not in body.sources],
        )
        changed = update(table).where(table.c.id == row["id"])
        connection.execute(changed.values(body=_ENCODER.encode(left).decode()))


def _divide(
    connection: Connection, number: int, given: Paper, body: Body, why: str, now: datetime
) -> None:
    paper = read_papers(connection, [number])[number]
    parted = _without(paper, given, body)
    new = last_number(connection) + 1
    _take_ids(connection, number, given)
    update_papers(connection, {number: parted}, {number: paper})
    insert_papers(connection, {new: given}, instant(str(body.paper["recorded_at"])))
    give_back(connection, body.had, number, new, body.sources)
    if _differ(paper, parted):
        forget_scores(connection, [number])
    keep_apart(connection, paper_key(parted), paper_key(given), why, now)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Papers while rows go into others: as they are by then, with when they were recorded, which
    sources have shown them, and the new keys of those that are gone or renamed.
    """

    papers: dict[int, Paper]
    recorded_at: dict[int, str]
    sources: dict[int, set[str]]
    names: dict[str, str] = field(default_factory=dict)


def _joined(connection: Connection, whole: _Whole, joint: Joint, now: datetime) -> Values:
    """Move what hangs on one row to another, and return the row of the merge."""
    kept, taken, finding = joint
    known, lost = whole.papers[kept], whole.papers.pop(taken)
    paper = whole.papers[kept] = united(known, lost)
    sources = whole.sources.pop(taken, set()) - whole.sources.get(kept, set())
    whole.sources.setdefault(kept, set()).update(sources)
    whole.names.update(dict.fromkeys((paper_key(known), paper_key(lost)), paper_key(paper)))
    had, row = move(connection, taken, kept), _row(lost, whole.recorded_at[taken])
    body = Body(row, _filled(known, paper), had, sorted(sources), finding.proven)
    return merge_row(paper_key(paper), paper_key(lost), finding.why, body, now)


def _given_back(connection: Connection, body: Body, number: int) -> Paper | None:
    """Return the taken paper with those of its identifiers that are its own and still here."""
    taken = read_paper(body.paper)
    before = str(body.filled.get("identifiers", ("", ""))[0]).split("\n")
    holders = find_numbers(connection, paper_ids(taken))
    own = (each for each in paper_ids(taken) if str(each) not in before)
    ids = tuple(each for each in own if holders.get(each, number) == number)
    return replace(taken, id=ids[0], identifiers=ids) if ids else None


def _without(paper: Paper, given: Paper, body: Body) -> Paper:
    """Return the kept paper without what the taken one brought, where it is still as it was then.

    Identifiers that came since stay.
    """
    values = paper_values(paper)
    values |= {name: old for name, (old, new) in body.filled.items() if values[name] == new}
    gone = set(paper_ids(given))
    ids = tuple(each for each in paper_ids(paper) if each not in gone)
    known = read_paper(values)
    return replace(known, id=known.id if known.id in ids else ids[0], identifiers=ids)


def _row(paper: Paper, recorded_at: str) -> Values:
    return paper_values(paper) | {"recorded_at": recorded_at}


def _filled(before: Paper, after: Paper) -> dict[str, tuple[Any, Any]]:
    old, new = paper_values(before), paper_values(after)
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}


def _recorded_at(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    table, found = tables.papers, dict[int, str]()
    for some in sliced(numbers):
        query = select(table.c.id, table.c.recorded_at).where(table.c.id.in_(some))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def _remove(connection: Connection, numbers: Sequence[int]) -> None:
    """Take away rows that nothing hangs on any more."""
    forget_scores(connection, numbers)
    for some in sliced(numbers):
        for table in (tables.identifiers, tables.categories):
            connection.execute(delete(table).where(table.c.paper_id.in_(some)))
        connection.execute(delete(tables.papers).where(tables.papers.c.id.in_(some)))


def _take_ids(connection: Connection, number: int, given: Paper) -> None:
    table = tables.identifiers
    for each in paper_ids(given):
        connection.execute(
            delete(table).where(
                table.c.scheme == each.scheme,
                table.c.value == each.value,
                table.c.paper_id == number,
            )
        )


def _differ(paper: Paper, other: Paper) -> bool:
    return (paper.title, paper.abstract) != (other.title, other.abstract)


_ENCODER = msgspec.json.Encoder()
_BODY = msgspec.json.Decoder(Body)
