"""Requests: one household each. What must not be read from a stolen database is in the sealed document."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from safehouse.domain.codes import Gender, RelationKind, RequestState, RuleCode, TagKind, Urgency, WaiverReason
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


class Request(SQLModel, table=True):
    """One household that needs a place. `languages` is {canonical code: fluent|some}.

    `countries`: those consented to, None for any; `consent_until`: the last day of consent to others than the own, None without.

    `is_note_lost`: its hand-over note was destroyed with an offer and has not been written again. `is_new_to_owner`: it was passed
    on, and its owner has not opened it yet. `is_from_paper`: it was written down before it was entered, at `created_at`.
    """

    __table_args__ = (
        check("nights BETWEEN 1 AND 730", "nights"),
        check("min_security BETWEEN 1 AND 3", "min_security"),
        check("state <> 'duplicate' OR duplicate_of_id IS NOT NULL", "duplicate_names_the_other"),
    )

    id: str = id_field()
    case_code: str = text_field(8, unique=True)
    country: str = text_field(2, index=True)
    owner_id: str = link_field("account.id")
    state: RequestState = code_field(RequestState, index=True)
    urgency: Urgency = code_field(Urgency)
    arrives_at: datetime = moment_field()
    nights: int
    languages: dict[str, str] = json_field()
    language_required: bool
    min_security: int
    countries: frozenset[str] | None = code_set_field(nullable=True)
    entitlements: frozenset[str] = code_set_field()
    exploitation: str | None = text_field(40, nullable=True)
    may_split: bool
    is_note_lost: bool = Field(default=False)
    is_new_to_owner: bool = Field(default=False)
    is_from_paper: bool = Field(default=False)
    created_at: datetime = moment_field()
    opened_at: datetime | None = moment_field(nullable=True)
    ended_at: datetime | None = moment_field(nullable=True)
    end_reason: str | None = text_field(40, nullable=True)
    duplicate_of_id: str | None = link_field("request.id", nullable=True)
    version: int
    consent_until: date | None = Field(default=None)


class RequestPerson(SQLModel, table=True):
    """One person. Gender None: not asked yet, which keeps the request a draft."""

    __tablename__ = "request_person"
    __table_args__ = (check("age BETWEEN 0 AND 120", "age"),)

    id: str = id_field()
    request_id: str = link_field("request.id")
    position: int
    gender: Gender | None = code_field(Gender, nullable=True)
    age: int


class SealedDocument(SQLModel, table=True):
    """Needs, keep-away areas, pick-up and hand-over note of one request, sealed under a key of its own.

    The key is wrapped by the master key; erasure sets key and document to None.
    """

    __tablename__ = "sealed_document"

    request_id: str = link_field("request.id", primary_key=True)
    wrapped_key: bytes | None = sealed_field(nullable=True)
    document: bytes | None = sealed_field(nullable=True)
    sealed_at: datetime = moment_field()


class RequestTag(SQLModel, table=True):
    """A keep-apart tag as a keyed hash: equality is all that the engine asks."""

    __tablename__ = "request_tag"

    id: str = id_field()
    request_id: str = link_field("request.id")
    kind: TagKind = code_field(TagKind)
    tag_hash: str = text_field(64)


class RequestRelation(SQLModel, table=True):
    """Two requests to be kept apart or together."""

    __tablename__ = "request_relation"
    __table_args__ = (check("request_id <> other_id", "two_requests"),)

    id: str = id_field()
    request_id: str = link_field("request.id")
    other_id: str = link_field("request.id")
    kind: RelationKind = code_field(RelationKind)


class Waiver(SQLModel, table=True):
    """A waivable code that the coordinator waived for this request, with the reason."""

    id: str = id_field()
    request_id: str = link_field("request.id")
    code: RuleCode = code_field(RuleCode)
    reason: WaiverReason = code_field(WaiverReason)
    waived_by_id: str = link_field("account.id")
    waived_at: datetime = moment_field()
