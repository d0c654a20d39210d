"""Reads the world from JSON lines: one paper or post a line."""

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from tracker.errors import BadData
from tracker.model.arxiv_calendar import kind_of_day, previous_listing
from tracker.model.identifiers import arxiv_id
from tracker.replay.papers import (
    LICENCE,
    PlayedDaily,
    PlayedPaper,
    PlayedPost,
    invented,
    share,
)

_NOON = timedelta(hours=12)
_Played = TypeVar("_Played")


def read_papers(file: Path) -> tuple[PlayedPaper, ...]:
    """Return the papers of `file` (`.gz` too) that have a listing day; raises BadData."""
    return _papers(str(file), file.read_bytes())


def read_posts(file: Path) -> tuple[PlayedPost, ...]:
    """Return the posts of `file` (`.gz` too); raises BadData."""
    return tuple(read_lines(file, _post))


def read_lines(file: Path, read: Callable[[Mapping[str, Any]], _Played]) -> Iterator[_Played]:
    """Yield what `read` makes of each line of `file` (`.gz` too); raises BadData for a bad one."""
    return _read(str(file), file.read_bytes(), read)


# A month of arXiv takes a third of a second; many simulations play the same months.
@lru_cache(maxsize=8)
def _papers(name: str, content: bytes) -> tuple[PlayedPaper, ...]:
    return tuple(paper for paper in _read(name, content, _paper) if paper)


def _read(
    name: str, content: bytes, read: Callable[[Mapping[str, Any]], _Played]
) -> Iterator[_Played]:
    text = gzip.decompress(content) if name.endswith(".gz") else content
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            yield read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadData(f"{name}:{number}: no record that can be played: {error}") from error


def _paper(record: Mapping[str, Any]) -> PlayedPaper | None:
    found = arxiv_id(record["id"])
    if not record.get("listed") or found is None:
        return None
    listed = _listing(_day(record["listed"]))
    late = tuple((name, _day(day)) for name, day in (record.get("cross_listed") or {}).items())
    categories = (name for name in record.get("categories") or () if name not in dict(late))
    return _sound(
        PlayedPaper(
            id=found.base,
            title=record["title"],
            authors=tuple(record.get("authors") or ()),
            abstract=record.get("abstract") or "",
            categories=tuple(categories),
            listed=listed,
            submitted_at=_submitted(found.base, record.get("published"), listed),
            comment=record.get("comment"),
            journal_ref=record.get("journal_ref"),
            doi=record.get("doi"),
            replaced=tuple(_day(day) for day in record.get("replaced") or ()),
            withdrawn=_day(record["withdrawn"]) if record.get("withdrawn") else None,
            comment_changes=tuple(
                (_day(day), text) for day, text in record.get("comment_changes") or ()
            ),
            cross_listed=late,
            licence=record.get("license") or LICENCE,
            daily=_daily(found.base, record["daily"]) if record.get("daily") else None,
        )
    )


def _daily(base_id: str, told: tuple[str, int]) -> PlayedDaily:
    """Read `["2025-11-05", 42]`; the hour of that day (UTC) is invented."""
    midnight = datetime.combine(_day(told[0]), time(0), UTC)
    return PlayedDaily(midnight + share(base_id) * _NOON, int(told[1]))


def _sound(paper: PlayedPaper) -> PlayedPaper:
    if any(day < paper.listed for day in paper.changes):
        raise ValueError("changed before it was listed")
    if paper.withdrawn and max(paper.revised) > paper.withdrawn:
        raise ValueError("replaced after it was withdrawn")
    return paper


def _post(record: Mapping[str, Any]) -> PlayedPost:
    return PlayedPost(
        feed=record["feed"],
        guid=record.get("guid") or record["url"],
        title=record["title"],
        url=record["url"],
        published_at=_instant(record["published"]),
        author=record.get("author") or "",
        excerpt=record.get("excerpt") or "",
        categories=tuple(record.get("categories") or ()),
        links=tuple(record.get("links") or ()),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _listing(day: date) -> date:
    # A crawl that ran late has the papers of the last listing; arXiv lists nothing on weekends.
    return previous_listing(day) if kind_of_day(day) == "weekend" else day


def _submitted(base_id: str, published: str | None, listed: date) -> datetime:
    known = published and re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", published)
    return _instant(published) if published and known else invented(base_id, listed)


def _instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
