"""Every page shows what waits, since when, for whom, and what happens next by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseStatus, Role
from safehouse.domain.errors import NotFound
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.services.context import Context
from safehouse.services.offers import list_pending
from safehouse.services.stays import record_absence
from tests.rows import HouseRows, a_coordinator, a_manager, a_national_contact, somebody
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def house(night: Night) -> HouseRows:
    return night.house(2)


def page_of(visitor: Visitor, address: str) -> str:
    return text_of(visitor.get(address).text)


class TestOffers:
    def test_an_offer_says_on_every_page_since_when_it_waits_and_that_it_ends_by_itself(
        self, night: Night, house: HouseRows, visitor_as: VisitorAs
    ) -> None:
        request_id = night.request()
        offer_id = night.offer(request_id, house)
        of_house = f"/country/houses/{house.id}"
        by_role = (
            (night.desk.national_contact, ("/country", of_house, f"{of_house}/offers/{offer_id}")),
            (night.manager(house), (f"/houses/{house.id}", f"/house-offers/{offer_id}")),
            (night.coordinator, ("/desk", "/country", f"/requests/{request_id}")),
        )
        for actor, addresses in by_role:
            for address in addresses:
                page = page_of(visitor_as(actor), address)
                assert "Waits since Tue 24 Nov, 02:00 CET" in page, address
                assert "by itself." in page or "Without an answer the hold ends then" in page, address

    def test_the_country_says_which_house_has_not_looked_at_its_offer(
        self, night: Night, house: HouseRows, visitor_as: VisitorAs
    ) -> None:
        request_id = night.request()
        offer_id = night.offer(request_id, house)
        contact = visitor_as(night.desk.national_contact)
        page = page_of(contact, "/country")
        assert f"{night.case_code(request_id)} : house {house.code} . Not opened yet: call the house" in page
        with night.context.store.transaction() as session:
            session.get_one(Offer, offer_id).opened_at = night.now
        assert "Not opened yet" not in page_of(contact, "/country")

    def test_an_offer_whose_time_has_passed_waits_no_more(self, night: Night, house: HouseRows) -> None:
        night.offer(night.request(), house)
        contact = night.desk.national_contact
        assert len(list_pending(night.context, contact, country="NL")) == 1
        night.clock.forward(timedelta(days=2))
        assert list_pending(night.context, contact, country="NL") == ()

    def test_nobody_of_another_country_sees_what_waits(self, night: Night, house: HouseRows) -> None:
        night.offer(night.request(), house)
        for stranger in (a_coordinator(night.context, "DE"), a_manager(night.context, house.id)):
            with pytest.raises(NotFound):
                list_pending(night.context, stranger, country="NL")

    def test_offers_of_another_desk_are_the_contacts_alone_and_without_their_code(
        self, night: Night, house: HouseRows
    ) -> None:
        request_id = night.request()
        night.offer(request_id, house)
        with night.context.store.transaction() as session:
            session.get_one(House, house.id).country = "DE"
        assert list_pending(night.context, a_coordinator(night.context, "DE"), country="DE") == ()
        [line] = list_pending(night.context, a_national_contact(night.context, "DE"), country="DE")
        assert line.case_code != night.case_code(request_id)


class TestArrivals:
    def test_an_awaited_arrival_says_when_it_becomes_overdue_and_then_that_nothing_happens_by_itself(
        self, night: Night, house: HouseRows, visitor_as: VisitorAs, forward: Callable[[timedelta], object]
    ) -> None:
        night.reservation(night.request(), house)
        board, of_country = f"/houses/{house.id}", f"/country/houses/{house.id}"
        manager, contact = visitor_as(night.manager(house)), visitor_as(night.desk.national_contact)
        for visitor, address in ((manager, board), (contact, of_country)):
            assert "Overdue if nobody has come by Tue 24 Nov" in page_of(visitor, address)
        forward(timedelta(days=3))
        manager, contact = visitor_as(night.manager(house)), visitor_as(night.desk.national_contact)
        for visitor, address in ((manager, board), (contact, of_country), (contact, "/country")):
            page = page_of(visitor, address)
            assert "Overdue since" in page
            assert "Nothing happens by itself." in page


class TestHouses:
    def test_a_house_that_has_never_reported_says_since_when_it_is_awaited(
        self, night: Night, visitor_as: VisitorAs
    ) -> None:
        night.house(1, is_reported=False, status=HouseStatus.PAUSED)
        assert "Waits for its first report since" in page_of(visitor_as(night.desk.national_contact), "/country")

    def test_the_country_says_when_each_house_goes_dark(
        self, night: Night, house: HouseRows, visitor_as: VisitorAs
    ) -> None:
        assert house.code
        page = page_of(visitor_as(night.desk.national_contact), "/country")
        assert "dark from Wed 25 Nov, 02:00 CET" in page


class TestAbsences:
    def test_an_absence_stands_on_every_page_of_those_who_look_for_her(
        self, night: Night, house: HouseRows, visitor_as: VisitorAs
    ) -> None:
        request_id = night.request()
        stay_id = night.stay(request_id, house)
        record_absence(night.context, night.coordinator, stay_id=stay_id, now=night.now, by_telephone=True)
        coordinator, contact = visitor_as(night.coordinator), visitor_as(night.desk.national_contact)
        for visitor, address in (
            (coordinator, "/desk"),
            (coordinator, f"/requests/{request_id}"),
            (contact, "/country"),
            (visitor_as(night.manager(house)), f"/houses/{house.id}"),
        ):
            page = page_of(visitor, address)
            assert "Their places stay theirs." in page, address
            assert "02:00 CET" in page, address
        said = "by telephone, entered by placement coordinator"
        assert said in page_of(coordinator, "/desk")
        assert f"{night.case_code(request_id)} : house {house.code}" in page_of(contact, "/country")


def test_the_administrator_sees_what_happens_to_messages_and_jobs_that_wait(
    night: Night, visitor_as: VisitorAs
) -> None:
    page = page_of(visitor_as(somebody(night.context, Role.ADMINISTRATOR)), "/operations")
    assert "What waits leaves by itself when it is due" in page
    assert "What waits begins by itself" in page
