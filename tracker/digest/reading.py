"""Turns an edition into what is read: text without TeX, safe links, and sums that add up."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from tracker import text
from tracker.model.editions import (
    Edition,
    EditionState,
    Pick,
    ReadingCorner,
    Section,
    Trouble,
    VenueBrief,
)
from tracker.model.events import PaperNews
from tracker.model.identifiers import ARXIV, DOI, PaperId
from tracker.model.ledger import LedgerLine
from tracker.model.papers import VenueMention
from tracker.model.posts import Post
from tracker.model.scores import Reason
from tracker.model.venues import CLAIMED
from tracker.venues.badges import is_shown, label

_WORDS_A_MINUTE = 220
_SECONDS_A_PICK = 5
_AUTHORS = 3
_OPEN_DAYS = 8
_PARTS = 5
_TERMS = 4
_LINKED = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One term of the sum that is a score: `value` is unsigned text, `sign` is `+` or `−`."""

    kind: str
    label: str
    terms: tuple[str, ...]
    sign: str
    value: str


@dataclass(frozen=True, slots=True)
class PickLines:
    """A pick as text: nothing in it holds a control character, and every link is safe or ''.

    `venues` are names, and whether the paper only claims to be there.
    """

    id: str
    title: str
    url: str
    pdf_url: str
    authors: tuple[str, ...]
    author_count: int
    category: str
    announced_on: date | None
    estimated: bool
    version: int | None
    comment: str
    venues: tuple[tuple[str, bool], ...]
    excerpt: str
    score: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PostLines:
    """A post as text."""

    title: str
    url: str
    source: str
    published_on: date
    excerpt: str
    papers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewsLines:
    """What has happened to one paper: kind, label and upvotes of each event."""

    title: str
    url: str
    events: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class ListLines:
    """A venue's list as text; `path` is its page, relative to the site's top folder."""

    name: str
    papers: int
    matching: int
    path: str


@dataclass(frozen=True, slots=True)
class SectionLines:
    """A section as text; `hidden` counts its entries that are left out for length."""

    kind: str
    id: str
    name: str
    picks: tuple[PickLines, ...]
    posts: tuple[PostLines, ...]
    news: tuple[NewsLines, ...] = ()
    lists: tuple[ListLines, ...] = ()
    hidden: int = 0

    @property
    def size(self) -> int:
        """How many entries are shown."""
        return len(self.picks) + len(self.posts) + len(self.news) + len(self.lists)

    def first(self, most: int) -> "SectionLines":
        """Return the section with its first `most` entries, the others counted as hidden.

        The list that a section of picks is about stays.
        """
        shown = replace(
            self,
            picks=self.picks[:most],
            posts=self.posts[:most],
            news=self.news[:most],
            lists=self.lists if self.kind == "venue" else self.lists[:most],
        )
        return replace(shown, hidden=self.hidden + self.size - shown.size)


