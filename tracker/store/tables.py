"""The tables, as the newest migration leaves them.

The full-text index is not here: SQLite has the FTS5 table `papers_fts`, PostgreSQL the generated
column `papers.search`; both keep themselves in step and are asked in `find.py` only.
"""

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Sorted and compared byte by byte on both databases.
Word = Text().with_variant(Text(collation="C"), "postgresql")

papers = Table(
    "papers",
    metadata,
    # Given out in the order of recording, under the one lock of all writers.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", Word, nullable=False, unique=True),
    Column("announced_on", Word),
    Column("announced_on_estimated", Integer, nullable=False),
    Column("complete", Integer, nullable=False),
    Column("version", Integer),
    Column("submitted_at", Word),
    Column("updated_at", Word),
    Column("recorded_at", Word, nullable=False),
    Column("identifiers", Text, nullable=False),
    Column("categories", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("pdf_url", Text),
    Column("comment", Text),
    Column("journal_ref", Text),
    Column("licence", Text),
    Column("affiliations", Text),
    Column("title", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("abstract", Text, nullable=False),
    # What two spellings of one title share (tracker/identity/titles.py).
    Column("title_key", Word, nullable=False, server_default=""),
)
Index("ix_papers_title_key", papers.c.title_key)
Index("ix_papers_announced_on", papers.c.announced_on, papers.c.id)
Index(
    "ix_papers_incomplete",
    papers.c.announced_on,
    sqlite_where=papers.c.complete == 0,
    postgresql_where=papers.c.complete == 0,
)

# The lists of a paper again, to find it by: the text columns above are for reading it.
identifiers = Table(
    "identifiers",
    metadata,
    Column("scheme", Word, primary_key=True),
    Column("value", Word, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), nullable=False),
    sqlite_with_rowid=False,
)
categories = Table(
    "categories",
    metadata,
    Column("category", Word, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), primary_key=True),
    sqlite_with_rowid=False,
)

announcements = Table(
    "announcements",
    metadata,
    Column("paper_id", ForeignKey("papers.id"), primary_key=True),
    Column("source", Word, primary_key=True),
    Column("kind", Word, primary_key=True),
    Column("category", Word, primary_key=True),
    # Empty where the source tells no date: a null would never equal itself.
    Column("announced_on", Word, primary_key=True),
    Column("estimated", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index(
    "ix_announcements_source",
    announcements.c.source,
    announcements.c.announced_on,
    announcements.c.paper_id,
)

posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Word, nullable=False),
    Column("guid", Word, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published_at", Word, nullable=False),
    Column("estimated", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("categories", Text, nullable=False),
    Column("papers", Text, nullable=False),
    Column("source_group", Word, nullable=False),
    Column("first_seen_at", Word, nullable=False),
    UniqueConstraint("source", "guid"),
)
Index("ix_posts_published_at", posts.c.published_at)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("source", Word, primary_key=True),
    Column("checkpoint", Text, nullable=False),
)
sources = Table(
    "sources",
    metadata,
    Column("name", Word, primary_key=True),
    Column("kind", Word, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_attempt_at", Word),
    Column("last_success_at", Word),
    Column("last_item_at", Word),
    Column("next_at", Word),
    Column("error", Text),
    Column("failing_since", Word),
    Column("recovered_at", Word),
    Column("usual_gap", Double),
)
coverage = Table(
    "coverage",
    metadata,
    Column("source", Word, primary_key=True),
    Column("announced_on", Word, primary_key=True),
    Column("state", Word, nullable=False),
    Column("expected", Integer),
    Column("seen", Integer, nullable=False),
    Column("stored", Integer, nullable=False),
    Column("recorded_at", Word, nullable=False),
    sqlite_with_rowid=False,
)

scores = Table(
    "scores",
    metadata,
    Column("paper_id", ForeignKey("papers.id"), primary_key=True, autoincrement=False),
    Column("fingerprint", Word, nullable=False),
    Column("value", Double, nullable=False),
    Column("topics", Text, nullable=False),
    Column("reasons", Text, nullable=False),
)
Index("ix_scores_fingerprint", scores.c.fingerprint, scores.c.paper_id)
Index("ix_scores_value", scores.c.value, scores.c.paper_id)
topic_scores = Table(
    "topic_scores",
    metadata,
    Column("topic", Word, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), primary_key=True),
    Column("score", Double, nullable=False),
    Column("percentile", Double, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_topic_scores_paper_id", topic_scores.c.paper_id)
# The names of the roadmap that the scores were made with: a question need not read the roadmap.
topic_names = Table(
    "topic_names",
    metadata,
    Column("topic", Word, primary_key=True),
    Column("en", Text, nullable=False),
    Column("zh", Text, nullable=False),
    sqlite_with_rowid=False,
)

editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Word, nullable=False),
    Column("local_date", Word, nullable=False),
    Column("state", Word, nullable=False),
    Column("picks", Integer, nullable=False),
    Column("composed_at", Word, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("digest", "local_date"),
)
# The primary keys are the promise that nothing comes twice.
edition_papers = Table(
    "edition_papers",
    metadata,
    Column("digest", Word, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), primary_key=True),
    # Null: marked as seen without an edition.
    Column("edition_id", ForeignKey("editions.id")),
    # `top` or `listed`; null where the edition considered the paper and did not show it.
    Column("shown", Word),
    sqlite_with_rowid=False,
)
edition_posts = Table(
    "edition_posts",
    metadata,
    Column("digest", Word, primary_key=True),
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("edition_id", ForeignKey("editions.id")),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", ForeignKey("editions.id"), nullable=False),
    Column("channel", Word, nullable=False),
    Column("recipient", Word, nullable=False),
    Column("message_id", Word, nullable=False, unique=True),
    Column("state", Word, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Word),
    Column("claimed_at", Word),
    Column("sent_at", Word),
    Column("error", Text),
    UniqueConstraint("edition_id", "channel", "recipient"),
)
Index("ix_deliveries_state", deliveries.c.state, deliveries.c.next_attempt_at)

host_gates = Table(
    "host_gates",
    metadata,
    Column("host_group", Word, primary_key=True),
    # Grows with every change, so that an UPDATE can check what it saw.
    Column("turn", Integer, nullable=False),
    Column("holder", Word),
    Column("held_until", Word),
    Column("started_at", Word),
    Column("resting_until", Word),
    Column("why", Text),
)

# --- one paper is one paper -----------------------------------------------------------------------

merges = Table(
    "merges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kept", Word, nullable=False),
    Column("taken", Word, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Word, nullable=False),
    Column("undone_at", Word),
    # The rows of the taken paper as they were, to be put back by a split.
    Column("body", Text, nullable=False),
)
# Pairs by key, the smaller first: `likely` ones are listed, `apart` ones were split by a person.
pairs = Table(
    "pairs",
    metadata,
    Column("one", Word, primary_key=True),
    Column("other", Word, primary_key=True),
    Column("state", Word, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Word, nullable=False),
    sqlite_with_rowid=False,
)

