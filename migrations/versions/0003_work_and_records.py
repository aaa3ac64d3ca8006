"""Jobs, joint plans, mail, summaries and the audit log.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Tables of earlier revisions that the new ones refer to.
EARLIER = [
    sa.Table(name, metadata, sa.Column("id", sa.String(20), primary_key=True))
    for name in ("account", "duty_contact", "house", "request")
]


def upgrade() -> None:
    metadata.create_all(op.get_bind(), tables=_new_tables(), checkfirst=False)


def downgrade() -> None:
    metadata.drop_all(op.get_bind(), tables=_new_tables(), checkfirst=False)


def _new_tables() -> list[sa.Table]:
    return [table for table in metadata.sorted_tables if table not in EARLIER]


def codes(name: str, values: str) -> sa.Enum:
    """A text column whose CHECK lets these values in, written with spaces between."""
    return sa.Enum(*values.split(), name=name, native_enum=False, create_constraint=True, length=40)


sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("kind", codes("job_kind", "plan_country plan_evacuation drill"), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("state", codes("job_state", "queued running done failed"), index=True, nullable=False),
    sa.Column("asked_by_id", sa.String(20), sa.ForeignKey("account.id"), index=True, nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True)),
    sa.Column("seen_at", sa.DateTime(timezone=True)),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    sa.Column("progress", sa.JSON(), nullable=False),
    sa.Column("error", codes("job_error", "interrupted unsafe_plan other")),
)

sa.Table(
    "job_run",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("job", sa.String(40), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("job", "due_on"),
)

sa.Table(
    "plan",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("job_id", sa.String(20), sa.ForeignKey("job.id"), index=True, nullable=False),
    sa.Column("country", sa.String(2), index=True, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("status", codes("plan_status", "optimal feasible time_limit_without_plan"), nullable=False),
    sa.Column("value", sa.JSON(), nullable=False),
    sa.Column("upper_bound", sa.JSON(), nullable=False),
    sa.Column("wall_ms", sa.Integer(), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
)

sa.Table(
    "plan_entry",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("plan_id", sa.String(20), sa.ForeignKey("plan.id"), index=True, nullable=False),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True),
    sa.Column("rooms", sa.JSON(), nullable=False),
    sa.Column("points", sa.JSON()),
    sa.Column("excluded", sa.JSON(), nullable=False),
    sa.Column("relaxations", sa.JSON(), nullable=False),
)

sa.Table(
    "plan_alternative",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("plan_id", sa.String(20), sa.ForeignKey("plan.id"), index=True, nullable=False),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("displaced", sa.JSON(), nullable=False),
    sa.Column("people_lost", sa.Integer(), nullable=False),
    sa.Column("points_lost", sa.Integer(), nullable=False),
)

sa.Table(
    "outbox_message",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column(
        "kind",
        codes(
            "mail_kind",
            "offer offer_reminder border_request border_reminder summary account_link desk report_due absence",
        ),
        nullable=False,
    ),
    sa.Column("channel", codes("channel", "mail command"), nullable=False),
    sa.Column("subject_id", sa.String(40), nullable=False),
    sa.Column("account_id", sa.String(20), sa.ForeignKey("account.id"), index=True),
    sa.Column("duty_contact_id", sa.String(20), sa.ForeignKey("duty_contact.id"), index=True),
    sa.Column("due_at", sa.DateTime(timezone=True), index=True, nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    sa.Column("dropped_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("(account_id IS NULL) <> (duty_contact_id IS NULL)", name="one_recipient"),
    sa.UniqueConstraint("kind", "channel", "subject_id", "account_id"),
    sa.UniqueConstraint("kind", "channel", "subject_id", "duty_contact_id"),
)

sa.Table(
    "summary",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("business_on", sa.Date(), unique=True, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
)

sa.Table(
    "summary_figures",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("summary_id", sa.String(20), sa.ForeignKey("summary.id"), index=True, nullable=False),
    sa.Column("scope", codes("scope_kind", "house country network"), nullable=False),
    sa.Column("country", sa.String(2)),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True),
    sa.Column("figures", sa.JSON(), nullable=False),
)

sa.Table(
    "audit_entry",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), index=True, nullable=False),
    sa.Column("actor_id", sa.String(20), sa.ForeignKey("account.id"), index=True),
    sa.Column("actor_role", codes("role", "coordinator manager national_contact analyst auditor administrator")),
    sa.Column(
        "action",
        codes(
            "action",
            "logged_in logged_out created_account disabled_account enabled_account changed_roles "
            "changed_profile made_link set_password changed_password registered_house "
            "changed_house_status changed_house added_room changed_room retired_room added_bed retired_bed "
            "added_cot retired_cot entered_request changed_request took_over_request opened_request waived_code "
            "withdrew_request ended_request_unmet marked_duplicate suggested_houses made_offer opened_offer "
            "accepted_offer declined_offer recorded_survivor_refusal withdrew_offer took_back_acceptance "
            "asked_for_chain skipped_suggestion stopped_chain offer_expired "
            "asked_abroad accepted_from_abroad rejected_from_abroad withdrew_asking asking_expired "
            "changed_arrival recorded_departure confirmed_arrival recorded_no_show recorded_absence "
            "checked_out opened_phone wrote_hand_over opened_hand_over reported_capacity closed_bed changed_outage "
            "ended_outage moved_within_house asked_for_plan "
            "made_plan asked_for_transfer gave_up_transfer asked_for_evacuation planned_evacuation asked_for_drill "
            "made_drill made_summary exported_house restored_backup",
        ),
        nullable=False,
    ),
    sa.Column("subject_kind", sa.String(40), nullable=False),
    sa.Column("subject_id", sa.String(40), index=True, nullable=False),
    sa.Column("country", sa.String(2)),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True),
    sa.Column("detail", sa.JSON(), nullable=False),
    sa.Column("sequence", sa.Integer(), unique=True),
    sa.Column("previous_hash", sa.LargeBinary()),
    sa.Column("entry_hash", sa.LargeBinary()),
)

sa.Table(
    "audit_checkpoint",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Column("root_hash", sa.LargeBinary(), nullable=False),
    sa.Column("signature", sa.LargeBinary(), nullable=False),
)
