"""Finds English for the field's Chinese terms, so that a topic in Chinese can be asked for."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tracker import resources

CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A term as it stands in a text, from `start` to `end`, and its English, the best first."""

    term: str
    english: tuple[str, ...]
    start: int
    end: int


class Glossary:
    """Chinese terms of the field with their English.

    `terms` say something of a paper, `words` only help to put a name together; `endings` are
    patterns for what a name may end with, `headings` are names of whole parts.
    """

    def __init__(
        self,
        terms: Mapping[str, Sequence[str]],
        words: Mapping[str, Sequence[str]],
        endings: Mapping[str, str],
        headings: Mapping[str, str],
    ) -> None:
        self._terms = {_key(term): tuple(english) for term, english in terms.items()}
        self._all = {_key(word): tuple(english) for word, english in words.items()} | self._terms
        self._endings = sorted(endings.items(), key=lambda each: -len(each[0]))
        self._headings = {_key(name): english for name, english in headings.items()}
        self._longest = max(map(len, self._all), default=0)
        known = {f" {_words(each)} ": each for all_ in self._terms.values() for each in all_}
        self._english = sorted(known.items(), key=lambda each: (-len(each[0]), each[0]))

    def terms(self, text: str) -> list[Found]:
        """Return the terms that stand in `text`, the longest where several begin."""
        return list(self._scan(text, self._terms))

    def english_terms(self, text: str) -> list[str]:
        """Return the glossary's English that stands in an English text, in order, longest first."""
        rest, found = f" {_words(text)} ", []
        for spaced, english in self._english:
            if spaced in rest:
                found.append((rest.index(spaced), english))
                rest = rest.replace(spaced, " " + "\0" * (len(spaced) - 2) + " ")
        return [english for _, english in sorted(found)]

    def english_of(self, name: str) -> tuple[str, ...]:
        """Return the English of a whole name, the best first; () where a part of it is unknown."""
        key = _key(name)
        if key in self._all:
            return self._all[key]
        if key in self._headings:
            return (self._headings[key],)
        put_together = self._joined(name) or self._with_ending(name) or self._piecewise(name)
        return (put_together,) if put_together else ()

    def says_something(self, name: str) -> bool:
        """Tell whether a name has a term in it, and not only words that every topic has."""
        return any(True for _ in self._scan(name, self._terms))

    def _joined(self, name: str) -> str:
        """Return the English of `A与B` where both are known."""
        parts = [each.strip() for each in re.split(r"[与和及、/]", name) if each.strip()]
        english = [self.english_of(each) for each in parts] if len(parts) > 1 else []
        return " and ".join(each[0] for each in english) if english and all(english) else ""

    def _with_ending(self, name: str) -> str:
        for ending, pattern in self._endings:
            start = name.removesuffix(ending).strip()
            if start and start != name and (english := self.english_of(start)):
                return pattern.format(english[0])
        return ""

    def _piecewise(self, name: str) -> str:
        """Return the English of a compound, word by word; Latin words stay as they are."""
        pieces, end = [], 0
        for found in self._scan(name, self._all):
            pieces += [name[end : found.start].strip(), found.english[0]]
            end = found.end
        pieces = [each for each in (*pieces, name[end:].strip()) if each]
        unknown = any(CHINESE.search(each) for each in pieces)
        return "" if unknown or len(pieces) < 2 else " ".join(pieces)

    def _scan(self, text: str, known: Mapping[str, tuple[str, ...]]) -> Iterator[Found]:
        at = 0
        while at < len(text):
            found = self._at(text, at, known)
            if found:
                yield found
            at = found.end if found else at + 1

    def _at(self, text: str, at: int, known: Mapping[str, tuple[str, ...]]) -> Found | None:
        for length in range(min(self._longest, len(text) - at), 0, -1):
            term = text[at : at + length]
            if term == term.strip() and (key := _key(term)) in known:
                return Found(term, known[key], at, at + length)
        return None


@cache
def builtin_glossary() -> Glossary:
    """Return the glossary that ships with the program."""
    file = resources.folder("builtin") / "glossary.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    terms, words = _lists(tables["terms"]), _lists(tables["words"])
    return Glossary(terms, words, tables["endings"], tables["headings"])


def _lists(table: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    return {term: [found] if isinstance(found, str) else found for term, found in table.items()}


def _key(term: str) -> str:
    return unicodedata.normalize("NFKC", term).casefold().replace(" ", "")


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))
