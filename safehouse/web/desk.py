"""The desk: what waits for whom, since when and until when; and its requests change hands when a shift does."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import DeskGroup, Role, TakeOverReason
from safehouse.services.borders import AskedLine, list_asked_by_desk
from safehouse.services.requests import DeskLine, list_colleagues, list_desk, pass_on_requests, take_over_requests
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.deeds import do
from safehouse.web.forms import Form
from safehouse.web.sentences import desk as sentences
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("desk", __name__, url_prefix="/desk")


@pages.get("")
@allow(Role.COORDINATOR)
def show() -> ResponseReturnValue:
    """Every request of the desk before the arrival, by whose turn it is."""
    lines = list_desk(current_context(), current_actor())
    groups = [(group, [line for line in lines if line.group is group]) for group in DeskGroup]
    countries = {line.country for line in lines}
    asked: defaultdict[str, list[AskedLine]] = defaultdict(list)
    for question in list_asked_by_desk(current_context(), current_actor()):
        asked[question.request_id].append(question)
    return render_template(
        "desk/show.html",
        groups=[(group, of_group) for group, of_group in groups if of_group],
        has_countries=len(countries) > 1,
        asked=asked,
        is_owner=any(line.is_owner for line in lines),
        say=sentences,
    )


@pages.get("/hand-over")
@allow(Role.COORDINATOR)
def hand_over() -> ResponseReturnValue:
    """The end of a shift: what is one's own, and to whom it can go."""
    return _hand_over_page()


@pages.post("/hand-over")
@allow(Role.COORDINATOR)
def pass_on() -> ResponseReturnValue:
    """Pass the ticked requests on to one colleague, all or none."""
    form, actor = Form.sent(), current_actor()

    def deed() -> None:
        pass_on_requests(
            current_context(),
            actor,
            request_ids=form.values("request_ids"),
            owner_id=actor.account_id,
            account_id=form.value("account_id"),
            reason=form.code("reason", TakeOverReason),
            now=current_now(),
        )

    return do(deed, _hand_over_page, form=form, back=url_for("desk.show"), done=_("Your shift is handed over."))


@pages.get("/colleagues/<owner_id>")
@allow(Role.COORDINATOR)
def show_colleague(owner_id: str) -> ResponseReturnValue:
    """What a colleague who is away answers for."""
    return _take_over_page(owner_id)


@pages.post("/colleagues/<owner_id>")
@allow(Role.COORDINATOR)
def take_over(owner_id: str) -> ResponseReturnValue:
    """Take the ticked requests over from a colleague, all or none."""
    form = Form.sent()

    def deed() -> None:
        take_over_requests(
            current_context(),
            current_actor(),
            request_ids=form.values("request_ids"),
            owner_id=owner_id,
            reason=form.code("reason", TakeOverReason),
            now=current_now(),
        )

    page = partial(_take_over_page, owner_id)
    return do(deed, page, form=form, back=url_for("desk.show"), done=_("The requests are yours now."))


def _hand_over_page(form: Form | None = None, conflict: str | None = None) -> str:
    """All that is one's own is ticked at first, because that is what the end of a shift is."""
    colleagues = list_colleagues(current_context(), current_actor())
    names = [(someone.account_id, _name(someone.label, someone.countries)) for someone in colleagues]
    own = _lines(current_actor().account_id)
    form = form or _all_ticked(own, TakeOverReason.SHIFT_CHANGE)
    return render_template("desk/hand_over.html", colleagues=names, **_choices(own, form, conflict))


def _take_over_page(owner_id: str, form: Form | None = None, conflict: str | None = None) -> str:
    lines = _lines(owner_id)
    owner = lines[0].owner if lines else ""
    form = form or _all_ticked(lines, TakeOverReason.OWNER_AWAY)
    return render_template("desk/take_over.html", owner_id=owner_id, owner=owner, **_choices(lines, form, conflict))


def _lines(owner_id: str) -> Sequence[DeskLine]:
    return [line for line in list_desk(current_context(), current_actor()) if line.owner_id == owner_id]


def _all_ticked(lines: Sequence[DeskLine], reason: TakeOverReason) -> Form:
    return Form.filled(request_ids=[line.request_id for line in lines], reason=reason)


def _choices(lines: Sequence[DeskLine], form: Form, conflict: str | None) -> dict[str, object]:
    return {
        "form": form,
        "conflict": conflict,
        "requests": [(line.request_id, sentences.line_words(line)) for line in lines],
        "reasons": [(code.value, word(code)) for code in TakeOverReason],
        "labels": {"request_ids": _("Requests"), "account_id": _("Colleague"), "reason": _("Why")},
    }


def _name(label: str, countries: frozenset[str]) -> str:
    """Somebody of several desks takes only what belongs to desks of the colleague, so the name says which these are."""
    if len(current_actor().countries_as(Role.COORDINATOR)) == 1:
        return label
    return f"{label} ({', '.join(sorted(countries))})"
