"""What was found for a house that must be left, as rows."""

from sqlmodel import Session

from safehouse.models.evacuations import Evacuation, EvacuationMove
from safehouse.placement.problem import Placement, Plan, Unplaced
from safehouse.services.evacuations.movers import Leaving, Mover
from safehouse.services.relaxation_rows import stored_relaxations


def store_result(evacuation: Evacuation, leaving: Leaving, plan: Plan, *, wall_ms: int) -> None:
    """Put the numbers into the row of the evacuation, which is the caller's."""
    evacuation.made_at = leaving.problem.as_of
    evacuation.status = plan.status
    evacuation.people = sum(len(request.people) for request in leaving.problem.requests)
    evacuation.placed = plan.value.emergency
    evacuation.unknown_people = leaving.unknown_people
    evacuation.wall_ms = wall_ms


def store_moves(session: Session, evacuation: Evacuation, leaving: Leaving, plan: Plan) -> None:
    """One row for everybody who must leave, in the caller's transaction."""
    movers = {mover.request_id: mover for mover in leaving.movers}
    session.add_all(_placed(evacuation.id, movers[one.request], one) for one in plan.placed)
    session.add_all(_unplaced(evacuation.id, movers[one.request], one) for one in plan.unplaced)


def _placed(evacuation_id: str, mover: Mover, placement: Placement) -> EvacuationMove:
    return EvacuationMove(
        evacuation_id=evacuation_id,
        request_id=mover.request_id,
        offer_id=mover.offer_id,
        is_there=mover.is_there,
        house_id=placement.house,
        rooms=[
            {"room": use.room, "beds": list(use.beds), "cots": use.cots, "blocked_beds": list(use.blocked_beds)}
            for use in placement.rooms
        ],
        points={criterion.value: points for criterion, points in placement.points.by_criterion().items()},
        excluded={},
        relaxations=[],
    )


def _unplaced(evacuation_id: str, mover: Mover, unplaced: Unplaced) -> EvacuationMove:
    return EvacuationMove(
        evacuation_id=evacuation_id,
        request_id=mover.request_id,
        offer_id=mover.offer_id,
        is_there=mover.is_there,
        rooms=[],
        excluded={code.value: houses for code, houses in unplaced.excluded.items()},
        relaxations=stored_relaxations(unplaced.relaxations),
    )
