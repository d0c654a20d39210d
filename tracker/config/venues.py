"""The venues that are followed, their lists and years: those of the configuration, else the five.

`builtin/venues.toml` knows where each venue's lists are and when they are in the making.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from tracker.config.settings import Settings, Venue
from tracker.resources import folder

_DEFAULT_KIND = "virtual-site"
_WITH_ACCOUNT = "openreview"  # Never followed unless an entry asks for it.
_LAST_YEAR = 2100
_EARLY = timedelta(days=10)


class Listing(Struct, frozen=True, forbid_unknown_fields=True):
    """A list of a venue's papers, by the kind of source that reads it.

    `name` begins the source's name (`venue`, or `proceedings` for what is final), `part` ends it;
    `first` is the first year it is there for. `volumes` are the numbers that a publisher gives to
    years, where the address has `{volume}`: there is a list only for these. A `final` list is
    not asked for before the meeting. `options` go to the source as they are.
    """

    kind: str
    url: str
    name: str = "venue"
    part: str = ""
    first: int = 0
    volumes: Mapping[str, int] = {}
    final: bool = False
    options: Mapping[str, object] = {}

    def is_there(self, year: int) -> bool:
        """Tell whether there is such a list of a year's meeting, as far as is known."""
        return self.first <= year and (not self.volumes or str(year) in self.volumes)


class ShippedVenue(Struct, frozen=True, forbid_unknown_fields=True):
    """A venue of `builtin/venues.toml`: it meets from `first` on `every` so many years.

    `dates` are the notification and the last day of some meetings.
    """

    name: str
    lists: tuple[Listing, ...]
    followed: bool = False
    first: int = 0
    every: int = 1
    never: tuple[int, ...] = ()
    dates: tuple[tuple[date, date], ...] = ()

    def meets_in(self, year: int) -> bool:
        """Tell whether there is such a meeting, as far as is known."""
        regular = (year - self.first) % self.every == 0
        return self.first <= year <= _LAST_YEAR and regular and year not in self.never

    def lists_of(self, year: int) -> tuple[Listing, ...]:
        """Return the lists that there are of a year's meeting."""
        return tuple(each for each in self.lists if each.is_there(year))

    def window(self, year: int) -> tuple[date, date] | None:
        """Return the notification and the last day of a year's meeting, or a guess at them."""
        if not self.dates:
            return None
        notified, ends = min(self.dates, key=lambda each: abs(each[1].year - year))
        shift = year - ends.year
        return _years_later(notified, shift), _years_later(ends, shift)


@dataclass(frozen=True, slots=True)
class FollowedList:
    """One list of one year: what the source is called, and what it is opened with."""

    name: str
    kind: str
    url: str
    options: Mapping[str, object]


def followed_venues(settings: Settings) -> tuple[Venue, ...]:
    """Return every configured venue, or those that ship as followed where none is configured.

    They go with arXiv: where arXiv is switched off or played by another server, nobody expects
    the hosts of five conferences to be asked.
    """
    if settings.venues is not None:
        return settings.venues
    if not settings.arxiv.enabled or settings.arxiv.played:
        return ()
    return tuple(Venue(each.name) for each in shipped_venues().values() if each.followed)


def followed_lists(settings: Settings, today: date) -> tuple[FollowedList, ...]:
    """Return the lists of all followed venues and years, in the order of the configuration."""
    found: dict[str, FollowedList] = {}
    for entry in followed_venues(settings):
        venue = _known(entry)
        for year in entry.years or default_years(venue, today):
            for listing in venue.lists_of(year):
                if listing.final and not (entry.finals and _is_held(venue, year, today)):
                    continue
                followed = _followed(settings, venue, listing, year)
                found.setdefault(followed.name, followed)
    return tuple(found.values())


def default_years(venue: ShippedVenue, today: date) -> tuple[int, ...]:
    """Return this year's and last year's meeting, where there is one and it has notified."""
    return tuple(
        year
        for year in (today.year - 1, today.year)
        if venue.meets_in(year) and _has_notified(venue, year, today)
    )


def venue_addresses(settings: Settings) -> tuple[str, ...]:
    """Return the address of every followed list, of whatever year."""
    return tuple(
        _address(settings, listing, 0)
        for entry in followed_venues(settings)
        for listing in _known(entry).lists
        if entry.finals or not listing.final
    )


