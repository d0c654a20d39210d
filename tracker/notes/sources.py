"""Finds the venues, arXiv categories and labs that a line of notes names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.notes.inline import enumerated
from tracker.notes.knowledge import Knowledge

_CATEGORY = re.compile(
    r"(?<![A-Za-z0-9_./@])(cs|stat|math|eess|econ|q-bio|q-fin|nlin)\.([A-Za-z]{2})(?![A-Za-z0-9_])"
)
_SUBJECTS = re.compile(
    r"(?:cs\.[A-Z]{2}|stat\.(?:ML|ME|TH|AP|CO|OT)|math\.[A-Z]{2}|eess\.(?:AS|IV|SP|SY)"
    r"|econ\.(?:EM|GN|TH)|q-bio\.[A-Z]{2}|q-fin\.[A-Z]{2}|nlin\.[A-Z]{2})"
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Venues, categories and labs under the names that the tracker has for them."""

    venues: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()

    def __add__(self, more: "Sources") -> "Sources":
        return Sources(
            _distinct(self.venues, more.venues),
            _distinct(self.categories, more.categories),
            _distinct(self.labs, more.labs),
        )

    @property
    def any(self) -> bool:
        return bool(self.venues or self.categories or self.labs)

    @property
    def clear(self) -> bool:
        """Whether a line that names these is about sources, whatever it stands under."""
        return bool(self.categories) or len(self.venues) > 1 or len(self.labs) > 1


def sources_in(text: str, knowledge: Knowledge) -> Sources:
    """Return what `text` names, in its order."""
    labs = {each.name: (each.name, *each.spellings) for each in knowledge.labs}
    return Sources(
        venues=_named(text, knowledge.venues, ignore_case=False),
        categories=tuple(dict.fromkeys(_categories(text))),
        labs=_named(text, labs, ignore_case=True),
    )


def unknown_in(text: str, knowledge: Knowledge, *, listed: bool) -> list[str]:
    """Return the parts of a list that name no source we know.

    It stands behind a colon, unless the text is `listed` as a whole.
    """
    plain = re.sub(r"[（(][^（）()]*[)）]", "", text)
    behind = re.sub(r":(?=\s)", "：", plain).partition("：")[2]
    parts = enumerated(plain if listed else behind)
    return [each for each in parts if len(parts) > 1 and not sources_in(each, knowledge).any]


def _categories(text: str) -> Iterable[str]:
    for archive, subject in _CATEGORY.findall(text):
        category = f"{archive}.{subject.upper()}"
        if _SUBJECTS.fullmatch(category):
            yield category


def _named(
    text: str, known: Mapping[str, tuple[str, ...]], *, ignore_case: bool
) -> tuple[str, ...]:
    """Return the names whose spellings stand in `text`, in its order; the longest ones first."""
    spellings = {spelling: name for name, all_ in known.items() for spelling in all_}
    flags = re.IGNORECASE if ignore_case else 0
    found: dict[str, int] = {}
    for spelling in sorted(spellings, key=lambda each: (-len(each), each)):
        pattern = rf"(?<![A-Za-z]){re.escape(spelling)}(?:['’]?\d\d|\s?20\d\d)?(?![A-Za-z0-9-])"
        for match in re.finditer(pattern, text, flags):
            found.setdefault(spellings[spelling], match.start())
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    return tuple(sorted(found, key=lambda name: found[name]))


def _distinct(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
