"""Suggestions as they are stored and shown: ranked, explained, and silent about other residents and other countries."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    AnswerWarning,
    Band,
    DeclinedHouse,
    HouseNeed,
    HouseStatus,
    LanguageCover,
    Level,
    Note,
    RelationKind,
    RequestState,
    RoomNeed,
    RuleCode,
)
from safehouse.domain.errors import NotFound, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.capacity import CapacityReport
from safehouse.models.houses import House, HouseLanguage, Room
from safehouse.models.requests import RequestRelation
from safehouse.models.suggestions import Suggestion
from safehouse.services.offers import decline_offer
from safehouse.services.plans import ask_for_plan
from safehouse.services.plans.computing import compute_plan
from safehouse.services.request_documents import KnownPlace
from safehouse.services.suggestions import (
    CONFIDENTIAL,
    AbroadLine,
    OtherHouse,
    SuggestionLine,
    SuggestionsView,
    find_suggestions,
    suggest_houses,
)
from tests.rows import HouseRows, a_coordinator, a_house, a_manager, a_national_contact, a_report
from tests.services.night import MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night, an_area

NEAR_THE_HOUSE = "871969600ffffff"
FAR_AWAY = "871e701b3ffffff"


def suggest(night: Night, request_id: str) -> SuggestionsView:
    suggest_houses(night.context, night.coordinator, request_id=request_id, now=night.now)
    found = find_suggestions(night.context, night.coordinator, request_id=request_id)
    assert found is not None
    return found


def only_one(night: Night, request_id: str) -> SuggestionLine:
    (line,) = suggest(night, request_id).suggestions
    return line


def notes(line: SuggestionLine) -> dict[Note, Mapping[str, Any]]:
    return {note.note: note.details for note in line.notes}


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
    found = suggest(night, night.request())
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
    found = suggest(night, night.request(house_needs=frozenset({HouseNeed.PETS})))
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
    found = suggest(night, night.request(keep_apart_tags=frozenset({"x"})))
    assert found.others == (OtherHouse(house.code, (CONFIDENTIAL,)),)
    assert found.excluded == {RuleCode.NO_ROOM: 1}
    assert found.relaxations == ()


def test_what_could_be_waived_is_named_with_what_it_opens(night: Night) -> None:
    night.house(2, is_reported=False)
    (relaxation,) = suggest(night, night.request()).relaxations
    assert (relaxation.waive, relaxation.houses, relaxation.beds) == ((RuleCode.DARK,), 1, 2)


def test_a_request_without_keep_away_areas_is_warned_of(night: Night) -> None:
    assert suggest(night, night.request()).warnings == (AnswerWarning.NO_KEEP_AWAY_AREA,)
    assert suggest(night, night.request(keep_away=(an_area(FAR_AWAY),))).warnings == ()


def test_a_house_near_an_area_is_never_suggested(night: Night) -> None:
    house = night.house(1)
    found = suggest(night, night.request(keep_away=(an_area(NEAR_THE_HOUSE, 1),)))
    assert (found.suggestions, found.others) == ((), (OtherHouse(house.code, ("keep_away",)),))


def test_each_country_abroad_is_one_level(night: Night) -> None:
    for _ in range(5):
        a_house_abroad(night, "DE")
    a_house_abroad(night, "FR")
    change_house(night, a_house_abroad(night, "BE"), status=HouseStatus.PAUSED)
    found = suggest(night, night.request())
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
    found = suggest(night, night.request(columns={"countries": consent}))
    assert [line.country for line in found.abroad] == named


def test_suggestions_grow_stale_when_a_house_changes_and_fresh_when_made_anew(night: Night) -> None:
    house = night.house(2)
    request_id = night.request()
    assert not suggest(night, request_id).is_stale
    night.offer(night.request(), house)
    found = find_suggestions(night.context, night.coordinator, request_id=request_id)
    assert found is not None
    assert found.is_stale
    night.clock.forward(timedelta(seconds=1))
    assert not suggest(night, request_id).is_stale


def test_suggestions_are_kept_as_they_were_shown(night: Night) -> None:
    house = night.house(2)
    request_id = night.request()
    before = suggest(night, request_id)
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
    request_id = night.request()
    night.offer(request_id, house)
    night.clock.forward(timedelta(hours=4))
    assert only_one(night, request_id).house_code == house.code
    assert night.request_state(request_id) is RequestState.OPEN


def test_only_the_own_desk_sees_and_makes_suggestions(night: Night) -> None:
    house = night.house(1)
    request_id = night.request()
    suggest(night, request_id)
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
    found = suggest(night, request_id)
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
    found = suggest(night, woman)
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
    found = suggest(night, night.request())
    assert (found.plan, found.suggestions[0].is_planned, found.suggestions[0].cost) == (None, False, None)


class TestNotes:
    """What the survivor and the coordinator should know."""

    def test_staff_who_speak_her_language(self, night: Night) -> None:
        self.covers(night, night.house(1), ro=LanguageCover.STAFF)
        line = only_one(night, night.request())
        assert notes(line)[Note.LANGUAGE_SPOKEN] == {"language": "ro", "cover": "staff"}

    def test_the_best_of_her_languages(self, night: Night) -> None:
        self.covers(night, night.house(1), it=LanguageCover.STAFF, ro=LanguageCover.BOOKED_INTERPRETER)
        line = only_one(night, night.request(columns={"languages": {"ro": "fluent", "it": "some"}}))
        assert notes(line)[Note.LANGUAGE_SPOKEN] == {"language": "it", "cover": "staff"}

    def test_an_interpreter_on_the_telephone(self, night: Night) -> None:
        self.covers(night, night.house(1), ro=LanguageCover.PHONE_INTERPRETER)
        line = only_one(night, night.request())
        assert notes(line)[Note.LANGUAGE_INTERPRETED] == {"language": "ro", "cover": "phone_interpreter"}

    def test_nobody_who_speaks_any(self, night: Night) -> None:
        night.house(1)
        line = only_one(night, night.request(columns={"languages": {"ti": "fluent", "am": "some"}}))
        assert notes(line)[Note.LANGUAGE_MISSING] == {"languages": ["am", "ti"]}

    def test_a_request_without_languages_has_no_note_on_them(self, night: Night) -> None:
        night.house(1)
        found = notes(only_one(night, night.request(columns={"languages": {}})))
        assert not found.keys() & {Note.LANGUAGE_SPOKEN, Note.LANGUAGE_INTERPRETED, Note.LANGUAGE_MISSING}

    def test_a_house_outside_all_areas_is_cleared_without_a_figure_in_km(self, night: Night) -> None:
        night.house(1)
        line = only_one(night, night.request(keep_away=(an_area(FAR_AWAY), an_area(FAR_AWAY, 80))))
        assert notes(line)[Note.KEEP_AWAY_CLEARED] == {"areas": 2}

    def test_the_house_where_a_companion_is_already_and_the_others_where_she_is_not(self, night: Night) -> None:
        here, elsewhere = night.house(2), night.house(2)
        sister, request_id = night.request(), night.request()
        with night.context.store.transaction() as session:
            kind = RelationKind.KEEP_TOGETHER
            session.add(RequestRelation(request_id=request_id, other_id=sister, kind=kind))
        night.offer(sister, here)
        found = {line.house_code: notes(line) for line in suggest(night, request_id).suggestions}
        known_as = {"case_codes": [night.case_code(sister)]}
        assert found[here.code][Note.COMPANIONS_HERE] == known_as
        assert found[elsewhere.code][Note.COMPANIONS_ELSEWHERE] == known_as

    def test_an_old_report_is_to_be_called_about(self, night: Night) -> None:
        night.house(1)
        night.clock.forward(timedelta(hours=12))
        assert Note.REPORT_IS_OLD not in notes(only_one(night, night.request()))
        night.clock.forward(timedelta(hours=1))
        assert notes(only_one(night, night.request()))[Note.REPORT_IS_OLD] == {"hours": 13}

    def test_a_house_that_never_reported_is_to_be_called(self, night: Night) -> None:
        night.house(1, is_reported=False)
        request_id = night.request()
        night.waive(request_id, RuleCode.DARK)
        found = notes(only_one(night, request_id))
        assert found[Note.NEVER_REPORTED] == {}
        assert found[Note.WAIVED] == {"codes": ["dark"]}

    def test_a_waiver_that_opens_nothing_is_not_mentioned(self, night: Night) -> None:
        night.house(1)
        request_id = night.request()
        night.waive(request_id, RuleCode.DARK)
        assert Note.WAIVED not in notes(only_one(night, request_id))

    def test_a_house_that_asks_to_be_called_first(self, night: Night) -> None:
        house = night.house(1)
        with night.context.store.transaction() as session:
            report = session.exec(select(CapacityReport).where(CapacityReport.house_id == house.id)).one()
            report.needs_call_first = True
        assert notes(only_one(night, night.request()))[Note.HOUSE_ASKS_TO_CALL] == {}

    def test_a_house_that_declined_her_before(self, night: Night) -> None:
        house = night.house(1)
        request_id = night.request()
        offer_id = night.offer(request_id, house)
        reason = DeclinedHouse.STAFF_SHORTAGE
        decline_offer(night.context, night.manager(house), offer_id=offer_id, reason=reason, now=night.now)
        night.clock.forward(timedelta(seconds=1))
        assert notes(only_one(night, request_id))[Note.HOUSE_DECLINED_BEFORE] == {"reason": "staff_shortage"}

    def test_a_bed_beside_strangers(self, night: Night) -> None:
        night.house(2)
        assert Note.SHARED_ROOM in notes(only_one(night, night.request(WOMAN)))

    def test_a_room_of_their_own_blocks_beds_and_is_not_shared(self, night: Night) -> None:
        night.house(4, cots_per_room=(1,))
        found = notes(only_one(night, night.request(MOTHER_AND_BABY)))
        assert found[Note.BLOCKS_BEDS] == {"beds": 3}
        assert found[Note.USES_COTS] == {"cots": 1}
        assert Note.SHARED_ROOM not in found

    def test_a_girl_of_17_has_a_shared_room_to_herself(self, night: Night) -> None:
        night.house(1, unaccompanied_minors=True)
        people = ((WOMAN[0][0], 17),)
        assert Note.SHARED_ROOM not in notes(only_one(night, night.request(people)))

    def test_two_rooms_of_one_house(self, night: Night) -> None:
        night.house(1, 1)
        two_adults = (*WOMAN, *WOMAN)
        line = only_one(night, night.request(two_adults, columns={"may_split": True}))
        assert Note.TWO_ROOMS in notes(line)
        assert len(line.rooms) == 2

    def test_steps_on_the_way_to_the_room(self, night: Night) -> None:
        house = night.house(2)
        assert Note.NOT_STEP_FREE in notes(only_one(night, night.request(MOTHER_AND_SON)))
        with night.context.store.transaction() as session:
            session.get_one(Room, house.rooms[0].id).features = frozenset({RoomNeed.STEP_FREE})
        assert Note.NOT_STEP_FREE not in notes(only_one(night, night.request(MOTHER_AND_SON)))

    def test_a_stay_that_must_end_sooner(self, night: Night) -> None:
        night.house(1, max_stay_nights=10)
        assert notes(only_one(night, night.request(columns={"nights": 30})))[Note.SHORTER_STAY] == {"nights": 10}

    def covers(self, night: Night, house: HouseRows, **covers: LanguageCover) -> None:
        with night.context.store.transaction() as session:
            session.add_all(
                HouseLanguage(house_id=house.id, language=language, cover=cover) for language, cover in covers.items()
            )
