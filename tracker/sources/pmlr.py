"""Reads a volume of the Proceedings of Machine Learning Research from its citeproc file.

The volume's index of citations is the only file that has titles, authors and abstracts together:
https://proceedings.mlr.press/faq.html
"""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import yaml

from tracker.errors import BadData
from tracker.http import Response
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.papers import Author, Paper
from tracker.sources import Tools
from tracker.sources.programmes import Entry, Snapshot, proceedings_of
from tracker.sources.whole_document import harvest_document
from tracker.text import display, safe_url

KIND = "pmlr"

_YAML = "application/yaml, text/yaml, text/plain;q=0.5, */*;q=0.1"
_PAPER = re.compile(r"/(v\d+)/([a-z0-9-]+)\.html$", re.IGNORECASE)
_FORUM = re.compile(r"openreview\.net/forum\?(?:.*&)?id=([A-Za-z0-9_-]{6,})")
# Only these: a sanitiser would take "a<b and c>d" for a tag too.
_TAGS = re.compile(r"</?(?:a|b|br|em|i|p|span|strong|sub|sup|tt)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ITEM = re.compile(r"^- ", re.MULTILINE)
_DATE = 3  # Year, month, day: the last thing that every entry says.


def open_source(spec: SourceSpec, tools: Tools) -> "Pmlr":
    """Return the volume whose citeproc file is at `spec.url`; options: `venue` and `year`."""
    return Pmlr(spec, tools)


class Pmlr:
    """One volume; the whole list is handed over whenever its file has changed."""

    def __init__(self, spec: SourceSpec, tools: Tools) -> None:
        self.spec = spec
        self._http = tools.http

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield one batch, empty where nothing has changed; raises BadData for another file."""
        yield harvest_document(self.spec, self._http, checkpoint, now, _YAML, read_volume)


def read_volume(answer: Response) -> Snapshot:
    """Return the papers of a citeproc file; raises BadData where it is none, or is cut."""
    text = answer.body.decode("utf-8", "replace").removeprefix("---").lstrip()
    starts = [match.start() for match in _ITEM.finditer(text)]
    if not starts or starts[0] != 0:
        raise BadData(f"{answer.url} is no list of citations: {text[:40]!r}")
    items = [_item(text[a:b]) for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    if not _is_dated(items[-1]):
        raise BadData(f"{answer.url} is cut short")
    return proceedings_of(map(_entry, items))


def _item(text: str) -> Mapping[str, Any]:
    """Return one entry; it is read alone, so that a spoilt one costs only itself."""
    try:
        found = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):  # ValueError: a date that is none
        return {}
    item = found[0] if isinstance(found, list) and len(found) == 1 else None
    return item if isinstance(item, dict) else {}


def _is_dated(item: Mapping[str, Any]) -> bool:
    issued = item.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    return isinstance(parts, list) and len(parts) >= _DATE and None not in parts


def _entry(item: Mapping[str, Any]) -> Entry | None:
    title, url = _words(_text(item, "title")), safe_url(_text(item, "URL"))
    page = _PAPER.search(url or "")
    if not title or not url or not page:
        return None
    paper_id = PaperId("pmlr", f"{page[1].lower()}/{page[2]}")
    paper = Paper(
        id=paper_id,
        title=title,
        authors=tuple(_authors(item.get("author"))),
        abstract=_words(_text(item, "abstract")),
        url=url,
        pdf_url=safe_url(_text(item, "PDF")),
        identifiers=(paper_id, *_forum(item)),
    )
    return Entry(paper, "main", evidence=url)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _words(markup: str) -> str:
    return display(html.unescape(_TAGS.sub("", markup)))


def _authors(people: object) -> Iterator[Author]:
    for each in people if isinstance(people, list) else ():
        if isinstance(each, dict):
            name = " ".join(f"{each.get('given') or ''} {each.get('family') or ''}".split())
            if name:
                yield Author(name)


def _forum(item: Mapping[str, Any]) -> Iterator[PaperId]:
    """Yield the paper's OpenReview id, which newer volumes name as `openreview`."""
    told = _text(item, "openreview")
    found = _FORUM.search(told)
    if found:
        yield PaperId("openreview", found[1])
    elif re.fullmatch(r"[A-Za-z0-9_-]{6,}", told):
        yield PaperId("openreview", told)
