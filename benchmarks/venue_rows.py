"""The venue rows of ../shared/data as the batches of venue sources."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from tracker.model.harvests import Batch
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Author, Kind, Paper, VenueMention

Row: TypeAlias = Mapping[str, Any]
"""A line of conf/ or identity/, see ../shared/data/README.md."""

# Which identifier an address gives; all other rows are events of their venue's site.
_ADDRESSES = (
    ("openreview", re.compile(r"openreview\.net/forum\?id=(\S+)")),
    ("anthology", re.compile(r"aclanthology\.org/(\S+)")),
    ("pmlr", re.compile(r"proceedings\.mlr\.press/(v\d+/\w[\w-]*)")),
    ("cvf", re.compile(r"openaccess\.thecvf\.com/content/(\w+)/(?:html|papers)/(\w[\w.-]*)_paper")),
)


def read_rows(file: Path) -> list[Row]:
    """Return the lines of a packed file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def event_id(number: int, row: Row) -> PaperId:
    """Return the id of a row as its venue's site would number it."""
    return PaperId("event", f"{row['venue']}-{row['year']}/{number}")


def id_by_address(number: int, row: Row) -> PaperId:
    """Return the identifier that the address of a row gives."""
    for scheme, pattern in _ADDRESSES:
        if found := pattern.search(row["url"] or ""):
            return PaperId(scheme, "/".join(found.groups()))
    return event_id(number, row)


def batches(papers: Iterable[tuple[PaperId, Row]], site: str) -> Iterator[Batch]:
    """Yield a batch for each venue and year, whose rows stand together; no arXiv id is told."""
    for (venue, year), some in groupby(papers, lambda each: (each[1]["venue"], each[1]["year"])):
        source = f"{site}/{venue}-{year}"
        told = tuple(_announcement(source, paper_id, row) for paper_id, row in some)
        yield Batch(source, announcements=told)


def _announcement(source: str, paper_id: PaperId, row: Row) -> Announcement:
    mention = VenueMention(row["venue"], row["year"], "main", None, "accepted", row["url"] or "")
    paper = Paper(
        id=paper_id,
        title=row["title"],
        authors=tuple(map(Author, _names(row["authors"] or []))),
        abstract=row["abstract"] or "",
        url=row["url"] or "",
        venues=(mention,),
    )
    return Announcement(paper, source, Kind.PUBLISHED, None)


def _names(told: list[str]) -> list[str]:
    """Return one name a person: virtual sites were gathered with all of them in one string."""
    return [name.strip() for each in told for name in each.split(",") if name.strip()]
