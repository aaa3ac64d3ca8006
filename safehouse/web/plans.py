"""The plan for everybody waiting in a country: asked for with one button, computed elsewhere, shown with its time."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import JobState, Role
from safehouse.domain.errors import NotFound
from safehouse.services.plans import ask_for_plan, find_plan
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.sentences import plans as sentences
from safehouse.web.texts import country_name

pages = Blueprint("plans", __name__, url_prefix="/plan")

_AT_WORK = frozenset({JobState.QUEUED, JobState.RUNNING})


@pages.get("")
@allow(Role.COORDINATOR)
def show() -> ResponseReturnValue:
    """The newest plan and what its job is doing; while one is computed, the page looks again by itself."""
    return render_template("plans/show.html", **_plan(), sentences=sentences)


@pages.get("/progress")
@allow(Role.COORDINATOR, is_activity=False)
def look_again() -> ResponseReturnValue:
    """The same without a frame, for the page that waits."""
    return render_template("plans/_plan.html", **_plan(), sentences=sentences)


@pages.post("")
@allow(Role.COORDINATOR)
def ask() -> ResponseReturnValue:
    """Ask for a new plan of the country that the form names."""
    country = _chosen_country(request.form)
    ask_for_plan(current_context(), current_actor(), country=country, now=current_now())
    return redirect(url_for("plans.show", country=_named(country)), HTTPStatus.SEE_OTHER)


def _plan() -> dict[str, object]:
    country = _chosen_country(request.args)
    found = find_plan(current_context(), current_actor(), country=country)
    return {
        "found": found,
        "is_at_work": found is not None and found.job.state in _AT_WORK,
        "country": country,
        "countries": [(code, country_name(code)) for code in _countries()],
        "named": _named(country),
    }


def _chosen_country(values: Mapping[str, str]) -> str:
    """The country that was chosen, the first of the own when none was. Raises NotFound for one that is not the actor's."""
    countries = _countries()
    chosen = values.get("country", countries[0])
    if chosen not in countries:
        raise NotFound
    return chosen


def _named(country: str) -> str | None:
    """The country as the address of its plan names it: not at all for somebody who has one country."""
    return country if len(_countries()) > 1 else None


def _countries() -> list[str]:
    return sorted(current_actor().countries_as(Role.COORDINATOR))
