"""Which absence of a stay lasts, and when its people came back last.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stay", sa.Column("absence_id", sa.String(20)))
    op.add_column("stay", sa.Column("returned_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("stay", "returned_at")
    op.drop_column("stay", "absence_id")
