"""What arXiv's routes have in common: how their text is cleaned and where a paper lives."""

import re

from tracker.model.identifiers import ARXIV, DOI, PaperId

_DOI_ADDRESS = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n\s*\n|\n\s{2,}")


def one_line(text: str) -> str:
    """Return a title, name or comment without the line breaks that arXiv wraps it with."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Return an abstract with a blank line between paragraphs and no other line break.

    An indented line starts a paragraph; everything before November 2025 is wrapped near column 80.
    """
    parts = (one_line(part) for part in _PARAGRAPH.split(text.strip()))
    return "\n\n".join(part for part in parts if part)


def abstract_page(base: str) -> str:
    """Return the address of the abstract of the arXiv paper `base`."""
    return f"https://arxiv.org/abs/{base}"


def pdf_file(base: str) -> str:
    """Return the address of the PDF of the latest version of `base`."""
    return f"https://arxiv.org/pdf/{base}"


def identifiers_of(base: str, doi: str | None) -> tuple[PaperId, ...]:
    """Return a paper's identifiers: its arXiv id and, where it has one, its publisher's DOI."""
    said = _DOI_ADDRESS.sub("", (doi or "").strip()).split()
    return (PaperId(ARXIV, base), *(PaperId(DOI, each.lower()) for each in said[:1]))


def outside_parentheses(line: str, separator: str = ",") -> list[str]:
    """Split a line of names at `separator`, a pattern without groups, but not in affiliations.

    Where parentheses do not match, every separator counts.
    """
    if line.count("(") != line.count(")"):
        return re.split(separator, line)
    parts, depth = [""], 0
    for piece in re.split(rf"([()]|{separator})", line):
        depth += (piece == "(") - (piece == ")")
        if depth <= 0 and re.fullmatch(separator, piece):
            parts.append("")
        else:
            parts[-1] += piece
    return parts
