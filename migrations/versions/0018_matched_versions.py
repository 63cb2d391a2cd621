"""What matching keeps says which version of a wording it read, and whether that says again: it is not read once more.

Of rows that are there it is not known: each is read once more, and kept if its wording is the one that was matched.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns."""
    op.add_column("matched", sa.Column("version", sa.Integer(), nullable=True))
    op.add_column("matched", sa.Column("stated", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Take the two columns away: they can be made again."""
    op.drop_column("matched", "stated")
    op.drop_column("matched", "version")
