"""Finds the venues that a clause names, and leaves out what only looks like one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from tracker.venues.catalogue import VENUES, Venue
from tracker.venues.lookalikes import means_another


@dataclass(frozen=True, slots=True)
class Name:
    """A venue's name from `start` to `end` of a clause; `suffix` is what is glued to it (`W`)."""

    venue: Venue
    start: int
    end: int
    suffix: str = ""
    written_out: bool = False


def may_name_a_venue(line: str) -> bool:
    """Say cheaply whether it is worth looking: four comments in five name none."""
    lowered = line.lower()
    return _has_one(_short_stems(), lowered) or _has_long_name(lowered)


def names_in(clause: str) -> tuple[Name, ...]:
    """Return the venues of a clause in order; a long name with its short one is one name."""
    found = [name for name in _spelled_in(clause) if not _is_another(name, clause)]
    return tuple(_joined(_without_sponsors(found, clause), clause))


def _is_another(name: Name, clause: str) -> bool:
    before, after = clause[: name.start], clause[name.end :]
    return means_another(name.venue, name.written_out, before, after)


# --- spellings ------------------------------------------------------------------------------------


def _spelled_in(clause: str) -> list[Name]:
    long = list(_long_in(clause)) if _has_long_name(clause.lower()) else []
    short = [
        _name(match)
        for match in _short_names().finditer(clause)
        if not any(each.start <= match.start() < each.end for each in long)
    ]
    return sorted([*long, *short], key=lambda name: name.start)


def _long_in(clause: str) -> Iterator[Name]:
    for match in _long_names().finditer(clause):
        yield replace(_name(match), written_out=True)


def _name(match: re.Match[str]) -> Name:
    venue = _by_spelling()[_spelling(match["name"])]
    return Name(venue, match.start(), match.end(), (match.groupdict().get("suffix") or "").upper())


def _spelling(name: str) -> str:
    """Return a name in the one spelling that stands for its looser ones."""
    return _LOOSE_WORDS.sub("", name).casefold()


_LOOSE_WORDS = re.compile(r"\b(?:on|of|for|and)\b|[\W_]", re.IGNORECASE)


@cache
def _by_spelling() -> dict[str, Venue]:
    spelled = ((each, (each.name, *each.short_names, *each.long_names)) for each in VENUES)
    return {_spelling(name): each for each, names in spelled for name in names}


def _has_long_name(lowered: str) -> bool:
    return _has_one(_long_stems(), lowered)


def _has_one(stems: tuple[str, ...], lowered: str) -> bool:
    for stem in stems:  # noqa: SIM110 - any() takes half as long again, and every comment is asked.
        if stem in lowered:
            return True
    return False


@cache
def _short_stems() -> tuple[str, ...]:
    stems = {name.lower() for each in VENUES for name in (each.name, *each.short_names)}
    return tuple(each for each in stems if not any(other in each for other in stems - {each}))


@cache
def _long_stems() -> tuple[str, ...]:
    stems = {name.lower() for each in VENUES for name in each.long_names}
    stems |= {each.replace(" and ", " & ") for each in stems}
    stems |= {each.replace("conference on ", "conference of ") for each in stems}
    stems |= {each.replace("conference on ", "conference for ") for each in stems}
    return tuple(each for each in stems if not any(other in each for other in stems - {each}))


@cache
def _short_names() -> re.Pattern[str]:
    names = _alternatives(name for each in VENUES for name in (each.name, *each.short_names))
    return re.compile(
        rf"(?<![A-Za-z])(?P<name>{names})(?:-IJCNLP)?(?P<suffix>WS|W|F)?(?![A-Za-z])",
        re.IGNORECASE,
    )


@cache
def _long_names() -> re.Pattern[str]:
    names = _alternatives(name for each in VENUES for name in each.long_names)
    return re.compile(rf"\b(?P<name>{names})\b", re.IGNORECASE)


def _alternatives(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(map(_loosely, longest_first))


def _loosely(name: str) -> str:
    words = re.escape(name).replace(r"\ and\ ", r"\ (?:and|&)\ ")
    return words.replace(r"Conference\ on\ ", r"Conference\ (?:on|of|for)\ ")


# --- names that belong together -------------------------------------------------------------------

_FAMILY = frozenset({"EMNLP", "NAACL", "EACL", "AACL"})
_SPONSORED = re.compile(r"[\s:(–-]{1,4}|\s+at\s+")


def _without_sponsors(names: list[Name], clause: str) -> list[Name]:
    """Leave out the ACL of `ACL EMNLP 2025` and `Findings of the ACL: EMNLP 2025`."""
    return [
        name
        for name, after in zip_longest(names, names[1:])
        if not (
            after
            and name.venue.name == "ACL"
            and after.venue.name in _FAMILY
            and _SPONSORED.fullmatch(clause[name.end : after.start])
        )
    ]


_BETWEEN = re.compile(r"[\s(\[,:–-]*(?:\d{4}\s*)?[\s(\[,:–-]*")


def _joined(names: list[Name], clause: str) -> Iterator[Name]:
    """Yield a long name and the short one behind it as one."""
    waiting: Name | None = None
    for name in names:
        if waiting and _same_meeting(waiting, name, clause):
            waiting = replace(waiting, end=name.end, suffix=name.suffix)
            continue
        if waiting:
            yield waiting
        waiting = name
    if waiting:
        yield waiting


def _same_meeting(one: Name, other: Name, clause: str) -> bool:
    return (
        one.venue is other.venue
        and one.written_out
        and not other.written_out
        and bool(_BETWEEN.fullmatch(clause[one.end : other.start]))
    )
