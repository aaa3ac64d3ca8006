"""The national contact registers a house and changes what is said of it, section by section; the house sees it and what changed."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput, NotFound
from safehouse.services.houses import (
    HouseFacts,
    HouseView,
    change_house,
    get_changes,
    get_hiding,
    get_house,
    get_managed_house,
    register_house,
)
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.house_form_page import contact_countries, new_page, redrawn, section_page
from safehouse.web.house_forms import Section, filled, mark
from safehouse.web.house_reading import parse_house, parse_section
from safehouse.web.sentences import house_facts as tell
from safehouse.web.sentences.house_form import section_heading
from safehouse.web.texts import gettext as _

pages = Blueprint("houses", __name__)


@pages.get("/country/houses/new")
@allow(Role.NATIONAL_CONTACT)
def new() -> ResponseReturnValue:
    """The form of a new house; nothing has a starting value but the time zone of whoever fills it in."""
    return new_page(Form.filled(time_zone=current_actor().time_zone))


@pages.post("/country/houses/new")
@allow(Role.NATIONAL_CONTACT)
def register() -> ResponseReturnValue:
    """Register the house; its town is not kept."""
    form = Form.sent()
    if again := redrawn(form):
        return new_page(again[0], added=again[1])
    parsed = parse_house(form, contact_countries())
    if parsed.value is None:
        return new_page(parsed.form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        house = register_house(current_context(), current_actor(), draft=parsed.value, now=current_now())
    except InvalidInput as refusal:
        return new_page(parsed.form.refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("houses.registered", house_id=house.house_id), HTTPStatus.SEE_OTHER)


@pages.get("/country/houses/<house_id>/registered")
@allow(Role.NATIONAL_CONTACT)
def registered(house_id: str) -> ResponseReturnValue:
    """How well the area hides the house, and what comes next."""
    context, actor = current_context(), current_actor()
    return render_template(
        "houses/registered.html",
        view=get_house(context, actor, house_id=house_id),
        hiding=get_hiding(context, actor, house_id=house_id),
        tell=tell,
    )


@pages.get("/country/houses/<house_id>/facts")
@allow(Role.NATIONAL_CONTACT)
def facts(house_id: str) -> ResponseReturnValue:
    """What is said of the house, section by section."""
    return _facts_page(_view(house_id), is_contact=True)


@pages.get("/houses/<house_id>/facts")
@allow(Role.MANAGER)
def own_facts(house_id: str) -> ResponseReturnValue:
    """The same for the house itself, which cannot change it but must see what decides who is sent there."""
    return _facts_page(get_managed_house(current_context(), current_actor(), house_id=house_id), is_contact=False)


@pages.get("/country/houses/<house_id>/facts/<section>")
@allow(Role.NATIONAL_CONTACT)
def section(house_id: str, section: str) -> ResponseReturnValue:
    """The form of one section."""
    view, part = _view(house_id), _section(section)
    form = filled(view.facts, current_actor().locale)
    return section_page(view, part, form, seen=mark(form, part))


@pages.post("/country/houses/<house_id>/facts/<section>")
@allow(Role.NATIONAL_CONTACT)
def change_section(house_id: str, section: str) -> ResponseReturnValue:
    """Change one section, unless somebody else changed it since the form was opened."""
    view, part, form, locale = _view(house_id), _section(section), Form.sent(), current_actor().locale
    seen, stored = form.value("seen"), mark(filled(view.facts, locale), part)
    if again := redrawn(form):
        return section_page(view, part, again[0], seen=seen, added=again[1])
    if seen != stored:
        flash(_("Somebody changed this meanwhile. Compare, and send it again if yours is right."), "warn")
        return section_page(view, part, form, seen=stored), HTTPStatus.CONFLICT
    parsed = parse_section(form, part, view.facts, locale)
    if parsed.value is None:
        return section_page(view, part, parsed.form, seen=seen), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _change(view, parsed.value)
    except InvalidInput as refusal:
        refused = parsed.form.refused(refusal.problems)
        return section_page(view, part, refused, seen=seen), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("houses.facts", house_id=house_id), HTTPStatus.SEE_OTHER)


@pages.get("/houses/<house_id>/changes")
@allow(Role.MANAGER, Role.NATIONAL_CONTACT)
def changes(house_id: str) -> ResponseReturnValue:
    """Who changed what is said of the house, the last first."""
    found = get_changes(current_context(), current_actor(), house_id=house_id)
    return render_template("houses/changes.html", found=found, tell=tell)


def _change(view: HouseView, facts: HouseFacts) -> None:
    """Change the house, and say which households it no longer fits."""
    changed = change_house(
        current_context(), current_actor(), house_id=view.house_id, facts=facts, seen=view.facts, now=current_now()
    )
    flash(_("Saved. The house sees that it was changed.") if changed.fields else _("Nothing was different."))
    if changed.misplaced:
        flash(tell.misplaced_words(changed.misplaced), "warn")


def _facts_page(view: HouseView, *, is_contact: bool) -> str:
    sections = [(section, section_heading(section), tell.section_facts(view, section)) for section in Section]
    return render_template("houses/facts.html", view=view, sections=sections, is_contact=is_contact)


def _view(house_id: str) -> HouseView:
    return get_house(current_context(), current_actor(), house_id=house_id)


def _section(name: str) -> Section:
    if name not in {part.value for part in Section}:
        raise NotFound
    return Section(name)
