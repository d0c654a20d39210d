"""One paper is one paper: title keys, merges, venues and their programmes, events."""

import json

import sqlalchemy as sa
from alembic import op

from tracker.identity.titles import title_key

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_AT_ONCE = 5000


def upgrade() -> None:
    op.add_column("papers", sa.Column("title_key", WORD, nullable=False, server_default=""))
    _fill_title_keys()
    op.create_index("ix_papers_title_key", "papers", ["title_key"])
    _create_identity()
    _create_venues()
    _create_events()
    op.add_column("edition_papers", sa.Column("shown", WORD, nullable=True))
    _mark_shown()


def downgrade() -> None:
    op.drop_column("edition_papers", "shown")
    for name in ("edition_programmes", "edition_events"):
        op.drop_table(name)
    op.drop_index("ix_events_at", table_name="events")
    op.drop_table("events")
    op.drop_index("ix_programme_papers_paper_id", table_name="programme_papers")
    op.drop_table("programme_papers")
    op.drop_table("programmes")
    op.drop_index("ix_venue_mentions_venue", table_name="venue_mentions")
    op.drop_table("venue_mentions")
    op.drop_table("pairs")
    op.drop_table("merges")
    op.drop_index("ix_papers_title_key", table_name="papers")
    op.drop_column("papers", "title_key")


def _fill_title_keys() -> None:
    """Give every stored paper its key; the text index sees no change, as no text of it changes."""
    bind = op.get_bind()
    papers = sa.table("papers", sa.column("id"), sa.column("title"), sa.column("title_key"))
    last = 0
    fill = (
        sa.update(papers)
        .where(papers.c.id == sa.bindparam("number"))
        .values(title_key=sa.bindparam("found"))
    )
    while rows := bind.execute(
        sa.select(papers.c.id, papers.c.title)
        .where(papers.c.id > last)
        .order_by(papers.c.id)
        .limit(_AT_ONCE)
    ).all():
        bind.execute(fill, [{"number": row[0], "found": title_key(row[1])} for row in rows])
        last = rows[-1][0]


def _mark_shown() -> None:
    """Read from each edition which of the papers it used up it has shown."""
    bind = op.get_bind()
    mark = sa.text(
        "UPDATE edition_papers SET shown = :shown WHERE edition_id = :edition "
        "AND paper_id = (SELECT id FROM papers WHERE key = :key)"
    )
    for number, body in bind.execute(sa.text("SELECT id, body FROM editions")).all():
        shown = [
            {
                "edition": number,
                "key": ":".join((pick["paper"]["id"]["scheme"], pick["paper"]["id"]["value"])),
                "shown": "top" if section["kind"] == "top" else "listed",
            }
            for section in json.loads(body)["sections"]
            for pick in section["picks"]
        ]
        if shown:
            bind.execute(mark, shown)


def _create_identity() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept", WORD, nullable=False),
        sa.Column("taken", WORD, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", WORD, nullable=False),
        sa.Column("undone_at", WORD, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_table(
        "pairs",
        sa.Column("one", WORD, nullable=False),
        sa.Column("other", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", WORD, nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_pairs")),
        sqlite_with_rowid=False,
    )


def _create_venues() -> None:
    op.create_table(
        "venue_mentions",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("origin", WORD, nullable=False),
        sa.Column("venue", WORD, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("presentation", WORD, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_venue_mentions_paper_id")
        ),
        sa.PrimaryKeyConstraint(
            "paper_id", "origin", "venue", "year", "kind", name=op.f("pk_venue_mentions")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_venue_mentions_venue", "venue_mentions", ["venue", "year", "paper_id"])
    op.create_table(
        "programmes",
        sa.Column("source", WORD, nullable=False),
        sa.Column("venue", WORD, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("abstracts", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("proceedings", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("checked_at", WORD, nullable=False),
        sa.Column("appeared_at", WORD, nullable=True),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_programmes")),
    )
    op.create_table(
        "programme_papers",
        sa.Column("source", WORD, nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_programme_papers_paper_id")
        ),
        sa.PrimaryKeyConstraint("source", "paper_id", name=op.f("pk_programme_papers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_programme_papers_paper_id", "programme_papers", ["paper_id"])


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("label", WORD, nullable=False),
        sa.Column("at", WORD, nullable=False),
        sa.Column("recorded_at", WORD, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("upvotes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_events_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint(
            "paper_id", "kind", "label", name=op.f("uq_events_paper_id_kind_label")
        ),
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.create_table(
        "edition_events",
        sa.Column("digest", WORD, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_edition_events_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_events_edition_id")
        ),
        sa.PrimaryKeyConstraint("digest", "event_id", name=op.f("pk_edition_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "edition_programmes",
        sa.Column("digest", WORD, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_programmes_edition_id")
        ),
        sa.PrimaryKeyConstraint("digest", "source", name=op.f("pk_edition_programmes")),
        sqlite_with_rowid=False,
    )
