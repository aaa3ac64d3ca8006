"""The desk: what waits for whom, since when, and what happens by itself if nobody does anything."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import (
    DeskGroup,
    HouseStatus,
    NextStep,
    OfferState,
    RequestState,
    Role,
    RuleCode,
    Urgency,
    WaitsFor,
)
from safehouse.models.accounts import Account
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson
from safehouse.models.transfers import Transfer
from safehouse.placement.problem import ADULT_AGE
from safehouse.services.absences import Absence, is_away, load_absences
from safehouse.services.aliases import house_code_at_desk
from safehouse.services.beds_in_doubt import DoubtfulBed, find_doubtful_beds
from safehouse.services.claimed_rooms import codes_by_offer, find_changed_rooms
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.cases import LIVE_OFFER_STATES, overdue_at
from safehouse.services.offers.lines import shown_state
from safehouse.services.request_arrivals import has_passed
from safehouse.services.request_states import BEFORE_ARRIVAL_STATES
from safehouse.services.requests.asked import AskedHouse, TakenBack, load_asked, load_next_houses, load_taken_back
from safehouse.services.requests.desk_lines import DeskLine
from safehouse.services.requests.owners import PassedOn, load_coordinators, load_passed_on
from safehouse.services.scope import own_request_ids, own_requests

_URGENCIES = tuple(Urgency)
_GROUPS = tuple(DeskGroup)
_NEXT = NextStep.NEXT_HOUSE_IS_ASKED


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the rows say of one request.

    `offer` is the last one, whatever became of it, but that of the stay for people who stay somewhere and have no other that is live;
    `moved_at` when its people departed or arrived; `ages` those of its people; `lives_in` the house in which they stay; `transfer` None:
    they are not to move.
    """

    request: Request
    owner: str
    has_owner: bool
    passed_on: PassedOn | None
    ages: Sequence[int]
    offer: Offer | None
    house: House | None
    lives_in: House | None
    transfer: Transfer | None
    moved_at: datetime | None
    room_codes: tuple[RuleCode, ...]
    doubts: tuple[DoubtfulBed, ...]
    away: Absence | None
    asked: tuple[AskedHouse, ...]
    next_house_code: str | None
    taken_back: TakenBack | None

    def live_offer(self, clock: datetime) -> Offer | None:
        """The offer that the house can still accept, or did accept."""
        is_live = self.offer is not None and shown_state(self.offer, clock) in LIVE_OFFER_STATES
        return self.offer if is_live else None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """For whom a request waits and since when, and what comes by itself."""

    waits_for: WaitsFor
    since: datetime
    next_step: NextStep
    next_at: datetime | None


def list_desk(context: Context, actor: Actor) -> tuple[DeskLine, ...]:
    """Every request of the actor's desks before the arrival, and those whose people are not safe, or not where they were promised.

    These are in a compromised house or a changed room, have a bed on which they cannot count, or are away.

    In the order of their groups, so whoever is in or on the way to where it is not safe comes first; within a group what is overdue,
    then the most urgent, of these what waits longest.
    """
    with context.store.reading() as session:
        clock = database_now(session)
        lines = [_line(context, actor, facts, clock) for facts in _load(context, session, actor, clock)]
    return tuple(sorted(lines, key=_order))


def _order(line: DeskLine) -> tuple[int, bool, int, datetime, str]:
    return _GROUPS.index(line.group), not line.is_late, _URGENCIES.index(line.urgency), line.waits_since, line.case_code


def _line(context: Context, actor: Actor, facts: _Facts, clock: datetime) -> DeskLine:
    request, live = facts.request, facts.live_offer(clock)
    waiting = _waiting(context, facts, live)
    adults = sum(age >= ADULT_AGE for age in facts.ages)
    return DeskLine(
        request_id=request.id,
        case_code=request.case_code,
        country=request.country,
        state=RequestState.OPEN if request.state is RequestState.OFFERED and live is None else request.state,
        urgency=request.urgency,
        adults=adults,
        children=len(facts.ages) - adults,
        owner_id=request.owner_id,
        owner=facts.owner,
        has_owner=facts.has_owner,
        is_owner=request.owner_id == actor.account_id,
        passed_on=facts.passed_on,
        arrives_at=live.arrives_at if live and not _waits_for_a_house(facts, live) else request.arrives_at,
        waits_for=waiting.waits_for,
        waits_since=waiting.since,
        next_step=waiting.next_step,
        next_at=waiting.next_at,
        is_overdue=waiting.waits_for is WaitsFor.ARRIVAL and waiting.next_at is not None and waiting.next_at <= clock,
        offer_id=live.id if live else None,
        house_code=house_code_at_desk(context.vault, facts.house, request, live) if live and facts.house else None,
        asked=facts.asked,
        next_house_code=facts.next_house_code,
        taken_back=facts.taken_back if live is None or live.state is OfferState.PENDING else None,
        is_unopened=any(house.is_unopened for house in facts.asked),
        has_arrival_passed=_waits_for_a_house(facts, live) and has_passed(request.arrives_at, clock),
        is_moving=facts.transfer is not None,
        has_departed=request.state is RequestState.IN_TRANSIT or (live is not None and live.departed_at is not None),
        unsafe_house_code=_unsafe_house_code(facts, live),
        is_in_unsafe_house=_is_unsafe(facts.lives_in),
        room_codes=facts.room_codes if live else (),
        doubts=facts.doubts,
        is_note_lost=request.is_note_lost,
        away=facts.away,
    )


