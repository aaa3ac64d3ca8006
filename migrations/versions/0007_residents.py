"""People who sleep in a house and are not known to the service.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resident",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("house_id", sa.String(20), nullable=False),
        sa.Column("bed_id", sa.String(20)),
        sa.Column("cot_id", sa.String(20)),
        sa.Column("gender", sa.String(40)),
        sa.Column("age_band", sa.String(40), nullable=False),
        sa.Column("expected_end_on", sa.Date()),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_resident"),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name="fk_resident_house_id_house"),
        sa.ForeignKeyConstraint(["bed_id"], ["bed.id"], name="fk_resident_bed_id_bed"),
        sa.ForeignKeyConstraint(["cot_id"], ["cot.id"], name="fk_resident_cot_id_cot"),
        sa.CheckConstraint("(bed_id IS NULL) <> (cot_id IS NULL)", name=op.f("ck_resident_bed_or_cot")),
        sa.CheckConstraint("cot_id IS NULL OR age_band = 'under_2'", name=op.f("ck_resident_cots_take_babies")),
        sa.CheckConstraint("gender IN ('woman', 'man', 'nonbinary')", name=op.f("ck_resident_gender")),
        sa.CheckConstraint(
            "age_band IN ('under_2', '2-11', '12-15', '16-17', 'adult')", name=op.f("ck_resident_age_band")
        ),
    )
    op.create_index("ix_resident_house_id", "resident", ["house_id"])
    for place in ("bed", "cot"):
        op.create_index(
            f"uq_resident_there_{place}",
            "resident",
            [f"{place}_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("resident")
