"""A house that must be left: the plan for everybody in it, carried out move by move; and drills, which have no effect."""

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import JobState, Role
from safehouse.services import evacuations
from safehouse.services.houses import list_country_houses
from safehouse.web import deeds
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.own_countries import chosen_country, country_choices, country_in_address
from safehouse.web.sentences import evacuations as sentences
from safehouse.web.texts import gettext as _
from safehouse.web.waking import flash_waking

pages = Blueprint("evacuations", __name__, url_prefix="/country")

_AT_WORK = frozenset({JobState.QUEUED, JobState.RUNNING})


@pages.get("/houses/<house_id>/evacuation")
@allow(Role.NATIONAL_CONTACT)
def show(house_id: str) -> ResponseReturnValue:
    """Who must leave the house, where they can go, and how far each has come."""
    return render_template("evacuations/show.html", **_evacuation(house_id))


@pages.get("/houses/<house_id>/evacuation/progress")
@allow(Role.NATIONAL_CONTACT, is_activity=False)
def look_again(house_id: str) -> ResponseReturnValue:
    """The same without a frame, for the page that waits."""
    return render_template("evacuations/_plan.html", **_evacuation(house_id))


@pages.post("/houses/<house_id>/evacuation")
@allow(Role.NATIONAL_CONTACT)
def ask(house_id: str) -> ResponseReturnValue:
    """Plan for everybody who is in the house or expected, but for those who have another place already."""
    return _do(
        house_id,
        lambda: evacuations.ask_for_evacuation(
            current_context(), current_actor(), house_id=house_id, now=current_now()
        ),
    )


@pages.post("/houses/<house_id>/evacuation/moves/<move_id>")
@allow(Role.NATIONAL_CONTACT)
def carry_out(house_id: str, move_id: str) -> ResponseReturnValue:
    """Put one planned move to its house."""

    def deed() -> None:
        offer_id = evacuations.carry_out_move(current_context(), current_actor(), move_id=move_id, now=current_now())
        flash_waking(_("The house was asked."), offer_id)

    return _do(house_id, deed)


@pages.post("/houses/<house_id>/evacuation/moves")
@allow(Role.NATIONAL_CONTACT)
def carry_out_all(house_id: str) -> ResponseReturnValue:
    """Put every planned move to its house."""

    def deed() -> None:
        done = evacuations.carry_out_all(current_context(), current_actor(), house_id=house_id, now=current_now())
        flash(sentences.carried_out_sentence(done))

    return _do(house_id, deed)


@pages.get("/drill")
@allow(Role.NATIONAL_CONTACT)
def show_drill() -> ResponseReturnValue:
    """What would become of everybody, house by house, as the last drill says."""
    return _drill_page()


@pages.get("/drill/progress")
@allow(Role.NATIONAL_CONTACT, is_activity=False)
def look_at_drill_again() -> ResponseReturnValue:
    """The same without a frame, for the page that waits."""
    return render_template("evacuations/_drill.html", **_drill(chosen_country(request.args, Role.NATIONAL_CONTACT)))


@pages.post("/drill")
@allow(Role.NATIONAL_CONTACT)
def ask_for_drill() -> ResponseReturnValue:
    """Compute it for the houses that are ticked, each as if it alone were compromised tonight."""
    form = Form.sent()
    country = chosen_country(request.form, Role.NATIONAL_CONTACT)

    def deed() -> None:
        evacuations.ask_for_drill(
            current_context(),
            current_actor(),
            country=country,
            house_ids=form.values("house_ids"),
            now=current_now(),
        )

    def page(form: Form | None, _conflict: str | None) -> str:
        return _drill_page(form)

    return deeds.do(
        deed,
        page,
        form=form,
        back=url_for("evacuations.show_drill", country=country_in_address(country, Role.NATIONAL_CONTACT)),
    )


def _evacuation(house_id: str, conflict: str | None = None) -> dict[str, object]:
    seen = evacuations.get_evacuation(current_context(), current_actor(), house_id=house_id)
    return {
        "seen": seen,
        "is_at_work": seen.job is not None and seen.job.state in _AT_WORK,
        "conflict": conflict,
        "tell": sentences,
    }


def _do(house_id: str, deed: Callable[[], object]) -> ResponseReturnValue:
    """Do it and show the page again; a refusal is said on the same page."""

    def page(_form: Form | None, conflict: str | None) -> str:
        return render_template("evacuations/show.html", **_evacuation(house_id, conflict))

    return deeds.do(deed, page, back=url_for("evacuations.show", house_id=house_id))


def _drill_page(form: Form | None = None) -> str:
    country = chosen_country(request.values, Role.NATIONAL_CONTACT)
    houses = [line for line in list_country_houses(current_context(), current_actor()) if line.country == country]
    return render_template("evacuations/drill.html", **_drill(country), houses=houses, form=form or Form())


def _drill(country: str) -> dict[str, object]:
    found = evacuations.find_drill(current_context(), current_actor(), country=country)
    return {
        "found": found,
        "is_at_work": found is not None and found.job.state in _AT_WORK,
        "country": country,
        "countries": country_choices(Role.NATIONAL_CONTACT),
        "named": country_in_address(country, Role.NATIONAL_CONTACT),
        "tell": sentences,
    }
