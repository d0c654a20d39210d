"""Reads a collection of the ACL Anthology: its volumes, and the papers in them.

https://github.com/acl-org/acl-anthology/blob/master/data/xml/schema.rnc
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.model.identifiers import DOI, PaperId
from tracker.model.papers import Author, Paper
from tracker.sources.arxiv_records import one_line
from tracker.sources.strict_xml import walk_strictly

_SITE = "https://aclanthology.org"
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/)?(10\.\S+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnthologyPaper:
    """A paper with the collection and volume it stands in: `2025.acl` and `long`, `P19` and `1`.

    `journal` and `workshop` are what the volume says of itself, `awards` what the paper won.
    """

    paper: Paper
    collection: str
    volume: str
    journal: bool
    workshop: bool
    awards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """What a file holds: papers, and how many of them had to be left out without a title."""

    papers: tuple[AnthologyPaper, ...]
    untitled: int


def read_collection(body: bytes, sender: str) -> Collection:
    """Return the papers in `body`, without front matter and what was retracted.

    Raises NotAFeed for anything but a whole collection.
    """
    papers: list[AnthologyPaper] = []
    untitled = 0
    for element in walk_strictly(body, sender, "Anthology collection", "collection", "paper"):
        if _is_withdrawn(element) or element.get("id") == "0":  # 0 is old front matter.
            continue
        read = _paper(element)
        if read.paper.title:
            papers.append(read)
        else:
            untitled += 1
    return Collection(tuple(papers), untitled)


def anthology_id(collection: str, volume: str, number: str) -> str:
    """Return the id of a paper: `2025.acl-long.41`, and before 2020 `P19-1041` or `W19-0141`."""
    if collection[:1].isdigit() or not (volume.isdigit() and number.isdigit()):
        return f"{collection}-{volume}.{number}"
    # Workshops have two figures for the volume, in 2019 those of EMNLP too.
    wide = collection[:1] == "W" or collection == "C69" or (collection == "D19" and int(volume) > 4)
    return (
        f"{collection}-{int(volume):02d}{int(number):02d}"
        if wide
        else (f"{collection}-{int(volume)}{int(number):03d}")
    )


def volume_page(collection: str, volume: str) -> str:
    """Return the address of a volume's page."""
    return f"{_SITE}/volumes/{collection}-{volume}/"


def _is_withdrawn(element: Any) -> bool:
    return any(element.find(tag) is not None for tag in ("retracted", "removed"))


def _paper(element: Any) -> AnthologyPaper:
    volume = element.getparent()
    collection = volume.getparent()
    names = collection.get("id", ""), volume.get("id", "")
    return AnthologyPaper(
        paper=_record(element, anthology_id(*names, element.get("id", ""))),
        collection=names[0],
        volume=names[1],
        journal=volume.get("type") == "journal",
        workshop="ws" in (each.text for each in volume.iterfind("meta/venue")),
        awards=tuple(one_line(_text(each)) for each in element.iterfind("award")),
    )


def _record(element: Any, id_: str) -> Paper:
    ids = [PaperId("anthology", id_)]
    if doi := _DOI.match(_text(element.find("doi")).strip()):
        ids.append(PaperId(DOI, doi[1].lower()))
    return Paper(
        id=ids[0],
        title=one_line(_text(element.find("title"))),
        authors=tuple(_authors(element)),
        abstract=one_line(_text(element.find("abstract"))),
        url=f"{_SITE}/{id_}/",
        pdf_url=f"{_SITE}/{id_}.pdf",
        identifiers=tuple(ids),
    )


def _authors(element: Any) -> Iterator[Author]:
    for author in element.iterfind("author"):
        # A variant of the name, in another script, holds a first and a last of its own.
        parts = (one_line(_text(author.find(tag))) for tag in ("first", "last"))
        name = " ".join(filter(None, parts)) or one_line(author.text or "")
        if name:
            yield Author(name, one_line(_text(author.find("affiliation"))) or None)


def _text(element: Any) -> str:
    """Return what is written in an element, within its markup too."""
    return "" if element is None else "".join(element.itertext())
