"""What was done, by whom, in the same transaction as the deed; the chain and its checkpoints are laid over it later."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from safehouse.domain.access import Action
from safehouse.domain.codes import Role
from safehouse.models.base import code_field, id_field, json_field, link_field, moment_field, sealed_field, text_field


class AuditEntry(SQLModel, table=True):
    """One act. `detail` holds codes, numbers and ids only. `sequence` and the hashes are None until the chain reaches the row."""

    __tablename__ = "audit_entry"

    id: str = id_field()
    at: datetime = moment_field(index=True)
    actor_id: str | None = link_field("account.id", nullable=True)
    actor_role: Role | None = code_field(Role, nullable=True)
    action: Action = code_field(Action)
    subject_kind: str = text_field(40)
    subject_id: str = text_field(40, index=True)
    country: str | None = text_field(2, nullable=True)
    house_id: str | None = link_field("house.id", nullable=True)
    detail: dict[str, Any] = json_field()
    sequence: int | None = Field(default=None, unique=True)
    previous_hash: bytes | None = sealed_field(nullable=True)
    entry_hash: bytes | None = sealed_field(nullable=True)


class AuditCheckpoint(SQLModel, table=True):
    """A signed statement of the chain's length and last hash."""

    __tablename__ = "audit_checkpoint"

    id: str = id_field()
    made_at: datetime = moment_field()
    size: int
    root_hash: bytes = sealed_field()
    signature: bytes = sealed_field()
