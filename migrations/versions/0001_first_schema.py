"""The first schema: papers and their search index, posts, ledgers, scores, editions, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# The index reads its text from `papers` (external content), so that nothing is stored twice. The
# weights are kept with it: `ORDER BY rank` takes a third of the time of `ORDER BY bm25(...)`.
# New papers are put in by the batch (tracker/store/papers.py): a trigger would flush the index for
# every one of them, which takes three times as long.
# An update rewrites the index only where the text did change: an old entry has to be taken out
# with the very text that it was made from, https://www.sqlite.org/fts5.html#external_content_tables
SQLITE_SEARCH = (
    """
    CREATE VIRTUAL TABLE papers_fts USING fts5(
        title, authors, abstract, content='papers', content_rowid='id', tokenize='porter unicode61'
    )
    """,
    "INSERT INTO papers_fts(papers_fts, rank) VALUES ('rank', 'bm25(8.0, 4.0, 1.0)')",
    """
    CREATE TRIGGER papers_fts_delete AFTER DELETE ON papers BEGIN
        INSERT INTO papers_fts(papers_fts, rowid, title, authors, abstract)
        VALUES ('delete', old.id, old.title, old.authors, old.abstract);
    END
    """,
    """
    CREATE TRIGGER papers_fts_update AFTER UPDATE ON papers
    WHEN old.title <> new.title OR old.authors <> new.authors OR old.abstract <> new.abstract
    BEGIN
        INSERT INTO papers_fts(papers_fts, rowid, title, authors, abstract)
        VALUES ('delete', old.id, old.title, old.authors, old.abstract);
        INSERT INTO papers_fts(rowid, title, authors, abstract)
        VALUES (new.id, new.title, new.authors, new.abstract);
    END
    """,
)

# A configuration of our own without stop words, and punctuation made white space, so that both
# databases cut text into the same words: "attention is all you need" keeps all five.
PLAIN = "regexp_replace({column}, '[!-/:-@[-`{{-~]+', ' ', 'g')"
POSTGRESQL_SEARCH = (
    "CREATE TEXT SEARCH DICTIONARY tracker_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION tracker (COPY = english)",
    """
    ALTER TEXT SEARCH CONFIGURATION tracker
        ALTER MAPPING REPLACE english_stem WITH tracker_stem
    """,
    f"""
    ALTER TABLE papers ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('tracker', {PLAIN.format(column="title")}), 'A')
        || setweight(to_tsvector('tracker', {PLAIN.format(column="authors")}), 'B')
        || setweight(to_tsvector('tracker', {PLAIN.format(column="abstract")}), 'D')
    ) STORED
    """,
    "CREATE INDEX ix_papers_search ON papers USING gin (search)",
)


def upgrade() -> None:
    _create_tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_SEARCH if sqlite else POSTGRESQL_SEARCH:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE papers_fts")
    _drop_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TEXT SEARCH CONFIGURATION tracker")
        op.execute("DROP TEXT SEARCH DICTIONARY tracker_stem")


def _create_tables() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("source", WORD, nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "coverage",
        sa.Column("source", WORD, nullable=False),
        sa.Column("announced_on", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("recorded_at", WORD, nullable=False),
        sa.PrimaryKeyConstraint("source", "announced_on", name=op.f("pk_coverage")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("local_date", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("picks", sa.Integer(), nullable=False),
        sa.Column("composed_at", WORD, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("digest", "local_date", name=op.f("uq_editions_digest_local_date")),
    )
    op.create_table(
        "host_gates",
        sa.Column("host_group", WORD, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("holder", WORD, nullable=True),
        sa.Column("held_until", WORD, nullable=True),
        sa.Column("started_at", WORD, nullable=True),
        sa.Column("resting_until", WORD, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("host_group", name=op.f("pk_host_gates")),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("announced_on", WORD, nullable=True),
        sa.Column("announced_on_estimated", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("submitted_at", WORD, nullable=True),
        sa.Column("updated_at", WORD, nullable=True),
        sa.Column("recorded_at", WORD, nullable=False),
        sa.Column("identifiers", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("pdf_url", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("journal_ref", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("affiliations", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("key", name=op.f("uq_papers_key")),
    )
    op.create_index("ix_papers_announced_on", "papers", ["announced_on", "id"], unique=False)
    op.create_index(
        "ix_papers_incomplete",
        "papers",
        ["announced_on"],
        unique=False,
        sqlite_where=sa.text("complete = 0"),
        postgresql_where=sa.text("complete = 0"),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("guid", WORD, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published_at", WORD, nullable=False),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("source_group", WORD, nullable=False),
        sa.Column("first_seen_at", WORD, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("source", "guid", name=op.f("uq_posts_source_guid")),
    )
    op.create_index("ix_posts_published_at", "posts", ["published_at"], unique=False)
    op.create_table(
        "sources",
        sa.Column("name", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_attempt_at", WORD, nullable=True),
        sa.Column("last_success_at", WORD, nullable=True),
        sa.Column("last_item_at", WORD, nullable=True),
        sa.Column("next_at", WORD, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("failing_since", WORD, nullable=True),
        sa.Column("recovered_at", WORD, nullable=True),
        sa.Column("usual_gap", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sources")),
    )
    op.create_table(
        "announcements",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("category", WORD, nullable=False),
        sa.Column("announced_on", WORD, nullable=False),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_announcements_paper_id")
        ),
        sa.PrimaryKeyConstraint(
            "paper_id", "source", "kind", "category", "announced_on", name=op.f("pk_announcements")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_announcements_source",
        "announcements",
        ["source", "announced_on", "paper_id"],
        unique=False,
    )
    op.create_table(
        "categories",
        sa.Column("category", WORD, nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_categories_paper_id")),
        sa.PrimaryKeyConstraint("category", "paper_id", name=op.f("pk_categories")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("recipient", WORD, nullable=False),
        sa.Column("message_id", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", WORD, nullable=True),
        sa.Column("claimed_at", WORD, nullable=True),
        sa.Column("sent_at", WORD, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_deliveries_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "edition_id",
            "channel",
            "recipient",
            name=op.f("uq_deliveries_edition_id_channel_recipient"),
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "next_attempt_at"], unique=False)
    op.create_table(
        "edition_papers",
        sa.Column("digest", WORD, nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_papers_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_edition_papers_paper_id")
        ),
        sa.PrimaryKeyConstraint("digest", "paper_id", name=op.f("pk_edition_papers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "edition_posts",
        sa.Column("digest", WORD, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_posts_edition_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_edition_posts_post_id")),
        sa.PrimaryKeyConstraint("digest", "post_id", name=op.f("pk_edition_posts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identifiers",
        sa.Column("scheme", WORD, nullable=False),
        sa.Column("value", WORD, nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_identifiers_paper_id")),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_identifiers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scores",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", WORD, nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_scores_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_scores")),
    )
    op.create_index("ix_scores_fingerprint", "scores", ["fingerprint", "paper_id"], unique=False)
    op.create_index("ix_scores_value", "scores", ["value", "paper_id"], unique=False)
    op.create_table(
        "topic_scores",
        sa.Column("topic", WORD, nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("percentile", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_topic_scores_paper_id")),
        sa.PrimaryKeyConstraint("topic", "paper_id", name=op.f("pk_topic_scores")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_topic_scores_paper_id", "topic_scores", ["paper_id"], unique=False)
    op.create_table(
        "topic_names",
        sa.Column("topic", WORD, nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_topic_names")),
        sqlite_with_rowid=False,
    )


def _drop_tables() -> None:
    op.drop_table("topic_names")
    op.drop_index("ix_topic_scores_paper_id", table_name="topic_scores")
    op.drop_table("topic_scores")
    op.drop_index("ix_scores_value", table_name="scores")
    op.drop_index("ix_scores_fingerprint", table_name="scores")
    op.drop_table("scores")
    op.drop_table("identifiers")
    op.drop_table("edition_posts")
    op.drop_table("edition_papers")
    op.drop_index("ix_deliveries_state", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_table("categories")
    op.drop_index("ix_announcements_source", table_name="announcements")
    op.drop_table("announcements")
    op.drop_table("sources")
    op.drop_index("ix_posts_published_at", table_name="posts")
    op.drop_table("posts")
    op.drop_index(
        "ix_papers_incomplete",
        table_name="papers",
        sqlite_where=sa.text("complete = 0"),
        postgresql_where=sa.text("complete = 0"),
    )
    op.drop_index("ix_papers_announced_on", table_name="papers")
    op.drop_table("papers")
    op.drop_table("host_gates")
    op.drop_table("editions")
    op.drop_table("coverage")
    op.drop_table("checkpoints")
