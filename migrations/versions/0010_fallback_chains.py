"""Suggestions that are offered one after another.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

_LINKS = (("request_id", "request"), ("suggestion_id", "suggestion"), ("asked_by_id", "account"), ("offer_id", "offer"))
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "fallback",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("request_id", sa.String(20), nullable=False),
        sa.Column("suggestion_id", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("offer_id", sa.String(20)),
        sa.Column("code", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_fallback"),
        *[
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_fallback_{column}_{table}")
            for column, table in _LINKS
        ],
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_fallback_position")),
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name=op.f("ck_fallback_settled")),
        sa.CheckConstraint("(state = 'used') = (offer_id IS NOT NULL)", name=op.f("ck_fallback_used_by_an_offer")),
        sa.CheckConstraint(
            "(state IN ('skipped', 'cancelled')) = (code IS NOT NULL)", name=op.f("ck_fallback_says_why")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'used', 'skipped', 'cancelled')", name=op.f("ck_fallback_fallback_state")
        ),
    )
    for column, _ in _LINKS:
        op.create_index(f"ix_fallback_{column}", "fallback", [column])
    op.create_index(
        "uq_fallback_waiting",
        "fallback",
        ["request_id", "position"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    op.drop_table("fallback")
