"""The store's door: one database, and a part for each noun in it."""

import time
from datetime import datetime

from tracker.model.clock import Clock, Sleep
from tracker.model.harvests import Batch, Recorded
from tracker.store import schema
from tracker.store.database import Database
from tracker.store.deliveries import Deliveries
from tracker.store.editions import Editions
from tracker.store.feedback import Feedback
from tracker.store.gate import HostGate
from tracker.store.importing import Imports
from tracker.store.must_reads import MustReads
from tracker.store.news import News
from tracker.store.papers import Papers
from tracker.store.posts import Posts
from tracker.store.recording import record
from tracker.store.rereading import Rereading
from tracker.store.scores import Scores
from tracker.store.sources import SourceLedger
from tracker.store.venues import Venues


class Store:
    """An open database; safe to share between threads, and to open in several processes."""

    def __init__(self, database: Database, clock: Clock, sleep: Sleep = time.sleep) -> None:
        self._database = database
        self.papers = Papers(database)
        self.posts = Posts(database)
        self.sources = SourceLedger(database)
        self.scores = Scores(database)
        self.editions = Editions(database)
        self.deliveries = Deliveries(database)
        self.imports = Imports(database)
        self.feedback = Feedback(database)
        self.must_reads = MustReads(database)
        self.venues = Venues(database)
        self.news = News(database)
        self.rereading = Rereading(database)
        self.gate = HostGate(database, clock, sleep)

    @classmethod
    def open(
        cls,
        url: str,
        clock: Clock,
        *,
        create: bool = False,
        upgrade: bool = False,
        sleep: Sleep = time.sleep,
    ) -> "Store":
        """Open the database at `url`: `sqlite:///FILE` or `postgresql+psycopg://HOST/NAME`.

        `create` makes an absent schema and its folder, `upgrade` brings an older one up to date
        after a backup; without them SchemaAbsent and SchemaMismatch are raised, and always for a
        newer one. Raises ConfigError where the file is damaged, foreign or out of reach, Busy where
        another process holds it, Unavailable where the server does not answer.
        """
        database = Database(url)
        try:
            schema.ready(database, create_absent=create, upgrade_older=upgrade)
        except BaseException:
            database.close()
            raise
        return cls(database, clock, sleep)

    def record(self, batch: Batch, now: datetime) -> Recorded:
        """Write a batch, its coverage and its checkpoint in one transaction, or nothing of it."""
        with self._database.write_alone() as connection:
            return record(connection, batch, now)

    def close(self) -> None:
        """Close all connections; what was written stays."""
        self._database.close()
