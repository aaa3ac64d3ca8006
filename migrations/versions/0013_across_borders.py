"""Placement across borders: consent with its last day, suggestions abroad, and questions to the countries of their houses.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None

LINKS = {
    "request_id": "request",
    "suggestion_id": "suggestion",
    "house_id": "house",
    "asked_by_id": "account",
    "answered_by_id": "account",
    "offer_id": "offer",
}
"""The columns that refer to a row of another table, with that table."""


def upgrade() -> None:
    op.add_column("request", sa.Column("consent_until", sa.Date()))
    op.add_column("suggestion_list", sa.Column("abroad_excluded", sa.JSON()))
    op.create_table(
        "border_request",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("request_id", sa.String(20), nullable=False),
        sa.Column("suggestion_id", sa.String(20), nullable=False),
        sa.Column("house_id", sa.String(20), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("asked_by_id", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.String(20)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(40)),
        sa.Column("offer_id", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_border_request"),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_border_request_{column}_{table}")
            for column, table in LINKS.items()
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'rejected', 'withdrawn', 'expired')",
            name=op.f("ck_border_request_border_state"),
        ),
    )
    for column in (*LINKS, "country", "state"):
        op.create_index(f"ix_border_request_{column}", "border_request", [column])


def downgrade() -> None:
    op.drop_table("border_request")
    op.drop_column("suggestion_list", "abroad_excluded")
    op.drop_column("request", "consent_until")
