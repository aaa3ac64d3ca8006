"""One night at one desk, for tests of suggestions, offers and stays: a country, its coordinator, houses and requests.

Everything goes through the services but the rows that others make: houses, reports and requests.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    AreaKind,
    ClaimState,
    Gender,
    HouseNeed,
    HouseStatus,
    OfferState,
    RequestState,
    RoomNeed,
    RuleCode,
    TagKind,
    WaiverReason,
)
from safehouse.domain.ids import new_id
from safehouse.models.claims import Claim
from safehouse.models.houses import DutyContact
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestTag, Waiver
from safehouse.models.suggestions import Suggestion
from safehouse.services.arrivals import confirm_arrival
from safehouse.services.contacts import Contact, seal_contact
from safehouse.services.context import Context
from safehouse.services.houses import set_status
from safehouse.services.offers import accept_offer, make_offer
from safehouse.services.request_documents import KnownArea, KnownPlace, RequestDocument, write_document
from safehouse.services.suggestions import SuggestionsView, find_suggestions, suggest_houses
from tests.rows import CountryDesk, HouseRows, a_country_desk, a_house, a_manager, a_report, a_request
from tests.support.stores import Clock

People = tuple[tuple[Gender | None, int], ...]

WOMAN: People = ((Gender.WOMAN, 24),)
MAN: People = ((Gender.MAN, 30),)
MOTHER_AND_BABY: People = ((Gender.WOMAN, 24), (Gender.WOMAN, 0))
MOTHER_AND_SON: People = ((Gender.WOMAN, 24), (Gender.MAN, 3))
FAMILY: People = ((Gender.WOMAN, 34), (Gender.MAN, 36), (Gender.WOMAN, 8), (Gender.MAN, 5))

_DOCUMENT = RequestDocument(
    house_needs=frozenset(),
    room_needs=frozenset(),
    keep_away=(),
    pickup=None,
    tags=frozenset(),
    keep_apart_tags=frozenset(),
    hand_over=None,
)


class DocumentFields(TypedDict, total=False):
    """What a test may say about what is sealed; tags are written for the engine as well."""

    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    keep_away: tuple[KnownArea, ...]
    pickup: KnownPlace | None
    tags: frozenset[str]
    keep_apart_tags: frozenset[str]
    hand_over: str | None


@dataclass(frozen=True)
class Night:
    """A desk with its clock; `now` is the same for web and database."""

    context: Context
    clock: Clock
    desk: CountryDesk

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def coordinator(self) -> Actor:
        return self.desk.coordinator

    def house(self, *beds_per_room: int, is_reported: bool = True, **changes: Any) -> HouseRows:  # noqa: ANN401  # Columns of a house.
        """A house with these rooms, shared unless said otherwise, that has just reported that everything is free."""
        found = a_house(self.context, country=self.desk.country, beds_per_room=beds_per_room or (2, 1), **changes)
        if is_reported:
            a_report(self.context, found, reported_at=self.now)
        return found

    def compromise(self, house: HouseRows) -> None:
        """The national contact says that the house is compromised."""
        contact = self.desk.national_contact
        set_status(self.context, contact, house_id=house.id, status=HouseStatus.COMPROMISED, now=self.now)

    def manager(self, *houses: HouseRows) -> Actor:
        return a_manager(self.context, *(house.id for house in houses))

    def request(
        self,
        people: People = WOMAN,
        *,
        columns: dict[str, Any] | None = None,
        **document: Unpack[DocumentFields],
    ) -> str:
        """An open request of the desk; its id. `columns` are columns of the request, the rest is sealed."""
        arrival = {"arrives_at": self.now + timedelta(hours=2)}
        request_id = a_request(self.context, self.coordinator, people=people, **{**arrival, **(columns or {})})
        sealed = replace(_DOCUMENT, **document)
        with self.context.store.transaction() as session:
            write_document(session, self.context.vault, request_id, sealed, now=self.now)
            session.add_all(self._tag(request_id, TagKind.BRINGS, tag) for tag in sealed.tags)
            session.add_all(self._tag(request_id, TagKind.KEEP_APART, tag) for tag in sealed.keep_apart_tags)
        return request_id

    def rewrite(self, request_id: str, **document: Unpack[DocumentFields]) -> None:
        """Seal another document in place of the request's, behind the back of the services."""
        with self.context.store.transaction() as session:
            write_document(session, self.context.vault, request_id, replace(_DOCUMENT, **document), now=self.now)

    def waive(self, request_id: str, code: RuleCode) -> None:
        """Waive a code for the request, behind the back of the services."""
        with self.context.store.transaction() as session:
            session.add(
                Waiver(
                    request_id=request_id,
                    code=code,
                    reason=WaiverReason.CONFIRMED_BY_TELEPHONE,
                    waived_by_id=self.coordinator.account_id,
                    waived_at=self.now,
                )
            )

    def duty_contact(self, house: HouseRows, telephone: str, position: int = 1) -> None:
        """Somebody to call at a house."""
        contact_id = new_id()
        sealed = seal_contact(self.context.vault, contact_id, Contact(telephone=telephone, mail="duty@example.org"))
        with self.context.store.transaction() as session:
            session.add(DutyContact(id=contact_id, house_id=house.id, position=position, contact=sealed))

    def suggest(self, request_id: str) -> SuggestionsView:
        """New suggestions for the request, as the desk sees them."""
        suggest_houses(self.context, self.coordinator, request_id=request_id, now=self.now)
        found = find_suggestions(self.context, self.coordinator, request_id=request_id)
        assert found is not None
        return found

    def suggestion(self, request_id: str, house: HouseRows) -> str:
        """The id of a new suggestion of this house for the request."""
        list_id = suggest_houses(self.context, self.coordinator, request_id=request_id, now=self.now)
        with self.context.store.reading() as session:
            suggested = select(Suggestion.id).where(Suggestion.list_id == list_id, Suggestion.house_id == house.id)
            return session.exec(suggested).one()

    def offer(self, request_id: str, house: HouseRows) -> str:
        """The id of a pending offer of the request to the house."""
        suggestion_id = self.suggestion(request_id, house)
        return make_offer(self.context, self.coordinator, suggestion_id=suggestion_id, now=self.now)

    def reservation(self, request_id: str, house: HouseRows) -> str:
        """The id of an offer that the house has accepted."""
        offer_id = self.offer(request_id, house)
        accept_offer(self.context, self.manager(house), offer_id=offer_id, now=self.now)
        return offer_id

    def stay(self, request_id: str, house: HouseRows) -> str:
        """The id of a stay that has begun."""
        return self.arrive(self.reservation(request_id, house), house)

    def arrive(self, offer_id: str, house: HouseRows) -> str:
        """The id of the stay that begins now."""
        return confirm_arrival(self.context, self.manager(house), offer_id=offer_id, now=self.now)

    def case_code(self, request_id: str) -> str:
        with self.context.store.reading() as session:
            return session.get_one(Request, request_id).case_code

    def request_state(self, request_id: str) -> RequestState:
        with self.context.store.reading() as session:
            return session.get_one(Request, request_id).state

    def offer_state(self, offer_id: str) -> OfferState:
        with self.context.store.reading() as session:
            return session.get_one(Offer, offer_id).state

    def claim_states(self, offer_id: str) -> set[ClaimState]:
        with self.context.store.reading() as session:
            return {claim.state for claim in claims_of(session, offer_id)}

    def _tag(self, request_id: str, kind: TagKind, tag: str) -> RequestTag:
        return RequestTag(request_id=request_id, kind=kind, tag_hash=self.context.vault.keyed_hash("tag", tag))


def a_night(context: Context, clock: Clock, country: str = "NL") -> Night:
    return Night(context, clock, a_country_desk(context, country))


def an_area(cell: str, radius_km: float = 50) -> KnownArea:
    """An area to keep away from, around a town of this cell."""
    return KnownArea(KnownPlace(place_id=1, shown_as="Elsewhere", cell=cell), radius_km, AreaKind.TRAFFICKER)


def claims_of(session: Session, offer_id: str) -> tuple[Claim, ...]:
    """The claims of an offer, cots after beds."""
    claims = select(Claim).where(Claim.offer_id == offer_id)
    return tuple(session.exec(claims.order_by(col(Claim.cot_id).is_not(None), col(Claim.bed_id))))
