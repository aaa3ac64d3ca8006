"""Transfers of stays, and evacuations of houses.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None

LIVE_OFFER = sa.text("state IN ('pending', 'accepted')")
LIVE_TRANSFER = sa.text("ended_at IS NULL")
PLAN_STATUSES = "'optimal', 'feasible', 'time_limit_without_plan'"
REASONS = "'house_compromised', 'not_safe_here', 'needs_changed', 'survivor_wish', 'stay_is_over', 'house_cannot_go_on', 'other'"


def upgrade() -> None:
    op.add_column("offer", sa.Column("departed_at", sa.DateTime(timezone=True)))
    op.add_column("offer", sa.Column("from_stay_id", sa.String(20)))
    op.create_index(
        "uq_offer_live_transfer",
        "offer",
        ["from_stay_id"],
        unique=True,
        sqlite_where=LIVE_OFFER,
        postgresql_where=LIVE_OFFER,
    )
    _create_transfer()
    _create_evacuation()
    _create_evacuation_move()


def downgrade() -> None:
    op.drop_table("evacuation_move")
    op.drop_table("evacuation")
    op.drop_table("transfer")
    op.drop_index("uq_offer_live_transfer", "offer")
    op.drop_column("offer", "from_stay_id")
    op.drop_column("offer", "departed_at")


def _create_transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.String(20), nullable=False),
        *(sa.Column(name, sa.String(20), nullable=False) for name in ("stay_id", "request_id")),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("asked_by_id", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name="fk_transfer_stay_id_stay"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_transfer_request_id_request"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name="fk_transfer_asked_by_id_account"),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_transfer_transfer_reason")),
    )
    for column in ("stay_id", "request_id", "asked_by_id"):
        op.create_index(f"ix_transfer_{column}", "transfer", [column])
    op.create_index(
        "uq_transfer_live_stay",
        "transfer",
        ["stay_id"],
        unique=True,
        sqlite_where=LIVE_TRANSFER,
        postgresql_where=LIVE_TRANSFER,
    )


def _create_evacuation() -> None:
    op.create_table(
        "evacuation",
        sa.Column("id", sa.String(20), nullable=False),
        *(sa.Column(name, sa.String(20), nullable=False) for name in ("job_id", "house_id")),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String(40)),
        *(sa.Column(name, sa.Integer()) for name in ("people", "placed", "unknown_people", "wall_ms")),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_evacuation"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_evacuation_job_id_job"),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name="fk_evacuation_house_id_house"),
        sa.CheckConstraint(f"status IN ({PLAN_STATUSES})", name=op.f("ck_evacuation_plan_status")),
    )
    for column in ("job_id", "house_id"):
        op.create_index(f"ix_evacuation_{column}", "evacuation", [column])


def _create_evacuation_move() -> None:
    links = ("evacuation_id", "request_id", "offer_id", "house_id", "new_offer_id")
    targets = {"evacuation_id": "evacuation", "request_id": "request", "house_id": "house"}
    op.create_table(
        "evacuation_move",
        sa.Column("id", sa.String(20), nullable=False),
        *(sa.Column(name, sa.String(20), nullable=False) for name in links[:3]),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.Column("house_id", sa.String(20)),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON()),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("relaxations", sa.JSON(), nullable=False),
        sa.Column("new_offer_id", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_evacuation_move"),
        *(_link("evacuation_move", name, targets.get(name, "offer")) for name in links),
    )
    for column in links:
        op.create_index(f"ix_evacuation_move_{column}", "evacuation_move", [column])


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
