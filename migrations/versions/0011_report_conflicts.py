"""Reports that contradict a placement.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None

OPEN = sa.text("settled_at IS NULL")
LINKS = {
    "house_id": "house",
    "report_id": "capacity_report",
    "bed_id": "bed",
    "offer_id": "offer",
    "settled_by_id": "account",
}


def upgrade() -> None:
    op.create_table(
        "report_conflict",
        sa.Column("id", sa.String(20), nullable=False),
        *(sa.Column(name, sa.String(20), nullable=False) for name in LINKS if name != "settled_by_id"),
        sa.Column("said", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.String(20)),
        sa.Column("how", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_report_conflict"),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_report_conflict_{name}_{target}")
            for name, target in LINKS.items()
        ),
        sa.CheckConstraint("said <> 'out_of_service'", name=op.f("ck_report_conflict_outages_are_no_conflicts")),
        sa.CheckConstraint("(settled_at IS NULL) = (how IS NULL)", name=op.f("ck_report_conflict_settled_somehow")),
        sa.CheckConstraint(
            "said IN ('out_of_service', 'somebody_else', 'nobody')", name=op.f("ck_report_conflict_bed_doubt")
        ),
        sa.CheckConstraint(
            "how IN ('report', 'moved', 'arrived', 'left', 'released', 'expired')",
            name=op.f("ck_report_conflict_conflict_end"),
        ),
    )
    for column in LINKS:
        op.create_index(f"ix_report_conflict_{column}", "report_conflict", [column])
    op.create_index(
        "uq_report_conflict_open_bed",
        "report_conflict",
        ["bed_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_table("report_conflict")
