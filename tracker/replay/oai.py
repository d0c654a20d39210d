"""OAI-PMH as arXiv serves it: verbs, sets, days, and lists in pages that a token resumes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode

from tracker.model.identifiers import arxiv_id
from tracker.replay.announcements import is_category
from tracker.replay.exchange import Answer
from tracker.replay.oai_records import (
    Token,
    failure,
    identity,
    raw_header,
    raw_record,
    record_list,
    set_of,
    sets_of,
)
from tracker.replay.papers import PlayedPaper, share
from tracker.replay.scene import Scene

_EARLIEST = date(2005, 9, 16)
_LISTS = frozenset({"ListRecords", "ListIdentifiers"})
_SELECTING = frozenset({"verb", "metadataPrefix", "from", "until", "set"})
_REASONS = {
    "badVerb": "Value of the verb argument is not a legal OAI-PMH verb.",
    "badArgument": "The request includes illegal, missing or repeated arguments.",
    "badResumptionToken": "The value of the resumptionToken argument is invalid or expired.",
    "cannotDisseminateFormat": "The metadata format is not supported by the repository.",
    "idDoesNotExist": "The value of the identifier argument is unknown in this repository.",
    "noRecordsMatch": (
        "The combination of the values of the from, until, set and metadataPrefix arguments "
        "results in an empty list."
    ),
}


class _OaiError(ValueError):
    """`str(error)` is the code of the protocol."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A page of a list: what was asked for at first, how it is played, and how far it came."""

    asked: tuple[tuple[str, str], ...]
    page: int = 0
    order: str = ""

    def option(self, name: str) -> str | None:
        return dict(self.asked).get(name)

    def token(self, now: datetime, size: int) -> str:
        """Return the token of this page; like arXiv's it is percent-encoded before it is sent."""
        told = (*self.asked, ("skip", str(self.page * size)), ("order", self.order))
        return quote(urlencode((*told, ("issued", now.astimezone(UTC).date().isoformat()))))


def oai_answer(scene: Scene, query: str) -> Answer:
    """Answer `/oai?query`; every error has status 200."""
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = dict(pairs)
    try:
        if len(asked) < len(pairs):
            raise _OaiError("badArgument")
        body = _document(scene, asked)
    except _OaiError as error:
        code = str(error)
        echo = {} if code in ("badVerb", "badArgument") else _echo(asked)
        body = failure(code, _REASONS[code], echo, scene.now)
    return Answer(200, body, "text/xml; charset=utf-8")


def _document(scene: Scene, asked: Mapping[str, str]) -> bytes:
    verb = asked.get("verb", "")
    if verb == "Identify":
        _expect(set(asked) == {"verb"}, "badArgument")
        return identity(_echo(asked), scene.now)
    if verb == "GetRecord":
        return _one_record(scene, asked)
    _expect(verb in _LISTS, "badVerb")
    return _page(scene, asked, verb)


def _one_record(scene: Scene, asked: Mapping[str, str]) -> bytes:
    _expect(set(asked) == {"verb", "identifier", "metadataPrefix"}, "badArgument")
    _expect(asked["metadataPrefix"] == "arXivRaw", "cannotDisseminateFormat")
    known = arxiv_id(asked["identifier"].removeprefix("oai:arXiv.org:"))
    paper = scene.world.paper(known.base) if known else None
    since = paper.changed_on(scene.refreshed) if paper else None
    if paper is None or since is None:
        raise _OaiError("idDoesNotExist")
    return record_list("GetRecord", _echo(asked), scene.now, [raw_record(paper, since)])


# --- lists ----------------------------------------------------------------------------------------


def _page(scene: Scene, asked: Mapping[str, str], verb: str) -> bytes:
    resumed = "resumptionToken" in asked
    stretch = _resumed(scene, asked) if resumed else _begun(scene, asked)
    papers = _selected(scene, stretch)
    pages = _pages(len(papers), scene.oai_page, stretch.order)
    if stretch.page >= len(pages):
        raise _OaiError("badResumptionToken" if resumed else "noRecordsMatch")
    start, day = pages[stretch.page] * scene.oai_page, scene.refreshed
    made = raw_record if verb == "ListRecords" else raw_header
    records = (
        made(paper, paper.changed_on(day) or paper.listed)
        for paper in papers[start : start + scene.oai_page]
    )
    token = _token(scene, stretch, len(pages), resumed=resumed)
    return record_list(verb, _echo(asked), scene.now, records, token)


