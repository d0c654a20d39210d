"""Reads the programmes of venues from JSON lines: one paper a line, with its venue and year."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tracker.replay.programmes import PlayedProgramme, PlayedTalk
from tracker.replay.records import read_lines

_EVENT = re.compile(r"/virtual/\d{4}/\w+/(\d+)$")
_ANTHOLOGY = re.compile(
    r"aclanthology\.org/(?P<collection>\d{4}\.\w+)-(?P<volume>\w+)\.(?P<number>\w+)/?$"
)
_BEFORE_FIRST = 10_000


def read_programmes(file: Path) -> tuple[PlayedProgramme, ...]:
    """Return the programmes of `file` (`.gz` too), each as one; raises BadData."""
    found: dict[tuple[str, int], list[PlayedTalk]] = defaultdict(list)
    for (venue, year), talk in read_lines(file, _talk):
        found[venue, year].append(talk)
    return tuple(
        PlayedProgramme(venue, year, _numbered(talks)) for (venue, year), talks in found.items()
    )


def _talk(record: Mapping[str, Any]) -> tuple[tuple[str, int], PlayedTalk]:
    url = record.get("url") or ""
    event, stands = _EVENT.search(url), _ANTHOLOGY.search(url)
    talk = PlayedTalk(
        number=event[1] if event else stands["number"] if stands else "",
        title=record["title"],
        authors=_names(record.get("authors") or ()),
        abstract=record.get("abstract") or "",
        status=record.get("status") or "",
        collection=stands["collection"] if stands else "",
        volume=stands["volume"] if stands else "",
        url=url,
        arxiv=_told_by_the_venue(record),
        doi=record.get("doi") or "",
        award=bool(record.get("award")),
        appears=_day(record.get("appears")),
        leaves=_day(record.get("leaves")),
    )
    return (record["venue"].casefold(), int(record["year"])), talk


def _names(authors: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    # Some lists have all names in one.
    return tuple(authors[0].split(", ")) if len(authors) == 1 else tuple(authors)


def _told_by_the_venue(record: Mapping[str, Any]) -> str:
    return "" if record.get("arxiv_id_by") else record.get("arxiv_id") or ""


def _numbered(talks: list[PlayedTalk]) -> tuple[PlayedTalk, ...]:
    """Give the next numbers to those without one, in the volume that their status names."""
    collection = next((each.collection for each in talks if each.collection), "")
    last: dict[str, int] = defaultdict(lambda: 0 if collection else _BEFORE_FIRST)
    for talk in talks:
        if talk.number.isdigit():
            last[talk.volume] = max(last[talk.volume], int(talk.number))
    numbered = []
    for talk in talks:
        volume = talk.status if collection and not talk.number else talk.volume
        if not talk.number:
            last[volume] += 1
        number = talk.number or str(last[volume])
        place = collection if volume else ""
        numbered.append(
            replace(talk, number=number, volume=volume, collection=talk.collection or place)
        )
    return tuple(numbered)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
