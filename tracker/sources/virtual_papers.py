"""Makes one paper of all the events of a virtual site that are about it; pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from tracker.identity.titles import title_key
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.papers import Paper
from tracker.sources.programmes import Entry
from tracker.sources.virtual_events import Event

Appearances: TypeAlias = list[Event]
"""The events of one paper, at least one."""

_ENOUGH = 12  # The last of the 32 hexadecimal digits of a uid: unique, and short enough to type.
_STRONGEST_FIRST = ("award", "oral", "spotlight", "highlight", "poster", None)
_POSITION = "position:"


def by_paper(events: Iterable[Event]) -> list[Appearances]:
    """Return the events by paper: by `uid`, else by OpenReview's id, else by title."""
    papers: list[Appearances] = []
    known: dict[str, Appearances] = {}
    # Those with an id first, so that one without finds its paper by title.
    for event in sorted(events, key=lambda each: not _ids(each)):
        ids, title = _ids(event), f"title {title_key(event.title) or event.title}"
        paper = next((known[each] for each in ids or (title,) if each in known), None)
        if paper is None:
            paper = []
            papers.append(paper)
        paper.append(event)
        for each in (*ids, title):
            known.setdefault(each, paper)
    return papers


def entry_of(events: Appearances, abstracts: Mapping[str, str], slug: str) -> Entry:
    """Return the paper of `events`, as the strongest of them presents it.

    `abstracts` are those of the second file by number; `slug` names the conference in ids.
    """
    told = min(events, key=lambda each: _STRONGEST_FIRST.index(each.presentation))
    ids = tuple(dict.fromkeys(_paper_ids(events, slug)))
    paper = Paper(
        id=ids[0],
        title=events[0].title,
        authors=next((each.authors for each in events if each.authors), ()),
        abstract=_abstract(events, abstracts),
        url=next((each.page for each in events if each.page), ""),
        pdf_url=next((each.pdf for each in events if each.pdf), None),
        identifiers=ids,
    )
    return Entry(paper, _kind(events), told.presentation, told.page)


def _ids(event: Event) -> tuple[str, ...]:
    found = (("uid", event.uid), ("openreview", event.openreview))
    return tuple(f"{name} {value}" for name, value in found if value)


def _paper_ids(events: Appearances, slug: str) -> Iterator[PaperId]:
    """Yield the ids, OpenReview's first; the site's own stay when that one comes later."""
    yield from (PaperId("openreview", each.openreview) for each in events if each.openreview)
    own = [each.uid for each in events if each.uid] or [each.number for each in events]
    for value in filter(None, own):
        yield PaperId("event", f"{slug}/{value[-_ENOUGH:]}")
    if not any(own):
        digest = hashlib.sha256(title_key(events[0].title).encode()).hexdigest()[:16]
        yield PaperId("event", f"{slug}/{digest}")
    yield from (PaperId(ARXIV, each.arxiv) for each in events if each.arxiv)


def _abstract(events: Appearances, abstracts: Mapping[str, str]) -> str:
    inline = (each.abstract for each in events)
    beside = (abstracts.get(each.number, "") for each in events)
    return next(filter(None, (*inline, *beside)), "")


def _kind(events: Appearances) -> str:
    told = next((each.kind for each in events if each.kind), None)
    # The title says it where the site names no track (ICML's position papers).
    position = any(each.title.casefold().startswith(_POSITION) for each in events)
    return told or ("position" if position else "main")
