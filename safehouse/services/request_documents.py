"""The sealed document of a request: what must not be read from a stolen database, as one value with a key of its own.

Every writing takes a new key, so what was taken out of a document cannot be opened from an older copy of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session

from safehouse.domain.codes import AreaKind, HouseNeed, RoomNeed
from safehouse.domain.errors import NotFound
from safehouse.models.requests import SealedDocument
from safehouse.services.sealing import Vault


@dataclass(frozen=True, slots=True, repr=False)
class KnownPlace:
    """A town that the requester named: its id, how it is shown to the desk, and its cell of resolution 7."""

    place_id: int
    shown_as: str
    cell: str


@dataclass(frozen=True, slots=True, repr=False)
class KnownArea:
    """A town to keep away from, by how many km, and why."""

    place: KnownPlace
    radius_km: float
    kind: AreaKind


@dataclass(frozen=True, slots=True, repr=False)
class RequestDocument:
    """Everything sealed. Tags are as they were typed; the engine gets their keyed hashes. Not part of `repr`, so no log holds it."""

    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    keep_away: tuple[KnownArea, ...]
    pickup: KnownPlace | None
    tags: frozenset[str]
    keep_apart_tags: frozenset[str]
    hand_over: str | None


_FORM = TypeAdapter(RequestDocument)


def read_document(session: Session, vault: Vault, request_id: str) -> RequestDocument:
    """The document of a request. Raises NotFound when it was erased: nobody may take that for "no areas, no needs"."""
    row = session.get(SealedDocument, request_id)
    if row is None or row.wrapped_key is None or row.document is None:
        raise NotFound
    return _FORM.validate_json(vault.open_document(request_id, row.wrapped_key, row.document))


def write_document(
    session: Session, vault: Vault, request_id: str, document: RequestDocument, *, now: datetime
) -> None:
    """Seal the document under a new key, in place of the one before."""
    row = session.get(SealedDocument, request_id) or SealedDocument(request_id=request_id, sealed_at=now)
    row.wrapped_key = vault.new_document_key(request_id)
    row.document = vault.seal_document(request_id, row.wrapped_key, _FORM.dump_json(document))
    row.sealed_at = now
    session.add(row)


def write_hand_over(session: Session, vault: Vault, request_id: str, note: str, *, now: datetime) -> None:
    """Put the hand-over note into the document."""
    document = read_document(session, vault, request_id)
    write_document(session, vault, request_id, replace(document, hand_over=note), now=now)


def destroy_hand_over(session: Session, vault: Vault, request_id: str, *, now: datetime) -> bool:
    """Take the hand-over note out of the document, at arrival or when an offer or the request ends; whether there was one."""
    document = read_document(session, vault, request_id)
    if document.hand_over is None:
        return False
    write_document(session, vault, request_id, replace(document, hand_over=None), now=now)
    return True
