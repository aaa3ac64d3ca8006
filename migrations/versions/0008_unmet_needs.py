"""What stood in the way of requests that ended without a place.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unmet_need",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("shape", sa.String(40), nullable=False),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("possible_houses", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("relaxations", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unmet_need"),
        sa.CheckConstraint("possible_houses >= 0", name=op.f("ck_unmet_need_possible_houses")),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'offered', 'reserved', 'in_transit', 'checked_in', 'closed', 'withdrawn',"
            " 'unmet', 'duplicate')",
            name=op.f("ck_unmet_need_request_state"),
        ),
        sa.CheckConstraint(
            "shape IN ('single_woman', 'single_man', 'mother_and_one', 'larger_family', 'children_alone', 'other')",
            name=op.f("ck_unmet_need_household_shape"),
        ),
        sa.CheckConstraint("urgency IN ('emergency', 'urgent', 'planned')", name=op.f("ck_unmet_need_urgency")),
    )
    op.create_index("ix_unmet_need_country", "unmet_need", ["country"])
    op.create_index("ix_unmet_need_ended_on", "unmet_need", ["ended_on"])


def downgrade() -> None:
    op.drop_table("unmet_need")