@dataclass(frozen=True, slots=True)
class CornerLines:
    """What is said of the must-reads as text; without a title all of them are read.

    `command` is what to type when it is read, `url` '' where nobody knows one.
    """

    read: int
    total: int
    command: str = ""
    title: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    author_count: int = 0
    year: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of editions says of one: its day, its counts and its topics.

    `lists` are the venues whose lists have appeared, `known` counts the known papers with news;
    the papers of lists are in neither `top` nor `total`.
    """

    digest: str
    local_date: date
    state: EditionState
    top: int
    total: int
    topics: tuple[str, ...]
    lists: tuple[str, ...]
    known: int


@dataclass(frozen=True, slots=True)
class EditionLines(Summary):
    """An edition as text, in one language; `troubles` are source, message and since when.

    `open_days` are the ledger's lines that a reader should know of, `recovered` names of sources.
    """

    lang: str
    sections: tuple[SectionLines, ...]
    troubles: tuple[tuple[str, str, date | None], ...]
    open_days: tuple[LedgerLine, ...]
    recovered: tuple[str, ...]
    listing_on: date
    first_on: date | None
    last_on: date | None
    considered: int
    more: int
    minutes: int
    corner: CornerLines | None = None

    @property
    def has_top(self) -> bool:
        """Whether there are top picks, behind which the must-reads have their place."""
        return any(each.kind == "top" for each in self.sections)

    @property
    def pick_titles(self) -> tuple[str, ...]:
        """The titles in reading order."""
        return tuple(pick.title for section in self.sections for pick in section.picks)


def summary(edition: Edition, lang: str) -> Summary:
    """Return the line of `edition` in a list, in `lang`."""
    names = topic_names(edition, lang)
    lists = [each for each in edition.sections if each.kind == "venue"]
    picks = [pick for each in edition.sections if each not in lists for pick in each.picks]
    return Summary(
        digest=text.display(edition.digest),
        local_date=edition.local_date,
        state=edition.state,
        top=sum(len(each.picks) for each in edition.sections if each.kind == "top"),
        total=len(picks),
        topics=_topics(picks, names),
        lists=tuple(text.display(each.name.in_language(lang)) for each in lists),
        known=sum(len(each.news) for each in edition.sections),
    )


def lines(edition: Edition, lang: str) -> EditionLines:
    """Return `edition` as it is shown in `lang`; the same edition gives the same lines."""
    names = topic_names(edition, lang)
    brief = summary(edition, lang)
    sections = tuple(_section(each, names, lang) for each in edition.sections)
    return EditionLines(
        digest=brief.digest,
        local_date=brief.local_date,
        state=brief.state,
        top=brief.top,
        total=brief.total,
        topics=brief.topics,
        lists=brief.lists,
        known=brief.known,
        lang=lang,
        sections=sections,
        troubles=tuple(map(_trouble, edition.day.troubles)),
        open_days=edition.day.open_days[:_OPEN_DAYS],
        recovered=tuple(map(text.display, edition.day.recovered)),
        listing_on=edition.day.listing_on,
        first_on=edition.first_on,
        last_on=edition.last_on,
        considered=edition.considered,
        more=edition.more,
        minutes=_minutes(sections),
        corner=_corner(edition.corner, lang) if edition.corner else None,
    )


def _corner(corner: ReadingCorner, lang: str) -> CornerLines:
    paper = corner.paper
    if paper is None:
        return CornerLines(corner.read, corner.total)
    return CornerLines(
        corner.read,
        corner.total,
        command=text.display(_command(paper.id, corner.reader)),
        title=_shown(paper.title, 300),
        url=next(filter(None, map(_address, paper.ids)), ""),
        authors=tuple(_shown(each, 80) for each in paper.authors[:_AUTHORS]),
        author_count=len(paper.authors),
        year=paper.year,
        note=_shown(paper.note.in_language(lang), 200),
    )


def _command(id_: str, reader: str) -> str:
    named = ["--reader", reader] if reader else []
    return shlex.join(["tracker", "mustread", "done", id_, *named])


def _address(id_: PaperId) -> str:
    """Return the address of a must-read by its DOI, which an arXiv paper has too.

    Whoever counts the papers of an edition by its links to arXiv shall not count this one.
    """
    dois = {DOI: id_.value, ARXIV: f"10.48550/arXiv.{id_.value}"}
    return text.safe_url(f"https://doi.org/{dois[id_.scheme]}") or "" if id_.scheme in dois else ""


def topic_names(edition: Edition, lang: str) -> dict[str, str]:
    """Return the names of the topics that an edition's papers were scored on, by id."""
    return {id_: name.in_language(lang) for id_, name in edition.topic_names}


def _trouble(trouble: Trouble) -> tuple[str, str, date | None]:
    message = text.shorten(text.display(trouble.message), 200)
    return text.display(trouble.source), message, trouble.since and trouble.since.date()


# --- sections -------------------------------------------------------------------------------------


def _section(section: Section, names: Mapping[str, str], lang: str) -> SectionLines:
    return SectionLines(
        section.kind,
        section.id,
        text.display(section.name.in_language(lang)),
        tuple(pick_lines(each, names) for each in section.picks),
        tuple(map(_post, section.posts)),
        tuple(map(_news, section.news)),
        tuple(map(_list, section.venues)),
    )


def pick_lines(pick: Pick, names: Mapping[str, str]) -> PickLines:
    """Return a pick as text; `names` are those of topics by id."""
    paper = pick.paper
    score, parts = _sum(pick.score.value, pick.score.reasons, names)
    return PickLines(
        id=str(paper.id),
        title=_shown(paper.title, 300) or str(paper.id),
        url=text.safe_url(paper.url) or _arxiv_url(paper.id, "abs"),
        pdf_url=text.safe_url(paper.pdf_url) or _arxiv_url(paper.id, "pdf"),
        authors=tuple(_shown(author.name, 80) for author in paper.authors[:_AUTHORS]),
        author_count=len(paper.authors),
        category=text.display(paper.categories[0]) if paper.categories else "",
        announced_on=paper.announced_on,
        estimated=paper.announced_on_estimated,
        version=paper.version,
        comment=_shown(paper.comment or "", 200),
        venues=tuple(_venue(each) for each in paper.venues if is_shown(each)),
        excerpt=text.display(pick.excerpt),
        score=score,
        parts=parts,
    )


