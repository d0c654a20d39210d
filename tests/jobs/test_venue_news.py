"""A few days of a reader whose papers are accepted, discussed and listed, from source to mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from tests.builders import (
    FixedClock,
    announcement,
    arxiv_id,
    complete_paper,
    mention,
    programme,
    spec,
)
from tracker.delivery.site import SiteChannel
from tracker.digest.render import Renderer
from tracker.jobs.deliver import deliver
from tracker.jobs.fetch import fetch
from tracker.jobs.issue import Desk, draft, issue, mark_all_seen
from tracker.jobs.publish import publish
from tracker.jobs.rank import rank
from tracker.model.deliveries import Parcel
from tracker.model.editions import Digest, Edition, EditionState
from tracker.model.events import Discussion
from tracker.model.feedback import ME, Opinion
from tracker.model.harvests import Batch, Checkpoint, Coverage, CoverageState, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.papers import Announcement, Kind, Paper
from tracker.model.venues import ProgrammeState
from tracker.ranking.background import builtin_background
from tracker.ranking.ranker import Ranker, Weights
from tracker.ranking.roadmap_file import builtin_roadmap
from tracker.store import Store, tables
from tracker.store.database import Database
from tracker.store.rows import instant_text
from tracker.store.upserts import upsert

MONDAY = datetime(2025, 11, 3, 14, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DAILY = Digest("daily", time(8), "UTC", recipients=("ada@example.net",), channels=("email", "site"))
ABOUT = (
    ("KV cache compression", "The KV cache of a large language model is compressed."),
    ("Knowledge distillation", "A student model learns from its teacher by distillation."),
    ("Mixture of experts", "Sparse mixture of experts models route tokens with a router."),
)
NAMES = ("Heron", "Otter", "Lynx", "Wren", "Badger", "Ibis", "Marten", "Swift", "Newt", "Perch")


def titled(number: int) -> dict[str, str]:
    """Return a title that no other number has nearly, and an abstract on the same topic."""
    subject, abstract = ABOUT[number % 3]
    one, other = NAMES[number % 10], NAMES[number // 10 % 10]
    return {"title": f"{one}{number} and {other}{number}: {subject}", "abstract": abstract}


@dataclass
class FakeSource:
    """A source that yields what the test has put into it, once."""

    spec: SourceSpec
    batches: list[Batch] = field(default_factory=list)

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        told, self.batches = self.batches, []
        yield from told


@dataclass
class Mailbox:
    """The channel `email`, which keeps what it is handed."""

    name: str = "email"
    wants_pages: bool = False
    parcels: list[Parcel] = field(default_factory=list)

    def deliver(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)


@cache
def ranker_of_the_house() -> Ranker:
    return Ranker(builtin_roadmap(), Weights(), builtin_background())


@dataclass
class House:
    """A whole tracker around fake sources: its days, what it mailed and what it published."""

    store: Store
    clock: FixedClock
    site: Path
    arxiv: FakeSource
    venues: FakeSource
    mailbox: Mailbox = field(default_factory=Mailbox)
    ranker: Ranker = field(default_factory=ranker_of_the_house)
    renderer: Renderer = field(default_factory=lambda: Renderer("https://digest.example.net/"))
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1000)))

    @property
    def desk(self) -> Desk:
        names = frozenset({self.arxiv.spec.name, self.venues.spec.name})
        return Desk(builtin_roadmap(), self.ranker.fingerprint, 15.0, ("cs.CL",), names)

    def day(self, arxiv: tuple[Batch, ...] = (), venues: tuple[Batch, ...] = ()) -> Edition:
        """Live through a day with what the sources tell; return its edition."""
        self.arxiv.batches, self.venues.batches = list(arxiv), list(venues)
        self.cycle()
        edition = self.store.editions.get("daily", self.clock().date())
        assert edition is not None
        self.clock.now += DAY
        return edition

    def cycle(self) -> None:
        outcomes = fetch(self.store, [self.arxiv, self.venues], self.clock)
        assert [each.error for each in outcomes] == [None, None]
        rank(self.store, self.ranker, self.clock())
        issue(self.store, [DAILY], self.desk, self.clock(), lambda: f"<{next(self.numbers)}@x>")
        channels = {"email": self.mailbox, "site": SiteChannel(self.site)}
        done = deliver(self.store, channels, self.renderer, self.clock)
        assert [each.error for each in done if each.error] == []

    @property
    def mails(self) -> list[str]:
        return [" ".join(each.text.split()) for each in self.mailbox.parcels]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    clock = FixedClock(MONDAY)
    store = Store.open(f"sqlite:///{tmp_path / 'tracker.db'}", clock, create=True)
    arxiv = FakeSource(spec(kind="arxiv-rss"))
    venues = FakeSource(spec("venue/neurips-2025", kind="virtual-site", group="venue"))
    yield House(store, clock, tmp_path / "site", arxiv, venues)
    store.close()


def arxiv_paper(number: int, **fields: object) -> Paper:
    return complete_paper(number, **(titled(number) | {"comment": None} | fields))


def listing(*papers: Paper, on: date) -> Batch:
    """Return a day of arXiv, complete."""
    told = tuple(announcement(paper=each, announced_on=on) for each in papers)
    coverage = Coverage("arxiv-rss/cs.CL", on, CoverageState.COMPLETE, len(told), len(told))
    return Batch("arxiv-rss/cs.CL", told, coverage=(coverage,))


def venue_paper(
    venue: str, year: int, number: int, *ids: PaperId, **fields: object
) -> Announcement:
    known = {
        **titled(number + 100),
        "authors": complete_paper().authors,
        "url": f"https://{venue.lower()}.cc/virtual/{year}/poster/{number}",
        "identifiers": ids,
        "venues": (mention(venue, year, presentation="poster"),),
    }
    paper = Paper(PaperId("openreview", f"{venue}{year}-{number}"), **(known | fields))  # type: ignore[arg-type]
    return Announcement(paper, f"venue/{venue.lower()}-{year}", Kind.PUBLISHED, None)


def venue_list(venue: str, year: int, *told: Announcement) -> Batch:
    name, count = f"venue/{venue.lower()}-{year}", len(told)
    whole = programme(
        source=name, venue=venue, year=year, expected=count, listed=count, abstracts=count,
        counts=(("main", count),),
    )  # fmt: skip
    return Batch(name, told, programme=whole)


def old_list(venue: str, year: int, count: int = 5) -> Batch:
    return venue_list(venue, year, *(venue_paper(venue, year, n) for n in range(count)))


def lines(edition: Edition, kind: str) -> list[str]:
    """What a section holds: titles of picks and news, names of lists."""
    for section in edition.sections:
        if section.kind == kind:
            return [
                *(pick.paper.title for pick in section.picks),
                *(f"{each.title}: {[e.label for e in each.events]}" for each in section.news),
                *(f"{each.venue} {each.year}" for each in section.venues),
            ]
    return []


def test_the_first_edition_names_lists_in_a_line_each_and_the_site_has_their_pages(
    house: House,
) -> None:
    first = house.day(
        (listing(*map(arxiv_paper, range(1, 7)), on=MONDAY.date()),),
        tuple(old_list(*each) for each in (("NeurIPS", 2025), ("ICML", 2025), ("ACL", 2025))),
    )
    assert first.state is EditionState.WELCOME
    assert lines(first, "venues") == ["ACL 2025", "ICML 2025", "NeurIPS 2025"]
    assert lines(first, "venue") == []
    assert len(house.mails) == 1
    assert "ACL 2025: 5 papers https://digest.example.net/v/acl-2025/index.html" in house.mails[0]
    index = (house.site / "index.html").read_text()
    for name in ("acl", "icml", "neurips"):
        assert f'href="v/{name}-2025/index.html"' in index
        page = (house.site / "v" / f"{name}-2025" / "index.html").read_text()
        scores = [float(each) for each in re.findall(r"Why (\d+\.\d)", page)]
        assert len(scores) == 5
        assert scores == sorted(scores, reverse=True)


def test_a_list_tells_each_reader_of_their_own_likes(house: House) -> None:
    papers = tuple(arxiv_paper(n) for n in range(1, 7))
    bobs = replace(DAILY, name="bobs", reader="bob", channels=())
    house.day((listing(*papers, on=MONDAY.date()),))
    issue(house.store, [bobs], house.desk, house.clock(), lambda: "<bob@x>")
    house.store.feedback.say(ME, [each.id for each in papers], Opinion.LIKE, house.clock())
    judged = house.store.feedback.judged(ME)
    ranker = Ranker(builtin_roadmap(), Weights(), builtin_background(), judged=judged)
    told = venue_list("NeurIPS", 2025, *(venue_paper("NeurIPS", 2025, n) for n in range(6)))
    house.store.record(told, house.clock())
    rank(house.store, ranker, house.clock())
    house.clock.now += DAY
    desk = replace(house.desk, fingerprint=ranker.fingerprint, ranker=ranker)
    likes = {}
    for digest in (DAILY, bobs):
        lists = draft(house.store, digest, desk, house.clock(), house.clock().date()).lists
        best = [each.score.reasons for found in lists for each in found.best]
        assert best
        likes[digest.name] = any(r.kind == "liked" for reasons in best for r in reasons)
    assert likes == {"daily": True, "bobs": False}


def test_a_list_that_appears_is_told_once_with_papers_that_were_not_shown(house: House) -> None:
    first = house.day((listing(*map(arxiv_paper, range(1, 7)), on=MONDAY.date()),))
    shown = {pick.paper.id for pick in first.picks}
    assert shown == {arxiv_id(n) for n in range(1, 7)}
    known = venue_paper("NeurIPS", 2025, 90, arxiv_id(1))
    told = venue_list("NeurIPS", 2025, known, *(venue_paper("NeurIPS", 2025, n) for n in range(30)))

    second = house.day((listing(on=(MONDAY + DAY).date()),), (told,))
    third = house.day((listing(on=(MONDAY + 2 * DAY).date()),), (told,))

    found = next(each for each in second.sections if each.kind == "venue")
    assert found.venues[0].papers == 31
    assert 0 < len(found.picks) <= DAILY.limit
    assert shown.isdisjoint(pick.paper.id for pick in found.picks)
    # The day itself brought nothing, and is called so; it is mailed for what else it tells.
    assert second.state is EditionState.QUIET
    assert f"NeurIPS 2025 is out: 31 papers, your {len(found.picks)}" in house.mails[1]
    assert (third.state, third.sections) == (EditionState.QUIET, ())
    assert len(house.mails) == 2
    picked = {pick.paper.id for pick in found.picks}
    again = listing(*(pick.paper for pick in found.picks), on=(MONDAY + 3 * DAY).date())
    fourth = house.day((again,))
    assert picked.isdisjoint(pick.paper.id for pick in fourth.picks), "a paper came twice"


def test_a_top_pick_that_is_accepted_comes_back_as_one_line_once(house: House) -> None:
    first = house.day((listing(*map(arxiv_paper, range(1, 10)), on=MONDAY.date()),))
    top = next(pick.paper.id for pick in first.sections[0].picks)
    other = next(p.paper.id for s in first.sections if s.kind == "topic" for p in s.picks)
    comment = "Accepted to ICLR 2026 (Oral)"
    news = Batch(
        "arxiv-rss/cs.CL",
        papers=tuple(
            arxiv_paper(int(each.value[-5:]), version=2, comment=comment) for each in (top, other)
        ),
        discussions=(Discussion(top, "Hugging Face", MONDAY, "https://hf.co/p", 80),),
    )
    second = house.day((news,))
    third = house.day((news,))
    (line,) = lines(second, "news")
    assert line.endswith(": ['ICLR 2026 oral', 'Hugging Face']")
    assert second.state is EditionState.QUIET
    assert "ICLR 2026 oral; discussed at Hugging Face (80 upvotes)" in house.mails[1]
    assert lines(third, "news") == []
    assert len(house.mails) == 2


def test_a_liked_paper_comes_back_and_a_hidden_one_does_not(house: House, tmp_path: Path) -> None:
    house.day((listing(*map(arxiv_paper, range(1, 10)), on=MONDAY.date()),))
    database = Database(f"sqlite:///{tmp_path / 'tracker.db'}")
    shown = house.store.editions.get("daily", MONDAY.date())
    assert shown is not None
    liked = next(p.paper.id for s in shown.sections if s.kind == "topic" for p in s.picks)
    hidden = shown.sections[0].picks[0].paper.id
    for paper, opinion in ((liked, Opinion.LIKE), (hidden, Opinion.HIDE)):
        row = {"reader": ME, "paper_id": int(paper.value[-5:]), "opinion": opinion.value,
               "opinion_at": instant_text(MONDAY), "read_at": None}  # fmt: skip
        with database.write() as connection:
            upsert(connection, tables.feedback, row)
    both = [int(each.value[-5:]) for each in (liked, hidden)]
    told = [arxiv_paper(n, version=2, comment="Accepted to ICLR 2026") for n in both]
    second = house.day((Batch("arxiv-rss/cs.CL", papers=tuple(told)),))
    assert lines(second, "news") == [f"{titled(both[0])['title']}: ['ICLR 2026']"]


def test_a_list_that_cannot_be_read_any_more_keeps_its_page(house: House) -> None:
    house.day((listing(arxiv_paper(1), on=MONDAY.date()),), (old_list("NeurIPS", 2025),))
    broken = programme(
        source="venue/neurips-2025", venue="NeurIPS", year=2025, state=ProgrammeState.BROKEN,
        listed=0, message="HTML where JSON was expected",
    )  # fmt: skip
    second = house.day((), (Batch("venue/neurips-2025", programme=broken),))
    page = (house.site / "v" / "neurips-2025" / "index.html").read_text()
    assert "HTML where JSON was expected" in page
    assert page.count("<article>") == 5
    assert (lines(second, "venue"), lines(second, "venues")) == ([], [])


def test_catching_up_marks_news_and_lists_as_told(house: House) -> None:
    house.day((listing(*map(arxiv_paper, range(1, 7)), on=MONDAY.date()),))
    top = arxiv_paper(1, version=2, comment="Accepted to ICLR 2026")
    house.store.record(Batch("arxiv-rss/cs.CL", papers=(top,)), house.clock())
    house.store.record(old_list("NeurIPS", 2025), house.clock())
    mark_all_seen(house.store, [DAILY], house.desk)
    assert house.day().sections == ()


def test_publishing_all_writes_the_pages_of_venues_too(house: House) -> None:
    house.day((listing(arxiv_paper(1), on=MONDAY.date()),), (old_list("NeurIPS", 2025),))
    for file in house.site.rglob("*.html"):
        file.unlink()
    publish(house.store, house.renderer, SiteChannel(house.site), house.clock())
    assert (house.site / "v" / "neurips-2025" / "index.html").exists()


def test_running_again_the_same_day_changes_nothing(house: House) -> None:
    told = (listing(*map(arxiv_paper, range(1, 7)), on=MONDAY.date()),)
    house.day(told, (old_list("NeurIPS", 2025),))
    house.clock.now -= DAY
    house.arxiv.batches, house.venues.batches = list(told), [old_list("NeurIPS", 2025)]
    house.cycle()
    assert len(house.mails) == 1
    assert len(house.store.editions.latest()) == 1
