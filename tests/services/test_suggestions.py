"""Suggestions as they are stored and shown: ranked, explained, and silent about other residents and other countries."""

from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    CONFIDENTIAL,
    AnswerWarning,
    Band,
    HouseNeed,
    HouseStatus,
    LanguageCover,
    Level,
    RequestState,
    RuleCode,
)
from safehouse.domain.errors import NotFound, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import House, HouseLanguage
from safehouse.models.suggestions import Suggestion
from safehouse.services.plans import ask_for_plan
from safehouse.services.plans.computing import compute_plan
from safehouse.services.request_documents import KnownPlace
from safehouse.services.suggestions import (
    AbroadLine,
    OtherHouse,
    SuggestionLine,
    find_suggestions,
    suggest_houses,
)
from tests.rows import HouseRows, a_coordinator, a_house, a_manager, a_national_contact, a_report
from tests.services.night import MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night, an_area

NEAR_THE_HOUSE = "871969600ffffff"
FAR_AWAY = "871e701b3ffffff"


def only_one(night: Night, request_id: str) -> SuggestionLine:
    (line,) = night.suggest(request_id).suggestions
    return line


def a_house_abroad(night: Night, country: str) -> HouseRows:
    house = a_house(night.context, country=country, beds_per_room=(2,))
    a_report(night.context, house, reported_at=night.now)
    return house


def change_house(night: Night, house: HouseRows, **columns: object) -> None:
    with night.context.store.transaction() as session:
        row = session.get_one(House, house.id)
        for name, value in columns.items():
            setattr(row, name, value)


def test_the_best_house_comes_first_with_its_points_and_rooms(night: Night) -> None:
    speaking, silent = night.house(1), night.house(1)
    with night.context.store.transaction() as session:
        session.add(HouseLanguage(house_id=speaking.id, language="ro", cover=LanguageCover.STAFF))
    found = night.suggest(night.request())
    assert [(line.rank, line.house_code) for line in found.suggestions] == [(1, speaking.code), (2, silent.code)]
    first = found.suggestions[0]
    assert first.total == sum(first.points.values())
    assert [(room.label, room.beds) for room in first.rooms] == [("1", ("1",))]


def test_a_journey_has_a_band_and_without_a_pick_up_none(night: Night) -> None:
    night.house(1)
    here = KnownPlace(place_id=1, shown_as="Here", cell=NEAR_THE_HOUSE)
    assert only_one(night, night.request(pickup=here)).band is Band.UNDER_50
    assert only_one(night, night.request()).band is None


def test_every_other_house_of_the_country_says_why_not(night: Night) -> None:
    paused = night.house(1, status=HouseStatus.PAUSED)
    without = night.house(1, is_reported=False)
    found = night.suggest(night.request(house_needs=frozenset({HouseNeed.PETS})))
    assert found.suggestions == ()
    assert set(found.others) == {
        OtherHouse(paused.code, ("house_not_open", "needs")),
        OtherHouse(without.code, ("needs", "dark")),
    }
    assert found.excluded == {RuleCode.HOUSE_NOT_OPEN: 1, RuleCode.NEEDS: 2, RuleCode.DARK: 1}


@pytest.mark.parametrize("is_compromised", [False, True])
def test_confidential_reasons_are_one_word_per_house_and_in_no_count(night: Night, *, is_compromised: bool) -> None:
    house = night.house(2)
    if is_compromised:
        change_house(night, house, status=HouseStatus.COMPROMISED)
    else:
        night.offer(night.request(tags=frozenset({"x"})), house)
    found = night.suggest(night.request(keep_apart_tags=frozenset({"x"})))
    assert found.others == (OtherHouse(house.code, (CONFIDENTIAL,)),)
    assert found.excluded == {RuleCode.NO_ROOM: 1}
    assert found.relaxations == ()


def test_what_could_be_waived_is_named_with_what_it_opens(night: Night) -> None:
    night.house(2, is_reported=False)
    (relaxation,) = night.suggest(night.request()).relaxations
    assert (relaxation.waive, relaxation.houses, relaxation.beds) == ((RuleCode.DARK,), 1, 2)


def test_a_request_without_keep_away_areas_is_warned_of(night: Night) -> None:
    assert night.suggest(night.request()).warnings == (AnswerWarning.NO_KEEP_AWAY_AREA,)
    assert night.suggest(night.request(keep_away=(an_area(FAR_AWAY),))).warnings == ()


def test_a_house_near_an_area_is_never_suggested(night: Night) -> None:
    house = night.house(1)
    found = night.suggest(night.request(keep_away=(an_area(NEAR_THE_HOUSE, 1),)))
    assert (found.suggestions, found.others) == ((), (OtherHouse(house.code, ("keep_away",)),))


def test_each_country_abroad_is_one_level(night: Night) -> None:
    for _ in range(5):
        a_house_abroad(night, "DE")
    a_house_abroad(night, "FR")
    change_house(night, a_house_abroad(night, "BE"), status=HouseStatus.PAUSED)
    found = night.suggest(night.request())
    assert found.abroad == (
        AbroadLine("BE", Level.NONE),
        AbroadLine("DE", Level.FROM_5),
        AbroadLine("FR", Level.FROM_1_TO_4),
    )
    assert (found.suggestions, found.others) == ((), ())


