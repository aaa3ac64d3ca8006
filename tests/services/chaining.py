"""A request whose houses are asked one after another, for tests of what becomes of its chain."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from safehouse.domain.codes import ChainEnd, DeclinedHouse, FallbackState, OfferState
from safehouse.models.offers import Fallback, Offer
from safehouse.services.offers import ask_for_chain, continue_chains, decline_offer, expire_overdue_holds
from tests.rows import HouseRows
from tests.services.night import Night

ANSWER_DUE = timedelta(hours=4)


class Chain:
    """A request whose houses are asked one after another."""

    def __init__(self, night: Night, houses: int = 3, hours_ahead: int = 24) -> None:
        """Ask the first of so many houses with one bed each."""
        self.night = night
        self.houses = [night.house(1) for _ in range(houses)]
        self.request_id = night.request(columns={"arrives_at": night.now + timedelta(hours=hours_ahead)})
        self.suggestions = suggestions(night, self.request_id, self.houses)

    def ask(self) -> "Chain":
        self.asked = ask_for_chain(
            self.night.context, self.night.coordinator, suggestion_ids=self.suggestions, now=self.night.now
        )
        return self

    @property
    def offers(self) -> Sequence[Offer]:
        """In the order in which they were made."""
        with self.night.context.store.reading() as session:
            by_time = select(Offer).where(Offer.request_id == self.request_id)
            found = {offer.house_id: offer for offer in session.exec(by_time)}
        return [found[house.id] for house in self.houses if house.id in found]

    @property
    def rows(self) -> Sequence[tuple[FallbackState, str | None]]:
        with self.night.context.store.reading() as session:
            of_request = select(Fallback).where(Fallback.request_id == self.request_id)
            return [(row.state, row.code) for row in session.exec(of_request.order_by(col(Fallback.position)))]

    @property
    def states(self) -> list[OfferState]:
        return [offer.state for offer in self.offers]

    def decline(self, position: int) -> None:
        """The house at this position says no."""
        decline_offer(
            self.night.context,
            self.night.manager(self.houses[position]),
            offer_id=self.offers[position].id,
            reason=DeclinedHouse.NO_BED_AFTER_ALL,
            now=self.night.now,
        )

    def tick(self) -> int:
        """What the scheduler does with offers; how many were made."""
        expire_overdue_holds(self.night.context, now=self.night.now)
        return continue_chains(self.night.context, now=self.night.now)


def suggestions(night: Night, request_id: str, houses: Sequence[HouseRows]) -> list[str]:
    """A new suggestion of each house from one list, in the order of the houses."""
    by_house = {one.house_code: one.suggestion_id for one in night.suggest(request_id).suggestions}
    return [by_house[house.code] for house in houses]


def the_end(chain: Chain, *left: int) -> set[tuple[FallbackState, str | None]]:
    """What became of these positions."""
    return {chain.rows[position] for position in left}


def cancelled(end: ChainEnd) -> set[tuple[FallbackState, str | None]]:
    return {(FallbackState.CANCELLED, end.value)}
