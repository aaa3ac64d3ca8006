"""Who sees what of a placement across a border, at each of its steps: canaries in every field, on the pages of every role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import AreaKind, DeclinedHouse, MoveOn, RequestState
from safehouse.domain.errors import NotFound
from safehouse.models.claims import Stay
from safehouse.services.arrivals import change_arrival, confirm_arrival
from safehouse.services.borders import accept_from_abroad
from safehouse.services.context import Context
from safehouse.services.offers import accept_offer, decline_offer, list_telephone_offers
from safehouse.services.request_documents import KnownArea, KnownPlace
from safehouse.services.requests import write_hand_over
from safehouse.services.stays import check_out
from tests.services.abroad import Border, a_border, acts
from tests.services.night import MOTHER_AND_SON, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
AREA = KnownArea(KnownPlace(2747891, "Canarytown, NL", "87196a9a0ffffff"), 5, AreaKind.TRAFFICKER)
PICKUP = KnownPlace(2745912, "Canaryborough, NL", "87196a9a0ffffff")
NEVER_THERE = (
    "Canarytown",
    "Canaryborough",
    "canary tag",
    "canary foe",
    "sexual",
    "trafficker",
    "24 years",
    "Netherlands",
)
"""Keep-away area, pick-up, tags, exploitation and the country that asks: nothing of it is any business of the other country."""
NOTE = "Canaries sing in the cage."
HOUSEHOLD = "a woman; a boy, 2 to 11 years"
TELEPHONE = "+32 470 00 00 00"
STEPS = ("asked", "offered", "accepted", "arrived", "left", "declined")


@dataclass(frozen=True)
class Case:
    """One request on its way across the border, at one step."""

    border: Border
    request_id: str
    border_id: str
    offer_id: str | None

    @property
    def code(self) -> str:
        return self.border.night.case_code(self.request_id)

    @property
    def house_path(self) -> str:
        return f"/country/houses/{self.border.house.id}"


@pytest.fixture
def border(context: Context, clock: Clock) -> Border:
    border = a_border(a_night(context, clock))
    border.night.duty_contact(border.house, TELEPHONE)
    return border


def at(border: Border, step: str) -> Case:
    """A mother with her son, brought to a step."""
    night = border.night
    request_id = night.request(
        MOTHER_AND_SON,
        columns={"exploitation": "sexual"},
        keep_away=(AREA,),
        pickup=PICKUP,
        tags=frozenset({"canary tag"}),
        keep_apart_tags=frozenset({"canary foe"}),
    )
    border_id = border.ask(request_id)
    offer_id = None
    for one in STEPS[1 : STEPS.index(step) + 1] if step != "declined" else ("offered", "declined"):
        offer_id = _next(border, one, request_id, border_id, offer_id)
    return Case(border, request_id, border_id, offer_id)


def _next(border: Border, step: str, request_id: str, border_id: str, offer_id: str | None) -> str:
    night = border.night
    context, manager, now = night.context, border.manager, night.now
    if offer_id is None:
        offer_id = accept_from_abroad(context, border.contact, border_id=border_id, now=now)
        write_hand_over(context, night.coordinator, request_id=request_id, note=NOTE, now=now, offer_id=offer_id)
        return offer_id
    if step == "declined":
        decline_offer(context, manager, offer_id=offer_id, reason=DeclinedHouse.FUNDING, now=now)
    elif step == "accepted":
        accept_offer(context, manager, offer_id=offer_id, now=now)
    elif step == "arrived":
        confirm_arrival(context, manager, offer_id=offer_id, now=now)
    else:
        check_out(context, manager, stay_id=_stay(night, offer_id), move_on=MoveOn.OWN_HOME, now=now)
    return offer_id


def _stay(night: Night, offer_id: str) -> str:
    with night.context.store.reading() as session:
        return session.exec(select(Stay.id).where(Stay.offer_id == offer_id)).one()


def pages_there(case: Case, visitor_as: VisitorAs) -> Iterator[tuple[str, str, str]]:
    """Who looks in the other country, where, and what they read; pages that are not theirs are left out."""
    offer = case.offer_id or "nothing"
    house, border = case.house_path, case.border
    paths = {
        "coordinator": (border.there.coordinator, ("/desk", "/country", house, f"/requests/{case.request_id}")),
        "contact": (
            border.contact,
            (
                "/country",
                house,
                f"{house}/bed-sheet",
                f"{house}/offers/{offer}",
                "/from-abroad",
                f"/from-abroad/{case.border_id}",
            ),
        ),
        "manager": (
            border.manager,
            (f"/houses/{border.house.id}", f"/houses/{border.house.id}/bed-sheet", f"/house-offers/{offer}"),
        ),
    }
    for who, (actor, addresses) in paths.items():
        visitor = visitor_as(actor)
        for path in addresses:
            answer = visitor.get(path)
            if answer.status_code == 200:
                yield who, path, f"{answer.text} {text_of(answer.text)}"


@pytest.mark.parametrize("step", STEPS)
def test_in_the_other_country_nobody_reads_where_they_fled_from_or_their_case_code(
    border: Border, step: str, visitor_as: VisitorAs
) -> None:
    """Seen red with the case code on the bed sheet."""
    case = at(border, step)
    found = [
        (who, path, canary)
        for who, path, page in pages_there(case, visitor_as)
        for canary in (*NEVER_THERE, NOTE, case.code)
        if canary in page
    ]
    assert found == []


@pytest.mark.parametrize("step", STEPS)
def test_who_they_are_is_read_by_the_contact_and_the_house_while_it_concerns_them(
    border: Border, step: str, visitor_as: VisitorAs
) -> None:
    """By nobody before, by nobody after, and never by the coordinators there. Seen red with an ended offer still shown."""
    case = at(border, step)
    readers = {who for who, _path, page in pages_there(case, visitor_as) if HOUSEHOLD in page}
    concerned = {"asked": {"contact"}, "left": set(), "declined": set()}
    opened_by_house = {"contact"} if step == "offered" else {"contact", "manager"}
    assert readers == concerned.get(step, opened_by_house)


@pytest.mark.parametrize("step", STEPS)
def test_the_desk_knows_the_house_by_an_alias_until_it_has_accepted(
    border: Border, step: str, visitor_as: VisitorAs
) -> None:
    """Neither code nor telephone. Seen red with the code of the house on the desk, and with the telephone of a pending offer."""
    case = at(border, step)
    is_known = step in ("accepted", "arrived", "left")
    for actor in (border.night.coordinator, border.night.desk.national_contact):
        visitor = visitor_as(actor)
        pages = [visitor.get(path).text for path in ("/desk", "/country", f"/requests/{case.request_id}", "/plan")]
        assert is_known or not any(border.house.code in page for page in pages)
    visitor = visitor_as(border.night.coordinator)
    page = visitor.get(f"/requests/{case.request_id}").text
    assert (border.house.code in page) == is_known
    if case.offer_id is not None and step != "left":
        answer = visitor.post(f"/requests/{case.request_id}/offers/{case.offer_id}/phone")
        assert (TELEPHONE in answer.text) == is_known


@pytest.mark.parametrize("step", STEPS)
def test_the_note_goes_to_the_contact_and_the_house_there_once_it_has_accepted_and_is_gone_at_the_arrival(
    border: Border, step: str, visitor_as: VisitorAs
) -> None:
    """The opening is on record. Seen red with the note for the contact before the house has accepted."""
    case = at(border, step)
    if case.offer_id is None:
        return
    addresses = {
        border.contact: f"{case.house_path}/offers/{case.offer_id}/hand-over",
        border.manager: f"/house-offers/{case.offer_id}/hand-over",
        border.there.coordinator: f"/requests/{case.request_id}/offers/{case.offer_id}/hand-over",
    }
    opened = {actor.account_id: NOTE in visitor_as(actor).post(address).text for actor, address in addresses.items()}
    is_open = step == "accepted"
    assert list(opened.values()) == [is_open, is_open, False]
    assert len(acts(border.night, Action.OPENED_HAND_OVER)) == (2 if is_open else 0)


def test_the_contact_there_answers_and_enters_what_the_house_says_and_nothing_of_it_is_left(
    border: Border, visitor_as: VisitorAs
) -> None:
    """From the first look to the check-out, through the pages alone."""
    night = border.night
    request_id = night.request()
    border_id = border.ask(request_id)
    contact = visitor_as(border.contact)
    assert "1 question from abroad waits for you" in text_of(contact.get("/country").text)
    assert "May house" in text_of(contact.get(f"/from-abroad/{border_id}").text)
    assert contact.post(f"/from-abroad/{border_id}/accept").location == "/from-abroad"
    (offer,) = list_telephone_offers(night.context, border.contact, house_id=border.house.id)
    address = f"/country/houses/{border.house.id}/offers/{offer.offer_id}"
    for deed, fields, state in (
        ("accept", {}, RequestState.RESERVED),
        ("arrived", {}, RequestState.CHECKED_IN),
        ("check-out", {"move_on": "own_home"}, RequestState.CLOSED),
    ):
        assert contact.post(f"{address}/{deed}", fields).status_code == 303
        assert night.request_state(request_id) is state
    assert contact.get(address).status_code == 404
    assert "1 question is over" in text_of(contact.get("/from-abroad").text)


def test_the_coordinators_there_can_do_nothing_for_the_house_with_people_from_abroad(border: Border) -> None:
    """Seen red with the coordinators among those who speak for a house whoever it is asked for."""
    case = at(border, "accepted")
    assert case.offer_id is not None
    context, now, stranger = border.night.context, border.night.now, border.there.coordinator
    with pytest.raises(NotFound):
        confirm_arrival(context, stranger, offer_id=case.offer_id, now=now, by_telephone=True)
    with pytest.raises(NotFound):
        change_arrival(context, stranger, offer_id=case.offer_id, arrives_at=now + timedelta(hours=3), now=now)
    stay_id = confirm_arrival(context, border.contact, offer_id=case.offer_id, now=now, by_telephone=True)
    with pytest.raises(NotFound):
        check_out(context, stranger, stay_id=stay_id, move_on=MoveOn.OWN_HOME, now=now, by_telephone=True)


def test_the_desk_asks_takes_back_and_records_the_survivors_word_on_the_page_of_the_request(
    border: Border, visitor_as: VisitorAs
) -> None:
    night = border.night
    request_id = night.request()
    desk = visitor_as(night.coordinator)
    suggestion = border.suggestion(request_id)
    page = text_of(desk.get(f"/requests/{request_id}").text)
    assert f"Belgium: house {suggestion.alias}" in page
    assert "Beds free there: 1 to 4." in page
    address = f"/requests/{request_id}/abroad"
    asked = {"suggestion_id": suggestion.suggestion_id}
    assert desk.post(address, asked).status_code == 303
    assert desk.post(address, asked).status_code == 409
    assert "Belgium is asked for a house" in text_of(desk.get("/desk").text)
    taken_back = {"border_id": border.asked(request_id).border_id}
    assert desk.post(f"{address}/withdraw", taken_back).status_code == 303
    assert desk.post(f"{address}/withdraw", taken_back).status_code == 409
    assert desk.post(address, asked).status_code == 303
    border_id = next(look.border_id for look in border.first_looks())
    assert desk.post(f"{address}/survivor-declined", {"border_id": border_id}).status_code == 422
    declined = {"border_id": border_id, "asked_reason": "too_far"}
    assert desk.post(f"{address}/survivor-declined", declined).status_code == 303
    assert "too far" in text_of(desk.get(f"/requests/{request_id}").text)
    assert border.first_looks() == ()
