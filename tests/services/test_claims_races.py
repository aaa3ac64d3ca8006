"""Nothing is promised twice, however many ask at once, on both databases; and each of the two guards holds alone.

Seen red, on PostgreSQL, with the house lock removed: the races that the unique index cannot decide, because different places are
wanted or because it was dropped (`tests/faults/test_claims_faults.py` repeats that). On SQLite transactions that write follow each
other anyway.
"""

from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, func, select

from safehouse.domain.codes import LIVE_CLAIM_STATES, AreaKind, RequestState
from safehouse.domain.errors import BedTaken, OfferAnswered, RulesRefuse, WrongState
from safehouse.models.claims import Claim
from safehouse.services.db import Store
from safehouse.services.offers import accept_offer, cases, expire_overdue_holds, make_offer
from safehouse.services.requests import AreaDraft, change_request
from tests.rows import HouseRows
from tests.services.drafts import a_request_draft, load_towns
from tests.services.night import MAN, MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night, People
from tests.services.racing import LONG_SECONDS, Deed, meet, meet_after_judging, race, winners


def offering(night: Night, request_id: str, house: HouseRows) -> Deed:
    """The deed of putting a suggestion, which is made now, to its house."""
    suggestion_id = night.suggestion(request_id, house)
    return partial(make_offer, night.context, night.coordinator, suggestion_id=suggestion_id, now=night.now)


def race_for(night: Night, house: HouseRows, *households: People) -> list[object]:
    return race(*[offering(night, night.request(people), house) for people in households])


def live_claims_by_place(session: Session) -> Counter[str]:
    """How many live claims each bed and cot has."""
    place = func.coalesce(Claim.bed_id, Claim.cot_id)
    return Counter(session.exec(select(place).where(col(Claim.state).in_(LIVE_CLAIM_STATES))).all())


def assert_no_place_is_claimed_twice(night: Night) -> None:
    with night.context.store.reading() as session:
        assert set(live_claims_by_place(session).values()) <= {1}


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "lock_house", lambda session, _house_id: session.expire_all())


def without_index(store: Store) -> None:
    with store.transaction() as session:
        session.execute(text("DROP INDEX uq_claim_live_bed"))


def test_of_two_who_want_the_last_bed_one_gets_it(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(1)
    meet_after_judging(monkeypatch, 2)
    outcomes = race_for(night, house, WOMAN, WOMAN)
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(outcome, BedTaken) for outcome in outcomes) == 1
    assert_no_place_is_claimed_twice(night)


def test_of_many_who_want_few_beds_as_many_win_as_there_are_beds(night: Night) -> None:
    house = night.house(3)
    outcomes = race_for(night, house, *[WOMAN] * 8)
    assert len(winners(outcomes)) == 3
    assert sum(isinstance(outcome, BedTaken) for outcome in outcomes) == 5
    assert_no_place_is_claimed_twice(night)


