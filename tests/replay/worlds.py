"""Small worlds, written down as the replay reads them."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from tracker.model.arxiv_calendar import NEW_YORK
from tracker.replay import World

MONDAY, TUESDAY, SATURDAY = date(2025, 11, 3), date(2025, 11, 4), date(2025, 11, 8)


def at(day: date, hour: int = 12) -> datetime:
    """Return an hour of New York's `day`."""
    return datetime.combine(day, time(hour), NEW_YORK).astimezone(UTC)


def record(id_: str, day: date = MONDAY, *categories: str, **fields: Any) -> dict[str, Any]:
    told = {
        "id": id_,
        "title": f"Title of {id_} with $a<b$ & more",
        "authors": ["Ann Other", "Zoë Example"],
        "abstract": f"Abstract of {id_}: x < y & z.",
        "categories": list(categories or ("cs.CL",)),
        "published": None,
        "comment": "12 pages",
        "listed": day.isoformat(),
    }
    return told | fields


def post(number: int, published: str, **fields: Any) -> dict[str, Any]:
    told = {
        "feed": "example-lab",
        "guid": f"post-{number}",
        "title": f"Post {number} <b>",
        "url": f"https://lab.example/{number}",
        "published": published,
        "excerpt": "An excerpt & a <mask>.",
    }
    return told | fields


def world(folder: Path, *papers: dict[str, Any], posts: tuple[dict[str, Any], ...] = ()) -> World:
    """Return the world of `papers` and `posts`, read from files in `folder`."""
    paths = folder / "papers.jsonl", folder / "posts.jsonl"
    for path, records in zip(paths, (papers, posts), strict=True):
        path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return World.read([paths[0]], [paths[1]])
