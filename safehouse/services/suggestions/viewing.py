"""The newest suggestions of a request as its desk sees them, beside what the joint plan says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import AnswerWarning, Band, Criterion, Level, Note, RuleCode
from safehouse.models.houses import Bed, House, Room
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion, SuggestionList
from safehouse.placement.problem import Relaxation
from safehouse.services.aliases import house_alias
from safehouse.services.context import Context
from safehouse.services.offers.lines import RoomLine
from safehouse.services.plans import Choice, RequestInPlan, find_plan_for_request
from safehouse.services.scope import get_own_request
from safehouse.services.suggestions.looking import network_version


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One thing to know about a suggestion; `details` are the codes and numbers of its sentence."""

    note: Note
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """One ranked proposal. `band` None: no pick-up place. `cost` None: choosing it takes no place from others, or nobody knows."""

    suggestion_id: str
    rank: int
    house_code: str
    rooms: tuple[RoomLine, ...]
    points: Mapping[Criterion, int]
    total: int
    band: Band | None
    notes: tuple[NoteLine, ...]
    is_planned: bool
    cost: Choice | None


@dataclass(frozen=True, slots=True)
class OtherHouse:
    """A house that is not suggested, and the codes why, `confidential` as that one word."""

    house_code: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AbroadLine:
    """About how many houses of another country could take them."""

    country: str
    level: Level


@dataclass(frozen=True, slots=True)
class SuggestionAbroad:
    """One ranked proposal abroad: an alias that holds for this request only, and never a code, a room or a number of beds."""

    suggestion_id: str
    rank: int
    alias: str
    country: str
    total: int
    band: Band | None
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True, slots=True)
class PlanMark:
    """What the newest joint plan says of the request. `house_code` None: it has no place in it."""

    made_at: datetime
    is_stale: bool
    is_proven: bool
    house_code: str | None


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    """The newest list of a request. `is_stale`: the request or a house of the country has changed since.

    `excluded_abroad` is empty too where a level would speak of a few houses.
    """

    list_id: str
    request_id: str
    case_code: str
    made_at: datetime
    is_stale: bool
    suggestions: tuple[SuggestionLine, ...]
    excluded: Mapping[RuleCode, int]
    relaxations: tuple[Relaxation, ...]
    warnings: tuple[AnswerWarning, ...]
    others: tuple[OtherHouse, ...]
    abroad: tuple[AbroadLine, ...]
    suggestions_abroad: tuple[SuggestionAbroad, ...]
    excluded_abroad: Mapping[RuleCode, Level]
    plan: PlanMark | None


def find_suggestions(context: Context, actor: Actor, *, request_id: str) -> SuggestionsView | None:
    """The newest suggestions of a request of the own desk; None when nobody has asked for any. Raises NotFound."""
    with context.store.reading() as session:
        request = get_own_request(session, actor, request_id)
        lists = select(SuggestionList).where(SuggestionList.request_id == request.id)
        newest_first = lists.order_by(
            col(SuggestionList.made_at).desc(), col(SuggestionList.request_version).desc(), SuggestionList.id
        )
        newest = session.exec(newest_first.limit(1)).one_or_none()
        return None if newest is None else _view(context, session, request, newest)


def _view(context: Context, session: Session, request: Request, newest: SuggestionList) -> SuggestionsView:
    plan = find_plan_for_request(session, request.id)
    codes = _house_codes(session, request.country)
    ranked = session.exec(
        select(Suggestion).where(Suggestion.list_id == newest.id).order_by(col(Suggestion.rank))
    ).all()
    stored = [suggestion for suggestion in ranked if suggestion.house_id in codes]
    labels = _labels(session, stored)
    others = ((codes[house_id], tuple(why)) for house_id, why in newest.others.items())
    return SuggestionsView(
        list_id=newest.id,
        request_id=request.id,
        case_code=request.case_code,
        made_at=newest.made_at,
        is_stale=_is_stale(session, request, newest),
        suggestions=tuple(_line(suggestion, codes, labels, plan) for suggestion in stored),
        excluded={RuleCode(code): houses for code, houses in newest.excluded.items()},
        relaxations=tuple(_relaxation(relaxation) for relaxation in newest.relaxations),
        warnings=tuple(AnswerWarning(warning) for warning in newest.warnings),
        others=tuple(OtherHouse(house_code, why) for house_code, why in sorted(others)),
        abroad=tuple(AbroadLine(line["country"], Level(line["level"])) for line in newest.abroad),
        suggestions_abroad=_abroad(context, session, [one for one in ranked if one.house_id not in codes]),
        excluded_abroad={RuleCode(code): Level(level) for code, level in (newest.abroad_excluded or {}).items()},
        plan=None if plan is None else _mark(plan, codes),
    )


