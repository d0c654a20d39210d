"""What stands in the listing of some categories on a day, in arXiv's order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracker.replay.world import PlayedPaper, World

_ORDER = ("new", "cross", "replace", "replace-cross")
_LAST_SHOWN = 5  # A replacement by v6 or later is not announced.
_PHYSICS = frozenset(
    [
        *("astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph"),
        *("nlin", "nucl-ex", "nucl-th", "physics", "quant-ph"),
    ]
)
_ARCHIVES = _PHYSICS | {"cs", "econ", "eess", "math", "q-bio", "q-fin", "stat"}


@dataclass(frozen=True, slots=True)
class Announced:
    """An item of a listing: `type` is arXiv's `new`, `cross`, `replace` or `replace-cross`."""

    paper: PlayedPaper
    version: int
    type: str


def announced(world: World, names: Iterable[str], day: date) -> list[Announced]:
    """Return the listing of the categories or archives `names`: by type, then id descending."""
    asked = frozenset(name.casefold() for name in names)
    # One row per paper, even when it was both cross-listed and replaced: the first type stays.
    items: dict[str, Announced] = {}
    for item in sorted(_items(world, asked, day), key=lambda each: _ORDER.index(each.type)):
        items.setdefault(item.paper.id, item)
    return list(items.values())


def is_category(name: str) -> bool:
    """Say whether arXiv could have a category or archive of that name, in any case."""
    archive, _, subject = name.partition(".")
    return archive.lower() in _ARCHIVES and bool(re.fullmatch(r"[A-Za-z-]*", subject))


def group_of(archive: str) -> str:
    """Return the group of an archive, as OAI sets name it."""
    return "physics" if archive in _PHYSICS else archive


def _items(world: World, asked: frozenset[str], day: date) -> Iterator[Announced]:
    for paper in world.listed_on(day):
        yield from _item(paper.on(day), 1, ("new", "cross"), asked)
    for paper in world.crossed_on(day):
        if _is_crossed(paper, asked, day):
            yield Announced(paper.on(day), paper.version_on(day), "cross")
    for paper in world.replaced_on(day):
        version = paper.version_on(day)
        if version <= _LAST_SHOWN:
            yield from _item(paper.on(day), version, ("replace", "replace-cross"), asked)


def _item(
    paper: PlayedPaper, version: int, types: tuple[str, str], asked: frozenset[str]
) -> Iterator[Announced]:
    if any(_is_in(category, asked) for category in paper.categories):
        yield Announced(paper, version, types[0 if _is_in(paper.categories[0], asked) else 1])


def _is_crossed(paper: PlayedPaper, asked: frozenset[str], day: date) -> bool:
    """Say whether `day` brought the paper into the asked categories, where it was not."""
    before = (*paper.categories, *(name for name, since in paper.cross_listed if since < day))
    today = (name for name, since in paper.cross_listed if since == day)
    return any(_is_in(name, asked) for name in today) and not any(
        _is_in(name, asked) for name in before
    )


def _is_in(category: str, asked: frozenset[str]) -> bool:
    name = category.casefold()
    return name in asked or name.partition(".")[0] in asked