def _waiting(context: Context, facts: _Facts, live: Offer | None) -> _Waiting:
    goes_on = facts.next_house_code is not None
    if live is None:
        return _Waiting(WaitsFor.DESK, _back_at_desk(facts), _NEXT if goes_on else NextStep.NOTHING, None)
    if live.state is OfferState.PENDING:
        last_at = max(house.answer_by_at for house in facts.asked)
        return _Waiting(WaitsFor.HOUSE, live.made_at, _NEXT if goes_on else NextStep.OFFER_EXPIRES, last_at)
    since = facts.away.since if facts.away else facts.moved_at or live.answered_at or live.made_at
    if facts.house is facts.lives_in:
        if facts.transfer is not None:
            since = facts.transfer.asked_at
        return _Waiting(WaitsFor.DESK, since, NextStep.NOTHING, None)
    overdue = overdue_at(context, live, facts.request.urgency)
    return _Waiting(WaitsFor.ARRIVAL, since, NextStep.BECOMES_OVERDUE, overdue)


def _waits_for_a_house(facts: _Facts, live: Offer | None) -> bool:
    """Whether no house is asked: for people who stay nowhere yet, or for those who are to move."""
    return live is None or (facts.transfer is not None and facts.house is facts.lives_in)


def _unsafe_house_code(facts: _Facts, live: Offer | None) -> str | None:
    """The house in which they are comes before the one to which they are to go.

    Of a house abroad that has not accepted nobody here learns why it will not.
    """
    is_known = live is not None and (live.state is OfferState.ACCEPTED or not _is_abroad(facts))
    concerned = (facts.lives_in, facts.house if is_known else None)
    return next((house.code for house in concerned if house and _is_unsafe(house)), None)


def _is_unsafe(house: House | None) -> bool:
    return house is not None and house.status is HouseStatus.COMPROMISED


def _is_abroad(facts: _Facts) -> bool:
    return facts.house is not None and facts.house.country != facts.request.country


def _back_at_desk(facts: _Facts) -> datetime:
    """When it became the desk's turn: with the end of the last offer, or when the request was entered or completed."""
    if facts.offer is None:
        return facts.request.opened_at or facts.request.created_at
    return facts.offer.answered_at or facts.offer.answer_by_at


def _load(context: Context, session: Session, actor: Actor, clock: datetime) -> list[_Facts]:
    changed_rooms = find_changed_rooms(session, now=clock, request_ids=own_request_ids(actor))
    room_codes = codes_by_offer(changed_rooms)
    doubts = find_doubtful_beds(session, now=clock, request_ids=own_request_ids(actor))
    in_doubt = {room.request_id for room in changed_rooms} | {bed.request_id for bed in doubts}
    requests = session.exec(own_requests(actor).where(_is_work(in_doubt))).all()
    ids = [request.id for request in requests]
    ages, passed_on = _ages(session, ids), load_passed_on(session, requests)
    offers, stays = _last_offers(session, ids), _stays(session, ids)
    offers |= {one: stays[one] for one in stays if shown_state(offers[one][0], clock) not in LIVE_OFFER_STATES}
    transfers = _transfers(session, ids)
    asked, following, taken_back = (
        load_asked(context.vault, session, ids, clock),
        load_next_houses(session, ids),
        load_taken_back(context.vault, session, ids),
    )
    owners = select(Account.id, Account.label).where(col(Account.id).in_({request.owner_id for request in requests}))
    labels = dict(session.exec(owners).all())
    coordinators = load_coordinators(session, actor.countries_as(Role.COORDINATOR))
    absences = load_absences(session, ids)
    moved = _moved(session, [offer.id for offer, _ in offers.values()])
    found = []
    for request in requests:
        offer, house = offers.get(request.id, (None, None))
        owner = coordinators.get(request.owner_id)
        found.append(
            _Facts(
                request,
                owner=labels[request.owner_id],
                has_owner=owner is not None and request.country in owner.countries,
                passed_on=passed_on.get(request.id),
                ages=ages[request.id],
                offer=offer,
                house=house,
                lives_in=stays[request.id][1] if request.id in stays else None,
                transfer=transfers.get(request.id),
                moved_at=moved.get(offer.id) if offer else None,
                room_codes=_of_either(room_codes, offer, stays.get(request.id)),
                doubts=tuple(bed for bed in doubts if bed.request_id == request.id),
                away=absences.get(request.id),
                asked=asked.get(request.id, ()),
                next_house_code=following.get(request.id),
                taken_back=taken_back.get(request.id),
            )
        )
    return found


