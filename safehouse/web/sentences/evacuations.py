"""Evacuations and drills in words: who must leave, where they can go, and what has come of it."""

from safehouse.domain.codes import MoveStage
from safehouse.services.evacuations import CarriedOut, EvacuationPlan, EvacuationView, MoveLine
from safehouse.web.sentences.households import household_size
from safehouse.web.sentences.plans import relaxation_opens, rooms_words
from safehouse.web.texts import country_name, ngettext
from safehouse.web.texts import gettext as _

__all__ = [
    "carried_out_sentence",
    "move_name",
    "move_where",
    "moves_to_plan",
    "planned_moves",
    "relaxation_opens",
    "rooms_words",
    "sums",
]

NEEDS_A_PLAN = frozenset({MoveStage.NO_PLACE, MoveStage.DECLINED, MoveStage.EXPIRED, MoveStage.WITHDRAWN})
"""Whoever stands there is planned for again with one tap."""


def move_name(move: MoveLine) -> str:
    """The case code, or from where somebody is whose code is not the contact's to know."""
    if move.case_code is not None:
        return move.case_code
    return _("A request from: %(country)s", country=country_name(move.country))


def move_where(move: MoveLine) -> str:
    """Who they are and where in the house, as it was when they were planned for."""
    people = household_size(move.people - move.children, move.children)
    rooms = ", ".join(move.from_rooms)
    if move.is_there:
        return _("%(people)s, there: %(rooms)s", people=people, rooms=rooms)
    return _("%(people)s, expected: %(rooms)s", people=people, rooms=rooms)


def sums(plan: EvacuationPlan) -> str:
    """How many of those who must leave have a place in the plan."""
    return ngettext(
        "%(placed)s of %(num)s person has a place.",
        "%(placed)s of %(num)s people have a place.",
        plan.people,
        placed=plan.placed,
    )


def planned_moves(seen: EvacuationView) -> int:
    """How many moves can be carried out now."""
    return sum(move.stage is MoveStage.PLANNED for move in seen.moves)


def moves_to_plan(seen: EvacuationView) -> int:
    """For how many households there is no place that is offered or can be."""
    return sum(move.stage in NEEDS_A_PLAN for move in seen.moves)


def carried_out_sentence(done: CarriedOut) -> str:
    """What has come of carrying out everything that was planned."""
    offered = ngettext("%(num)s house was asked.", "%(num)s houses were asked.", done.offered)
    if not done.refused:
        return offered
    refused = ngettext(
        "%(num)s move does not hold any more: plan again for those left.",
        "%(num)s moves do not hold any more: plan again for those left.",
        done.refused,
    )
    return f"{offered} {refused}"
