"""Chooses what an edition tells beside new papers: news of known ones, and lists that appeared."""

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.model.editions import Candidate, Pick, Section, VenueBrief, VenueList
from tracker.model.events import Event, EventKind, PaperNews
from tracker.model.roadmap import Name
from tracker.text import slug

NEWS = 10
"""Papers with news in one edition; the others wait for the next one."""

# More lists than these do not appear on one day.
_AT_ONCE = 2

_NEWS_NAME = Name("News of papers you know", "你认识的论文有新消息")
_VENUES_NAME = Name("Conferences you can read now", "已可阅读的会议论文")

# What changes most for a reader comes first.
_ORDER = (
    EventKind.WITHDRAWN,
    EventKind.PRESENTATION,
    EventKind.ACCEPTED,
    EventKind.REVISED,
    EventKind.PUBLISHED,
    EventKind.DISCUSSED,
)


def choose_news(untold: Iterable[PaperNews]) -> tuple[PaperNews, ...]:
    """Return the news that an edition tells: all of each paper, the weightiest first."""
    return tuple(sorted(untold, key=_weight)[:NEWS])


def whole_lists(
    lists: Sequence[VenueList], local_date: date, *, welcome: bool
) -> tuple[VenueList, ...]:
    """Return the lists that are news of the day, whose best papers an edition shows.

    Such a list is of this year or the next and comes alone, or with one other. Where there are
    more, somebody has begun to follow venues, or follows them for the first time: the lists have
    been there all the while, and are named in a line each.
    """
    fresh = tuple(each for each in lists if each.year >= local_date.year)
    return fresh if not welcome and len(fresh) <= _AT_ONCE else ()


def news_section(told: Sequence[PaperNews]) -> Section:
    """Return the section of news, a line for each paper."""
    return Section("news", "news", _NEWS_NAME, news=tuple(map(_in_one_line, told)))


def list_section(found: VenueList, picked: Sequence[Candidate], matching: int) -> Section:
    """Return the section of a list that has just appeared, with the papers chosen from it."""
    name = f"{found.venue} {found.year}"
    brief = VenueBrief(found.venue, found.year, found.papers, matching)
    picks = tuple(Pick(each.paper, each.score, "") for each in picked)
    return Section(
        "venue",
        slug(f"{found.venue}-{found.year}".lower()),
        Name(name, name),
        picks,
        venues=(brief,),
    )


def venues_section(lists: Sequence[VenueList]) -> Section:
    """Return the section of lists that are named and no more, the newest year first."""
    briefs = [VenueBrief(each.venue, each.year, each.papers) for each in lists]
    briefs.sort(key=lambda each: (-each.year, each.venue))
    return Section("venues", "venues", _VENUES_NAME, venues=tuple(briefs))


def _weight(news: PaperNews) -> tuple[int, str, str]:
    return min(_ORDER.index(each.kind) for each in news.events), news.title, str(news.id)


def _in_one_line(news: PaperNews) -> PaperNews:
    """Return news without what other news of the same paper implies: an oral was accepted."""
    presented = [each.label for each in news.events if each.kind is EventKind.PRESENTATION]
    told = [each for each in news.events if not _is_implied(each, presented)]
    told.sort(key=lambda each: (_ORDER.index(each.kind), each.at, each.label))
    return PaperNews(news.id, news.title, news.url, tuple(told))


def _is_implied(event: Event, presented: Iterable[str]) -> bool:
    is_acceptance = event.kind is EventKind.ACCEPTED
    return is_acceptance and any(each.startswith(f"{event.label} ") for each in presented)