def _is_work(in_doubt: Collection[str]) -> ColumnElement[bool]:
    return or_(
        col(Request.state).in_(BEFORE_ARRIVAL_STATES),
        col(Request.id).in_(_in_unsafe_houses()),
        col(Request.id).in_(select(Transfer.request_id).where(col(Transfer.ended_at).is_(None))),
        col(Request.id).in_(select(Stay.request_id).where(*is_away())),
        col(Request.id).in_(in_doubt),
    )


def _of_either(
    room_codes: Mapping[str, tuple[RuleCode, ...]], offer: Offer | None, stay: tuple[Offer, House] | None
) -> tuple[RuleCode, ...]:
    """Of the room that is promised to them, else of the one that they are in."""
    ids = [one.id for one in (offer, stay[0] if stay else None) if one is not None]
    return next((room_codes[one] for one in ids if one in room_codes), ())


def _moved(session: Session, offer_ids: Sequence[str]) -> Mapping[str, datetime]:
    """When the people of each offer arrived, or departed, which the record of acts knows."""
    departures = select(AuditEntry.subject_id, AuditEntry.at).where(
        AuditEntry.action == Action.RECORDED_DEPARTURE, col(AuditEntry.subject_id).in_(offer_ids)
    )
    arrivals = select(Stay.offer_id, Stay.checked_in_at).where(col(Stay.offer_id).in_(offer_ids))
    return {**dict(session.exec(departures).all()), **dict(session.exec(arrivals).all())}


def _in_unsafe_houses() -> SelectOfScalar[str]:
    """The ids of the requests whose people stay in a compromised house."""
    stays = select(Stay.request_id).join(House, col(House.id) == Stay.house_id)
    return stays.where(House.status == HouseStatus.COMPROMISED, col(Stay.checked_out_at).is_(None))


def _ages(session: Session, ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    query = select(RequestPerson.request_id, RequestPerson.age).where(col(RequestPerson.request_id).in_(ids))
    ages: defaultdict[str, list[int]] = defaultdict(list)
    for request_id, age in session.exec(query):
        ages[request_id].append(age)
    return ages


def _last_offers(session: Session, ids: Sequence[str]) -> dict[str, tuple[Offer, House]]:
    """The last offer of each request with its house, one that is live before one that has ended."""
    query = select(Offer, House).join(House, col(House.id) == Offer.house_id)
    is_move = col(Offer.from_stay_id).is_not(None)
    is_live = col(Offer.state).in_(LIVE_OFFER_STATES)
    in_order = query.where(col(Offer.request_id).in_(ids)).order_by(
        is_live, col(Offer.made_at), is_move, col(Offer.answer_by_at)
    )
    return {offer.request_id: (offer, house) for offer, house in session.exec(in_order)}


def _stays(session: Session, ids: Sequence[str]) -> dict[str, tuple[Offer, House]]:
    """The offer that each request's people came by to the house in which they stay, with that house."""
    query = select(Offer, House).join(Stay, col(Stay.offer_id) == Offer.id).join(House, col(House.id) == Stay.house_id)
    staying = query.where(col(Offer.request_id).in_(ids), col(Stay.checked_out_at).is_(None))
    return {offer.request_id: (offer, house) for offer, house in session.exec(staying)}


def _transfers(session: Session, ids: Sequence[str]) -> Mapping[str, Transfer]:
    """That the people of a request are to move, by its id."""
    live = select(Transfer).where(col(Transfer.request_id).in_(ids), col(Transfer.ended_at).is_(None))
    return {transfer.request_id: transfer for transfer in session.exec(live)}