# --- venues ---------------------------------------------------------------------------------------

venue_mentions = Table(
    "venue_mentions",
    metadata,
    Column("paper_id", ForeignKey("papers.id"), primary_key=True),
    # `comment`, `journal_ref`, `doi`, or the name of the source whose programme lists the paper.
    Column("origin", Word, primary_key=True),
    Column("venue", Word, primary_key=True),
    # 0 where no year is told, empty where no presentation is: a null would never equal itself.
    Column("year", Integer, primary_key=True),
    Column("kind", Word, primary_key=True),
    Column("presentation", Word, nullable=False),
    Column("status", Word, nullable=False),
    Column("evidence", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index(
    "ix_venue_mentions_venue",
    venue_mentions.c.venue,
    venue_mentions.c.year,
    venue_mentions.c.paper_id,
)
programmes = Table(
    "programmes",
    metadata,
    Column("source", Word, primary_key=True),
    Column("venue", Word, nullable=False),
    Column("year", Integer, nullable=False),
    Column("state", Word, nullable=False),
    Column("expected", Integer),
    Column("listed", Integer, nullable=False),
    Column("abstracts", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("proceedings", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("checked_at", Word, nullable=False),
    Column("appeared_at", Word),
)
# Which papers a programme lists; `absent` counts the snapshots in a row that lacked one.
programme_papers = Table(
    "programme_papers",
    metadata,
    Column("source", Word, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), primary_key=True),
    Column("absent", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_programme_papers_paper_id", programme_papers.c.paper_id)

# --- events ---------------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), nullable=False),
    Column("kind", Word, nullable=False),
    Column("label", Word, nullable=False),
    Column("at", Word, nullable=False),
    # When it was learnt of: a reader who came to know the paper later knew it already.
    Column("recorded_at", Word, nullable=False),
    Column("source", Word, nullable=False),
    Column("url", Text, nullable=False),
    Column("upvotes", Integer),
    UniqueConstraint("paper_id", "kind", "label"),
)
Index("ix_events_at", events.c.at)
edition_events = Table(
    "edition_events",
    metadata,
    Column("digest", Word, primary_key=True),
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("edition_id", ForeignKey("editions.id")),
    sqlite_with_rowid=False,
)
edition_programmes = Table(
    "edition_programmes",
    metadata,
    Column("digest", Word, primary_key=True),
    Column("source", Word, primary_key=True),
    Column("edition_id", ForeignKey("editions.id")),
    sqlite_with_rowid=False,
)

# --- the learner ----------------------------------------------------------------------------------

# `reader` is empty for the household of one; a row says what they think, have read, or both.
feedback = Table(
    "feedback",
    metadata,
    Column("reader", Word, primary_key=True),
    Column("paper_id", ForeignKey("papers.id"), primary_key=True),
    Column("opinion", Word),
    Column("opinion_at", Word),
    Column("read_at", Word),
    sqlite_with_rowid=False,
)
Index("ix_feedback_paper_id", feedback.c.paper_id)
must_reads_done = Table(
    "must_reads_done",
    metadata,
    Column("reader", Word, primary_key=True),
    Column("id", Word, primary_key=True),
    Column("done_at", Word, nullable=False),
    sqlite_with_rowid=False,
)
# What the ranking has learnt: weights as JSON text, never code (no pickle).
models = Table(
    "models",
    metadata,
    Column("name", Word, primary_key=True),
    Column("fingerprint", Word, nullable=False),
    Column("made_at", Word, nullable=False),
    Column("body", Text, nullable=False),
)
