"""Makes resources of what notes name beside papers: courses, books, places, things to do."""

import re
from collections.abc import Sequence

from tracker.model.roadmap import Resource, ResourceKind
from tracker.notes.inline import Line, enumerated, without_aside
from tracker.notes.roles import Role

_KINDS = {
    Role.COURSE: ResourceKind.COURSE,
    Role.BOOK: ResourceKind.BOOK,
    Role.COMMUNITY: ResourceKind.COMMUNITY,
    Role.PROJECT: ResourceKind.PROJECT,
    Role.PLATFORM: ResourceKind.TOOL,
    Role.TOOLS: ResourceKind.TOOL,
    Role.SOURCES: ResourceKind.COMMUNITY,
}
_SIGNS = (
    (ResourceKind.COMMUNITY, r"reddit|r/\w+|论坛|社区|知乎|discord|slack|meetup|forum|communit"),
    (ResourceKind.BOOK, r"书|教材|\bbooks?\b|textbook|o'reilly|press\b"),
    (ResourceKind.TOOL, r"github\.com|gitlab|\btools?\b|\blibrary\b"),
)
_JOINING = re.compile(
    r"^(?:请?(?:加入|参与|参加|关注|逛)"
    r"|join(?: the)?|attend|take part in|participate in|follow)\s*",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"[（(](?:如|例如|比如|包括|such as|e\.g\.?,?|like|incl\.|including)\s*([^（）()]+)[)）]",
    re.IGNORECASE,
)
_MADE_BY = re.compile(
    r"(?:by|from|作者[:：]?)\s+([^（）();；]+?)(?:,?\s*\d{4})?([（(;；].*)?$", re.IGNORECASE
)
_BY = re.compile(r"\s+(?:by|from)\s+", re.IGNORECASE)
_SUBREDDIT = re.compile(r"(?<![A-Za-z])r/")
_SHORT = 40


def resources_in(line: Line, role: Role, stage: str) -> list[Resource]:
    """Return the resources that an entry names; `stage` is the id of the stage it stands in."""
    kind = _KINDS.get(role) or _guessed(line)
    url = next((address for _, address in line.links if "://" in address), "")
    if kind is ResourceKind.COMMUNITY and (several := _several(line)):
        return [Resource(kind, name, note=note, stage=stage) for name, note in several]
    if kind is ResourceKind.PROJECT:
        return [_project(line, stage, url)]
    if line.titles:
        told = _around(line.plain, line.titles)
        return [_work(each, title, kind, stage, url) for title, each in told]
    title, author = _title_and_author(_JOINING.sub("", line.name))
    note = "；".join(filter(None, (line.aside, line.rest.strip(" 。"))))
    return [Resource(kind, title, author, note, url, stage)] if title else []


def _guessed(line: Line) -> ResourceKind:
    """Return the kind of a resource that stands under no heading that tells it."""
    told = f"{line.plain} {' '.join(address for _, address in line.links)}"
    found = (kind for kind, sign in _SIGNS if re.search(sign, told, re.IGNORECASE))
    return next(found, ResourceKind.COURSE)


def _several(line: Line) -> list[tuple[str, str]]:
    """Return the places that a line lists, with what is in brackets behind each."""
    listed = _LISTED.search(line.plain)
    told = line.rest if line.bold else _JOINING.sub("", line.plain)
    # The slash of r/MachineLearning parts nothing.
    parts = enumerated(_SUBREDDIT.sub("\0", listed[1] if listed else told))
    places = [without_aside(each.replace("\0", "r/")) for each in parts]
    fits = len(places) > 1 or bool(listed)
    return places if fits and all(len(name) <= _SHORT for name, _ in places) else []


def _project(line: Line, stage: str, url: str) -> Resource:
    whole = line.plain.strip(" 。.")
    brackets = re.search(r"\s*[（(]([^（）()]*)[)）]$", whole)
    title = whole[: brackets.start()] if brackets else whole
    return Resource(ResourceKind.PROJECT, title, "", brackets[1] if brackets else "", url, stage)


def _around(plain: str, titles: Sequence[str]) -> list[tuple[str, str]]:
    """Return each title with the part of the line that tells of it: up to the next one's."""
    ends = [plain.find(title) + len(title) for title in titles]
    for at, end in enumerate(ends[:-1]):
        behind = re.match(r"[》”」』\"*]*\s*(?:[（(][^（）()]*[)）])?", plain[end:])
        ends[at] = end + (behind.end() if behind else 0)
    starts = [0, *ends[:-1]]
    cuts = zip(titles, starts, [*ends[:-1], len(plain)], strict=True)
    return [(title, plain[start:end].lstrip("，,、；; ")) for title, start, end in cuts]


def _work(told: str, title: str, kind: ResourceKind, stage: str, url: str) -> Resource:
    """Return a titled work: who made it stands before the title, or behind `by`."""
    before, _, behind = told.partition(title)
    author = re.sub(r"(?:['’]s|的|[:：])$", "", before.rstrip(' 《“「『"').strip()).strip()
    behind = behind.lstrip('》”」』"').strip(" 。.")
    found = _MADE_BY.match(behind)
    if found and not author:
        author, behind = found[1].strip(), found[2] or ""
    note = re.sub(r"^[（(]([^（）()]*)[)）]$", r"\1", behind.strip(" ,，-–—:：")).strip()
    return Resource(kind, title, author, note, url, stage)


def _title_and_author(text: str) -> tuple[str, str]:
    title, *author = _BY.split(text, maxsplit=1)
    return title.strip(" .。,，"), (author[0].strip(" .。") if author else "")
