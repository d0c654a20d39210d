"""The data of a conference's virtual site: the file of events, and that of their abstracts."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tracker.replay.exchange import Answer, conditional, page_answer
from tracker.replay.programmes import PlayedProgramme, PlayedTalk
from tracker.replay.scene import Scene

_JSON = "application/json"
_FILE = re.compile(r"(?P<slug>[\w-]+-\d{4})-(?P<what>orals-posters|abstracts)\.json")
_ORAL = 500_000  # What the number of an oral is above that of its poster.
_DECISIONS = {
    "reject": "Reject",
    "desk reject": "Desk Reject",
    "withdraw": "Withdrawn",
    "oral": "Accept (poster)",  # The event of the oral says that it is one.
    "poster": "Accept (poster)",
    "spotlight": "Accept (spotlight)",
    "highlight": "Accept (highlight)",
    "highlighted": "Accept (highlight)",
}
# Venues name the group of all that is not the conference itself.
_TRACKS = {"workshop": "Workshop", "journal": "Journal_Track", "findings": "Findings"}
_EMPTY: Mapping[str, Any] = {"count": 0, "next": None, "previous": None, "results": []}


def virtual_answer(scene: Scene, name: str, headers: Mapping[str, str]) -> Answer:
    """Answer `/static/virtual/data/name`."""
    asked = _FILE.fullmatch(name)
    programme = scene.world.programme(asked["slug"]) if asked else None
    if asked is None or programme is None or not programme.is_virtual:
        return page_answer(404, "404 Not Found")
    events = _events(scene, programme)
    told = _abstracts(events) if asked["what"] == "abstracts" else _page(scene, events)
    body = json.dumps(told, ensure_ascii=False).encode()
    return conditional(Answer(200, body, _JSON), headers)


def _events(scene: Scene, programme: PlayedProgramme) -> list[tuple[dict[str, Any], PlayedTalk]]:
    talks = scene.kept(programme.on(scene.now.date()), lambda each: each.number)
    return [(event, talk) for talk in talks for event in _of_talk(programme, talk)]


def _page(scene: Scene, events: list[tuple[dict[str, Any], PlayedTalk]]) -> Mapping[str, Any]:
    """Return the whole list; nothing yet, or its first page, where a fault says so."""
    if scene.fault("unpublished"):
        return _EMPTY
    results = [event for event, _ in events]
    told = {"count": len(results), "next": None, "previous": None, "results": results}
    if paged := scene.fault("paged"):
        more = {"next": "https://site.example/api/events?page=2"}
        return told | more | {"results": results[: paged.first]}
    return told


def _abstracts(events: list[tuple[dict[str, Any], PlayedTalk]]) -> dict[str, str]:
    return {str(event["id"]): talk.abstract for event, talk in events if talk.abstract}


def _of_talk(programme: PlayedProgramme, talk: PlayedTalk) -> Iterator[dict[str, Any]]:
    """Yield the poster, and for an oral a second event that says less."""
    yield _event(programme, talk, "Poster", int(talk.number))
    if talk.status.casefold() == "oral":
        yield _event(programme, talk, "Oral", int(talk.number) + _ORAL) | {
            "authors": [],
            "abstract": None,
            "decision": "Accept (oral)",
        }


def _event(programme: PlayedProgramme, talk: PlayedTalk, kind: str, number: int) -> dict[str, Any]:
    status = talk.status.casefold()
    uid = hashlib.sha256(f"{programme.slug} {talk.number}".encode()).hexdigest()[:32]
    group = f"{programme.venue}/{programme.year}/{_TRACKS.get(status)}"
    return {
        "id": number,
        "uid": uid,
        "name": talk.title,
        "authors": [{"id": None, "fullname": name, "url": None} for name in talk.authors],
        "abstract": talk.abstract if programme.is_inline else "",
        "topic": None,
        "keywords": [],
        "decision": _DECISIONS.get(status, talk.status or None),
        "session": None,
        "eventtype": kind,
        "event_type": kind,
        "virtualsite_url": f"/virtual/{programme.year}/{kind.casefold()}/{number}",
        "sourceurl": f"https://openreview.net/group?id={group}" if status in _TRACKS else None,
        "paper_url": talk.url or None,
        "paper_pdf_url": None,
        "eventmedia": list(_media(talk)),
        "visible": True,
    }


def _media(talk: PlayedTalk) -> Iterator[dict[str, Any]]:
    links = {"OpenReview": talk.url if "openreview.net" in talk.url else ""}
    links["Paper"] = f"https://arxiv.org/abs/{talk.arxiv}" if talk.arxiv else ""
    for name, uri in links.items():
        if uri:
            yield {"name": name, "type": "URL", "visible": True, "uri": uri}
