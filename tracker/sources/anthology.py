"""Reads a collection of the ACL Anthology: the proceedings of a venue and year, or its Findings."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from tracker.errors import BadData
from tracker.http import Response
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.sources import Tools
from tracker.sources.anthology_xml import (
    AnthologyPaper,
    Collection,
    read_collection,
    volume_page,
)
from tracker.sources.programmes import Entry, Snapshot, meeting_of
from tracker.sources.whole_document import harvest_document

KIND = "anthology"

_XML = "application/xml, text/xml;q=0.9, */*;q=0.1"
_FINDINGS = ".findings"
_FIGURES = 4  # `2025.acl`; `P19` tells no whole year.
_KINDS = {
    **dict.fromkeys(("long", "short", "main"), "main"),
    **dict.fromkeys(("demo", "demos"), "demo"),
    **dict.fromkeys(("tutorial", "tutorials", "tutorialabstracts"), "tutorial"),
    "srw": "srw",
    "industry": "industry",
}


def open_source(spec: SourceSpec, tools: Tools) -> "Anthology":
    """Return the collection at `spec.url`; options: `venue`, `year` and, to read only some of its
    volumes, the list `volumes`.
    """
    return Anthology(spec, tools)


class Anthology:
    """One collection file; the whole list is handed over whenever the file has changed."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http
        self._meeting = meeting_of(spec)
        volumes = spec.options.get("volumes")
        self._volumes = frozenset(map(str, volumes)) if isinstance(volumes, list | tuple) else None

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch, empty where nothing has changed; raises NotAFeed for another file."""
        yield harvest_document(self.spec, self._http, checkpoint, now, _XML, self._read)

    def _read(self, answer: Response) -> Snapshot | str:
        collection = read_collection(answer.body, urlsplit(answer.url).netloc)
        self._check_year(collection)
        papers = [each for each in collection.papers if self._wants(each.volume)]
        if not papers:
            return self._nothing(collection)
        flaws = (f"papers without a title: {collection.untitled:,}",) if collection.untitled else ()
        entries = tuple(map(_entry, papers))
        url = volume_page(papers[0].collection, papers[0].volume)
        return Snapshot(entries, flaws=flaws, url=url, proceedings=True)

    def _check_year(self, collection: Collection) -> None:
        """Refuse the file of another year, which a mistyped address would bring in for this one."""
        years = {each.collection.partition(".")[0] for each in collection.papers}
        told = sorted(each for each in years if len(each) == _FIGURES and each.isdigit())
        if told and told != [str(self._meeting.year)]:
            raise BadData(f"{self.spec.url} is a collection of {', '.join(told)}")

    def _wants(self, volume: str) -> bool:
        return self._volumes is None or volume in self._volumes

    def _nothing(self, collection: Collection) -> str:
        if self._volumes is None or not collection.papers:
            return "the collection has no papers yet"
        return f"the collection has no volume {', '.join(sorted(self._volumes))} yet"


def _entry(read: AnthologyPaper) -> Entry:
    award = "award" if read.awards else None
    return Entry(read.paper, _kind(read), award, read.paper.url)


def _kind(read: AnthologyPaper) -> str:
    """Return what of the venue a volume holds; in old collections it has only a number."""
    if read.collection.endswith(_FINDINGS):
        return "findings"
    if read.journal:
        return "journal"
    if read.workshop:
        return "workshop"
    return _KINDS.get(read.volume, "main" if read.volume.isdigit() else read.volume)
