"""Papers as BibTeX entries: escaped, and each under a key of its own."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from tracker.text import display, readable

# Order matters only for the backslash: str.translate looks at each character once.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_SKIPPED = frozenset(
    ("a", "an", "the", "on", "of", "in", "for", "to", "towards", "is", "are", "how")
)


def entries(papers: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield one entry a paper (records of docs/json.md), in order."""
    taken: set[str] = set()
    for paper in papers:
        key = _free(_key(paper), taken)
        taken.add(key)
        yield _entry(key, paper)


def escaped(text: str) -> str:
    """Return text in which nothing is TeX."""
    return display(readable(text)).translate(_ESCAPES)


def _entry(key: str, paper: dict[str, Any]) -> str:
    venue = _accepted_at(paper)
    where = "journal" if venue and venue["kind"] == "journal" else "booktitle"
    fields = {
        "title": "{" + escaped(paper["title"]) + "}",
        "author": " and ".join(_author(name) for name in paper["authors"]),
        "year": str(venue["year"]) if venue and venue["year"] else _year(paper),
        where: escaped(_name_of(venue)) if venue else "",
        **_identifiers(paper),
        "url": paper["url"].translate({ord(c): None for c in "{}\\"}),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = {"journal": "article", "booktitle": "inproceedings"}[where] if venue else "misc"
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _accepted_at(paper: dict[str, Any]) -> dict[str, Any] | None:
    return next((each for each in paper["venues"] if each["status"] == "accepted"), None)


def _name_of(venue: dict[str, Any]) -> str:
    """Return the venue, with its track where that is not the main one: `ACL Findings`."""
    track = venue["kind"] if venue["kind"] not in {"main", "journal"} else ""
    return f"{venue['venue']} {track.capitalize()}".strip()


def _author(name: str) -> str:
    """Return a name; one with the word "and" in it is a team, which braces hold together."""
    text = escaped(name)
    return f"{{{text}}}" if re.search(r"\band\b|,", text, re.IGNORECASE) else text


def _identifiers(paper: dict[str, Any]) -> dict[str, str]:
    known = dict(each.split(":", 1) for each in reversed(paper["identifiers"] or [paper["id"]]))
    found = {"doi": escaped(known.get("doi", ""))}
    if "arxiv" in known:
        found |= {"eprint": known["arxiv"], "archivePrefix": "arXiv"}
        found["primaryClass"] = escaped(paper["categories"][0]) if paper["categories"] else ""
    return found


def _key(paper: dict[str, Any]) -> str:
    last_name = paper["authors"][0].split()[-1:] if paper["authors"] else []
    words = (_ascii(word) for word in paper["title"].split())
    first_word = next((word for word in words if word and word not in _SKIPPED), "")
    return _ascii("".join(last_name)) + _year(paper) + first_word or "paper"


def _ascii(text: str) -> str:
    spelt = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", spelt.lower())


def _free(key: str, taken: set[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free


def _year(paper: dict[str, Any]) -> str:
    dated: str = paper["submitted_at"] or paper["announced_on"] or ""
    return dated[:4]
