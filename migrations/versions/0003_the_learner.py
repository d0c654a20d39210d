"""What readers say of papers, how far they are, and what the ranking has learnt."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("reader", WORD, nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("opinion", WORD, nullable=True),
        sa.Column("opinion_at", WORD, nullable=True),
        sa.Column("read_at", WORD, nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_feedback_paper_id")),
        sa.PrimaryKeyConstraint("reader", "paper_id", name=op.f("pk_feedback")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_feedback_paper_id", "feedback", ["paper_id"])
    op.create_table(
        "must_reads_done",
        sa.Column("reader", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("done_at", WORD, nullable=False),
        sa.PrimaryKeyConstraint("reader", "id", name=op.f("pk_must_reads_done")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "models",
        sa.Column("name", WORD, nullable=False),
        sa.Column("fingerprint", WORD, nullable=False),
        sa.Column("made_at", WORD, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_models")),
    )


def downgrade() -> None:
    op.drop_table("models")
    op.drop_table("must_reads_done")
    op.drop_index("ix_feedback_paper_id", table_name="feedback")
    op.drop_table("feedback")