def _begun(scene: Scene, asked: Mapping[str, str]) -> _Stretch:
    _expect("metadataPrefix" in asked and set(asked) <= _SELECTING, "badArgument")
    _expect(asked["metadataPrefix"] == "arXivRaw", "cannotDisseminateFormat")
    _expect(_is_set(asked["set"]) if "set" in asked else True, "badArgument")
    first, last = _days(asked)
    tomorrow = scene.now.astimezone(UTC).date() + timedelta(days=1)
    _expect(first >= _EARLIEST and first <= last, "badArgument")
    _expect("until" not in asked or last <= tomorrow, "badArgument")
    flaws = (name for name in ("twice", "jumbled") if any(f.trouble == name for f in scene.faults))
    return _Stretch(tuple(asked.items()), order="+".join(flaws))


def _resumed(scene: Scene, asked: Mapping[str, str]) -> _Stretch:
    _expect(set(asked) == {"verb", "resumptionToken"}, "badArgument")
    token = asked["resumptionToken"]
    # Only what was sent percent-encoded once more comes back as it was given.
    _expect("%3D" in token and quote(unquote(token)) == token, "badResumptionToken")
    told = {name: values[0] for name, values in parse_qs(unquote(token)).items()}
    today = scene.now.astimezone(UTC).date().isoformat()
    _expect(told.pop("issued", "") == today, "badResumptionToken")
    _expect(told.get("verb") == asked["verb"], "badResumptionToken")
    _expect(scene.fault("expired") is None, "badResumptionToken")
    skip, order = told.pop("skip", ""), told.pop("order", "")
    _expect(skip.isdigit() and set(told) <= _SELECTING, "badResumptionToken")
    return _Stretch(tuple(told.items()), int(skip) // scene.oai_page, order)


def _selected(scene: Scene, stretch: _Stretch) -> list[PlayedPaper]:
    """Return the papers of the whole list, in the order in which they are sent."""
    first, last = _days(dict(stretch.asked))
    day, wanted = scene.refreshed, stretch.option("set")
    found = scene.world.changed_within(first, last, day)
    inside = [each for each in found if wanted is None or _is_in(each.on(day), wanted)]
    kept = scene.kept(inside, lambda paper: paper.id)
    return sorted(kept, key=lambda each: share(each.id)) if "jumbled" in stretch.order else kept


def _pages(records: int, size: int, order: str) -> list[int]:
    """Return the numbers of the pages in the order in which they are sent."""
    times = 2 if "twice" in order else 1
    return [page for page in range(-(-records // size)) for _ in range(times)]


def _token(scene: Scene, stretch: _Stretch, pages: int, *, resumed: bool) -> Token | None:
    tomorrow = scene.now.astimezone(UTC).date() + timedelta(days=1)
    expires = datetime.combine(tomorrow, time(0), UTC)
    if stretch.page + 1 < pages:
        following = replace(stretch, page=stretch.page + 1)
        return Token(following.token(scene.now, scene.oai_page), expires)
    return Token("", expires) if resumed else None


# --- arguments ------------------------------------------------------------------------------------


def _days(asked: Mapping[str, str]) -> tuple[date, date]:
    return _day(asked.get("from"), _EARLIEST), _day(asked.get("until"), date.max)


def _day(text: str | None, default: date) -> date:
    if text is None:
        return default
    _expect(bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)), "badArgument")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _OaiError("badArgument") from error


def _is_set(name: str) -> bool:
    group, _, rest = name.partition(":")
    category = rest.replace(":", ".") or group
    return is_category(category) and set_of(category).startswith(name)


def _is_in(paper: PlayedPaper, wanted: str) -> bool:
    return any(each == wanted or each.startswith(f"{wanted}:") for each in sets_of(paper))


def _echo(asked: Mapping[str, str]) -> dict[str, str]:
    known = _SELECTING | {"identifier", "resumptionToken"}
    return {name: text for name, text in asked.items() if name in known}


def _expect(holds: bool, code: str) -> None:
    if not holds:
        raise _OaiError(code)
