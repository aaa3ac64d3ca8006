"""Requests, suggestions, offers, claims and stays.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
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
LIVE = sa.text("state IN ('held', 'reserved', 'occupied')")

# Tables of earlier revisions that the new ones refer to.
EARLIER = [
    sa.Table(name, metadata, sa.Column("id", sa.String(20), primary_key=True))
    for name in ("account", "bed", "cot", "house", "room")
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
    "request",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("case_code", sa.String(8), unique=True, nullable=False),
    sa.Column("country", sa.String(2), index=True, nullable=False),
    sa.Column("owner_id", sa.String(20), sa.ForeignKey("account.id"), index=True, nullable=False),
    sa.Column(
        "state",
        codes("request_state", "draft open offered reserved in_transit checked_in closed withdrawn unmet duplicate"),
        index=True,
        nullable=False,
    ),
    sa.Column("urgency", codes("urgency", "emergency urgent planned"), nullable=False),
    sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("nights", sa.Integer(), nullable=False),
    sa.Column("languages", sa.JSON(), nullable=False),
    sa.Column("language_required", sa.Boolean(), nullable=False),
    sa.Column("min_security", sa.Integer(), nullable=False),
    sa.Column("countries", sa.JSON()),
    sa.Column("entitlements", sa.JSON(), nullable=False),
    sa.Column("exploitation", sa.String(40)),
    sa.Column("may_split", sa.Boolean(), nullable=False),
    sa.Column("is_note_lost", sa.Boolean(), nullable=False),
    sa.Column("is_new_to_owner", sa.Boolean(), nullable=False),
    sa.Column("is_from_paper", sa.Boolean(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True)),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("end_reason", sa.String(40)),
    sa.Column("duplicate_of_id", sa.String(20), sa.ForeignKey("request.id"), index=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("nights BETWEEN 1 AND 730", name="nights"),
    sa.CheckConstraint("min_security BETWEEN 1 AND 3", name="min_security"),
    sa.CheckConstraint("state <> 'duplicate' OR duplicate_of_id IS NOT NULL", name="duplicate_names_the_other"),
)

sa.Table(
    "request_person",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("gender", codes("gender", "woman man nonbinary")),
    sa.Column("age", sa.Integer(), nullable=False),
    sa.CheckConstraint("age BETWEEN 0 AND 120", name="age"),
)

sa.Table(
    "sealed_document",
    metadata,
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), primary_key=True),
    sa.Column("wrapped_key", sa.LargeBinary()),
    sa.Column("document", sa.LargeBinary()),
    sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
)

sa.Table(
    "request_tag",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("kind", codes("tag_kind", "brings keep_apart"), nullable=False),
    sa.Column("tag_hash", sa.String(64), nullable=False),
)

sa.Table(
    "request_relation",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("other_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("kind", codes("relation_kind", "keep_apart keep_together"), nullable=False),
    sa.CheckConstraint("request_id <> other_id", name="two_requests"),
)

sa.Table(
    "waiver",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column(
        "code",
        codes(
            "rule_code",
            "house_not_open compromised keep_away keep_apart gender minors survivor_refused country "
            "security_level needs entitlement language intake dark no_room",
        ),
        nullable=False,
    ),
    sa.Column(
        "reason",
        codes(
            "waiver_reason",
            "confirmed_by_telephone cover_arranged funding_agreed survivor_accepts nothing_else_tonight",
        ),
        nullable=False,
    ),
    sa.Column("waived_by_id", sa.String(20), sa.ForeignKey("account.id"), index=True, nullable=False),
    sa.Column("waived_at", sa.DateTime(timezone=True), nullable=False),
)

sa.Table(
    "suggestion_list",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("made_by_id", sa.String(20), sa.ForeignKey("account.id"), index=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("request_version", sa.Integer(), nullable=False),
    sa.Column("network_version", sa.Integer(), nullable=False),
    sa.Column("excluded", sa.JSON(), nullable=False),
    sa.Column("relaxations", sa.JSON(), nullable=False),
    sa.Column("warnings", sa.JSON(), nullable=False),
    sa.Column("others", sa.JSON(), nullable=False),
    sa.Column("abroad", sa.JSON(), nullable=False),
)

sa.Table(
    "suggestion",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("list_id", sa.String(20), sa.ForeignKey("suggestion_list.id"), index=True, nullable=False),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("rank", sa.Integer(), nullable=False),
    sa.Column("rooms", sa.JSON(), nullable=False),
    sa.Column("points", sa.JSON(), nullable=False),
    sa.Column("total", sa.Integer(), nullable=False),
    sa.Column("band", codes("band", "under_50 50_100 100_200 200_400 400_and_more")),
    sa.Column("notes", sa.JSON(), nullable=False),
)

sa.Table(
    "offer",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("suggestion_id", sa.String(20), sa.ForeignKey("suggestion.id"), index=True, nullable=False),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column(
        "state",
        codes("offer_state", "pending accepted declined_house declined_survivor expired withdrawn"),
        index=True,
        nullable=False,
    ),
    sa.Column("made_by_id", sa.String(20), sa.ForeignKey("account.id"), index=True, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("answer_by_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True)),
    sa.Column("answered_at", sa.DateTime(timezone=True)),
    sa.Column("answered_by_id", sa.String(20), sa.ForeignKey("account.id"), index=True),
    sa.Column("by_telephone", sa.Boolean(), nullable=False),
    sa.Column("reason", sa.String(40)),
    sa.Column("refused_afterwards", sa.String(40)),
    sa.Column("refused_afterwards_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "claim",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("offer_id", sa.String(20), sa.ForeignKey("offer.id"), index=True, nullable=False),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("room_id", sa.String(20), sa.ForeignKey("room.id"), index=True, nullable=False),
    sa.Column("bed_id", sa.String(20), sa.ForeignKey("bed.id")),
    sa.Column("cot_id", sa.String(20), sa.ForeignKey("cot.id")),
    sa.Column("kind", codes("claim_kind", "used blocked"), nullable=False),
    sa.Column(
        "state", codes("claim_state", "held reserved occupied ended released expired"), index=True, nullable=False
    ),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("held_until", sa.DateTime(timezone=True)),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("release_reason", codes("release_reason", "declined withdrawn no_show another_house taken_back moved")),
    sa.CheckConstraint("(bed_id IS NULL) <> (cot_id IS NULL)", name="bed_or_cot"),
    sa.CheckConstraint("state <> 'held' OR held_until IS NOT NULL", name="held_ends"),
    sa.CheckConstraint("cot_id IS NULL OR kind = 'used'", name="cots_are_used"),
    sa.Index("uq_claim_live_bed", "bed_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    sa.Index("uq_claim_live_cot", "cot_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
)

sa.Table(
    "stay",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("request_id", sa.String(20), sa.ForeignKey("request.id"), index=True, nullable=False),
    sa.Column("offer_id", sa.String(20), sa.ForeignKey("offer.id"), index=True, nullable=False),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expected_end_on", sa.Date(), nullable=False),
    sa.Column("absent_since", sa.DateTime(timezone=True)),
    sa.Column("checked_out_at", sa.DateTime(timezone=True)),
    sa.Column(
        "move_on",
        codes(
            "move_on",
            "own_home family_or_community_home_country other_safe_house asylum_accommodation hospital "
            "child_protection returned_to_exploitation unknown",
        ),
    ),
    sa.Column("by_telephone", sa.Boolean(), nullable=False),
)
