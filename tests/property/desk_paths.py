"""The desk with everything else that can place somebody: several houses asked, chains, paper, duplicates, moves, evacuations."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlmodel import col, func, select

from safehouse.domain.access import Action
from safehouse.domain.codes import HouseStatus, OfferState, RequestState
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Stay
from safehouse.models.evacuations import Evacuation
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.evacuations import carry_out_all
from safehouse.services.evacuations.computing import compute_evacuation
from safehouse.services.houses import set_status
from safehouse.services.offers import ask_for_chain, make_offers
from safehouse.services.paper_placements import record_paper_placement
from safehouse.services.requests import mark_duplicate
from safehouse.services.transfers import give_up_transfer
from tests.property.claims_courses import Deed, Entry, area_lists, entries
from tests.property.desk_machine import Desk, numbers
from tests.services.night import WOMAN

WIDER_DEEDS: tuple[Deed, ...] = (
    make_offers,
    ask_for_chain,
    record_paper_placement,
    mark_duplicate,
    carry_out_all,
)
"""Each must have been done, and not only been refused, in some history of `make soak`."""


class WiderDesk(Desk):
    """The same houses, and every other path to a bed."""

    @rule(newcomer=entries, way=st.sampled_from([make_offers, ask_for_chain]), goes_on=st.booleans())
    def ask_several(self, newcomer: Entry, way: Deed, *, goes_on: bool) -> None:
        """Put the best suggestions of somebody new to their houses, at once or one after another."""
        request_id = self._enter(newcomer)
        self._suggest(request_id)
        suggested = select(Suggestion.id).where(Suggestion.request_id == request_id).order_by(col(Suggestion.rank))
        with self.context.store.reading() as session:
            best = session.exec(suggested.limit(3)).all()
        self._try(way, self.night.coordinator, suggestion_ids=best)
        if goes_on and (offer := self._pick(select(Offer).where(Offer.request_id == request_id), 0)):
            self._take_course(newcomer.goes_on, offer)

    @rule(newcomer=entries)
    def place_from_paper(self, newcomer: Entry) -> None:
        """They are there already, by what was written down."""
        request_id = self._enter(newcomer, is_from_paper=True)
        self._suggest(request_id)
        best = select(Suggestion).where(Suggestion.request_id == request_id, Suggestion.rank == 1)
        if suggestion := self._pick(best, 0):
            arguments = {"suggestion_id": suggestion.id, "happened_at": self.clock.now}
            self._try(record_paper_placement, self.night.coordinator, **arguments)

    @rule(number=numbers, areas=area_lists)
    def enter_twice(self, number: int, areas: tuple[object, ...]) -> None:
        """Whoever is known already is entered once more with areas of her own, which the request that stays gets."""
        if kept := self._pick(select(Request).where(Request.state != RequestState.DRAFT), number):
            twin = self.night.request(WOMAN, keep_away=areas)  # type: ignore[arg-type]  # Drawn from lists of areas.
            self._try(mark_duplicate, self.night.coordinator, request_id=twin, case_code=kept.case_code)

    @precondition(lambda self: self.there_are[RequestState.CHECKED_IN])
    @rule(number=numbers)
    def stay_after_all(self, number: int) -> None:
        if stay := self._pick(select(Stay).where(col(Stay.checked_out_at).is_(None)), number):
            self._try(give_up_transfer, self.night.coordinator, request_id=stay.request_id)

    @precondition(lambda self: self.there_are[RequestState.CHECKED_IN])
    @rule(number=numbers, is_today=st.sampled_from([True, False, False]))
    def evacuate(self, number: int, *, is_today: bool) -> None:
        """A house is compromised, the plan for its people is computed and carried out, and then the house is safe again."""
        if not is_today:
            return
        contact, house = self.night.desk.national_contact, self.houses[number % len(self.houses)]
        self._try(set_status, contact, house_id=house.id, status=HouseStatus.COMPROMISED)
        asked = select(Evacuation).where(Evacuation.house_id == house.id)
        if evacuation := self._pick(asked.order_by(col(Evacuation.asked_at).desc()), 0):
            compute_evacuation(self.context, job_id=evacuation.job_id, now=self.clock.now)
        self._try(carry_out_all, contact, house_id=house.id)
        self._try(set_status, contact, house_id=house.id, status=HouseStatus.OPEN)

    @invariant()
    def each_offer_expires_once(self) -> None:
        with self.context.store.reading() as session:
            expired = set(session.exec(select(Offer.id).where(Offer.state == OfferState.EXPIRED)))
            told = select(AuditEntry.subject_id, func.count()).where(AuditEntry.action == Action.OFFER_EXPIRED)
            assert dict(session.exec(told.group_by(col(AuditEntry.subject_id))).all()) == dict.fromkeys(expired, 1)
