"""A Dutch desk, and a Belgian one with a house of its own, for tests of placements across the border."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import select

from safehouse.domain.access import Action, Actor
from safehouse.models.audit import AuditEntry
from safehouse.services.arrivals import confirm_arrival
from safehouse.services.borders import accept_from_abroad, ask_abroad, find_first_looks, list_asked
from safehouse.services.borders.viewing import AskedLine, FirstLook
from safehouse.services.offers import accept_offer
from safehouse.services.suggestions import SuggestionAbroad
from tests.rows import CountryDesk, HouseRows, a_country_desk
from tests.services.night import Night

ANSWER_WITHIN = timedelta(hours=4)
"""Of an urgent request, as all are here."""


@dataclass(frozen=True)
class Border:
    """The night of the desk that asks, the people of the country that is asked, and a house there."""

    night: Night
    there: CountryDesk
    house: HouseRows

    @property
    def contact(self) -> Actor:
        """Who is asked."""
        return self.there.national_contact

    @property
    def manager(self) -> Actor:
        """Who answers for the house there."""
        return self.night.manager(self.house)

    def suggestion(self, request_id: str) -> SuggestionAbroad:
        """The only suggestion abroad."""
        (found,) = self.night.suggest(request_id).suggestions_abroad
        return found

    def ask(self, request_id: str) -> str:
        """The id of a question to the other country for its house."""
        suggestion = self.suggestion(request_id)
        night = self.night
        return ask_abroad(night.context, night.coordinator, suggestion_id=suggestion.suggestion_id, now=night.now)

    def offer(self, request_id: str) -> str:
        """The id of the offer that the question has become."""
        night = self.night
        return accept_from_abroad(night.context, self.contact, border_id=self.ask(request_id), now=night.now)

    def reservation(self, request_id: str) -> str:
        """The id of an offer that the house there has accepted."""
        offer_id = self.offer(request_id)
        accept_offer(self.night.context, self.manager, offer_id=offer_id, now=self.night.now)
        return offer_id

    def stay(self, request_id: str) -> str:
        """The id of a stay that has begun there."""
        offer_id = self.reservation(request_id)
        return confirm_arrival(self.night.context, self.manager, offer_id=offer_id, now=self.night.now)

    def first_looks(self) -> tuple[FirstLook, ...]:
        """What waits for the contact there."""
        return find_first_looks(self.night.context, self.contact).waiting

    def asked(self, request_id: str) -> AskedLine:
        """The newest question of a request, as its desk sees it."""
        return list_asked(self.night.context, self.night.coordinator, request_id=request_id)[0]


def a_border(night: Night, country: str = "BE") -> Border:
    """Another country with one house, which has just reported."""
    there = a_country_desk(night.context, country)
    return Border(night, there, replace(night, desk=there).house(2, 1))


def acts(night: Night, action: Action) -> list[AuditEntry]:
    """What is on record of one kind of act."""
    with night.context.store.reading() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))
