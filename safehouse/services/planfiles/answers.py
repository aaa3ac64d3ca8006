"""What the engine answers, as the documents `safehouse-plan/1` and `safehouse-suggestions/1`."""

from collections.abc import Iterable, Mapping, Sequence

from safehouse.domain.codes import RuleCode
from safehouse.placement.problem import (
    Answer,
    Placement,
    Plan,
    PlanValue,
    Points,
    Relaxation,
    RoomUse,
    Suggestion,
    Unplaced,
)

Document = dict[str, object]
"""An object of JSON, in the order in which it is written."""


def plan_document(plan: Plan) -> Document:
    """The PLAN file. Blocked beds are left out: they follow from the rooms."""
    value = plan.value
    return {
        "format": "safehouse-plan/1",
        "status": plan.status.value,
        "people": {"emergency": value.emergency, "urgent": value.urgent, "planned": value.planned},
        "points": value.points,
        "upper_bound": _bound(plan.upper_bound),
        "wall_ms": plan.wall_ms,
        "placed": [_placement(placement) for placement in plan.placed],
        "unplaced": [_unplaced(unplaced) for unplaced in plan.unplaced],
    }


def suggestions_document(answer: Answer) -> Document:
    """The SUGGESTIONS document of one request. Verdicts are left out: they may be confidential."""
    return {
        "format": "safehouse-suggestions/1",
        "request": answer.request,
        "suggestions": [_suggestion(suggestion) for suggestion in answer.suggestions],
        "excluded": _excluded(answer.excluded),
        "relaxations": _relaxations(answer.relaxations),
        "warnings": [warning.value for warning in answer.warnings],
    }


def _bound(value: PlanValue) -> Document:
    return {"emergency": value.emergency, "urgent": value.urgent, "planned": value.planned, "points": value.points}


def _placement(placement: Placement) -> Document:
    return {
        "request": placement.request,
        "house": placement.house,
        "rooms": _rooms(placement.rooms),
        "points": _points(placement.points),
    }


def _unplaced(unplaced: Unplaced) -> Document:
    return {
        "request": unplaced.request,
        "excluded": _excluded(unplaced.excluded),
        "relaxations": _relaxations(unplaced.relaxations),
        "competes_with": list(unplaced.competes_with),
    }


def _suggestion(suggestion: Suggestion) -> Document:
    return {
        "house": suggestion.house,
        "rooms": _rooms(suggestion.rooms),
        "points": _points(suggestion.points),
        "band": None if suggestion.band is None else suggestion.band.value,
    }


def _rooms(rooms: Sequence[RoomUse]) -> list[Document]:
    return [{"room": room.room, "beds": list(room.beds), "cots": room.cots} for room in rooms]


def _points(points: Points) -> Document:
    return {**{criterion.value: given for criterion, given in points.by_criterion().items()}, "total": points.total}


def _excluded(houses: Mapping[RuleCode, int]) -> Document:
    return {code.value: houses[code] for code in RuleCode if houses.get(code)}


def _relaxations(relaxations: Iterable[Relaxation]) -> list[Document]:
    return [
        {"waive": [code.value for code in relaxation.waive], "houses": relaxation.houses, "beds": relaxation.beds}
        for relaxation in relaxations
    ]
