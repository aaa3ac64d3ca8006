"""A household that was entered twice: whatever stands only in the duplicate and keeps it safe is kept.

Seen red with areas, tags, or tag hashes left out of `merge_duplicate`, with the places of the kept request not judged again, and with a
request that has ended allowed to stay.
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import HouseStatus, RelationKind, RequestState, RuleCode, TagKind, WithdrawnReason
from safehouse.domain.errors import InvalidInput, Problem
from safehouse.models.audit import AuditEntry
from safehouse.models.requests import RequestRelation, RequestTag, SealedDocument
from safehouse.services.houses import set_status
from safehouse.services.requests import get_request, mark_duplicate, withdraw_request
from tests.services.drafts import problems_of
from tests.services.night import Night, an_area

NEAR_THE_HOUSE, FAR_AWAY = "871969600ffffff", "871e701b3ffffff"
PLACE_FORBIDDEN = {"case_code": Problem.PLACE_FORBIDDEN}


def mark(night: Night, twice: str, kept: str) -> None:
    mark_duplicate(night.context, night.coordinator, request_id=twice, case_code=night.case_code(kept), now=night.now)


def refused(night: Night, twice: str, kept: str) -> dict[str, Problem]:
    with pytest.raises(InvalidInput) as refusal:
        mark(night, twice, kept)
    assert night.request_state(twice) is RequestState.OPEN
    return problems_of(refusal.value)


def tags_of(night: Night, request_id: str) -> list[tuple[TagKind, str]]:
    with night.context.store.reading() as session:
        tags = session.exec(select(RequestTag).where(RequestTag.request_id == request_id))
        return sorted((tag.kind, tag.tag_hash) for tag in tags)


def test_areas_and_tags_of_both_stand_in_the_request_that_stays(night: Night) -> None:
    near, far = an_area(NEAR_THE_HOUSE), an_area(FAR_AWAY)
    kept = night.request(keep_away=(far,), tags=frozenset({"a"}))
    twice = night.request(keep_away=(far, near), tags=frozenset({"a", "b"}), keep_apart_tags=frozenset({"c"}))
    hashes = tags_of(night, twice)
    with night.context.store.reading() as session:
        key = session.get_one(SealedDocument, kept).wrapped_key
    mark(night, twice, kept)
    after = get_request(night.context, night.coordinator, request_id=kept)
    assert after.keep_away == (far, near)
    assert (after.tags, after.keep_apart_tags) == (("a", "b"), ("c",))
    assert tags_of(night, kept) == hashes
    with night.context.store.reading() as session:
        assert session.get_one(SealedDocument, kept).wrapped_key != key


def test_the_engine_knows_what_only_the_duplicate_said(night: Night) -> None:
    """She is not sent near a trafficker because somebody entered her twice."""
    house = night.house(1)
    kept, twice = night.request(), night.request(keep_away=(an_area(NEAR_THE_HOUSE),))
    before = night.suggestion(kept, house)
    mark(night, twice, kept)
    view = night.suggest(kept)
    assert [(other.house_code, other.codes) for other in view.others] == [(house.code, (RuleCode.KEEP_AWAY,))]
    assert before not in {line.suggestion_id for line in view.suggestions}


def test_the_note_and_everything_else_of_the_request_that_stays_is_kept(night: Night) -> None:
    kept = night.request(hand_over="Afraid of dogs.", house_needs=frozenset())
    night.waive(kept, RuleCode.DARK)
    mark(night, night.request(keep_away=(an_area(FAR_AWAY),)), kept)
    after = get_request(night.context, night.coordinator, request_id=kept)
    assert after.has_hand_over
    assert [waiver.code for waiver in after.waivers] == [RuleCode.DARK]


def test_the_record_holds_counts_only(night: Night) -> None:
    kept, twice = night.request(), night.request(keep_away=(an_area(FAR_AWAY),), tags=frozenset({"a", "b"}))
    mark(night, twice, kept)
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.MARKED_DUPLICATE)).one()
    assert entry.detail == {"duplicate_of": kept, "areas": 1, "tags": 2, "relations": 0}


def test_a_relation_that_both_have_stands_once(night: Night) -> None:
    """Seen red with every relation of the duplicate written anew: the page named the other request twice."""
    kept, twice, other = night.request(), night.request(), night.request()
    with night.context.store.transaction() as session:
        session.add_all(
            RequestRelation(request_id=one, other_id=other, kind=RelationKind.KEEP_APART) for one in (kept, twice)
        )
    mark(night, twice, kept)
    after = get_request(night.context, night.coordinator, request_id=kept)
    assert after.keep_apart == (night.case_code(other),)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_place_that_the_duplicate_forbids_comes_first(night: Night, *, is_there: bool) -> None:
    house = night.house(1)
    kept, twice = night.request(), night.request(keep_away=(an_area(NEAR_THE_HOUSE),))
    offer_id = night.reservation(kept, house)
    if is_there:
        night.arrive(offer_id, house)
    assert refused(night, twice, kept) == PLACE_FORBIDDEN
    assert get_request(night.context, night.coordinator, request_id=kept).keep_away == ()


def test_a_place_that_is_still_safe_is_kept(night: Night) -> None:
    """Also one in a house that was paused since: that it takes nobody new forbids nobody to stay."""
    house = night.house(1)
    kept, twice = night.request(), night.request(keep_away=(an_area(FAR_AWAY),))
    night.stay(kept, house)
    contact = night.desk.national_contact
    set_status(night.context, contact, house_id=house.id, status=HouseStatus.PAUSED, now=night.now)
    mark(night, twice, kept)
    assert len(get_request(night.context, night.coordinator, request_id=kept).keep_away) == 1
    assert night.request_state(kept) is RequestState.CHECKED_IN


def test_tags_of_a_duplicate_keep_others_out_of_the_house_of_the_request_that_stays(night: Night) -> None:
    house = night.house(2)
    kept, twice = night.request(), night.request(tags=frozenset({"the same network"}))
    newcomer = night.request(keep_apart_tags=frozenset({"the same network"}))
    night.stay(kept, house)
    assert night.suggest(newcomer).suggestions
    mark(night, twice, kept)
    night.clock.forward(timedelta(seconds=1))
    assert not night.suggest(newcomer).suggestions


def test_a_request_that_has_ended_does_not_stay_for_another(night: Night) -> None:
    """Nobody's need disappears from the desk behind a request that is on it no more."""
    ended, twice = night.request(), night.request()
    reason = WithdrawnReason.ERROR
    withdraw_request(night.context, night.coordinator, request_id=ended, reason=reason, now=night.now)
    assert refused(night, twice, ended) == {"case_code": Problem.CONTRADICTS}
