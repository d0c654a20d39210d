"""Turns what is known of a venue and year into the lines of its page."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker import text
from tracker.digest.reading import PickLines, pick_lines, venue_path
from tracker.model.editions import Pick, VenuePage


@dataclass(frozen=True, slots=True)
class VenueLines:
    """A venue's page as text; `papers` counts all that it lists, `picks` are the best of them.

    `kinds` are counts of its papers by kind, `messages` what was wrong with a source, `url` the
    venue's own page or ''.
    """

    name: str
    path: str
    state: str
    papers: int
    expected: int | None
    abstracts: int
    matched: int
    kinds: tuple[tuple[str, int], ...]
    messages: tuple[str, ...]
    url: str
    picks: tuple[PickLines, ...]


def venue_lines(page: VenuePage, names: Mapping[str, str]) -> VenueLines:
    """Return the page of a venue; `names` are those of topics by id."""
    line = page.line
    urls = (text.safe_url(each.url) for each in line.programmes)
    return VenueLines(
        name=text.display(f"{line.venue} {line.year}"),
        path=venue_path(line.venue, line.year),
        state=line.state.value,
        papers=line.stored,
        expected=line.expected,
        abstracts=line.abstracts,
        matched=line.matched,
        kinds=tuple((text.display(kind), count) for kind, count in line.counts),
        messages=tuple(text.shorten(text.display(each), 200) for each in line.messages),
        url=next(filter(None, urls), ""),
        picks=tuple(pick_lines(Pick(each.paper, each.score, ""), names) for each in page.best),
    )
