"""The plan for everybody waiting in a country: asked for with one button, computed elsewhere, shown with its time."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import JobState, Role
from safehouse.services.plans import ask_for_plan, find_plan
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.own_countries import chosen_country, country_choices, country_in_address
from safehouse.web.sentences import plans as sentences

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
    country = chosen_country(request.form, Role.COORDINATOR)
    ask_for_plan(current_context(), current_actor(), country=country, now=current_now())
    return redirect(url_for("plans.show", country=country_in_address(country, Role.COORDINATOR)), HTTPStatus.SEE_OTHER)


def _plan() -> dict[str, object]:
    country = chosen_country(request.args, Role.COORDINATOR)
    found = find_plan(current_context(), current_actor(), country=country)
    return {
        "found": found,
        "is_at_work": found is not None and found.job.state in _AT_WORK,
        "country": country,
        "countries": country_choices(Role.COORDINATOR),
        "named": country_in_address(country, Role.COORDINATOR),
    }
