"""Houses with their rooms, beds and cots. `version` is the row lock of every claim and tells a cached snapshot what to reload."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from safehouse.domain.codes import HouseStatus, LanguageCover, OutOfServiceReason, TagKind
from safehouse.models.base import (
    check,
    code_field,
    code_set_field,
    id_field,
    json_field,
    link_field,
    moment_field,
    sealed_field,
    text_field,
)


class House(SQLModel, table=True):
    """One house. Its cell and slack are all that is known of its place. `intake` None: day and night; else local ["HH:MM", "HH:MM"]."""

    __table_args__ = (
        check("slack_km >= 0 AND slack_km <= 100", "slack"),
        check("security_level BETWEEN 1 AND 3", "security_level"),
        check("max_stay_nights IS NULL OR max_stay_nights >= 1", "max_stay"),
        check("turnaround_hours BETWEEN 0 AND 168", "turnaround"),
    )

    id: str = id_field()
    code: str = text_field(8, unique=True)
    country: str = text_field(2, index=True)
    cell: str = text_field(15)
    slack_km: float
    status: HouseStatus = code_field(HouseStatus)
    time_zone: str = text_field(40)
    genders: frozenset[str] = code_set_field()
    children_accepted: bool
    max_boy_age: int | None = Field(default=None)
    unaccompanied_minors: bool
    children_only: bool
    services: frozenset[str] = code_set_field()
    security_level: int
    specialisms: frozenset[str] = code_set_field()
    requires: frozenset[str] = code_set_field()
    max_stay_nights: int | None = Field(default=None)
    intake: list[list[str]] | None = json_field(nullable=True)
    turnaround_hours: int
    created_at: datetime = moment_field()
    version: int


class HouseLanguage(SQLModel, table=True):
    """How a house covers one language (canonical code)."""

    __tablename__ = "house_language"

    house_id: str = link_field("house.id", primary_key=True)
    language: str = Field(primary_key=True, max_length=3)
    cover: LanguageCover = code_field(LanguageCover)


class HouseTag(SQLModel, table=True):
    """A tag of residents that the service does not know by a request; a keyed hash."""

    __tablename__ = "house_tag"

    id: str = id_field()
    house_id: str = link_field("house.id")
    kind: TagKind = code_field(TagKind)
    tag_hash: str = text_field(64)


class Room(SQLModel, table=True):
    """One room; `label` is what the door says."""

    id: str = id_field()
    house_id: str = link_field("house.id")
    label: str = text_field(40)
    position: int
    shared: bool
    features: frozenset[str] = code_set_field()
    retired_at: datetime | None = moment_field(nullable=True)


class Bed(SQLModel, table=True):
    """One bed; retired, never deleted."""

    id: str = id_field()
    house_id: str = link_field("house.id")
    room_id: str = link_field("room.id")
    label: str = text_field(40)
    position: int
    retired_at: datetime | None = moment_field(nullable=True)


class Cot(SQLModel, table=True):
    """One cot: takes a child under 2 and never counts as a bed."""

    id: str = id_field()
    house_id: str = link_field("house.id")
    room_id: str = link_field("room.id")
    label: str = text_field(40)
    position: int
    retired_at: datetime | None = moment_field(nullable=True)


class Outage(SQLModel, table=True):
    """A bed out of service from a moment until another, or until further notice."""

    id: str = id_field()
    house_id: str = link_field("house.id")
    bed_id: str = link_field("bed.id")
    reason: OutOfServiceReason = code_field(OutOfServiceReason)
    starts_at: datetime = moment_field()
    ends_at: datetime | None = moment_field(nullable=True)


class DutyContact(SQLModel, table=True):
    """How to wake a house: telephone number and mail address, sealed together; called in order of position."""

    __tablename__ = "duty_contact"

    id: str = id_field()
    house_id: str = link_field("house.id")
    position: int
    contact: bytes = sealed_field()
    retired_at: datetime | None = moment_field(nullable=True)
