"""Turns an edition into what is read: text without TeX, safe links, and sums that add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tracker import text
from tracker.model.editions import Edition, EditionState, Pick, Section, Trouble
from tracker.model.harvests import CoverageState
from tracker.model.identifiers import ARXIV, PaperId
from tracker.model.ledger import LedgerLine
from tracker.model.papers import VenueMention
from tracker.model.posts import Post
from tracker.model.scores import Reason

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
    """A pick as text: nothing in it holds a control character, and every link is safe or ''."""

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
    venues: tuple[str, ...]
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
class SectionLines:
    """A section as text; `hidden` counts its entries that are left out for length."""

    kind: str
    id: str
    name: str
    picks: tuple[PickLines, ...]
    posts: tuple[PostLines, ...]
    hidden: int = 0

    def first(self, most: int) -> "SectionLines":
        """Return the section with its first `most` entries, the others counted as hidden."""
        cut = max(len(self.picks) - most, 0) + max(len(self.posts) - most, 0)
        picks, posts = self.picks[:most], self.posts[:most]
        return SectionLines(self.kind, self.id, self.name, picks, posts, self.hidden + cut)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of editions says of one: its day, its counts and its topics."""

    digest: str
    local_date: date
    state: EditionState
    top: int
    total: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditionLines(Summary):
    """An edition as text, in one language; `troubles` are source, message and since when.

    `open_days` are the ledger's lines that a reader should know of, `more_open_days` how many
    there are beside them; `recovered` are names of sources.
    """

    lang: str
    sections: tuple[SectionLines, ...]
    troubles: tuple[tuple[str, str, date | None], ...]
    open_days: tuple[LedgerLine, ...]
    more_open_days: int
    recovered: tuple[str, ...]
    listing_on: date
    first_on: date | None
    last_on: date | None
    considered: int
    more: int
    minutes: int

    @property
    def all_is_well(self) -> bool:
        """Tell whether every source answers and no day lacks papers."""
        return not self.troubles and all(
            each.state is CoverageState.COMPLETE for each in self.open_days
        )

    @property
    def pick_titles(self) -> tuple[str, ...]:
        """The titles in reading order."""
        return tuple(pick.title for section in self.sections for pick in section.picks)


def summary(edition: Edition, lang: str) -> Summary:
    """Return the line of `edition` in a list, in `lang`."""
    names = _names(edition, lang)
    return Summary(
        digest=text.display(edition.digest),
        local_date=edition.local_date,
        state=edition.state,
        top=sum(len(each.picks) for each in edition.sections if each.kind == "top"),
        total=len(edition.picks),
        topics=_topics(edition.picks, names),
    )


def lines(edition: Edition, lang: str) -> EditionLines:
    """Return `edition` as it is shown in `lang`; the same edition gives the same lines."""
    names = _names(edition, lang)
    brief = summary(edition, lang)
    sections = tuple(_section(each, names, lang) for each in edition.sections)
    return EditionLines(
        digest=brief.digest,
        local_date=brief.local_date,
        state=brief.state,
        top=brief.top,
        total=brief.total,
        topics=brief.topics,
        lang=lang,
        sections=sections,
        troubles=tuple(map(_trouble, edition.day.troubles)),
        open_days=edition.day.open_days[:_OPEN_DAYS],
        more_open_days=len(edition.day.open_days[_OPEN_DAYS:]),
        recovered=tuple(map(text.display, edition.day.recovered)),
        listing_on=edition.day.listing_on,
        first_on=edition.first_on,
        last_on=edition.last_on,
        considered=edition.considered,
        more=edition.more,
        minutes=_minutes(sections),
    )


def _names(edition: Edition, lang: str) -> dict[str, str]:
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
        tuple(_pick(each, names) for each in section.picks),
        tuple(map(_post, section.posts)),
    )


def _pick(pick: Pick, names: Mapping[str, str]) -> PickLines:
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
        venues=tuple(filter(None, map(_venue, paper.venues))),
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


def _venue(mention: VenueMention) -> str:
    words = (mention.venue, str(mention.year or ""), mention.presentation or "")
    return text.display(" ".join(words))


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
