"""Small editions for the tests of this folder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from tracker.digest import compose
from tracker.model.editions import (
    Candidate,
    Day,
    Digest,
    Edition,
    Trouble,
    VenueList,
    VenuePage,
)
from tracker.model.events import Event, EventKind, PaperNews
from tracker.model.harvests import CoverageState
from tracker.model.identifiers import PaperId
from tracker.model.ledger import LedgerLine
from tracker.model.papers import Author, Paper, VenueMention
from tracker.model.posts import Post
from tracker.model.roadmap import MustRead, Name, Roadmap, Stage, Topic
from tracker.model.scores import Reason, Score
from tracker.model.venues import Programme, ProgrammeState, VenueLine

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LISTING = Day(TODAY, "listing")
DAILY = Digest("daily", time(8), "Europe/Berlin", limit=20)
TOPICS = (
    Topic("kv", Name("KV cache", "KV 缓存"), ("kv cache",)),
    Topic("moe", Name("Mixture of experts", "混合专家"), ("mixture of experts",)),
    Topic("kd", Name("Knowledge distillation", "模型蒸馏"), ("distillation",)),
)
BERT = MustRead(
    "bert",
    "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
    ("Jacob Devlin", "Ming-Wei Chang", "Kenton Lee", "Kristina Toutanova"),
    2018,
    (PaperId("arxiv", "1810.04805"),),
    Name("Pre-train once, fine-tune for every task.", "一次预训练，逐任务微调。"),
)
ROADMAP = Roadmap(Name("AI", "AI"), (Stage("one", Name("One", "一"), TOPICS),))


def topic(about: str, value: float, *terms: str) -> Reason:
    label = next((each.name.en for each in TOPICS if each.id == about), about)
    return Reason("topic", label, value, about, terms)


def paper(number: int = 1, **changes: object) -> Paper:
    """A paper with the arXiv id 2611.<number>."""
    base = f"2611.{number:05d}"
    made = Paper(
        id=PaperId("arxiv", base),
        title=f"Finding number {number} among {number * 7919} things",
        authors=tuple(
            Author(name) for name in ("Ada Lovelace", "Emmy Noether", "Alan Turing", "Kurt G")
        ),
        abstract="Caches grow. We propose a smaller cache. It halves memory. More follows.",
        url=f"https://arxiv.org/abs/{base}",
        pdf_url=f"https://arxiv.org/pdf/{base}",
        categories=("cs.CL", "cs.LG"),
        version=2,
        comment="Accepted at NeurIPS 2026",
        announced_on=TODAY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests change what they name


def candidate(number: int = 1, *reasons: Reason, **changes: object) -> Candidate:
    """A paper whose score is the sum of its reasons (one of 50 in `kv` if none is given)."""
    told = reasons or (topic("kv", 50.0, "kv cache"),)
    value = round(sum(each.value for each in told), 2)
    return Candidate(paper(number, **changes), Score(f"arxiv:2611.{number:05d}", value, (), told))


def post(number: int = 1, **changes: object) -> Post:
    made = Post(
        source="OpenAI",
        guid=f"post-{number}",
        title=f"News number {number}",
        url=f"https://openai.com/index/news-{number}",
        published_at=datetime(2026, 11, 1 + number, tzinfo=UTC),
        excerpt="We are glad to tell you.",
        papers=(PaperId("arxiv", "2611.00001"),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests change what they name


def edition(
    candidates: Sequence[Candidate] = (),
    posts: Sequence[Post] = (),
    day: Day = LISTING,
    welcome: bool = False,
    news: Sequence[PaperNews] = (),
    lists: Sequence[VenueList] = (),
    **digest: object,
) -> Edition:
    changed = replace(DAILY, **digest)  # type: ignore[arg-type]  # tests change what they name
    return compose(
        changed,
        candidates,
        posts,
        day,
        ROADMAP,
        NOW,
        TODAY,
        welcome=welcome,
        news=news,
        lists=lists,
    )


def event(kind: str = "accepted", label: str = "ICLR 2026", upvotes: int | None = None) -> Event:
    return Event(EventKind(kind), label, NOW, "arxiv-api", upvotes=upvotes)


def news(number: int = 1, *events: Event, **changes: object) -> PaperNews:
    """News of paper(number): accepted at ICLR 2026 where nothing else is told."""
    told = paper(number)
    made = PaperNews(told.id, told.title, told.url, events or (event(),))
    return replace(made, **changes)  # type: ignore[arg-type]  # tests change what they name


def venue_list(*best: Candidate, **changes: object) -> VenueList:
    """The list of ICML 2026, which has just appeared with 6,343 papers."""
    made = VenueList("ICML", 2026, 6343, ("ICML 2026",), best)
    return replace(made, **changes)  # type: ignore[arg-type]  # tests change what they name


def listed(number: int, *reasons: Reason, **changes: object) -> Candidate:
    """A scored paper of ICML 2026 that arXiv does not have."""
    known = {
        "id": PaperId("openreview", f"forum{number}"),
        "url": f"https://icml.cc/virtual/2026/poster/{number}",
        "pdf_url": None,
        "categories": (),
        "version": None,
        "comment": None,
        "announced_on": None,
        "venues": (VenueMention("ICML", 2026, "main", "oral", "accepted"),),
    }
    return candidate(number, *reasons, **(known | changes))


def venue_page(*best: Candidate, **changes: object) -> VenuePage:
    """The page of ICML 2026, whose list is complete."""
    told = Programme(
        "ICML 2026", "ICML", 2026, ProgrammeState.COMPLETE, 6343, 6343, 6300,
        counts=(("main", 6300), ("position", 43)), url="https://icml.cc/virtual/2026/papers.html",
    )  # fmt: skip
    line = VenueLine("ICML", 2026, (replace(told, **changes),), 6343, 6300, 2105)  # type: ignore[arg-type]  # tests change what they name
    return VenuePage(line, best)


def full_edition(count: int = 12, **digest: object) -> Edition:
    """An edition with a top, three topics, posts and a source in trouble."""
    abouts = ("kv", "moe", "kd")
    candidates = [
        candidate(
            n,
            topic(abouts[n % 3], 90.0 - n / 10, "kv cache", "eviction"),
            Reason("must-read", "Attention Is All You Need", 4.25, "attention", ("attention",)),
            Reason("penalty", "no abstract", -2.5),
        )
        for n in range(1, count + 1)
    ]
    day = Day(
        TODAY, "listing", (Trouble("Mistral", "HTTP 503", datetime(2026, 11, 20, tzinfo=UTC)),)
    )
    return edition(candidates, [post(1), post(2)], day, **digest)


def five_states() -> dict[str, Edition]:
    """One edition of each kind of day."""
    failed = Day(TODAY, "listing", (Trouble("arxiv-rss/cs.CL", "no answer"),), arxiv_failed=True)
    late = LedgerLine("cs.CL", TODAY, CoverageState.STALE, 0, 0)
    return {
        "regular": edition([candidate()]),
        "welcome": edition([candidate()], welcome=True),
        "quiet": edition([candidate(1, topic("kv", 1.0))]),
        "weekend": edition(day=Day(date(2026, 11, 22), "weekend")),
        "holiday": edition(day=Day(TODAY, "holiday")),
        "stale": edition(day=Day(TODAY, "listing", open_days=(late,))),
        "failed": edition(day=failed),
    }


def eventful_edition(lang: str = "en") -> Edition:
    """An edition with news of four known papers, a list that is out, and two that are named."""
    best = [listed(n, topic("kv", 90 - n / 10)) for n in range(1, 40)]
    told = [
        news(50, event(), event("presentation", "ICLR 2026 oral")),
        news(51, event("discussed", "Hugging Face", 128), event("revised", "v3")),
        news(52, event("withdrawn", "v2")),
        news(53, event("published", "ACL 2025 findings")),
    ]
    lists = [
        venue_list(*best),
        venue_list(venue="ACL", year=2025, papers=3800),
        venue_list(venue="NeurIPS", year=2025),
    ]
    return edition([candidate(60)], news=told, lists=lists, lang=lang)


def venue_pages() -> list[VenuePage]:
    """The pages of four venues, one for each state of a list."""
    return [
        venue_page(*(listed(n, topic("kv", 90 - n / 10)) for n in range(1, 101))),
        _venue("ACL", state=ProgrammeState.PARTIAL, message="abstracts missing", expected=7000),
        _venue("CVPR", state=ProgrammeState.BROKEN, message="HTML where JSON was expected"),
        _venue("NeurIPS", state=ProgrammeState.NOT_PUBLISHED, expected=None, listed=0, counts=()),
    ]


def _venue(name: str, **changes: object) -> VenuePage:
    page = venue_page(candidate(7), **changes)
    stored = 0 if changes.get("listed") == 0 else 6343
    return replace(page, line=replace(page.line, venue=name, stored=stored, abstracts=stored))
