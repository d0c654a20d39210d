"""The ACL Anthology's file of a collection: volumes with their papers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from tracker.replay.exchange import Answer, conditional, page_answer
from tracker.replay.markup import add, document
from tracker.replay.programmes import PlayedTalk
from tracker.replay.scene import Scene

_XML = "text/plain; charset=utf-8"  # As GitHub sends it.
_JOURNALS = frozenset({"tacl"})


def anthology_answer(scene: Scene, name: str, headers: Mapping[str, str]) -> Answer:
    """Answer `/anthology/name`; a collection without papers is not there yet."""
    collection = name.removesuffix(".xml")
    talks = scene.world.in_collection(collection, scene.now.date())
    shown = scene.kept(talks, lambda each: f"{each.volume}.{each.number}")
    if not shown or scene.fault("unpublished"):
        return page_answer(404, "404: Not Found")
    return conditional(Answer(200, _document(collection, shown), _XML), headers)


def _document(collection: str, talks: Sequence[PlayedTalk]) -> bytes:
    root = etree.Element("collection", id=collection)
    volumes: dict[str, list[PlayedTalk]] = defaultdict(list)
    for talk in talks:
        volumes[talk.volume].append(talk)
    for name, papers in volumes.items():
        _add_volume(root, collection, name, papers)
    return document(root)


def _add_volume(root: Any, collection: str, name: str, talks: Sequence[PlayedTalk]) -> None:
    year, _, venue = collection.partition(".")
    kind = "journal" if venue in _JOURNALS else "proceedings"
    volume = add(root, "volume", id=name, type=kind)
    meta = add(volume, "meta")
    add(meta, "booktitle", f"Proceedings of {venue.upper()} {year}: {name}")
    add(meta, "year", year)
    add(meta, "venue", venue)
    add(add(volume, "frontmatter"), "url", f"{collection}-{name}.0")
    for talk in talks:
        _add_paper(volume, f"{collection}-{name}", talk)


def _add_paper(volume: Any, place: str, talk: PlayedTalk) -> None:
    paper = add(volume, "paper", id=talk.number)
    add(paper, "title", talk.title)
    for name in talk.authors:
        first, _, last = name.rpartition(" ")
        author = add(paper, "author")
        if first:
            add(author, "first", first)
        add(author, "last", last)
    if talk.abstract:
        add(paper, "abstract", talk.abstract)
    add(paper, "url", f"{place}.{talk.number}")
    if talk.doi:
        add(paper, "doi", talk.doi)
    if talk.award:
        add(paper, "award", "Best Paper Award")
