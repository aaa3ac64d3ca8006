"""Whose rows somebody gets: the own ones, and for everything else the same answer as for what does not exist."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from safehouse.domain.access import COUNTRY_ROLES, Actor, Grant
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services import scope
from safehouse.services.arrivals import confirm_arrival
from safehouse.services.context import Context
from tests.rows import HouseRows, a_country_desk, a_manager, an_account, somebody
from tests.services.abroad import a_border
from tests.services.night import Night

Getter = Callable[[Session, Actor], Any]
RowGetter = Callable[..., Any]
"""From session, actor and the id of a row."""


def found(context: Context, actor: Actor, get: Getter) -> bool:
    with context.store.reading() as session:
        try:
            get(session, actor)
        except NotFound:
            return False
        return True


def of_row(get: RowGetter, row_id: str) -> Getter:
    return lambda session, actor: get(session, actor, row_id)


def cast(night: Night, house: HouseRows) -> dict[str, Actor]:
    """Everybody who might ask."""
    abroad = a_country_desk(night.context, "BE")
    return {
        "coordinator": night.coordinator,
        "contact": night.desk.national_contact,
        "manager": night.manager(house),
        "other manager": a_manager(night.context, night.house().id),
        "coordinator abroad": abroad.coordinator,
        "contact abroad": abroad.national_contact,
        "analyst": somebody(night.context, Role.ANALYST),
        "auditor": somebody(night.context, Role.AUDITOR),
        "administrator": somebody(night.context, Role.ADMINISTRATOR),
    }


def who_gets(night: Night, house: HouseRows, get: Getter) -> set[str]:
    return {name for name, actor in cast(night, house).items() if found(night.context, actor, get)}


def test_a_request_is_its_desks(night: Night) -> None:
    house, request_id = night.house(), night.request()
    assert who_gets(night, house, of_row(scope.get_own_request, request_id)) == {"coordinator"}


def test_a_house_is_its_managers_and_its_countrys(night: Night) -> None:
    house = night.house()
    assert who_gets(night, house, of_row(scope.get_own_house, house.id)) == {"manager"}
    in_the_country = partial(scope.get_house_as, roles=COUNTRY_ROLES)
    assert who_gets(night, house, of_row(in_the_country, house.id)) == {"coordinator", "contact"}
    only_contacts = (Role.NATIONAL_CONTACT,)
    assert who_gets(night, house, of_row(partial(scope.get_house_as, roles=only_contacts), house.id)) == {"contact"}


def test_only_its_manager_speaks_for_a_house_and_by_telephone_its_own_country(night: Night) -> None:
    """Houses, offers and stays alike. Seen to fail with the two sets of roles exchanged."""
    house = night.house()
    offer_id = night.reservation(night.request(), house)
    stay_id = night.arrive(offer_id, house)
    rows: list[tuple[RowGetter, str]] = [
        (scope.get_house_to_speak_for, house.id),
        (scope.get_offer_to_speak_for, offer_id),
        (scope.get_stay_to_speak_for, stay_id),
    ]
    for get, row_id in rows:
        assert who_gets(night, house, of_row(partial(get, by_telephone=False), row_id)) == {"manager"}
        assert who_gets(night, house, of_row(partial(get, by_telephone=True), row_id)) == {"coordinator", "contact"}


def test_an_offer_is_the_business_of_two_sides(night: Night) -> None:
    house = night.house()
    offer_id = night.offer(night.request(), house)
    sides: list[tuple[RowGetter, set[str]]] = [
        (scope.get_offer_for_desk, {"coordinator"}),
        (scope.get_offer_for_house, {"manager"}),
        (scope.get_offer_of_either_side, {"coordinator", "contact", "manager"}),
    ]
    for get, side in sides:
        assert who_gets(night, house, of_row(get, offer_id)) == side


def test_a_request_from_abroad_is_the_business_of_its_desk_of_the_house_and_of_the_contact_there(night: Night) -> None:
    """The coordinators of the country of the house have no part in it. Seen red with their role left among the others."""
    border = a_border(night)
    offer_id = border.reservation(night.request())
    stay_id = confirm_arrival(night.context, border.manager, offer_id=offer_id, now=night.now)
    there = {"coordinator": border.there.coordinator, "contact": border.contact, "manager": border.manager}
    everybody = {"desk": night.coordinator, "contact at home": night.desk.national_contact, **there}

    def who(get: RowGetter, row_id: str) -> set[str]:
        return {name for name, actor in everybody.items() if found(night.context, actor, of_row(get, row_id))}

    assert who(scope.get_offer_for_desk, offer_id) == {"desk"}
    assert who(scope.get_offer_of_either_side, offer_id) == {"desk", "contact", "manager"}
    assert who(scope.get_offer_from_abroad, offer_id) == {"contact"}
    for get, row_id in ((scope.get_offer_to_speak_for, offer_id), (scope.get_stay_to_speak_for, stay_id)):
        assert who(partial(get, by_telephone=True), row_id) == {"contact"}
        assert who(partial(get, by_telephone=False), row_id) == {"manager"}


def test_an_offer_at_home_is_not_from_abroad(night: Night) -> None:
    house = night.house()
    offer_id = night.offer(night.request(), house)
    assert who_gets(night, house, of_row(scope.get_offer_from_abroad, offer_id)) == set()


def test_what_does_not_exist_is_refused_like_what_is_foreign(night: Night) -> None:
    house = night.house()
    getters: list[RowGetter] = [
        scope.get_own_request,
        scope.get_own_house,
        partial(scope.get_house_as, roles=COUNTRY_ROLES),
        scope.get_offer_for_desk,
        scope.get_offer_for_house,
        scope.get_offer_of_either_side,
    ]
    for get in getters:
        assert who_gets(night, house, of_row(get, "0" * 20)) == set()


def test_lists_hold_the_own_rows_only(night: Night) -> None:
    house, request_id = night.house(), night.request()
    abroad = a_country_desk(night.context, "BE")
    manager = night.manager(house)
    with night.context.store.reading() as session:
        requests = {
            actor.label: session.exec(scope.own_requests(actor)).all() for actor in (night.coordinator, manager)
        }
        assert [row.id for row in requests[night.coordinator.label]] == [request_id]
        assert requests[manager.label] == []
        assert [row.id for row in session.exec(scope.own_houses(manager))] == [house.id]
        assert [row.id for row in session.exec(scope.country_houses(night.coordinator))] == [house.id]
        for stranger in (abroad.coordinator, abroad.national_contact):
            assert session.exec(scope.country_houses(stranger)).all() == []
        assert session.exec(scope.country_houses(manager)).all() == []


def test_somebody_with_two_roles_acts_as_the_manager_first_and_in_the_role_that_is_asked_for(night: Night) -> None:
    house = night.house()
    both = an_account(
        night.context, Grant(Role.NATIONAL_CONTACT, "NL", None), Grant(Role.MANAGER, None, house.id), label="Both"
    )
    with night.context.store.reading() as session:
        anyhow = scope.get_house_as(session, both, house.id, (Role.MANAGER, Role.NATIONAL_CONTACT))
        by_telephone = scope.get_house_to_speak_for(session, both, house.id, by_telephone=True)
    assert (anyhow.role, by_telephone.role) == (Role.MANAGER, Role.NATIONAL_CONTACT)


def test_a_country_in_which_somebody_has_another_role_is_foreign(night: Night) -> None:
    scope.refuse_foreign_country(night.coordinator, "NL", Role.COORDINATOR)
    for country, role in (("BE", Role.COORDINATOR), ("NL", Role.NATIONAL_CONTACT)):
        with pytest.raises(NotFound):
            scope.refuse_foreign_country(night.coordinator, country, role)
