"""arXiv's query language, as far as it is played: `cat:`, `submittedDate:`, words and operators."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import TypeAlias

from tracker.replay.world import PlayedPaper

Matches: TypeAlias = Callable[[PlayedPaper], bool]

_TOKEN = re.compile(r'\(|\)|(\w+):(?:\[([^\]]*)\]|"([^"]*)"|([^\s()]+))|[^\s()]+')
_WINDOW = re.compile(r"\s*(\d{4,14})\s+TO\s+(\d{4,14})\s*")
_START, _END = "00000101000000", "00001231235959"
_OPERATORS = frozenset({"AND", "OR", "ANDNOT"})


class QueryError(ValueError):
    """The query is not written in the language."""


def parse_query(text: str) -> Matches:
    """Return the test that `text` describes; operators bind from left to right.

    Raises QueryError.
    """
    tokens = list(_TOKEN.finditer(text))
    matches = _expression(tokens)
    if tokens:
        raise QueryError(f"unexpected {tokens[0][0]!r}")
    return matches


def _expression(tokens: list[re.Match[str]]) -> Matches:
    matches = _term(tokens)
    while tokens and tokens[0][0] in _OPERATORS:
        operator = tokens.pop(0)[0]
        matches = _joined(operator, matches, _term(tokens))
    return matches


def _joined(operator: str, left: Matches, right: Matches) -> Matches:
    if operator == "OR":
        return lambda paper: left(paper) or right(paper)
    if operator == "AND":
        return lambda paper: left(paper) and right(paper)
    return lambda paper: left(paper) and not right(paper)


def _term(tokens: list[re.Match[str]]) -> Matches:
    if not tokens:
        raise QueryError("the query ends too early")
    token = tokens.pop(0)
    if token[0] == "(":
        matches = _expression(tokens)
        if not tokens or tokens.pop(0)[0] != ")":
            raise QueryError("a bracket is not closed")
        return matches
    name, window, phrase, word = token.groups()
    if name == "submittedDate":
        return _submitted_within(window or "")
    if name == "cat":
        return _stands_in(word or phrase or "")
    return _holds(name or "all", phrase or word or token[0])


def _stands_in(category: str) -> Matches:
    if "*" in category:
        return lambda paper: any(fnmatchcase(each, category) for each in paper.categories)
    return lambda paper: category in paper.categories


def _submitted_within(window: str) -> Matches:
    match = _WINDOW.fullmatch(window)
    if not match:
        raise QueryError(f"no dates: [{window}]")
    start, end = _padded(match[1], _START), _padded(match[2], _END)
    return lambda paper: start <= paper.submitted_at <= end


def _padded(digits: str, filling: str) -> datetime:
    try:
        read = datetime.strptime(f"{digits}{filling[len(digits) :]}+0000", "%Y%m%d%H%M%S%z")
    except ValueError as error:
        raise QueryError(f"no date: {digits}") from error
    # The end of a minute is inclusive to its last fraction.
    last = timedelta(microseconds=999_999) if filling is _END else timedelta()
    return read + last


def _holds(name: str, text: str) -> Matches:
    sought = text.casefold()
    return lambda paper: any(sought in said.casefold() for said in _fields(paper, name))


def _fields(paper: PlayedPaper, name: str) -> Iterator[str]:
    said = {
        "ti": (paper.title,),
        "au": paper.authors,
        "abs": (paper.abstract,),
        "co": (paper.comment or "",),
        "id": (paper.id,),
    }
    yield from said.get(name, [each for fields in said.values() for each in fields])
