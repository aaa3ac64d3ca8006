"""What has changed since a house said yes, or since a request was entered twice: safety is judged again, and nothing is lost."""

import pytest
from sqlmodel import select

from safehouse.domain.codes import HouseStatus, OfferState, RelationKind, RequestState, RuleCode
from safehouse.domain.errors import RulesRefuse
from safehouse.models.requests import RequestRelation
from safehouse.services.arrivals import record_departure
from safehouse.services.houses import set_status
from safehouse.services.offers import accept_offer
from safehouse.services.requests import mark_duplicate
from tests.services.night import Night


def test_nobody_sets_out_for_a_house_that_was_compromised_since(night: Night) -> None:
    house = night.house(2)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    night.compromise(house)
    with pytest.raises(RulesRefuse):
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    assert night.request_state(request_id) is RequestState.RESERVED


@pytest.mark.parametrize("status", [HouseStatus.CLOSED, HouseStatus.PAUSED])
def test_a_house_that_is_not_open_any_more_accepts_nobody(night: Night, status: HouseStatus) -> None:
    house = night.house(2)
    offer_id = night.offer(night.request(), house)
    set_status(night.context, night.desk.national_contact, house_id=house.id, status=status, now=night.now)
    with pytest.raises(RulesRefuse) as refusal:
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    assert refusal.value.codes == (RuleCode.HOUSE_NOT_OPEN,)
    assert night.offer_state(offer_id) is OfferState.PENDING


def test_the_request_that_stays_takes_over_whom_its_duplicate_was_kept_apart_from(night: Night) -> None:
    original, twice, other = night.request(), night.request(), night.request()
    with night.context.store.transaction() as session:
        session.add(RequestRelation(request_id=other, other_id=twice, kind=RelationKind.KEEP_APART))
    case_code = night.case_code(original)
    mark_duplicate(night.context, night.coordinator, request_id=twice, case_code=case_code, now=night.now)
    with night.context.store.reading() as session:
        pairs = {frozenset((one.request_id, one.other_id)) for one in session.exec(select(RequestRelation))}
    assert frozenset((original, other)) in pairs
