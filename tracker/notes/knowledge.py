"""What ships about notes: the words that tell what a list is about, and the names worth knowing."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracker import resources
from tracker.identity.titles import title_key


@dataclass(frozen=True, slots=True)
class Named:
    """A lab or a family of models: its name, how else it is written, and what goes with it.

    `feed` is the feed that ships for a lab, '' for none; `queries` ask for a family of models.
    """

    name: str
    spellings: tuple[str, ...] = ()
    feed: str = ""
    queries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classic:
    """A well-known paper; `about` is a sentence on it in our own words, `id` may be ''."""

    title: str
    names: tuple[str, ...]
    authors: tuple[str, ...]
    year: int
    id: str
    about: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The words of roles (in the order in which they count), and known names."""

    roles: Mapping[str, tuple[str, ...]]
    filler: frozenset[str]
    venues: Mapping[str, tuple[str, ...]]
    labs: tuple[Named, ...]
    models: tuple[Named, ...]
    classics: tuple[Classic, ...]

    def classic(self, title: str) -> Classic | None:
        """Return the paper of this title, of a title that it goes on from, or of a short name."""
        key = title_key(title)
        for each in self.classics:
            if key in {title_key(each.title), *map(title_key, each.names)}:
                return each
        begun = [each for each in self.classics if _begins(each.title, key)]
        return begun[0] if len(begun) == 1 else None


_LONG_ENOUGH = 12


def _begins(title: str, key: str) -> bool:
    whole = title_key(title)
    longer = whole.startswith(key) or key.startswith(whole)
    return longer and min(len(key), len(whole)) >= _LONG_ENOUGH


@cache
def builtin_knowledge() -> Knowledge:
    """Return what ships with the program."""
    notes, classics = _table("notes.toml"), _table("classics.toml")
    return Knowledge(
        roles={role: tuple(words) for role, words in notes["roles"].items()},
        filler=frozenset(notes["filler"]["words"]),
        venues={name: tuple(spellings) for name, spellings in notes["venues"].items()},
        labs=tuple(map(_named, notes["labs"])),
        models=tuple(map(_named, notes["models"])),
        classics=tuple(map(_classic, classics["papers"])),
    )


def _table(name: str) -> dict[str, Any]:
    file = resources.folder("builtin") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _named(row: Mapping[str, Any]) -> Named:
    return Named(row["name"], _texts(row, "spellings"), row.get("feed", ""), _texts(row, "queries"))


def _classic(row: Mapping[str, Any]) -> Classic:
    return Classic(
        row["title"],
        _texts(row, "names"),
        _texts(row, "authors"),
        row["year"],
        row.get("id", ""),
        row["about"],
    )


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found: Sequence[str] = row.get(key, ())
    return tuple(found)
