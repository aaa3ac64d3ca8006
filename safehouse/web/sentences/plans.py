"""Joint plans in words: how far the work is, what a plan achieves, who has no place and what that costs."""

from safehouse.domain.codes import JobState, PlanStatus
from safehouse.placement.problem import PlanValue, Relaxation
from safehouse.services.companions import Companion
from safehouse.services.jobs import JobView
from safehouse.services.plans.views import Choice, Displaced, PlanLine, PlanView, RoomLine
from safehouse.web.sentences.households import displaced_household
from safehouse.web.texts import gettext as _
from safehouse.web.texts import ngettext


def progress_sentence(job: JobView) -> str:
    """What the process that computes is doing."""
    if job.state is JobState.QUEUED:
        return _("The plan waits for its turn.")
    steps = {
        "judging": _("Every house is judged for every request."),
        "emergency": _("Emergency requests are placed."),
        "urgent": _("Urgent requests are placed."),
        "planned": _("Planned requests are placed."),
        "points": _("The best houses are chosen for everybody."),
        "checking": _("The plan is checked."),
    }
    return steps.get(job.step or "", _("What other choices cost is computed."))


def status_sentence(plan: PlanView) -> str:
    """Whether a better plan can exist."""
    sentences = {
        PlanStatus.OPTIMAL: _("Proven: no plan places more people, or fits better."),
        PlanStatus.FEASIBLE: _("Not proven: the time ran out, a better plan may exist."),
        PlanStatus.TIME_LIMIT_WITHOUT_PLAN: _(
            "The time ran out before there was a plan. This does not mean that nothing fits."
        ),
    }
    return sentences[plan.status]


def placed_people(value: PlanValue) -> str:
    """How many people have a place."""
    people = value.emergency + value.urgent + value.planned
    return ngettext("%(num)s person has a place.", "%(num)s people have a place.", people)


def rooms_words(rooms: tuple[RoomLine, ...]) -> str:
    """The rooms of one line: `Room 3: 2 beds, 1 cot`."""
    return "; ".join(_room_words(room) for room in rooms)


def plan_household(line: PlanLine) -> str:
    """The household of one line, without its people."""
    return displaced_household(line.household.people)


def companion_sentence(line: PlanLine, companion: Companion) -> str:
    """Where somebody has a place whom the request is to be kept together with, and that the plan leaves that to people."""
    words = {"code": companion.case_code, "house": companion.house_code}
    if companion.house_code == line.house_code:
        return _("Together with request %(code)s, which has a place in this house.", **words)
    return _(
        "Not together with request %(code)s, which has a place in house %(house)s: plans keep together only those who"
        " still wait. Ask whether they may be apart before you offer a bed.",
        **words,
    )


def displaced_sentence(one: Displaced) -> str:
    """What another choice takes from somebody."""
    return _(
        "Then request %(code)s, %(household)s, has no place tonight.",
        code=one.case_code,
        household=displaced_household(one.household.people),
    )


def cost_sentences(choice: Choice) -> tuple[str, ...]:
    """What a house that is not the plan's costs the others; empty: nothing."""
    if choice.displaced:
        return tuple(displaced_sentence(one) for one in choice.displaced)
    if choice.people_lost > 0:
        fewer = ngettext(
            "Then %(num)s person fewer has a place tonight.",
            "Then %(num)s people fewer have a place tonight.",
            choice.people_lost,
        )
        return (fewer,)
    if choice.points_lost > 0:
        return (_("Then everybody else has a place too, but some in a house that fits less well."),)
    return ()


def relaxation_opens(relaxation: Relaxation) -> str:
    """What waiving would open: `2 houses with 5 free beds`."""
    houses = ngettext("%(num)s house", "%(num)s houses", relaxation.houses)
    beds = ngettext("%(num)s free bed", "%(num)s free beds", relaxation.beds)
    return _("%(houses)s with %(beds)s", houses=houses, beds=beds)


def _room_words(room: RoomLine) -> str:
    beds = ngettext("%(num)s bed", "%(num)s beds", room.beds)
    if not room.cots:
        return f"{room.label}: {beds}"
    return f"{room.label}: {beds}, " + ngettext("%(num)s cot", "%(num)s cots", room.cots)
