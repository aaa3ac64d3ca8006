"""Which backups were begun, and how they ended.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

ERRORS = "'folder_missing', 'folder_open', 'disk_full', 'not_written', 'database_away', 'other'"


def upgrade() -> None:
    op.create_table(
        "backup_run",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("size", sa.BigInteger()),
        sa.Column("error", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_backup_run"),
        sa.UniqueConstraint("due_on", name="uq_backup_run_due_on"),
        sa.CheckConstraint(f"error IN ({ERRORS})", name=op.f("ck_backup_run_backup_error")),
    )
    op.create_index("ix_backup_run_begun_at", "backup_run", ["begun_at"])


def downgrade() -> None:
    op.drop_table("backup_run")
