"""What stands only in a duplicate is true of the household under the case code that stays: nothing about safety is lost with it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, or_, select

from safehouse.domain.codes import RuleCode, TagKind
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.claims import Claim
from safehouse.models.requests import Request, RequestRelation, RequestTag
from safehouse.services.bed_facts import is_live
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.judging import unsafe_codes
from safehouse.services.request_documents import RequestDocument, read_document, write_document


@dataclass(frozen=True, slots=True)
class Merged:
    """How many keep-away areas, tags and relations the request that stays has got."""

    areas: int
    tags: int
    relations: int


def merge_duplicate(context: Context, session: Session, duplicate: Request, kept: Request, *, now: datetime) -> Merged:
    """Unite areas, tags and relations in the request that stays; both are locked by the caller.

    Raises InvalidInput for `case_code` when what the kept request learns forbids a house that is held for it, or in which its
    people are: then that house comes first. Raises NotFound when a document was erased.
    """
    unsafe_before = _unsafe_places(context, session, kept)
    areas, tags = _merge_documents(context, session, duplicate, kept, now)
    _merge_tag_hashes(session, duplicate, kept)
    merged = Merged(areas, tags, _merge_relations(session, duplicate, kept))
    kept.version += 1
    session.flush()
    if _unsafe_places(context, session, kept) - unsafe_before:
        raise InvalidInput([FieldProblem("case_code", Problem.PLACE_FORBIDDEN)])
    return merged


def _merge_documents(
    context: Context, session: Session, duplicate: Request, kept: Request, now: datetime
) -> tuple[int, int]:
    """How many areas and tags are new. There may be more areas than a form takes: none may be lost for that."""
    before = read_document(session, context.vault, kept.id)
    after = _united(before, read_document(session, context.vault, duplicate.id))
    if after != before:
        write_document(session, context.vault, kept.id, after, now=now)
    return len(after.keep_away) - len(before.keep_away), _number_of_tags(after) - _number_of_tags(before)


def _united(kept: RequestDocument, duplicate: RequestDocument) -> RequestDocument:
    return replace(
        kept,
        keep_away=tuple(dict.fromkeys((*kept.keep_away, *duplicate.keep_away))),
        tags=kept.tags | duplicate.tags,
        keep_apart_tags=kept.keep_apart_tags | duplicate.keep_apart_tags,
    )


def _number_of_tags(document: RequestDocument) -> int:
    return len(document.tags) + len(document.keep_apart_tags)


def _merge_tag_hashes(session: Session, duplicate: Request, kept: Request) -> None:
    new = _tag_hashes(session, duplicate.id) - _tag_hashes(session, kept.id)
    session.add_all(RequestTag(request_id=kept.id, kind=kind, tag_hash=hashed) for kind, hashed in sorted(new))


def _tag_hashes(session: Session, request_id: str) -> frozenset[tuple[TagKind, str]]:
    tags = session.exec(select(RequestTag).where(RequestTag.request_id == request_id))
    return frozenset((tag.kind, tag.tag_hash) for tag in tags)


def _merge_relations(session: Session, duplicate: Request, kept: Request) -> int:
    """Whom the household must be kept apart from or together with, whichever request named the other; how many are new."""
    named_by_kept = session.exec(select(RequestRelation).where(RequestRelation.request_id == kept.id)).all()
    known = {(relation.other_id, relation.kind) for relation in named_by_kept}
    concerns = or_(RequestRelation.request_id == duplicate.id, RequestRelation.other_id == duplicate.id)
    partners = {
        (relation.other_id if relation.request_id == duplicate.id else relation.request_id, relation.kind)
        for relation in session.exec(select(RequestRelation).where(concerns))
    }
    new = [
        RequestRelation(request_id=kept.id, other_id=partner_id, kind=kind)
        for partner_id, kind in sorted(partners - known)
        if partner_id != kept.id
    ]
    session.add_all(new)
    return len(new)


def _unsafe_places(context: Context, session: Session, kept: Request) -> frozenset[tuple[str, RuleCode]]:
    """Each house in which the request has live claims, with each rule of safety that forbids it."""
    clock = database_now(session)
    claimed = select(Claim.house_id).where(col(Claim.request_id) == kept.id, is_live(clock)).distinct()
    return frozenset(
        (house_id, code)
        for house_id in session.exec(claimed).all()
        for code in unsafe_codes(context, session, house_id, kept, clock=clock)
    )