@lru_cache(maxsize=8192)  # subject, text, HTML and site show the same titles
def _shown(source: str, limit: int) -> str:
    return text.shorten(text.display(text.readable(source)), limit)


def _arxiv_url(id_: PaperId, page: str) -> str:
    return (
        text.safe_url(f"https://arxiv.org/{page}/{id_.value}") or "" if id_.scheme == ARXIV else ""
    )


def _venue(mention: VenueMention) -> tuple[str, bool]:
    words = (label(mention), mention.presentation or "")
    return text.display(" ".join(words)), mention.status == CLAIMED


def _news(news: PaperNews) -> NewsLines:
    url = text.safe_url(news.url) or _arxiv_url(news.id, "abs")
    events = ((each.kind.value, _shown(each.label, 80), each.upvotes) for each in news.events)
    return NewsLines(_shown(news.title, 200) or str(news.id), url, tuple(events))


def _list(brief: VenueBrief) -> ListLines:
    name = text.display(f"{brief.venue} {brief.year}")
    return ListLines(name, brief.papers, brief.matching, venue_path(brief.venue, brief.year))


def venue_path(venue: str, year: int) -> str:
    """Return the page of a venue and year, relative to the site's top folder."""
    return f"v/{text.slug(f'{venue}-{year}'.lower())}/index.html"


def _post(post: Post) -> PostLines:
    linked = [each for each in post.papers if each.scheme == ARXIV][:_LINKED]
    papers = ((str(each), _arxiv_url(each, "abs")) for each in linked)
    return PostLines(
        title=_shown(post.title, 200) or text.display(post.url),
        url=text.safe_url(post.url) or "",
        source=text.display(post.source),
        published_on=post.published_at.date(),
        excerpt=text.shorten(text.display(post.excerpt), 220),
        papers=tuple(papers),
    )


# --- the sum --------------------------------------------------------------------------------------


def _sum(
    score: float, reasons: Sequence[Reason], names: Mapping[str, str]
) -> tuple[str, tuple[Part, ...]]:
    """Return the score and its parts as text whose tenths add up as printed."""
    (total,) = text.tenths([score])
    ordered = sorted(reasons, key=lambda each: (each.value < 0, -abs(each.value), each.label))
    shares = text.tenths([each.value for each in ordered], score)
    told = [
        (each, share) for each, share in zip(ordered, shares, strict=True) if _tells(each, share)
    ]
    parts = [_part(each, share, names) for each, share in told[:_PARTS]]
    rest = total - sum(share for _, share in told[:_PARTS])
    if rest:
        parts.append(Part("rest", "", (), _sign(rest), _decimal(abs(rest))))
    return _decimal(total), tuple(parts)


def _tells(reason: Reason, share: int) -> bool:
    return bool(share) or reason.kind == "watch"


def _part(reason: Reason, share: int, names: Mapping[str, str]) -> Part:
    label = names.get(reason.about, reason.label) if reason.kind == "topic" else reason.label
    terms = tuple(text.shorten(text.display(term), 40) for term in reason.terms[:_TERMS])
    return Part(reason.kind, _shown(label, 100), terms, _sign(share), _decimal(abs(share)))


def _decimal(tenths: int) -> str:
    return f"{tenths / 10:.1f}".replace("-", "−")


def _sign(share: int) -> str:
    return "−" if share < 0 else "+"


# --- the whole ------------------------------------------------------------------------------------


def _minutes(sections: Sequence[SectionLines]) -> int:
    picks = [pick for section in sections for pick in section.picks]
    posts = [post for section in sections for post in section.posts]
    texts = [f"{each.title} {each.excerpt}" for each in picks]
    texts += [f"{each.title} {each.excerpt}" for each in posts]
    texts += [each.title for section in sections for each in section.news]
    words = sum(len(each.split()) for each in texts)
    return max(1, round(words / _WORDS_A_MINUTE + len(texts) * _SECONDS_A_PICK / 60))


def _topics(picks: Sequence[Pick], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the topics that the picks stand for, in reading order."""
    strongest = (
        max((r for r in pick.score.reasons if r.kind == "topic"), key=_weight, default=None)
        for pick in picks
    )
    found = (names.get(each.about, each.label) for each in strongest if each)
    return tuple(dict.fromkeys(text.display(each) for each in found))


def _weight(reason: Reason) -> tuple[float, str]:
    return (reason.value, reason.about)
