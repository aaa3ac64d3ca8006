"""Faults of offers to several houses, at once or one after another; each makes the named test fail."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from safehouse.domain.codes import RequestState, Role
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.db import database_now
from safehouse.services.offers.cases import OfferCase
from safehouse.services.request_states import move_request
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

OFFERS = "safehouse.services.offers"
SEVERAL = "tests/services/test_offers_several.py"
CHAINS = "tests/services/test_offers_chains.py"
ENDS = "tests/services/test_offers_chains_ends.py"
TAKEN_BACK = "tests/services/test_offers_taken_back.py"


def _read_offer_without_locks(_: AnyFunction) -> Callable[[Session, Offer, Role], OfferCase]:
    return lambda session, offer, role: OfferCase(offer, session.get_one(Request, offer.request_id), role)


def _read_request_without_locks(_: AnyFunction) -> Callable[..., tuple[Request, datetime]]:
    def read(
        session: Session, request_id: str, house_ids: Collection[str], *, now: datetime
    ) -> tuple[Request, datetime]:
        del house_ids, now
        return session.get_one(Request, request_id), database_now(session)

    return read


def _open_at_once(_: AnyFunction) -> Callable[[Session, Offer, Request], None]:
    return lambda _session, _offer, request: move_request(request, RequestState.OPEN)


FAULTS = (
    Fault(
        "the others stay pending at a yes",
        f"{OFFERS}.rivals.withdraw_rivals",
        always(None),
        f"{SEVERAL}::test_the_first_yes_withdraws_the_others_at_once[sqlite]",
    ),
    Fault(
        "no lock at a yes",
        f"{OFFERS}.cases.lock_offer_and_rivals",
        _read_offer_without_locks,
        f"{SEVERAL}::test_of_houses_that_say_yes_at_once_one_has_them[postgres]",
    ),
    Fault(
        "open again at the first no",
        f"{OFFERS}.cases.open_again",
        _open_at_once,
        f"{SEVERAL}::test_the_request_waits_for_the_others_until_the_last_has_said_no[sqlite]",
    ),
    Fault(
        "nobody goes on after a no",
        f"{OFFERS}.chains.go_on_after",
        always(None),
        f"{CHAINS}::test_a_no_asks_the_next_house_at_once[sqlite]",
    ),
    Fault(
        "the scheduler goes on with no chain",
        f"{OFFERS}.chains.continue_chains",
        always(0),
        f"{CHAINS}::test_a_kill_between_a_no_and_the_next_house_loses_nothing[sqlite]",
    ),
    Fault(
        "no lock at the next house",
        f"{OFFERS}.making.lock_to_offer",
        _read_request_without_locks,
        f"{CHAINS}::test_two_who_go_on_with_one_chain_ask_one_house[postgres]",
    ),
    Fault(
        "the next house not judged",
        "safehouse.placement.checker.judge_placement",
        always(()),
        f"{CHAINS}::test_a_house_inside_an_area_that_was_learnt_meanwhile_is_never_asked[sqlite]",
    ),
    Fault(
        "the chain goes on after her no",
        f"{OFFERS}.fallbacks.cancel_chain",
        always(0),
        f"{ENDS}::test_what_she_declines_is_followed_by_a_person_and_not_by_the_next_house[sqlite]",
    ),
    Fault(
        "places kept after a yes taken back",
        "safehouse.services.claims.release_places",
        always(None),
        f"{TAKEN_BACK}::test_the_places_are_free_and_the_request_is_open[sqlite]",
    ),
    Fault(
        "the desk is told nothing",
        "safehouse.services.mail.outbox.enqueue_desk_messages",
        always(None),
        f"{TAKEN_BACK}::test_every_coordinator_of_the_desk_is_sent_the_message_that_says_nothing[sqlite]",
    ),
)


def test_every_fault_of_offers_to_several_houses_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
