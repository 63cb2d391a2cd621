"""Keep that an owner said that an action is not theirs, and why: a fact of its own, which changes no rating."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "ownership_refusal",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name="ownership_refused_with_reason"),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_ownership_refusal_{column}"), ondelete="RESTRICT"
            )
            for column, table in (("action_id", "action"), ("post_id", "post"), ("by_id", "person"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_refusal")),
    )
    op.create_index(op.f("ix_ownership_refusal_action_id"), "ownership_refusal", ["action_id"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_index(op.f("ix_ownership_refusal_action_id"), table_name="ownership_refusal")
    op.drop_table("ownership_refusal")
