"""How the nouns lie in table rows: what is written for them, and how they are read back.

No SQLAlchemy here, so that a question costs nothing. Lists that are only ever read with their
paper are one text column, one item a line; instants are UTC text of fixed width, which sorts.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeAlias

import msgspec

from tracker.model.identifiers import ARXIV, DOI, PaperId, arxiv_id
from tracker.model.papers import Announcement, Author, Kind, KnownPaper, Paper, Sighting
from tracker.model.posts import Post
from tracker.model.scores import Reason, Score, TopicScore

STRONG_PERCENTILE = 90.0
"""From here on a paper is about a topic, for `papers --topic`."""


class Row(Protocol):
    """A row read by column name: sqlite3.Row, psycopg's dict and SQLAlchemy's mapping alike."""

    def __getitem__(self, column: str, /) -> Any: ...


Values: TypeAlias = dict[str, str | int | float | None]
"""What is written into one row, by column name."""


def instant_text(at: datetime) -> str:
    """Return an aware instant as `2025-11-03T14:00:00.000000Z`."""
    if at.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {at!r}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant(text: str) -> datetime:
    """Return the aware UTC datetime that `instant_text` wrote."""
    return datetime.fromisoformat(text)


def optional_instant(text: str | None) -> datetime | None:
    """Return the instant of a column that may be null."""
    return datetime.fromisoformat(text) if text else None


def day_text(day: date | None) -> str | None:
    """Return a date as `2025-11-03`."""
    return day.isoformat() if day else None


def optional_day(text: str | None) -> date | None:
    """Return the date of a column that may be null or empty."""
    return date.fromisoformat(text) if text else None


def canonical(paper_id: PaperId) -> PaperId:
    """Return the id as it is looked up.

    A DOI has no case (https://www.doi.org/doi-handbook), and DataCite's DOI of an arXiv paper is
    its arXiv id (https://info.arxiv.org/help/doi.html).
    """
    if paper_id.scheme != DOI:
        value = storable(paper_id.value)
        return paper_id if value is paper_id.value else PaperId(paper_id.scheme, value)
    arxiv = arxiv_id(paper_id.value)
    return PaperId(ARXIV, arxiv.base) if arxiv else PaperId(DOI, storable(paper_id.value.lower()))


def paper_ids(paper: Paper) -> tuple[PaperId, ...]:
    """Return every identifier of a paper, its own first."""
    if not paper.identifiers:
        return (canonical(paper.id),)
    return tuple(dict.fromkeys(canonical(each) for each in (paper.id, *paper.identifiers)))


def public_id(ids: Sequence[PaperId]) -> PaperId:
    """Return which of a paper's identifiers people see: an arXiv id, else the first."""
    return next((each for each in ids if each.scheme == ARXIV), ids[0])


def read_paper_id(text: str) -> PaperId:
    """Return the identifier that was written as `arxiv:2511.01234`."""
    scheme, _, value = text.partition(":")
    return PaperId(scheme, value)


def paper_key(paper: Paper) -> str:
    """Return the column `key` of a paper: the identifier that people see."""
    return str(public_id(paper_ids(paper)))


def paper_values(paper: Paper) -> Values:
    """Return the columns that tell of a paper: all but `id`, `recorded_at` and what it is like."""
    ids = paper_ids(paper)
    return {
        "key": str(public_id(ids)),
        "announced_on": day_text(paper.announced_on),
        "announced_on_estimated": int(paper.announced_on_estimated),
        "complete": int(paper.complete),
        "version": paper.version,
        "submitted_at": _instant_text(paper.submitted_at),
        "updated_at": _instant_text(paper.updated_at),
        "identifiers": _lines([str(each) for each in ids]),
        "categories": _lines(paper.categories),
        "url": storable(paper.url),
        "pdf_url": paper.pdf_url and storable(paper.pdf_url),
        "comment": paper.comment and storable(paper.comment),
        "journal_ref": paper.journal_ref and storable(paper.journal_ref),
        "licence": paper.licence and storable(paper.licence),
        "affiliations": _affiliations(paper.authors),
        "title": storable(paper.title),
        "authors": _lines([author.name for author in paper.authors]),
        "abstract": storable(paper.abstract),
    }


def read_paper(row: Row) -> Paper:
    """Return the paper of a row with all columns of `papers`."""
    return Paper(
        id=read_paper_id(row["key"]),
        title=row["title"],
        authors=_authors(row["authors"], row["affiliations"]),
        abstract=row["abstract"],
        url=row["url"],
        pdf_url=row["pdf_url"],
        identifiers=tuple(read_paper_id(line) for line in _items(row["identifiers"])),
        categories=_items(row["categories"]),
        version=row["version"],
        submitted_at=optional_instant(row["submitted_at"]),
        updated_at=optional_instant(row["updated_at"]),
        comment=row["comment"],
        journal_ref=row["journal_ref"],
        licence=row["licence"],
        announced_on=optional_day(row["announced_on"]),
        announced_on_estimated=bool(row["announced_on_estimated"]),
        complete=bool(row["complete"]),
    )


def read_known_paper(row: Row, sightings: tuple[Sighting, ...]) -> KnownPaper:
    """Return a paper with its score and what its reader said, from a row of `find.PAPERS`."""
    return KnownPaper(
        paper=read_paper(row),
        recorded_at=instant(row["recorded_at"]),
        announcements=sightings,
        score=row["value"],
        topics=_TOPICS.decode(row["topics"]) if row["topics"] else (),
        reasons=_REASONS.decode(row["reasons"]) if row["reasons"] else (),
        liked=_LIKED.get(row["opinion"]),
        read=bool(row["read_at"]),
        hidden=row["opinion"] == "hide",
    )


_LIKED = {"like": True, "dislike": False}


def read_sighting(row: Row) -> Sighting:
    """Return one announcement without its paper."""
    return Sighting(row["source"], Kind(row["kind"]), optional_day(row["announced_on"]))


def announcement_values(number: int, announcement: Announcement) -> Values:
    """Return the columns of an announcement of the paper in row `number`."""
    return {
        "paper_id": number,
        "source": announcement.source,
        "kind": announcement.kind.value,
        "category": announcement.category,
        "announced_on": day_text(announcement.announced_on) or "",
        "estimated": int(announcement.estimated),
    }


def score_values(score: Score) -> Values:
    """Return the columns of a score, all but `paper_id`, `fingerprint`."""
    return {
        "value": score.value,
        "topics": _ENCODER.encode(score.topics).decode(),
        "reasons": _ENCODER.encode(score.reasons).decode(),
    }


def read_score(row: Row) -> Score:
    """Return a score from a row that has `key`, `value`, `topics` and `reasons`."""
    topics, reasons = _TOPICS.decode(row["topics"]), _REASONS.decode(row["reasons"])
    return Score(row["key"], row["value"], topics, reasons)


def read_topic_scores(text: str) -> tuple[TopicScore, ...]:
    """Return the topics of a score from its JSON column."""
    return _TOPICS.decode(text)


def post_values(post: Post) -> Values:
    """Return the columns of a post, all but `id` and `first_seen_at`."""
    return {
        "source": post.source,
        "guid": storable(post.guid),
        "title": storable(post.title),
        "url": storable(post.url),
        "published_at": instant_text(post.published_at),
        "estimated": int(post.estimated),
        "author": storable(post.author),
        "excerpt": storable(post.excerpt),
        "categories": _lines(post.categories),
        "papers": _lines([str(each) for each in post.papers]),
        "source_group": post.group,
    }


def read_post(row: Row) -> Post:
    """Return the post of a row with all columns of `posts`."""
    return Post(
        source=row["source"],
        guid=row["guid"],
        title=row["title"],
        url=row["url"],
        published_at=instant(row["published_at"]),
        estimated=bool(row["estimated"]),
        author=row["author"],
        excerpt=row["excerpt"],
        categories=_items(row["categories"]),
        papers=tuple(read_paper_id(line) for line in _items(row["papers"])),
        group=row["source_group"],
    )


def storable(text: str) -> str:
    """Return `text` without what UTF-8 or PostgreSQL cannot hold: NUL and lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _instant_text(at: datetime | None) -> str | None:
    return instant_text(at) if at else None


def _lines(items: Sequence[str]) -> str:
    lines = "\n".join(items)
    if lines.count("\n") >= max(len(items), 1):  # a line break within an item
        lines = "\n".join(" ".join(item.split()) for item in items)
    return storable(lines)


def _items(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _affiliations(authors: tuple[Author, ...]) -> str | None:
    if not any(author.affiliation for author in authors):
        return None
    return _ENCODER.encode([author.affiliation for author in authors]).decode()


def _authors(names: str, affiliations: str | None) -> tuple[Author, ...]:
    if not affiliations:
        return tuple(Author(name) for name in _items(names))
    known = _AFFILIATIONS.decode(affiliations)
    return tuple(Author(*each) for each in zip(_items(names), known, strict=True))


_ENCODER = msgspec.json.Encoder()
_TOPICS = msgspec.json.Decoder(tuple[TopicScore, ...])
_REASONS = msgspec.json.Decoder(tuple[Reason, ...])
_AFFILIATIONS = msgspec.json.Decoder(list[str | None])
