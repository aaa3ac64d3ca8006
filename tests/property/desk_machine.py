"""One desk, its houses and what is done there with one offer at a time; `desk_paths` adds everything else that can place somebody."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    LIVE_CLAIM_STATES,
    BedState,
    ClaimKind,
    ClaimState,
    DeclinedHouse,
    DeclinedSurvivor,
    HouseStatus,
    MoveOn,
    OfferState,
    RequestState,
    TransferReason,
)
from safehouse.domain.errors import Refusal
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.arrivals import change_arrival, record_no_show
from safehouse.services.bed_facts import load_bed_facts
from safehouse.services.bed_states import bed_states, count_states
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.offers import (
    decline_offer,
    expire_overdue_holds,
    make_offer,
    record_survivor_refusal,
    take_back_acceptance,
)
from safehouse.services.offers.chains import continue_chains
from safehouse.services.request_documents import KnownArea
from safehouse.services.requests import move_waiting_arrival
from safehouse.services.sealing import Vault
from safehouse.services.stays import check_out
from safehouse.services.suggestions import suggest_houses
from safehouse.services.transfers import ask_for_transfer
from safehouse.settings import Settings
from tests.property.claims_courses import (
    ANSWERS,
    COURSES,
    DEEDS_OF_THE_HOUSE,
    MOVES,
    WHILE_AWAITED,
    Deed,
    Entry,
    area_lists,
    entries,
)
from tests.property.claims_judge import assert_all_is_well, live_claims
from tests.rows import a_report
from tests.services.night import a_night
from tests.support.stores import MASTER_KEY, Clock

GRONINGEN_CELL = "85196d87fffffff"

UNTIL_OVERDUE_MINUTES = 15 * 60

Row = TypeVar("Row")


numbers = st.integers(min_value=0, max_value=11)
"""Which row of those that there are; beyond the last it begins again."""


class Desk(RuleBasedStateMachine):
    """Mostly permitted deeds on scarce beds: seven of them in three houses, two of which are in one cell."""

    def __init__(self, database_url: str, done: Counter[str]) -> None:
        """Begin with three houses in an empty database; `done` counts the deeds that were not refused."""
        super().__init__()
        self.done = done
        self.there_are = Counter[OfferState | RequestState]()
        self.clock = Clock()
        self.context = Context(
            store=open_store(database_url, self.clock),
            vault=Vault(MASTER_KEY),
            settings=Settings(master_key=MASTER_KEY, database_url=database_url),
        )
        self.night = a_night(self.context, self.clock)
        self.houses = [
            self.night.house(2, 1, cots_per_room=(1, 0), unaccompanied_minors=True),
            self.night.house(2, shared=False),
            self.night.house(2, cell=GRONINGEN_CELL, turnaround_hours=3),
        ]
        self.manager = self.night.manager(*self.houses)

    @initialize(newcomers=st.lists(entries, min_size=4, max_size=4), first=st.integers(0, len(COURSES) - 1))
    def begin_with(self, newcomers: list[Entry], first: int) -> None:
        """No history without people, each of whom takes another course."""
        for number, newcomer in enumerate(newcomers, first):
            self.place(replace(newcomer, goes_on=COURSES[number % len(COURSES)]))

    @rule(newcomer=entries)
    def place(self, newcomer: Entry) -> None:
        """Enter a request, offer it to the best house if there is one, go on as far as the entry says, and offer it once more."""
        request_id = self._enter(newcomer)
        self._suggest(request_id)
        best = select(Suggestion).where(Suggestion.request_id == request_id, Suggestion.rank == 1)
        if suggestion := self._pick(best, 0):
            self._do(make_offer, self.night.coordinator, suggestion_id=suggestion.id)
            if offer := self._pick(select(Offer).where(Offer.suggestion_id == suggestion.id), 0):
                self._take_course(newcomer.goes_on, offer)
            self._try(make_offer, self.night.coordinator, suggestion_id=suggestion.id)

    @precondition(lambda self: self.there_are[RequestState.OPEN])
    @rule(number=numbers)
    def suggest(self, number: int) -> None:
        if request := self._pick(select(Request).where(Request.state == RequestState.OPEN), number):
            self._suggest(request.id)

    @precondition(lambda self: self.there_are[RequestState.OPEN])
    @rule(number=numbers)
    def offer(self, number: int) -> None:
        """From any suggestion that was ever made."""
        if suggestion := self._pick(select(Suggestion), number):
            self._say_when_they_arrive(suggestion.request_id)
            self._try(make_offer, self.night.coordinator, suggestion_id=suggestion.id)

    @precondition(lambda self: self.there_are[OfferState.PENDING])
    @rule(number=numbers, answer=st.sampled_from(ANSWERS))
    def answer(self, number: int, answer: Deed) -> None:
        """And the places of others stay as they are."""
        if offer := self._pick(select(Offer).where(Offer.state == OfferState.PENDING), number):
            others = self._live_claims_of_others(offer.request_id)
            self._try_on_offer(answer, offer)
            assert self._live_claims_of_others(offer.request_id) >= others

    @precondition(lambda self: self.there_are[RequestState.RESERVED] or self.there_are[RequestState.IN_TRANSIT])
    @rule(number=numbers, deed=st.sampled_from(WHILE_AWAITED))
    def follow(self, number: int, deed: Deed) -> None:
        if offer := self._pick_awaited(number):
            self._try_on_offer(deed, offer)

    @precondition(lambda self: self.there_are[RequestState.CHECKED_IN])
    @rule(number=numbers)
    def leave(self, number: int) -> None:
        self._check_out(self._pick(select(Stay).where(col(Stay.checked_out_at).is_(None)), number))

    @precondition(lambda self: self.there_are[RequestState.CHECKED_IN])
    @rule(number=numbers, deeds=st.sampled_from(MOVES))
    def move(self, number: int, deeds: tuple[Deed, ...]) -> None:
        """Somebody who stays in a house is offered to another one, and the move goes on as far as the deeds say."""
        stay = self._pick(select(Stay).where(col(Stay.checked_out_at).is_(None)), number)
        if stay is not None:
            self._move(stay, deeds)

    @rule(minutes=st.sampled_from([1, 60, 240]), has_scheduler=st.booleans())
    def let_time_pass(self, minutes: int, *, has_scheduler: bool) -> None:
        """With and without a scheduler that runs; houses report again, so that none gets dark."""
        self.clock.forward(timedelta(minutes=minutes))
        for house in self.houses:
            a_report(self.context, house, reported_at=self.clock.now)
        if has_scheduler:
            expire_overdue_holds(self.context, now=self.clock.now)
            continue_chains(self.context, now=self.clock.now)

    @rule(number=numbers, status=st.sampled_from([HouseStatus.OPEN, HouseStatus.OPEN, HouseStatus.COMPROMISED]))
    def change_status(self, number: int, status: HouseStatus) -> None:
        with self.context.store.transaction() as session:
            session.get_one(House, self.houses[number % len(self.houses)].id).status = status

    @precondition(lambda self: self.there_are[RequestState.OPEN])
    @rule(number=numbers, areas=area_lists)
    def learn_of_areas(self, number: int, areas: tuple[KnownArea, ...]) -> None:
        """While nothing is held for her; suggestions that were made before stay there."""
        if request := self._pick(select(Request).where(Request.state == RequestState.OPEN), number):
            self.night.rewrite(request.id, keep_away=areas)

    @invariant()
    def all_is_well(self) -> None:
        with self.context.store.reading() as session:
            assert_all_is_well(session, self.context.vault, self.clock.now)
            # What there is decides what can be done next.
            self.there_are = Counter[OfferState | RequestState](
                [*session.exec(select(Offer.state)), *session.exec(select(Request.state))]
            )

    @invariant()
    def every_bed_is_in_one_state(self) -> None:
        """The beds in each state are all the beds, and those that claims take are those that the claims name."""
        with self.context.store.reading() as session:
            ids = [house.id for house in self.houses]
            facts = load_bed_facts(session, house_ids=ids, now=self.clock.now)
            counted = count_states(bed_states(facts, now=self.clock.now, policy=self.context.policy).values())
            used = [
                one.state for one in live_claims(session, self.clock.now) if one.bed_id and one.kind is ClaimKind.USED
            ]
        assert min(counted.values()) >= 0
        assert sum(counted.values()) == sum(len(house.beds) for house in self.houses)
        for state in LIVE_CLAIM_STATES:
            assert counted[BedState(state.value)] == used.count(state)

    def teardown(self) -> None:
        self.context.store.close()

    def _try(self, deed: Deed, actor: Actor, **arguments: object) -> None:
        """Do it, or be refused: what matters is that all is well afterwards."""
        with suppress(Refusal):
            self._do(deed, actor, **arguments)

    def _take_course(self, deeds: tuple[Deed, ...], offer: Offer) -> None:
        for deed in deeds:
            if deed is check_out:
                self._check_out(self._pick(select(Stay).where(Stay.offer_id == offer.id), 0))
            elif deed is ask_for_transfer:
                self._ask_for_transfer(self._pick(select(Stay).where(Stay.offer_id == offer.id), 0))
            else:
                self._try_on_offer(deed, offer)

    def _move(self, stay: Stay, deeds: tuple[Deed, ...]) -> None:
        self._ask_for_transfer(stay)
        with suppress(Refusal):
            self._suggest(stay.request_id)
        newest = select(Suggestion).where(
            Suggestion.request_id == stay.request_id, Suggestion.house_id != stay.house_id
        )
        if suggestion := self._pick(newest.order_by(col(Suggestion.id)), 0):
            self._try(make_offer, self.night.coordinator, suggestion_id=suggestion.id)
        if offer := self._pick(select(Offer).where(Offer.from_stay_id == stay.id), 0):
            self._take_course(deeds, offer)

    def _ask_for_transfer(self, stay: Stay | None) -> None:
        if stay is not None:
            reason, later = TransferReason.OTHER, self.clock.now + timedelta(hours=2)
            arguments = {"request_id": stay.request_id, "reason": reason, "arrives_at": later}
            self._try(ask_for_transfer, self.night.coordinator, **arguments)

    def _check_out(self, stay: Stay | None) -> None:
        if stay is not None:
            self._try(check_out, self.manager, stay_id=stay.id, move_on=MoveOn.UNKNOWN)

    def _try_on_offer(self, deed: Deed, offer: Offer) -> None:
        if deed is record_no_show:
            self.let_time_pass(UNTIL_OVERDUE_MINUTES, has_scheduler=False)
        arguments: dict[Deed, dict[str, object]] = {
            decline_offer: {"reason": DeclinedHouse.OTHER},
            take_back_acceptance: {"reason": DeclinedHouse.NO_BED_AFTER_ALL},
            record_survivor_refusal: {"reason": DeclinedSurvivor.NOT_SAID},
            change_arrival: {"arrives_at": self.clock.now + timedelta(hours=100)},
        }
        actor = self.manager if deed in DEEDS_OF_THE_HOUSE else self.night.coordinator
        self._try(deed, actor, offer_id=offer.id, **arguments.get(deed, {}))

    def _do(self, deed: Deed, actor: Actor, **arguments: object) -> None:
        deed(self.context, actor, now=self.clock.now, **arguments)
        self.done[deed.__name__] += 1

    def _enter(self, newcomer: Entry, **columns: object) -> str:
        return self.night.request(
            newcomer.people,
            columns={**columns, "created_at": self.clock.now},
            keep_away=newcomer.areas,
            tags=newcomer.tags,
            keep_apart_tags=newcomer.avoids,
        )

    def _say_when_they_arrive(self, request_id: str) -> None:
        """Time passes, so the time that was said first may have passed too."""
        later = self.clock.now + timedelta(hours=2)
        self._try(move_waiting_arrival, self.night.coordinator, request_id=request_id, arrives_at=later)

    def _suggest(self, request_id: str) -> None:
        self._say_when_they_arrive(request_id)
        suggest_houses(self.context, self.night.coordinator, request_id=request_id, now=self.clock.now)

    def _pick_awaited(self, number: int) -> Offer | None:
        accepted = select(Offer).where(Offer.state == OfferState.ACCEPTED)
        return self._pick(accepted.where(col(Offer.id).not_in(select(Stay.offer_id))), number)

    def _pick(self, statement: SelectOfScalar[Row], number: int) -> Row | None:
        with self.context.store.reading() as session:
            rows = session.exec(statement).all()
            return rows[number % len(rows)] if rows else None

    def _live_claims_of_others(self, request_id: str) -> set[tuple[str, ClaimState]]:
        with self.context.store.reading() as session:
            claims = live_claims(session, self.clock.now)
            return {(claim.id, claim.state) for claim in claims if claim.request_id != request_id}
