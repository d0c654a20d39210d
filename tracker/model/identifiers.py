"""A paper's identifiers, and the one function that reads an arXiv id in any of its spellings."""

import re
from dataclasses import dataclass

ARXIV = "arxiv"
DOI = "doi"
SCHEMES = frozenset({ARXIV, DOI, "anthology", "openreview", "event", "pmlr", "cvf", "proceedings"})

# New style YYMM.NNNN(N), old style archive/YYMMNNN with an optional subject class:
# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV = re.compile(
    r"(?:arxiv:)?"
    r"(?P<base>(?P<archive>[a-z-]+)(?:\.[A-Z]{2})?/(?P<number>\d{2}(?:0[1-9]|1[0-2])\d{3})"
    r"|\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})"
    r"(?:v(?P<version>[1-9]\d*))?",
    re.IGNORECASE,
)
_WRAPPING = re.compile(
    r"^(?:https?://(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html)/"
    r"|https?://(?:dx\.)?doi\.org/10\.48550/arxiv\.|10\.48550/arxiv\.|oai:arxiv\.org:)",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"arxiv\.org/(?:abs|pdf|html)/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, order=True)
class PaperId:
    """One identifier of a paper: `scheme` is one of `SCHEMES`.

    An `event` is a conference's own number (`event:icml-2026/60001`), `pmlr`, `cvf` and
    `proceedings` name a page of final proceedings (`pmlr:v306/example26a`).
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> "PaperId":
        """Read `arxiv:2511.01234`, a bare arXiv id, an arXiv URL or a DOI.

        Raises ValueError where the text is none of them.
        """
        found = arxiv_id(text)
        if found:
            return cls(ARXIV, found.base)
        scheme, colon, value = text.strip().partition(":")
        if colon and scheme in SCHEMES - {ARXIV} and value:
            return cls(scheme, value)
        if text.strip().startswith("10.") and "/" in text:
            return cls(DOI, text.strip().lower())
        raise ValueError(f"not a paper id: {text!r} (try arxiv:2511.01234)")


@dataclass(frozen=True, slots=True)
class ArxivId:
    """A canonical arXiv id; `version` is None where the text named none (= the latest)."""

    base: str
    version: int | None


def arxiv_id(text: str) -> ArxivId | None:
    """Read an arXiv id from `text` in any spelling that arXiv uses, else None.

    Accepts bare ids, `arXiv:` and `oai:arXiv.org:` prefixes, abs, pdf and html URLs and the
    DataCite DOI; old-style subject classes (`math.GT/0309136`) are dropped.
    """
    bare = _WRAPPING.sub("", text.strip()).removesuffix(".pdf")
    match = _ARXIV.fullmatch(bare)
    if not match:
        return None
    base = match["base"]
    if match["archive"]:
        base = f"{match['archive'].lower()}/{match['number']}"
    return ArxivId(base, int(match["version"]) if match["version"] else None)


def linked_arxiv_ids(text: str) -> tuple[str, ...]:
    """Return the base ids of all arXiv papers that `text` (plain or HTML) links, in order."""
    found = (arxiv_id(match) for match in _LINKED.findall(text))
    return tuple(dict.fromkeys(each.base for each in found if each))