@pytest.mark.parametrize(("consent", "named"), [(frozenset({"NL", "FR"}), ["FR"]), (frozenset({"NL"}), [])])
def test_a_country_without_consent_is_not_even_asked(night: Night, consent: frozenset[str], named: list[str]) -> None:
    for country in ("DE", "FR"):
        a_house_abroad(night, country)
    found = night.suggest(night.request(columns={"countries": consent}))
    assert [line.country for line in found.abroad] == named


def test_suggestions_grow_stale_when_a_house_changes_and_fresh_when_made_anew(night: Night) -> None:
    house = night.house(2)
    request_id = night.request()
    assert not night.suggest(request_id).is_stale
    night.offer(night.request(), house)
    found = find_suggestions(night.context, night.coordinator, request_id=request_id)
    assert found is not None
    assert found.is_stale
    night.clock.forward(timedelta(seconds=1))
    assert not night.suggest(request_id).is_stale


def test_suggestions_are_kept_as_they_were_shown(night: Night) -> None:
    house = night.house(2)
    request_id = night.request()
    before = night.suggest(request_id)
    change_house(night, house, status=HouseStatus.PAUSED)
    assert find_suggestions(night.context, night.coordinator, request_id=request_id) == before


def test_nobody_has_asked_yet(night: Night) -> None:
    assert find_suggestions(night.context, night.coordinator, request_id=night.request()) is None


def test_only_an_open_request_is_suggested_for(night: Night) -> None:
    house = night.house(1)
    request_id = night.request()
    night.offer(request_id, house)
    with pytest.raises(WrongState):
        suggest_houses(night.context, night.coordinator, request_id=request_id, now=night.now)


def test_a_passed_offer_does_not_keep_suggestions_away(night: Night) -> None:
    house = night.house(1)
    request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
    night.offer(request_id, house)
    night.clock.forward(timedelta(hours=4))
    assert only_one(night, request_id).house_code == house.code
    assert night.request_state(request_id) is RequestState.OPEN


def test_only_the_own_desk_sees_and_makes_suggestions(night: Night) -> None:
    house = night.house(1)
    request_id = night.request()
    night.suggest(request_id)
    strangers = [
        a_coordinator(night.context, "DE"),
        a_national_contact(night.context, "NL"),
        a_manager(night.context, house.id),
    ]
    for stranger in strangers:
        with pytest.raises(NotFound):
            find_suggestions(night.context, stranger, request_id=request_id)
        with pytest.raises(NotFound):
            suggest_houses(night.context, stranger, request_id=request_id, now=night.now)


def test_suggesting_is_on_record(night: Night) -> None:
    night.house(1)
    request_id = night.request()
    found = night.suggest(request_id)
    with night.context.store.reading() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == Action.SUGGESTED_HOUSES))
    assert (entry.subject_id, entry.detail) == (request_id, {"list": found.list_id, "suggestions": 1})


def test_stored_suggestions_name_places_by_id(night: Night) -> None:
    house = night.house(3, cots_per_room=(1,))
    suggestion_id = night.suggestion(night.request(MOTHER_AND_BABY), house)
    with night.context.store.reading() as session:
        (use,) = session.get_one(Suggestion, suggestion_id).rooms
    assert use["room"] == house.rooms[0].id
    assert {*use["beds"], *use["blocked_beds"]} == set(house.beds)
    assert (len(use["beds"]), use["cots"]) == (1, 1)


def test_the_joint_plans_house_is_marked_and_another_choice_says_whom_it_displaces(night: Night) -> None:
    """A family that fits into one house only, and a woman who could take its room or another one."""
    small, large = night.house(1), night.house(3, shared=False)
    with night.context.store.transaction() as session:
        session.add(HouseLanguage(house_id=large.id, language="ro", cover=LanguageCover.STAFF))
    family, woman = night.request((*MOTHER_AND_SON, *WOMAN)), night.request(WOMAN)
    job_id = ask_for_plan(night.context, night.coordinator, country="NL", now=night.now)
    compute_plan(night.context, job_id=job_id, now=night.now)
    found = night.suggest(woman)
    by_house = {line.house_code: line for line in found.suggestions}
    assert found.suggestions[0].house_code == large.code
    assert (by_house[small.code].is_planned, by_house[large.code].is_planned) == (True, False)
    assert found.plan is not None
    assert (found.plan.house_code, found.plan.is_proven) == (small.code, True)
    cost = by_house[large.code].cost
    assert cost is not None
    assert [displaced.case_code for displaced in cost.displaced] == [night.case_code(family)]


def test_without_a_plan_nothing_is_marked(night: Night) -> None:
    night.house(1)
    found = night.suggest(night.request())
    assert (found.plan, found.suggestions[0].is_planned, found.suggestions[0].cost) == (None, False, None)
