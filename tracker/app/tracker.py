"""The front door: one object that can fetch, rank, issue, deliver, publish and answer questions.

A question opens the database read-only and imports neither SQLAlchemy nor the ranker; what a verb
needs is imported and opened when the verb is used.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tracker.app import assembly, naming
from tracker.app.nearest import nearest
from tracker.app.time import clock_for
from tracker.app.workbench import Workbench
from tracker.config.settings import Settings
from tracker.errors import SchemaAbsent, UsageError
from tracker.model.clock import Clock
from tracker.model.feedback import ME

# Imported where they are used: a question must not pay for what it does not ask.
if TYPE_CHECKING:
    from tracker.model.deliveries import Delivery, Rendered
    from tracker.model.editions import Digest, Edition
    from tracker.model.feedback import Opinion, Standing
    from tracker.model.harvests import SourceHealth, SourceSpec
    from tracker.model.identifiers import PaperId
    from tracker.model.imports import Imported, ImportStep
    from tracker.model.ledger import LedgerLine
    from tracker.model.neighbours import Neighbour
    from tracker.model.papers import KnownPaper, Paper
    from tracker.model.posts import Post
    from tracker.model.queries import PaperQuery, PostQuery
    from tracker.model.reports import (
        DeliveryOutcome,
        FilledDay,
        IssuedEdition,
        Plan,
        Report,
        SourceOutcome,
    )
    from tracker.model.roadmap import Finding, MustRead, Roadmap, Topic
    from tracker.model.venues import VenueLine
    from tracker.store.reading import Reader


def _never() -> bool:
    return False


def _unseen(step: "ImportStep") -> None:
    """Nobody is watching the progress of this import."""


def _unheard(outcome: "SourceOutcome") -> None:
    """Nobody is listening to the progress of this run."""


def _unfilled(day: "FilledDay", left: int) -> None:
    """Nobody is listening to the progress of this backfill."""


class Tracker:
    """Everything the program can do, for one configuration.

    `base` is the folder that relative paths start from: the configuration file's.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        base: Path | None = None,
        clock: Clock | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.settings = settings
        self.clock = clock or clock_for(settings, environ)
        self._base = base or Path.cwd()
        self._bench = Workbench(settings, self._base, self.clock, environ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End requests in flight and close the database."""
        self._bench.close()

    def interrupt(self) -> None:
        """Cut the requests in flight; called from another thread."""
        self._bench.interrupt()

    # The verbs.

    def run(
        self,
        *,
        told: "Callable[[SourceOutcome], None]" = _unheard,
        stopped: Callable[[], bool] = _never,
        catch_up_read: bool = False,
    ) -> "Report":
        """Do one cycle: fetch what is due, rank, issue, deliver; running it again is harmless."""
        from tracker.app.cycle import cycle

        return cycle(
            self._bench, self.digests, told=told, stopped=stopped, catch_up_read=catch_up_read
        )

    def plan(self) -> "Plan":
        """Return what `run` would do now."""
        from tracker.app.cycle import plan

        return plan(self._bench, self.digests)

    def fetch(
        self,
        names: Sequence[str] = (),
        *,
        told: "Callable[[SourceOutcome], None]" = _unheard,
        stopped: Callable[[], bool] = _never,
    ) -> "tuple[SourceOutcome, ...]":
        """Ask the named sources (none named: all of them) now.

        A source asked less than nine minutes ago, or one that is backing off, is not asked.
        Raises UsageError for a name that no source has.
        """
        from tracker.app.cycle import fetch_by_hand

        for name in names:
            self._check_source(name)
        return fetch_by_hand(self._bench, names, told=told, stopped=stopped)

    def backfill(
        self,
        since: date,
        until: date,
        *,
        told: "Callable[[FilledDay, int], None]" = _unfilled,
        stopped: Callable[[], bool] = _never,
    ) -> "tuple[FilledDay, ...]":
        """Fill the announcement days of a range that are not complete; safe to run again."""
        from tracker.app.cycle import fill_range

        return fill_range(self._bench, since, until, told=told, stopped=stopped)

    def import_files(
        self,
        files: Sequence[Path],
        *,
        categories: Sequence[str] = (),
        told: "Callable[[ImportStep], None]" = _unseen,
        stopped: Callable[[], bool] = _never,
    ) -> "Imported":
        """Record the papers of dumps, all or those of `categories`; it may be done again.

        Raises OSError for a file that cannot be read.
        """
        from tracker.jobs.importing import import_files

        return import_files(
            self._bench.store,
            files,
            self.clock,
            categories=categories,
            told=told,
            stopped=stopped,
        )

    def rank(self) -> int:
        """Score every paper that has no score for the present roadmap; return how many."""
        from tracker.jobs.rank import rank

        return rank(self._bench.store, self._bench.ranker)

    def draft(self, digest: str | None = None, on: date | None = None) -> "Edition":
        """Return the stored edition of `on`, or without a date what would be issued now.

        No edition is stored. Raises SchemaAbsent where nothing was ever fetched, UsageError for
        an unknown digest or a date without an edition.
        """
        from tracker.jobs.issue import draft

        definition = self.digest(digest)
        self._require_database()
        if on is None:
            self.rank()
            today = assembly.local_date(definition, self.clock())
            return draft(
                self._bench.store, definition, self._bench.desk, self.clock(), today
            ).edition
        edition = self._bench.store.editions.get(definition.name, on)
        if edition is None:
            raise UsageError(f"no edition of {definition.name} on {on} (tracker digest --list)")
        return edition

    def send(self, digest: str | None = None) -> "tuple[IssuedEdition, ...]":
        """Write down today's edition, where there is none yet, and deliver what is pending."""
        from tracker.jobs.issue import issue_now

        definition = self.digest(digest)
        self.rank()
        issued = issue_now(
            self._bench.store,
            definition,
            self._bench.desk,
            self.clock(),
            self._bench.new_message_id,
        )
        self.deliver()
        return issued

    def deliver(self) -> "tuple[DeliveryOutcome, ...]":
        """Try every delivery that may be tried now."""
        from tracker.app.cycle import deliver_pending

        return deliver_pending(self._bench, _never)

    def say(
        self,
        ids: "Sequence[PaperId]",
        opinion: "Opinion | None",
        reader: str = ME,
        *,
        only: "Opinion | None" = None,
    ) -> "tuple[Standing, ...]":
        """Write down what `reader` thinks of papers; None, or with `only` what that one was, is
        taken back. Returns how the known ones stood before. Raises SchemaAbsent before any run.
        """
        self._require_database()
        feedback = self._bench.store.feedback
        return feedback.say(reader, ids, opinion, self.clock(), only=only)

    def mark_read(
        self, ids: "Sequence[PaperId]", read: bool, reader: str = ME
    ) -> "tuple[Standing, ...]":
        """Write down that `reader` has read papers, or has not; returns as `say` does."""
        self._require_database()
        return self._bench.store.feedback.mark_read(reader, ids, read, self.clock())

    def publish(self) -> tuple[Path, int]:
        """Write the whole site; return its folder and how many pages it has."""
        from tracker.jobs.publish import publish

        folder = assembly.folder_of(self.settings.site.folder, self._base, "site")
        bench = self._bench
        return folder, publish(bench.store, bench.renderer, bench.channels["site"], self.clock())

    def render(self, edition: "Edition") -> "Rendered":
        """Return an edition as people read it."""
        from tracker.jobs.deliver import render

        return render(self._bench.renderer, edition)

    # Questions.

    def find(self, query: "PaperQuery") -> "tuple[KnownPaper, ...]":
        """Answer a question about papers; its venue may be spelt in any way, year and track too.

        Raises UsageError for a venue that neither the program nor any stored paper names.
        """
        with self._reader() as reader:
            if query.venue:
                from tracker.app.venues import with_venue

                query = with_venue(query, query.venue, reader.venue_names)
            return reader.papers(query)

    def paper(self, text: str, reader: str = ME) -> "KnownPaper | None":
        """Return the paper with any of its identifiers, told with what `reader` said, else None."""
        with self._reader() as questions:
            return questions.paper(text, reader)

    def similar(
        self, text: str, limit: int = 10, reader: str = ME
    ) -> "tuple[Paper | None, tuple[Neighbour, ...]]":
        """Return the paper that `text` names (None: it is a text itself), and what is most like it.

        Raises TrackerError for an identifier that no stored paper has.
        """
        from tracker.app.neighbours import similar

        with self._reader() as questions:
            return similar(questions, text, limit, reader)

    def posts(self, query: "PostQuery") -> "tuple[Post, ...]":
        """Answer a question about lab and community posts."""
        with self._reader() as reader:
            return reader.posts(query)

    def topics(self, since: date | None = None) -> "tuple[tuple[Topic, int], ...]":
        """Return every topic of the roadmap with how many strong papers it had since `since`."""
        with self._reader() as reader:
            counts = dict(reader.topics(since))
        return tuple((topic, counts.get(topic.id, 0)) for topic in self.roadmap.topics)

    def venues(self, year: int | None = None) -> "tuple[VenueLine, ...]":
        """Return what is known of each venue and year (or of one year), the newest first."""
        with self._reader() as reader:
            return reader.venues(year)

    def health(self) -> "tuple[tuple[SourceSpec, SourceHealth | None], ...]":
        """Return every configured source with how it has been doing (None: never asked)."""
        with self._reader() as reader:
            known = {each.name: each for each in reader.health()}
        return tuple((spec, known.get(spec.name)) for spec in self.sources)

    def coverage(self, since: date) -> "tuple[LedgerLine, ...]":
        """Return the ledger: a line for each followed category and arXiv day, newest first."""
        from tracker.model.arxiv_calendar import arxiv_day

        with self._reader() as reader:
            arxiv = self.settings.arxiv
            today = arxiv_day(self.clock())
            return reader.ledger(arxiv.categories, since, today, arxiv.mailing_free)

    def deliveries(self, limit: int = 50) -> "tuple[Delivery, ...]":
        """Return the outbox, newest first."""
        with self._reader() as reader:
            return reader.deliveries(limit)

    def editions(self, limit: int = 50) -> "tuple[tuple[str, date, str, int], ...]":
        """Return the editions so far, newest first: digest, local date, state, number of picks."""
        with self._reader() as reader:
            return reader.editions(limit)

    # The learner's way.

    def must_reads(self, reader: str = ME) -> "tuple[tuple[MustRead, bool], ...]":
        """Return the papers that must be read, each with whether `reader` has done so."""
        must_reads = self.roadmap.must_read
        with self._reader() as questions:
            done = questions.must_reads_done(reader, must_reads)
        return tuple((each, each.id in done) for each in must_reads)

    def mark_must_read(self, text: str, done: bool, reader: str = ME) -> "MustRead":
        """Write down that a must-read is done, or is not; its paper is then unread too.

        Raises UsageError where `text` names none.
        """
        found = naming.must_read_meant(self.roadmap.must_read, text)
        self._require_database()
        now, store = self.clock(), self._bench.store
        store.must_reads.mark(reader, found.id, done, now)
        if not done:
            store.feedback.mark_read(reader, found.ids, False, now)
        return found

    def topic_terms(self, topic: "Topic", limit: int = 20) -> "tuple[tuple[str, float], ...]":
        """Return the terms that a topic is recognized by, the strongest first, with weights."""
        from tracker.ranking.background import builtin_background
        from tracker.ranking.topic_terms import topic_terms

        return topic_terms(topic, builtin_background(), limit)

    def check_roadmap(self, file: Path | None = None) -> "tuple[tuple[Finding, ...], int]":
        """Return what the roadmap (that in `file`, or the configured one) could do better, and how
        many papers of the last two weeks that rests on: 0 where none is ranked.
        """
        from tracker.app.roadmaps import check, read_file

        roadmap = read_file(file) if file else self.roadmap
        today = self.clock().date()
        try:
            with self._reader() as reader:
                return check(roadmap, reader, today)
        except SchemaAbsent:
            return check(roadmap, None, today)

    # What is configured.

    @property
    def sources(self) -> "tuple[SourceSpec, ...]":
        """Every enabled source; those of venues come and go with their years."""
        return assembly.source_specs(self.settings, self.clock().date())

    @cached_property
    def digests(self) -> "tuple[Digest, ...]":
        """The standing definitions; raises ConfigError for a topic that the roadmap lacks."""
        return assembly.digests(self.settings, self.roadmap)

    def digest(self, name: str | None) -> "Digest":
        """Return the digest of that name, or the only or first one."""
        if name is None:
            return self.digests[0]
        known = {each.name: each for each in self.digests}
        if name not in known:
            raise UsageError(f"no digest {name!r}{nearest(name, known)}")
        return known[name]

    @property
    def roadmap(self) -> "Roadmap":
        return self._bench.roadmap

    def topic_names(self, lang: str = "en") -> dict[str, str]:
        """Return the names of the topics that papers were scored on, by id."""
        with self._reader() as reader:
            names = reader.topic_names()
        return {id_: (zh or en) if lang == "zh" else (en or zh) for id_, (en, zh) in names.items()}

    def topic(self, text: str) -> "Topic":
        """Return the topic with that id, name (English or Chinese) or alias, or the one meant.

        Raises UsageError, naming the nearest one.
        """
        return naming.topic_meant(self.roadmap, text)

    def topic_called(self, text: str) -> "Topic | None":
        """Return the topic with exactly that id, name or alias, else None."""
        return naming.topic_called(self.roadmap, text)

    # The database.

    @property
    def database_url(self) -> str:
        return self._bench.database_url

    def schema(self) -> tuple[int | None, int]:
        """Return the database's schema version (None: no database yet) and the program's."""
        from tracker.store import schema
        from tracker.store.database import Database

        with closing(Database(self.database_url)) as database:
            return schema.current(database) or None, schema.newest_version()

    def upgrade(self) -> tuple[int | None, int]:
        """Bring the database to the program's schema; return the versions before and after."""
        before, _ = self.schema()
        _ = self._bench.store
        return before, self.schema()[1]

    def _require_database(self) -> None:
        with self._reader():
            """Opening it is the question: it says which command makes one."""

    def _check_source(self, name: str) -> None:
        known = {spec.name: spec for spec in self.sources}
        if name not in known:
            raise UsageError(f"no source {name!r}{nearest(name, known)}")

    @contextmanager
    def _reader(self) -> "Iterator[Reader]":
        from tracker.store.reading import open_reader

        with open_reader(self.database_url) as reader:
            yield reader
