"""Changing what is said of a house. Its place never changes: two cells of one house would intersect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import ClaimState, RuleCode
from safehouse.domain.errors import HouseChanged
from safehouse.models.claims import Claim
from safehouse.models.houses import House
from safehouse.models.requests import Request
from safehouse.placement.checker import judge_placement
from safehouse.services.bed_facts import is_live
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.field_checks import FieldChecks
from safehouse.services.houses.acting import get_contacts_house, record_change
from safehouse.services.houses.checking import check_facts
from safehouse.services.houses.drafts import HouseFacts
from safehouse.services.houses.facts import (
    canonical_covers,
    changed_fields,
    facts_columns,
    read_facts,
    write_contacts,
    write_languages,
)
from safehouse.services.snapshot import load_network, load_request


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A household with a live claim that the house, as it is now said to be, would be refused by these rules."""

    case_code: str
    codes: tuple[RuleCode, ...]


@dataclass(frozen=True, slots=True)
class ChangedHouse:
    """The names of the facts that changed, in the order of `HouseFacts`, and the households that no longer fit, by case code."""

    fields: tuple[str, ...]
    misplaced: tuple[Misplaced, ...]


def change_house(
    context: Context,
    actor: Actor,
    *,
    house_id: str,
    facts: HouseFacts,
    now: datetime,
    seen: HouseFacts | None = None,
) -> ChangedHouse:
    """Change what differs, and nothing at all when nothing does. Offers that wait are judged again when they are accepted.

    `seen`: the facts that the form showed, without contacts. Raises NotFound, InvalidInput with the fields of `HouseFacts`, and
    HouseChanged when the stored facts are no longer those that were seen.
    """
    with context.store.transaction() as session:
        return change_house_within(context, session, actor, house_id=house_id, facts=facts, now=now, seen=seen)


def change_house_within(
    context: Context,
    session: Session,
    actor: Actor | None,
    *,
    house_id: str,
    facts: HouseFacts,
    now: datetime,
    seen: HouseFacts | None = None,
) -> ChangedHouse:
    """The same in the caller's transaction, for many houses that are changed all or not at all."""
    house = get_contacts_house(session, actor, house_id)
    checks = FieldChecks()
    check_facts(checks, facts)
    covers = canonical_covers(checks, actor, facts)
    checks.refuse_if_any()
    if not changed_fields(session, context.vault, house, facts, covers):
        return ChangedHouse((), ())
    lock_house(session, house_id)
    if seen is not None and read_facts(session, house) != seen:
        raise HouseChanged
    changed = changed_fields(session, context.vault, house, facts, covers)
    before = _refused_by(context, session, house)
    for name, value in facts_columns(facts).items():
        setattr(house, name, value)
    write_languages(session, house_id, covers)
    if "contacts" in changed:
        write_contacts(session, context.vault, house_id, facts.contacts or (), now=now)
    record_change(session, actor, house, Action.CHANGED_HOUSE, fields=changed, now=now)
    return ChangedHouse(changed, _misplaced(before, _refused_by(context, session, house)))


def _misplaced(
    before: Mapping[str, tuple[RuleCode, ...]], after: Mapping[str, tuple[RuleCode, ...]]
) -> tuple[Misplaced, ...]:
    """The households that a rule refuses now and did not before."""
    new = {
        case_code: tuple(code for code in codes if code not in before[case_code]) for case_code, codes in after.items()
    }
    return tuple(Misplaced(case_code, codes) for case_code, codes in sorted(new.items()) if codes)


def _refused_by(context: Context, session: Session, house: House) -> Mapping[str, tuple[RuleCode, ...]]:
    """For each household of the own country with a live claim, by case code: the rules that refuse the house to it."""
    session.flush()
    clock = database_now(session)
    claims = (
        select(Request, Claim.state)
        .join(Claim, col(Claim.request_id) == Request.id)
        .where(Claim.house_id == house.id, Request.country == house.country, is_live(clock))
    )
    # One row for each claim: PostgreSQL cannot tell whether rows with JSON columns are the same.
    households = {request.id: (request, state) for request, state in session.exec(claims)}
    return {
        request.case_code: _codes(context, session, house.id, request, clock, is_here=state is ClaimState.OCCUPIED)
        for request, state in households.values()
    }


def _codes(
    context: Context, session: Session, house_id: str, request: Request, clock: datetime, *, is_here: bool
) -> tuple[RuleCode, ...]:
    """Without the rule about free beds, which they have, and for those who arrived without the hours of intake."""
    (house,) = load_network(
        session, now=clock, house_ids=(house_id,), arrivals=(request.arrives_at,), without_request=request.id
    )
    codes = judge_placement(house, load_request(context, session, request, now=clock), (), clock, context.policy)
    settled = {RuleCode.NO_ROOM, RuleCode.INTAKE} if is_here else {RuleCode.NO_ROOM}
    return tuple(code for code in codes if code not in settled)