def venue_mistakes(settings: Settings) -> Iterator[str]:
    """Yield a line for every configured venue that cannot work, with what is right."""
    for at, entry in enumerate(settings.venues or (), 1):
        yield from (f"venues[{at}].{mistake}" for mistake in _mistakes(entry))
    if settings.openreview.username == "" and _asks_openreview(settings):
        yield "openreview.username: venues of the kind openreview need an account"
    asked = [
        (entry.name.casefold(), year) for entry in settings.venues or () for year in entry.years
    ]
    for name, year in sorted({each for each in asked if asked.count(each) > 1}):
        yield f"venues: {name} {year} stands there twice"


def _asks_openreview(settings: Settings) -> bool:
    return any(entry.kind == _WITH_ACCOUNT for entry in settings.venues or ())


def _mistakes(entry: Venue) -> Iterator[str]:
    shipped = shipped_venues().get(entry.name.casefold())
    if not entry.url and shipped is None:
        yield f"url: missing, and no venue {entry.name!r} ships{_nearest(entry.name)}"
    if entry.url and urlsplit(entry.url).scheme not in {"http", "https"}:
        yield f"url: {entry.url} is not an http or https address"
    if entry.url and "{year}" not in entry.url and len(entry.years) != 1:
        yield f"url: {entry.url} needs {{year}}, where there is more than one"
    kinds = {listing.kind for each in shipped_venues().values() for listing in each.lists}
    kinds.add(_WITH_ACCOUNT)
    if entry.kind and entry.kind not in kinds:
        yield f"kind: no kind {entry.kind!r}; there are {', '.join(sorted(kinds))}"
    if entry.kind and not entry.url:
        yield "kind: needs a url that is of this kind"
    for year in entry.years:
        if not _known(entry).meets_in(year):
            yield f"years: there is no {entry.name} in {year}{_right_years(_known(entry), year)}"


def _right_years(venue: ShippedVenue, year: int) -> str:
    """Return the meetings before and after `year`, for a message."""
    if year < venue.first:
        return f"; the first whose list can be read is that of {venue.first}"
    before = [each for each in range(year - 5, year) if venue.meets_in(each)]
    later = [each for each in range(year + 1, year + 6) if venue.meets_in(each)]
    right = before[-1:] + later[:1]
    return f"; there is one in {' and in '.join(map(str, right))}" if right else ""


def _nearest(name: str) -> str:
    import difflib  # only a mistake needs it

    shipped = shipped_venues()
    near = difflib.get_close_matches(name.casefold(), shipped, n=1)
    if near:
        return f" (did you mean {shipped[near[0]].name}?)"
    return f" (there are: {', '.join(each.name for each in shipped.values())})"


@cache
def shipped_venues() -> dict[str, ShippedVenue]:
    """Return the venues of `builtin/venues.toml` by their names in lower case."""
    text = (folder("builtin") / "venues.toml").read_text(encoding="utf-8")
    found = msgspec.convert(tomllib.loads(text)["venues"], tuple[ShippedVenue, ...])
    return {each.name.casefold(): each for each in found}


def _known(entry: Venue) -> ShippedVenue:
    """Return the venue as it ships, with the only list that an entry with an address has."""
    shipped = shipped_venues().get(entry.name.casefold()) or ShippedVenue(entry.name, ())
    if not entry.url:
        return shipped
    kind = entry.kind or (shipped.lists[0].kind if shipped.lists else _DEFAULT_KIND)
    return msgspec.structs.replace(shipped, lists=(Listing(kind, entry.url),))


def _followed(settings: Settings, venue: ShippedVenue, listing: Listing, year: int) -> FollowedList:
    window = venue.window(year)
    dates = zip(("notified", "ends"), map(str, window or ()), strict=False)
    slug = "-".join(venue.name.casefold().split())
    return FollowedList(
        name=f"{listing.name}/{slug}-{year}{'-' if listing.part else ''}{listing.part}",
        kind=listing.kind,
        url=_address(settings, listing, year),
        options={"venue": venue.name, "year": year, **dict(dates), **listing.options},
    )


def _address(settings: Settings, listing: Listing, year: int) -> str:
    template = listing.url
    bases: dict[str, str] = msgspec.structs.asdict(settings.venue_urls)
    volume = str(listing.volumes.get(str(year), ""))
    for name, base in {"year": str(year), "volume": volume, **bases}.items():
        template = template.replace(f"{{{name}}}", base.rstrip("/"))
    return template


def _has_notified(venue: ShippedVenue, year: int, today: date) -> bool:
    window = venue.window(year)
    return window is None or window[0] <= today


def _is_held(venue: ShippedVenue, year: int, today: date) -> bool:
    """Tell whether a meeting is near its end: proceedings come out in its last days or later."""
    window = venue.window(year)
    return window is None or window[1] - _EARLY <= today


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years)
