"""Paper for the night: a bed sheet for the office of a house, and forms to write on while the network is down."""

from enum import StrEnum

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import (
    AgeBand,
    AreaKind,
    DeclinedHouse,
    Entitlement,
    Exploitation,
    HouseNeed,
    MoveOn,
    Role,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)
from safehouse.services.bed_sheets import get_bed_sheet
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.request_form_page import gender_options
from safehouse.web.request_forms import SECURITY_LEVELS
from safehouse.web.words import word

pages = Blueprint("paper", __name__)

_WHO_WRITES = (Role.COORDINATOR, Role.NATIONAL_CONTACT, Role.MANAGER)


@pages.get("/paper")
@allow(*_WHO_WRITES)
def index() -> ResponseReturnValue:
    """What there is to print, and where what was written is entered."""
    return render_template("paper/index.html", is_coordinator=Role.COORDINATOR in current_actor().roles)


@pages.get("/paper/request")
@allow(Role.COORDINATOR)
def request_form() -> ResponseReturnValue:
    """Every question of the request form, on one page."""
    return render_template(
        "paper/request.html",
        writers=_words_of((Role.COORDINATOR, Role.NATIONAL_CONTACT)),
        urgencies=_words(Urgency),
        genders=[words for _gender, words in gender_options()],
        levels=_words(SpeakerLevel),
        kinds=_words(AreaKind),
        needs=[*_words(HouseNeed), *_words(RoomNeed)],
        security_levels=SECURITY_LEVELS,
        entitlements=_words(Entitlement),
        exploitations=_words(Exploitation),
    )


@pages.get("/paper/slip")
@allow(*_WHO_WRITES)
def slip() -> ResponseReturnValue:
    """What a house answers, who arrives and who leaves, on one page."""
    return render_template(
        "paper/slip.html",
        writers=_words_of(_WHO_WRITES),
        urgencies=_words(Urgency),
        genders=[words for _gender, words in gender_options()],
        age_bands=_words(AgeBand),
        reasons=_words(DeclinedHouse),
        move_ons=_words(MoveOn),
    )


@pages.get("/houses/<house_id>/bed-sheet")
@allow(Role.MANAGER)
def bed_sheet(house_id: str) -> ResponseReturnValue:
    """The sheet of a house for its manager."""
    return _bed_sheet(house_id, "board.show")


@pages.get("/country/houses/<house_id>/bed-sheet")
@allow(Role.NATIONAL_CONTACT)
def bed_sheet_of_country(house_id: str) -> ResponseReturnValue:
    """The same for the national contact of the house's country."""
    return _bed_sheet(house_id, "country.house")


def _bed_sheet(house_id: str, back: str) -> str:
    sheet = get_bed_sheet(current_context(), current_actor(), house_id=house_id)
    return render_template("paper/bed_sheet.html", sheet=sheet, back=back, now=current_now())


def _words(codes: type[StrEnum]) -> list[str]:
    return _words_of(tuple(codes))


def _words_of(codes: tuple[StrEnum, ...]) -> list[str]:
    return [word(code) for code in codes]
