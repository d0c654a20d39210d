"""A tracker without a database, and the way to call the program with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.builders import NOW, FixedClock, complete_paper
from tracker.cli import cli
from tracker.errors import UsageError
from tracker.model.deliveries import Delivery, Rendered
from tracker.model.evaluation import Evaluation, Examination
from tracker.model.harvests import SourceHealth, SourceSpec
from tracker.model.identifiers import PaperId
from tracker.model.imports import BadLine, Imported, ImportStep
from tracker.model.merges import LikelyPair, Merge
from tracker.model.neighbours import Neighbour
from tracker.model.papers import Kind as PaperKind
from tracker.model.papers import KnownPaper, Paper, Sighting
from tracker.model.posts import Post
from tracker.model.queries import PaperQuery, PostQuery
from tracker.model.reports import IssuedEdition, Plan, Report, SourceOutcome
from tracker.model.roadmap import MustRead, Name, Roadmap, Stage, Topic
from tracker.model.scores import Reason, TopicScore

SPECULATIVE = Topic("speculative-decoding", Name("Speculative decoding", "推测解码"), ("draft",))
DISTILLATION = Topic("distillation", Name("Knowledge distillation", "知识蒸馏"), ("teacher",))
ROADMAP = Roadmap(
    Name("Way", "路线"),
    (
        Stage("deep", Name("Going deeper", "深入"), (DISTILLATION,)),
        Stage("large", Name("Large models", "大模型"), (SPECULATIVE,)),
    ),
)
NOTHING = Report()
NOTHING_IMPORTED = Imported()
NO_PLAN = Plan((), (), (), ())
PAGE = Rendered("subject", "the text", "<p>the page</p>")
REASONS = (
    Reason("topic", "Speculative decoding", 60.04, "speculative-decoding", ("draft", "verify")),
    Reason("must-read", "Attention Is All You Need", 12.33, "attention"),
    Reason("penalty", "no abstract", -2.31),
)


def known(number: int = 1, **fields: Any) -> KnownPaper:
    """Return a stored, scored paper; `fields` are those of the paper in it."""
    told = complete_paper(number, announced_on=date(2025, 11, 3), **fields)
    return KnownPaper(
        told,
        NOW,
        (Sighting("arxiv-rss/cs.CL", PaperKind.NEW, date(2025, 11, 3)),),
        score=sum(reason.value for reason in REASONS),
        topics=(
            TopicScore("speculative-decoding", 0.5, 99.5),
            TopicScore("distillation", 0.1, 7.0),
        ),
        reasons=REASONS,
    )


@dataclass
class FakeTracker:
    """Answers with what it was given, and remembers what it was asked."""

    papers: tuple[KnownPaper, ...] = ()
    entries: tuple[Post, ...] = ()
    rows: tuple[tuple[SourceSpec, SourceHealth | None], ...] = ()
    outbox: tuple[Delivery, ...] = ()
    made: tuple[Merge, ...] = ()
    pairs: tuple[LikelyPair, ...] = ()
    issued: tuple[tuple[str, date, str, int], ...] = ()
    report: Report = NOTHING
    planned: Plan = NO_PLAN
    versions: tuple[int | None, int] = (1, 1)
    rendered: Rendered = PAGE
    site: Path = Path("site")
    like: tuple[Paper | None, tuple[Neighbour, ...]] = (None, ())
    imported: Imported = NOTHING_IMPORTED
    begun: int = 0
    evaluation: Evaluation | None = None
    bad: tuple[BadLine, ...] = ()
    asked: list[Any] = field(default_factory=list)
    clock: FixedClock = field(default_factory=FixedClock)
    roadmap: Roadmap = ROADMAP
    database_url: str = "postgresql+psycopg://ada:secret@db/tracker"

    def close(self) -> None:
        self.asked.append("close")

    def interrupt(self) -> None:
        self.asked.append("interrupt")

    def find(self, query: PaperQuery) -> tuple[KnownPaper, ...]:
        self.asked.append(query)
        return self.papers

    def paper(self, text: str, reader: str = "") -> KnownPaper | None:
        self.asked.append(reader)
        return next((each for each in self.papers if str(each.paper.id) == text), None)

    def merge(self, one: PaperId, other: PaperId) -> Merge:
        self.asked.append((one, other))
        return self.made[0]

    def split(self, paper_id: PaperId, other: PaperId | None = None) -> Merge:
        self.asked.append((paper_id, other))
        return self.made[0]

    def merges(self, limit: int = 50) -> tuple[Merge, ...]:
        return self.made[:limit]

    def likely_pairs(self, limit: int = 50) -> tuple[LikelyPair, ...]:
        return self.pairs[:limit]

    def posts(self, query: PostQuery) -> tuple[Post, ...]:
        self.asked.append(query)
        return self.entries

    def topic(self, text: str) -> Topic:
        for topic in self.roadmap.topics:
            if text in {topic.id, topic.name.en, topic.name.zh}:
                return topic
        raise UsageError(f"no topic {text!r} (did you mean distillation?)")

    def topic_called(self, text: str) -> Topic | None:
        return next((each for each in self.roadmap.topics if text == each.name.zh), None)

    def must_reads(self, reader: str = "") -> tuple[tuple[MustRead, bool], ...]:
        return tuple((each, False) for each in self.roadmap.must_read)

    def similar(
        self, text: str, limit: int, reader: str = ""
    ) -> tuple[Paper | None, tuple[Neighbour, ...]]:
        self.asked.append((text, limit, reader))
        return self.like

    def topic_terms(self, topic: Topic, limit: int) -> tuple[tuple[str, float], ...]:
        return (("draft model", 0.61), ("verify", 0.3))[:limit]

    def topic_names(self, lang: str = "en") -> dict[str, str]:
        return {topic.id: topic.name.in_language(lang) for topic in self.roadmap.topics}

    def topics(self, since: date | None = None) -> tuple[tuple[Topic, int], ...]:
        self.asked.append(since)
        return tuple((topic, 3) for topic in self.roadmap.topics)

    def health(self) -> tuple[tuple[SourceSpec, SourceHealth | None], ...]:
        return self.rows

    def deliveries(self, limit: int = 50) -> tuple[Delivery, ...]:
        return self.outbox[:limit]

    def editions(self, limit: int = 50) -> tuple[tuple[str, date, str, int], ...]:
        return self.issued[:limit]

    def run(
        self,
        *,
        told: Callable[[SourceOutcome], None],
        stopped: Callable[[], bool],
        catch_up_read: bool = False,
    ) -> Report:
        self.asked.append(catch_up_read)
        for outcome in self.report.sources:
            told(outcome)
        return self.report

    def plan(self) -> Plan:
        return self.planned

    def fetch(
        self,
        names: tuple[str, ...],
        *,
        told: Callable[[SourceOutcome], None],
        stopped: Callable[[], bool],
    ) -> tuple[SourceOutcome, ...]:
        self.asked.append(names)
        for outcome in self.report.sources:
            told(outcome)
        return self.report.sources

    def draft(self, digest: str | None, on: date | None) -> str:
        self.asked.append((digest, on))
        return "an edition"

    def render(self, edition: str) -> Rendered:
        return self.rendered

    def send(self, digest: str | None) -> tuple[IssuedEdition, ...]:
        return self.report.issued

    def import_files(
        self,
        files: tuple[Path, ...],
        *,
        categories: tuple[str, ...],
        told: Callable[[ImportStep], None],
        stopped: Callable[[], bool],
    ) -> Imported:
        self.asked.append((files, categories))
        for file in files:
            told(ImportStep(file, 0, 100, self.imported, begins=True, after=self.begun))
        return self.imported

    def evaluate(
        self,
        corpus: tuple[Path, ...],
        judgements: tuple[Path, ...],
        examination: Examination,
        *,
        roadmap: Path | None,
        told: Callable[[str, int, int], None],
        refused: Callable[[BadLine], object],
    ) -> Evaluation | None:
        self.asked.append((corpus, judgements, examination, roadmap))
        for line in self.bad:
            refused(line)
        for name in ("tracker", "BM25"):
            told(name, 1, 2)
            told(name, 2, 2)
        return self.evaluation

    def publish(self) -> tuple[Path, int]:
        return self.site, 3

    def schema(self) -> tuple[int | None, int]:
        return self.versions

    def upgrade(self) -> tuple[int | None, int]:
        return self.versions


@dataclass(frozen=True)
class Called:
    """How a call of the program ended."""

    code: int
    out: str
    err: str


def call(
    *arguments: str, tracker: FakeTracker | None = None, stdin: str = "", **environ: str
) -> Called:
    """Call the program in this process; `environ` are variables that it finds set."""
    given = {"tracker": tracker} if tracker else {}
    quiet = {"COLUMNS": "80", "LANG": "C", "LC_ALL": "", "LC_MESSAGES": ""}
    done = CliRunner().invoke(
        cli, arguments, obj=given, env=quiet | environ, input=stdin, catch_exceptions=False
    )
    assert isinstance(done.return_value, int)
    return Called(done.return_value, done.stdout, done.stderr)