def test_a_man_and_a_woman_never_get_the_two_beds_of_one_room(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(2)
    meet_after_judging(monkeypatch, 2)
    outcomes = race_for(night, house, WOMAN, MAN)
    assert len(winners(outcomes)) == 1


def test_two_requests_that_keep_apart_never_get_one_house(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """They want different rooms, so that only the house lock can keep them apart."""
    house = night.house(1, 2)
    one = night.request(WOMAN, tags=frozenset({"x"}))
    other = night.request(MOTHER_AND_SON, keep_apart_tags=frozenset({"x"}))
    meet_after_judging(monkeypatch, 2)
    outcomes = race(offering(night, one, house), offering(night, other, house))
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(outcome, RulesRefuse) for outcome in outcomes) == 1


def test_two_babies_never_get_one_cot(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(1, cots_per_room=(1,))
    meet_after_judging(monkeypatch, 2)
    outcomes = race_for(night, house, MOTHER_AND_BABY, MOTHER_AND_BABY)
    assert len(winners(outcomes)) == 1
    with night.context.store.reading() as session:
        assert live_claims_by_place(session)[house.rooms[0].cots[0]] == 1


def test_a_whole_room_and_one_of_its_beds_are_never_both_given(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(3)
    meet_after_judging(monkeypatch, 2)
    outcomes = race_for(night, house, MOTHER_AND_SON, WOMAN)
    assert len(winners(outcomes)) == 1
    assert_no_place_is_claimed_twice(night)


def test_of_two_who_come_after_an_expired_hold_one_gets_its_bed(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(1)
    passed = night.request()
    night.offer(passed, house)
    night.clock.forward(timedelta(hours=4))
    meet_after_judging(monkeypatch, 2)
    outcomes = race_for(night, house, WOMAN, WOMAN)
    assert len(winners(outcomes)) == 1
    assert night.request_state(passed) is RequestState.OPEN
    assert_no_place_is_claimed_twice(night)


def test_one_request_never_gets_two_houses(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with `lock_request` reading without a lock."""
    request_id = night.request()
    deeds = [offering(night, request_id, night.house(1)) for _ in range(2)]
    meet_after_judging(monkeypatch, 2)
    outcomes = race(*deeds)
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 1


def test_no_area_is_added_between_judgement_and_claim(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with `lock_request` reading without a lock."""
    load_towns(night.context)
    request_id = night.request()
    claim = offering(night, request_id, night.house(1))
    draft = a_request_draft(keep_away=(AreaDraft("Utrecht, NL", 100, AreaKind.NETWORK),))
    changed = Barrier(2)
    meeting = meet_after_judging(monkeypatch, 2, until=changed, patience=3.0)

    def add_an_area() -> None:
        meet(meeting, LONG_SECONDS)
        change_request(night.context, night.coordinator, request_id=request_id, version=1, draft=draft, now=night.now)
        meet(changed)

    outcomes = race(claim, add_an_area)
    assert winners(outcomes) == outcomes[:1]
    assert isinstance(outcomes[1], WrongState)


def test_a_house_says_yes_once(night: Night) -> None:
    house = night.house(1)
    offer_id, manager = night.offer(night.request(), house), night.manager(house)
    outcomes = race(
        partial(accept_offer, night.context, manager, offer_id=offer_id, now=night.now),
        partial(accept_offer, night.context, manager, offer_id=offer_id, now=night.now),
    )
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(outcome, OfferAnswered) for outcome in outcomes) == 1


def test_two_schedulers_expire_a_hold_once(night: Night) -> None:
    night.offer(night.request(), night.house(1))
    night.clock.forward(timedelta(hours=4))
    expire = partial(expire_overdue_holds, night.context, now=night.now)
    assert sorted(map(str, race(expire, expire))) == ["0", "1"]


def test_without_the_index_the_house_lock_still_holds(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(1)
    without_index(night.context.store)
    meet_after_judging(monkeypatch, 2)
    assert len(winners(race_for(night, house, WOMAN, WOMAN))) == 1
    assert_no_place_is_claimed_twice(night)


def test_without_the_index_the_house_lock_keeps_genders_apart(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(2)
    without_index(night.context.store)
    meet_after_judging(monkeypatch, 2)
    assert len(winners(race_for(night, house, WOMAN, MAN))) == 1


def test_without_the_house_lock_the_index_still_holds(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    house = night.house(1)
    without_lock(monkeypatch)
    meet_after_judging(monkeypatch, 2)
    outcomes = race_for(night, house, WOMAN, WOMAN)
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(outcome, BedTaken) for outcome in outcomes) == 1
    assert_no_place_is_claimed_twice(night)


@pytest.mark.parametrize("store_url", ["postgres"], indirect=True)
def test_without_both_guards_the_races_do_promise_a_bed_twice(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that everything here is about, so that the other tests are known to see it. SQLite has a third guard."""
    house = night.house(1)
    without_lock(monkeypatch)
    without_index(night.context.store)
    meet_after_judging(monkeypatch, 2)
    assert len(winners(race_for(night, house, WOMAN, WOMAN))) == 2
    with night.context.store.reading() as session:
        assert live_claims_by_place(session)[house.beds[0]] == 2
