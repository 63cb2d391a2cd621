"""Keep the shelf of a large register in a few rows, so that what is new is matched without reading all of it again."""

import os

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLE = "near_rows"


def upgrade() -> None:
    """Add the table; the service may throw its rows away, as all that matching keeps."""
    op.create_table(
        TABLE,
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("reviews", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "number", name=op.f("pk_near_rows")),
    )
    if role := _app_role():
        op.execute(f"GRANT DELETE ON {TABLE} TO {role}")


def downgrade() -> None:
    """Take the table away: it can be made again."""
    op.drop_table(TABLE)


def _app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates (as in 0002)."""
    if op.get_bind().dialect.name == "sqlite":
        return None
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return op.get_bind().dialect.identifier_preparer.quote(name) if name and name != owner else None
