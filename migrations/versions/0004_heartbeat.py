"""When the scheduler was last at work.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("process", name="pk_heartbeat"),
    )


def downgrade() -> None:
    op.drop_table("heartbeat")
