"""Nouns with everything filled in, for tests that care about one field of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.model.editions import Day, Edition, EditionState, Pick, Section
from tracker.model.harvests import Batch, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Author, Kind, Paper, VenueMention
from tracker.model.posts import Post
from tracker.model.roadmap import Name
from tracker.model.scores import Reason, Score, TopicScore
from tracker.model.venues import Programme, ProgrammeState

NOW = datetime(2025, 11, 3, 14, 30, tzinfo=UTC)
"""A Monday on which arXiv has a listing."""

TODAY = date(2025, 11, 3)


class FixedClock:
    """A clock that moves only when it is told to, or slept on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def arxiv_id(number: int = 1) -> PaperId:
    """Return `arxiv:2511.00001` and so on."""
    return PaperId("arxiv", f"2511.{number:05d}")


def paper(number: int = 1, **fields: Any) -> Paper:
    """Return a paper as a feed tells of it, with text of its own for every number."""
    known = {
        "id": arxiv_id(number),
        "title": f"Paper {number} on attention",
        "authors": (Author("Ada Lovelace"), Author("Alan Turing")),
        "abstract": f"We study the attention of models, case {number}.",
        "url": f"https://arxiv.org/abs/2511.{number:05d}",
        "categories": ("cs.CL", "cs.LG"),
        "version": 1,
    }
    return Paper(**(known | fields))


def complete_paper(number: int = 1, **fields: Any) -> Paper:
    """Return a paper as the query API tells of it."""
    known = {
        "pdf_url": f"https://arxiv.org/pdf/2511.{number:05d}",
        "submitted_at": NOW - timedelta(days=2),
        "updated_at": NOW - timedelta(days=1),
        "comment": "12 pages",
        "complete": True,
    }
    return paper(number, **(known | fields))


def announcement(number: int = 1, **fields: Any) -> Announcement:
    """Return the first listing of `paper(number)`; a field `paper` takes its place."""
    known = {
        "paper": paper(number),
        "source": "arxiv-rss/cs.CL",
        "kind": Kind.NEW,
        "announced_on": TODAY,
        "category": "cs.CL",
    }
    return Announcement(**(known | fields))


def batch(*announcements: Announcement, **fields: Any) -> Batch:
    """Return a batch of the source `arxiv-rss/cs.CL` with these announcements."""
    return Batch(**({"source": "arxiv-rss/cs.CL", "announcements": announcements} | fields))


def post(guid: str = "1", **fields: Any) -> Post:
    """Return a post of a lab."""
    known = {
        "source": "OpenAI",
        "guid": guid,
        "title": f"A new model {guid}",
        "url": f"https://openai.com/news/{guid}",
        "published_at": NOW - timedelta(hours=3),
        "excerpt": "It is better than the last one.",
    }
    return Post(**(known | fields))


def spec(name: str = "arxiv-rss/cs.CL", **fields: Any) -> SourceSpec:
    """Return a configured source."""
    known = {"kind": "arxiv_rss", "url": "https://rss.arxiv.org/rss", "group": "arxiv"}
    return SourceSpec(name, **(known | fields))


def score(number: int = 1, value: float = 0.5, **fields: Any) -> Score:
    """Return a score of `paper(number)`, strong on transformers and weak on diffusion."""
    known = {
        "paper_id": str(arxiv_id(number)),
        "value": value,
        "topics": (TopicScore("transformers", value, 97.5), TopicScore("diffusion", 0.01, 12.0)),
        "reasons": (Reason("topic", "Transformers", value, "transformers", ("attention",)),),
    }
    return Score(**(known | fields))


def pick(number: int = 1, **fields: Any) -> Pick:
    """Return `paper(number)` as chosen for an edition."""
    chosen = {"paper": paper(number), "score": score(number), "excerpt": "We study attention."}
    return Pick(**(chosen | fields))


def edition(
    digest: str = "daily", local_date: date = TODAY, picks: Sequence[Pick] = (), **fields: Any
) -> Edition:
    """Return an edition with its picks in a section of their topic."""
    name = Name("Transformers", "变换器")
    section = Section("topic", "transformers", name, tuple(picks), (post(),))
    known = {
        "lang": "en",
        "state": EditionState.REGULAR,
        "composed_at": NOW,
        "day": Day(TODAY, "listing"),
        "sections": (section,),
        "considered": len(picks),
        "more": 0,
        "topic_names": (("transformers", name),),
    }
    return Edition(digest, local_date, **(known | fields))


def mention(venue: str = "ICLR", year: int | None = 2026, **fields: Any) -> VenueMention:
    """Return an acceptance at a conference's main track."""
    known = {"kind": "main", "presentation": None, "status": "accepted"}
    return VenueMention(**({"venue": venue, "year": year} | known | fields))


def programme(**fields: Any) -> Programme:
    """Return what a virtual site told of ICLR 2026: complete, with its own count."""
    known = {
        "source": "ICLR 2026",
        "venue": "ICLR",
        "year": 2026,
        "state": ProgrammeState.COMPLETE,
        "expected": 2,
        "listed": 2,
        "abstracts": 2,
        "counts": (("main", 2),),
    }
    return Programme(**(known | fields))


def published(number: int = 1, **fields: Any) -> Announcement:
    """Return `paper(number)` as a list of ICLR 2026 announces it: no text but its own."""
    told = fields.pop("venues", (mention(),))
    known = {
        "paper": paper(number, venues=told, categories=(), version=None),
        "source": "ICLR 2026",
        "kind": Kind.PUBLISHED,
        "announced_on": None,
        "category": "",
    }
    return Announcement(**(known | fields))


def listing(*numbers: int, told: Programme | None = None, **fields: Any) -> Batch:
    """Return a snapshot of a list with these papers; `fields` are those of each announcement."""
    count = len(numbers)
    known = told or programme(expected=count, listed=count, abstracts=count)
    seen = tuple(published(n, source=known.source, **fields) for n in numbers)
    return Batch(known.source, announcements=seen, programme=known)
