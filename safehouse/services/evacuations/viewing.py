"""Reading evacuations and drills, for the national contact of the house's country and for nobody else.

The list of who must move says where people are, so no desk reads it: each sees its own requests, as always.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseStatus, JobKind, MoveStage, Role, RuleCode
from safehouse.models.evacuations import Evacuation, EvacuationMove
from safehouse.models.houses import House, Room
from safehouse.models.requests import Request, RequestPerson
from safehouse.placement.problem import ADULT_AGE, Relaxation
from safehouse.services.absences import Absence, load_absences
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.evacuations.stages import Progress, load_progress
from safehouse.services.evacuations.views import DrillLine, DrillView, EvacuationPlan, EvacuationView, MoveLine
from safehouse.services.jobs import find_latest_job, get_job
from safehouse.services.offers.lines import load_rooms
from safehouse.services.plans.views import RoomLine
from safehouse.services.scope import get_house_as, refuse_foreign_country

_STAGES = tuple(MoveStage)


def get_evacuation(context: Context, actor: Actor, *, house_id: str) -> EvacuationView:
    """A house of a country in which the actor is the national contact, with whoever has had to leave it. Raises NotFound."""
    with context.store.reading() as session:
        house = get_house_as(session, actor, house_id, (Role.NATIONAL_CONTACT,)).house
        asked = load_open(session, house_id)
        computed = [one for one in asked if one.made_at is not None]
        return EvacuationView(
            house_id=house.id,
            house_code=house.code,
            is_compromised=house.status is HouseStatus.COMPROMISED,
            job=get_job(session, asked[-1].job_id) if asked else None,
            plan=_plan(computed[-1]) if computed else None,
            moves=_moves(session, house, newest_moves(session, computed)),
        )


def find_drill(context: Context, actor: Actor, *, country: str) -> DrillView | None:
    """The last drill of a country; None when nobody has asked for one. Raises NotFound unless the actor is its national contact."""
    refuse_foreign_country(actor, country, Role.NATIONAL_CONTACT)
    with context.store.reading() as session:
        job = find_latest_job(session, kind=JobKind.DRILL, country=country)
        if job is None:
            return None
        lines = select(Evacuation, House.code).join(House, col(House.id) == Evacuation.house_id)
        rows = session.exec(lines.where(Evacuation.job_id == job.id).order_by(House.code))
        return DrillView(job, tuple(_drill_line(evacuation, code) for evacuation, code in rows))


def load_open(session: Session, house_id: str) -> Sequence[Evacuation]:
    """Every evacuation that was asked for since the house is compromised, the last one last."""
    open_ones = select(Evacuation).where(
        Evacuation.house_id == house_id, col(Evacuation.is_drill).is_(False), col(Evacuation.ended_at).is_(None)
    )
    return session.exec(open_ones.order_by(col(Evacuation.asked_at), col(Evacuation.id))).all()


def newest_moves(session: Session, computed: Iterable[Evacuation]) -> tuple[EvacuationMove, ...]:
    """What the last of these evacuations, which are in order, says of each request that any of them speaks of."""
    newest: dict[str, EvacuationMove] = {}
    for evacuation in computed:
        moves = session.exec(select(EvacuationMove).where(EvacuationMove.evacuation_id == evacuation.id))
        newest.update({move.request_id: move for move in moves})
    return tuple(newest.values())


def _plan(evacuation: Evacuation) -> EvacuationPlan | None:
    made_at, status, people, placed = evacuation.made_at, evacuation.status, evacuation.people, evacuation.placed
    if made_at is None or status is None or people is None or placed is None:
        return None
    return EvacuationPlan(
        made_at=made_at,
        status=status,
        people=people,
        placed=placed,
        unknown_people=evacuation.unknown_people or 0,
        wall_ms=evacuation.wall_ms or 0,
    )


def _drill_line(evacuation: Evacuation, house_code: str) -> DrillLine:
    return DrillLine(
        house_id=evacuation.house_id,
        house_code=house_code,
        people=evacuation.people,
        placed=evacuation.placed,
        unknown_people=evacuation.unknown_people,
        wall_ms=evacuation.wall_ms,
    )


class _Known(NamedTuple):
    """What moves are shown with, by id."""

    requests: Mapping[str, Request]
    ages: Mapping[str, Sequence[int]]
    house_codes: Mapping[str, str]
    room_labels: Mapping[str, str]
    from_rooms: Mapping[str, tuple[str, ...]]
    progress: Mapping[str, Progress]
    absences: Mapping[str, Absence]


def _moves(session: Session, house: House, moves: Collection[EvacuationMove]) -> tuple[MoveLine, ...]:
    known = _load_known(session, moves)
    lines = (_line(move, known, house) for move in moves)
    return tuple(sorted(lines, key=lambda line: (_STAGES.index(line.stage), line.case_code or "", line.move_id)))


def _load_known(session: Session, moves: Collection[EvacuationMove]) -> _Known:
    request_ids = [move.request_id for move in moves]
    house_ids = {move.house_id for move in moves if move.house_id is not None}
    rooms = load_rooms(session, [move.offer_id for move in moves])
    ages: dict[str, list[int]] = {request_id: [] for request_id in request_ids}
    people = select(RequestPerson).where(col(RequestPerson.request_id).in_(request_ids))
    for person in session.exec(people):
        ages[person.request_id].append(person.age)
    return _Known(
        requests={one.id: one for one in session.exec(select(Request).where(col(Request.id).in_(request_ids)))},
        ages=ages,
        house_codes=dict(session.exec(select(House.id, House.code).where(col(House.id).in_(house_ids))).all()),
        room_labels=dict(session.exec(select(Room.id, Room.label).where(col(Room.house_id).in_(house_ids))).all()),
        from_rooms={offer_id: tuple(room.label for room in of_offer) for offer_id, of_offer in rooms.items()},
        progress=load_progress(session, moves, clock=database_now(session)),
        absences=load_absences(session, request_ids),
    )


def _line(move: EvacuationMove, known: _Known, house: House) -> MoveLine:
    request, progress, ages = known.requests[move.request_id], known.progress[move.id], known.ages[move.request_id]
    away = known.absences.get(move.request_id)
    return MoveLine(
        move_id=move.id,
        case_code=request.case_code if request.country == house.country else None,
        country=request.country,
        people=len(ages),
        children=sum(age < ADULT_AGE for age in ages),
        is_there=move.is_there,
        from_rooms=known.from_rooms.get(move.offer_id, ()),
        absent_since=away.since if away is not None and away.house_code == house.code else None,
        house_code=None if move.house_id is None else known.house_codes[move.house_id],
        rooms=tuple(RoomLine(known.room_labels[use["room"]], len(use["beds"]), use["cots"]) for use in move.rooms),
        points=sum((move.points or {}).values()),
        excluded={RuleCode(code): houses for code, houses in move.excluded.items()},
        relaxations=tuple(
            Relaxation(tuple(map(RuleCode, one["waive"])), houses=one["houses"], beds=one["beds"])
            for one in move.relaxations
        ),
        stage=progress.stage,
        house_id=move.house_id if move.new_offer_id else None,
        offer_id=move.new_offer_id,
        answer_by_at=progress.answer_by_at,
    )
