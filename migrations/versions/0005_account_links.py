"""One-time links to set a password, and the wishes for one.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("account_id", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_by_id", sa.String(20)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("voided_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_link_account_id_account"),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name="fk_account_link_made_by_id_account"),
        sa.UniqueConstraint("token_hash", name="uq_account_link_token_hash"),
        sa.CheckConstraint("kind IN ('invitation', 'reset')", name=op.f("ck_account_link_link_kind")),
    )
    for column in ("account_id", "made_by_id"):
        op.create_index(f"ix_account_link_{column}", "account_link", [column])
    op.create_table(
        "link_wish",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("email_key", sa.String(64), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link_wish"),
    )


def downgrade() -> None:
    op.drop_table("link_wish")
    op.drop_table("account_link")
