"""Reads which year's meeting a clause speaks of."""

import re

from tracker.venues.catalogue import Venue

_YEARS_BACK, _YEARS_AHEAD = 8, 1

_BEHIND = re.compile(
    r"""\W{0,3}(?P<whole>(?:19|20)\d\d)(?!\d)
    |(?:-|\s?['’‘`´]\s?)?(?P<short>\d\d)(?![\d.%]|\w)
    |\s(?P<loose>2\d)(?=\s*(?:[,.;:)\]]|$|(?!pages?\b|pp?\b|pgs?\b|fig|tab|main\ pages)[a-z]))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AHEAD = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s+(?:(?:annual|ieee/cvf|ieee|acm|international)\s+)*$", re.IGNORECASE
)
# A day in figures (2025-10-12) and a range of pages are no years; 10/2025 is one.
_ANYWHERE = re.compile(r"(?<!\d)(?:(?<!\d[.:/-])|(?<=\d/))((?:19|20)\d\d)(?!\d|[.:/-]\d)")
_ORDINAL = re.compile(
    r"""\b(?P<number>\d{1,2}(?=st|nd|rd|th)|[a-z]+(?:-[a-z]+)?)(?:st|nd|rd|th)?\s+
    (?:(?:annual|international|ieee/cvf|ieee|acm|joint|meeting|conference|on|of|the|advances|in|
    aaai)\s+)*$""",
    re.IGNORECASE | re.VERBOSE,
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
)
_TENS = ("twent", "thirt", "fort", "fift", "sixt")


def year_of(venue: Venue, before: str, inside: str, after: str, id_year: int | None) -> int | None:
    """Return the year of the meeting, None where none is told or the one told cannot be.

    `before`, `inside` and `after` are the words ahead of the name, in it and behind it;
    `id_year` is the year of the paper's own id: a meeting lies at most eight years before it, or
    in the year after.
    """
    told = (
        _behind(after)
        or _only(inside, id_year)
        or _ahead(before)
        or _only(f"{before} {after}", id_year)
        or _counted(venue, before)
    )
    return told if told and venue.meets_in(told) and _near(told, id_year) else None


def _behind(after: str) -> int | None:
    match = _BEHIND.match(after)
    if not match:
        return None
    return int(match["whole"]) if match["whole"] else 2000 + int(match["short"] or match["loose"])


def _ahead(before: str) -> int | None:
    match = _AHEAD.search(before)
    return int(match[1]) if match else None


def _only(text: str, id_year: int | None) -> int | None:
    years = {int(year) for year in _ANYWHERE.findall(text)}
    near = {year for year in years if _near(year, id_year)}
    return near.pop() if len(near) == 1 else None


def _near(year: int, id_year: int | None) -> bool:
    return id_year is None or -_YEARS_BACK <= year - id_year <= _YEARS_AHEAD


def _counted(venue: Venue, before: str) -> int | None:
    match = _ORDINAL.search(before)
    number = _number(match["number"].lower()) if match else None
    return venue.year_of(number) if number else None


def _number(ordinal: str) -> int | None:
    """Read `43` and `forty-third`, else None."""
    if ordinal.isdigit():
        return int(ordinal)
    tens, _, unit = ordinal.rpartition("-")
    if unit in _ORDINALS and not tens:
        return _ORDINALS.index(unit) + 1
    if tens.removesuffix("y") in _TENS and unit in _ORDINALS[:9]:
        return 10 * (_TENS.index(tens.removesuffix("y")) + 2) + _ORDINALS.index(unit) + 1
    stem = ordinal.removesuffix("ieth")
    return 10 * (_TENS.index(stem) + 2) if stem in _TENS else None