def _is_stale(session: Session, request: Request, newest: SuggestionList) -> bool:
    seen = (newest.request_version, newest.network_version)
    return seen != (request.version, network_version(session, request.country))


def _line(
    suggestion: Suggestion, codes: Mapping[str, str], labels: Mapping[str, str], plan: RequestInPlan | None
) -> SuggestionLine:
    return SuggestionLine(
        suggestion_id=suggestion.id,
        rank=suggestion.rank,
        house_code=codes[suggestion.house_id],
        rooms=tuple(_room(use, labels) for use in suggestion.rooms),
        points={Criterion(criterion): points for criterion, points in suggestion.points.items()},
        total=suggestion.total,
        band=suggestion.band,
        notes=tuple(_note(note) for note in suggestion.notes),
        is_planned=plan is not None and plan.planned_house_id == suggestion.house_id,
        cost=None if plan is None else plan.choices.get(suggestion.house_id),
    )


def _abroad(context: Context, session: Session, suggestions: Sequence[Suggestion]) -> tuple[SuggestionAbroad, ...]:
    ids = [suggestion.house_id for suggestion in suggestions]
    countries = dict(session.exec(select(House.id, House.country).where(col(House.id).in_(ids))).all())
    return tuple(
        SuggestionAbroad(
            suggestion_id=suggestion.id,
            rank=suggestion.rank,
            alias=house_alias(context.vault, request_id=suggestion.request_id, house_id=suggestion.house_id),
            country=countries[suggestion.house_id],
            total=suggestion.total,
            band=suggestion.band,
            notes=tuple(_note(note) for note in suggestion.notes),
        )
        for suggestion in suggestions
    )


def _mark(plan: RequestInPlan, codes: Mapping[str, str]) -> PlanMark:
    return PlanMark(
        made_at=plan.made_at,
        is_stale=plan.is_stale,
        is_proven=plan.is_proven,
        house_code=None if plan.planned_house_id is None else codes[plan.planned_house_id],
    )


def _room(use: Mapping[str, Any], labels: Mapping[str, str]) -> RoomLine:
    return RoomLine(
        label=labels[use["room"]],
        beds=tuple(labels[bed] for bed in use["beds"]),
        cots=use["cots"],
        blocked=len(use["blocked_beds"]),
    )


def _note(stored: Mapping[str, Any]) -> NoteLine:
    return NoteLine(Note(stored["note"]), {name: value for name, value in stored.items() if name != "note"})


def _relaxation(stored: Mapping[str, Any]) -> Relaxation:
    return Relaxation(
        waive=tuple(RuleCode(code) for code in stored["waive"]), houses=stored["houses"], beds=stored["beds"]
    )


def _house_codes(session: Session, country: str) -> Mapping[str, str]:
    return dict(session.exec(select(House.id, House.code).where(House.country == country)).all())


def _labels(session: Session, stored: Sequence[Suggestion]) -> Mapping[str, str]:
    """What door and bed say, by the id of the room or bed."""
    house_ids = [suggestion.house_id for suggestion in stored]
    rooms = session.exec(select(Room.id, Room.label).where(col(Room.house_id).in_(house_ids)))
    beds = session.exec(select(Bed.id, Bed.label).where(col(Bed.house_id).in_(house_ids)))
    return dict((*rooms, *beds))
