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
)
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
