"""Places, houses, the people who log in, and capacity reports.

Types, names and codes are written out, so that this revision keeps its meaning whatever the application becomes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
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


def upgrade() -> None:
    metadata.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    metadata.drop_all(op.get_bind(), checkfirst=False)


def codes(name: str, values: str) -> sa.Enum:
    """A text column whose CHECK lets these values in, written with spaces between."""
    return sa.Enum(*values.split(), name=name, native_enum=False, create_constraint=True, length=40)


sa.Table(
    "place",
    metadata,
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("country", sa.String(2), index=True, nullable=False),
    sa.Column("population", sa.Integer(), nullable=False),
    sa.Column("area_cell", sa.String(15), nullable=False),
    sa.Column("house_cell", sa.String(15), index=True, nullable=False),
    sa.Column("hides", sa.Integer(), nullable=False),
)

sa.Table(
    "place_name",
    metadata,
    sa.Column("key", sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql"), primary_key=True),
    sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

sa.Table(
    "house",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("code", sa.String(8), unique=True, nullable=False),
    sa.Column("country", sa.String(2), index=True, nullable=False),
    sa.Column("cell", sa.String(15), nullable=False),
    sa.Column("slack_km", sa.Float(), nullable=False),
    sa.Column("status", codes("house_status", "open paused closed compromised"), nullable=False),
    sa.Column("time_zone", sa.String(40), nullable=False),
    sa.Column("genders", sa.JSON(), nullable=False),
    sa.Column("children_accepted", sa.Boolean(), nullable=False),
    sa.Column("max_boy_age", sa.Integer()),
    sa.Column("unaccompanied_minors", sa.Boolean(), nullable=False),
    sa.Column("children_only", sa.Boolean(), nullable=False),
    sa.Column("services", sa.JSON(), nullable=False),
    sa.Column("security_level", sa.Integer(), nullable=False),
    sa.Column("specialisms", sa.JSON(), nullable=False),
    sa.Column("requires", sa.JSON(), nullable=False),
    sa.Column("max_stay_nights", sa.Integer()),
    sa.Column("intake", sa.JSON()),
    sa.Column("turnaround_hours", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.CheckConstraint("slack_km >= 0 AND slack_km <= 100", name="slack"),
    sa.CheckConstraint("security_level BETWEEN 1 AND 3", name="security_level"),
    sa.CheckConstraint("max_stay_nights IS NULL OR max_stay_nights >= 1", name="max_stay"),
    sa.CheckConstraint("turnaround_hours BETWEEN 0 AND 168", name="turnaround"),
)

sa.Table(
    "house_language",
    metadata,
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), primary_key=True),
    sa.Column("language", sa.String(3), primary_key=True),
    sa.Column("cover", codes("language_cover", "staff phone_interpreter booked_interpreter"), nullable=False),
)

sa.Table(
    "house_tag",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("kind", codes("tag_kind", "brings keep_apart"), nullable=False),
    sa.Column("tag_hash", sa.String(64), nullable=False),
)

sa.Table(
    "room",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("label", sa.String(40), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("shared", sa.Boolean(), nullable=False),
    sa.Column("features", sa.JSON(), nullable=False),
    sa.Column("retired_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "bed",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("room_id", sa.String(20), sa.ForeignKey("room.id"), index=True, nullable=False),
    sa.Column("label", sa.String(40), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("retired_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "cot",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("room_id", sa.String(20), sa.ForeignKey("room.id"), index=True, nullable=False),
    sa.Column("label", sa.String(40), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("retired_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "outage",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("bed_id", sa.String(20), sa.ForeignKey("bed.id"), index=True, nullable=False),
    sa.Column(
        "reason",
        codes(
            "out_of_service_reason",
            "planned_works damage deep_clean cooling_off staff_shortage fire_or_flood single_use_of_double pest other",
        ),
        nullable=False,
    ),
    sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "duty_contact",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("contact", sa.LargeBinary(), nullable=False),
    sa.Column("retired_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("email_key", sa.String(64), unique=True, nullable=False),
    sa.Column("label", sa.String(60), nullable=False),
    sa.Column("password_hash", sa.String(200)),
    sa.Column("locale", sa.String(12), nullable=False),
    sa.Column("time_zone", sa.String(40), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("disabled_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "account_grant",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("account_id", sa.String(20), sa.ForeignKey("account.id"), index=True, nullable=False),
    sa.Column(
        "role", codes("role", "coordinator manager national_contact analyst auditor administrator"), nullable=False
    ),
    sa.Column("country", sa.String(2)),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True),
    sa.CheckConstraint(
        "(role IN ('coordinator', 'national_contact') AND country IS NOT NULL AND house_id IS NULL)"
        " OR (role = 'manager' AND country IS NULL AND house_id IS NOT NULL)"
        " OR (role IN ('analyst', 'auditor', 'administrator') AND country IS NULL AND house_id IS NULL)",
        name="scope_fits_role",
    ),
)

sa.Table(
    "login_session",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("token_hash", sa.String(64), unique=True, nullable=False),
    sa.Column("account_id", sa.String(20), sa.ForeignKey("account.id"), index=True, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("covered_at", sa.DateTime(timezone=True)),
    sa.Column("second_factor_at", sa.DateTime(timezone=True)),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("end", codes("session_end", "logout expired password_change role_change disabled")),
)

sa.Table(
    "second_factor",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("account_id", sa.String(20), sa.ForeignKey("account.id"), index=True, nullable=False),
    sa.Column("kind", codes("second_factor_kind", "totp passkey"), nullable=False),
    sa.Column("secret", sa.LargeBinary(), nullable=False),
    sa.Column("last_counter", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("retired_at", sa.DateTime(timezone=True)),
)

sa.Table(
    "capacity_report",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("house_id", sa.String(20), sa.ForeignKey("house.id"), index=True, nullable=False),
    sa.Column("reported_at", sa.DateTime(timezone=True), index=True, nullable=False),
    sa.Column("entered_by_id", sa.String(20), sa.ForeignKey("account.id"), index=True),
    sa.Column(
        "entered_as",
        codes("role", "coordinator manager national_contact analyst auditor administrator"),
    ),
    sa.Column("by_telephone", sa.Boolean(), nullable=False),
    sa.Column("nothing_changed", sa.Boolean(), nullable=False),
    sa.Column("needs_call_first", sa.Boolean(), nullable=False),
)

sa.Table(
    "bed_report",
    metadata,
    sa.Column("report_id", sa.String(20), sa.ForeignKey("capacity_report.id"), primary_key=True),
    sa.Column("bed_id", sa.String(20), sa.ForeignKey("bed.id"), primary_key=True),
    sa.Column("in_service", sa.Boolean(), nullable=False),
    sa.Column("occupied", sa.Boolean(), nullable=False),
    sa.Column(
        "reason",
        codes(
            "out_of_service_reason",
            "planned_works damage deep_clean cooling_off staff_shortage fire_or_flood single_use_of_double pest other",
        ),
    ),
    sa.CheckConstraint("in_service OR reason IS NOT NULL", name="outage_has_a_reason"),
)

sa.Table(
    "room_report",
    metadata,
    sa.Column("report_id", sa.String(20), sa.ForeignKey("capacity_report.id"), primary_key=True),
    sa.Column("room_id", sa.String(20), sa.ForeignKey("room.id"), primary_key=True),
    sa.Column("gender", codes("gender", "woman man nonbinary")),
    sa.Column("has_minors", sa.Boolean(), nullable=False),
    sa.Column("will_not_say", sa.Boolean(), nullable=False),
)
