"""The daily papers that a community puts forward, as Hugging Face tells of them."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs

from tracker.replay.exchange import Answer, conditional
from tracker.replay.papers import PlayedPaper
from tracker.replay.scene import Scene

_JSON = "application/json; charset=utf-8"
_PAGE_SIZE = 50


def daily_answer(scene: Scene, query: str, headers: Mapping[str, str]) -> Answer:
    """Answer `/api/daily_papers?date=2025-11-05&limit=50&p=0`; without a date, that of today."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    try:
        day = date.fromisoformat(asked.get("date") or scene.now.astimezone(UTC).date().isoformat())
        size, page = int(asked.get("limit", _PAGE_SIZE)), int(asked.get("p", 0))
    except ValueError as error:
        return Answer(400, json.dumps({"error": str(error)}).encode(), _JSON)
    shown = scene.kept(scene.world.daily_on(day, scene.now), lambda paper: paper.id)
    body = json.dumps([_entry(each, scene) for each in shown[page * size : (page + 1) * size]])
    return conditional(Answer(200, body.encode(), _JSON), headers)


def _entry(paper: PlayedPaper, scene: Scene) -> dict[str, Any]:
    told = {
        "id": paper.id,
        "authors": [{"name": name, "hidden": False} for name in paper.authors],
        "publishedAt": _instant(paper.submitted_at),
        "submittedOnDailyAt": _instant(paper.daily.at) if paper.daily else None,
        "title": paper.title,
        "summary": paper.abstract,
        "upvotes": _upvotes(paper, scene),
    }
    return {"paper": told, "title": paper.title, "summary": paper.abstract, "numComments": 0}


def _upvotes(paper: PlayedPaper, scene: Scene) -> int:
    """Upvotes lag: on the day itself half of them are there."""
    if not paper.daily:
        return 0
    over = scene.now.astimezone(UTC).date() > paper.daily.at.date()
    return paper.daily.upvotes if over else paper.daily.upvotes // 2


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
