"""What the survivor and the coordinator should know about a suggestion, note by note."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from safehouse.domain.codes import DeclinedHouse, LanguageCover, Note, RelationKind, RoomNeed, RuleCode
from safehouse.models.capacity import CapacityReport
from safehouse.models.houses import HouseLanguage, Room
from safehouse.models.requests import RequestRelation
from safehouse.services.offers import decline_offer
from safehouse.services.suggestions import SuggestionLine
from tests.rows import HouseRows
from tests.services.night import MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night, an_area

FAR_AWAY = "871e701b3ffffff"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""Notes are made of values; that their rows are read and written on both databases is tested by `test_suggestions.py`."""


def only_one(night: Night, request_id: str) -> SuggestionLine:
    (line,) = night.suggest(request_id).suggestions
    return line


def notes(line: SuggestionLine) -> dict[Note, Mapping[str, Any]]:
    return {note.note: note.details for note in line.notes}


def covers(night: Night, house: HouseRows, **covers: LanguageCover) -> None:
    with night.context.store.transaction() as session:
        session.add_all(
            HouseLanguage(house_id=house.id, language=language, cover=cover) for language, cover in covers.items()
        )


def test_staff_who_speak_her_language(night: Night) -> None:
    covers(night, night.house(1), ro=LanguageCover.STAFF)
    line = only_one(night, night.request())
    assert notes(line)[Note.LANGUAGE_SPOKEN] == {"language": "ro", "cover": "staff"}


def test_the_best_of_her_languages(night: Night) -> None:
    covers(night, night.house(1), it=LanguageCover.STAFF, ro=LanguageCover.BOOKED_INTERPRETER)
    line = only_one(night, night.request(columns={"languages": {"ro": "fluent", "it": "some"}}))
    assert notes(line)[Note.LANGUAGE_SPOKEN] == {"language": "it", "cover": "staff"}


def test_an_interpreter_on_the_telephone(night: Night) -> None:
    covers(night, night.house(1), ro=LanguageCover.PHONE_INTERPRETER)
    line = only_one(night, night.request())
    assert notes(line)[Note.LANGUAGE_INTERPRETED] == {"language": "ro", "cover": "phone_interpreter"}


def test_nobody_who_speaks_any(night: Night) -> None:
    night.house(1)
    line = only_one(night, night.request(columns={"languages": {"ti": "fluent", "am": "some"}}))
    assert notes(line)[Note.LANGUAGE_MISSING] == {"languages": ["am", "ti"]}


def test_a_request_without_languages_has_no_note_on_them(night: Night) -> None:
    night.house(1)
    found = notes(only_one(night, night.request(columns={"languages": {}})))
    assert not found.keys() & {Note.LANGUAGE_SPOKEN, Note.LANGUAGE_INTERPRETED, Note.LANGUAGE_MISSING}


def test_a_house_outside_all_areas_is_cleared_without_a_figure_in_km(night: Night) -> None:
    night.house(1)
    line = only_one(night, night.request(keep_away=(an_area(FAR_AWAY), an_area(FAR_AWAY, 80))))
    assert notes(line)[Note.KEEP_AWAY_CLEARED] == {"areas": 2}


def test_the_house_where_a_companion_is_already_and_the_others_where_she_is_not(night: Night) -> None:
    here, elsewhere = night.house(2), night.house(2)
    sister, request_id = night.request(), night.request()
    with night.context.store.transaction() as session:
        kind = RelationKind.KEEP_TOGETHER
        session.add(RequestRelation(request_id=request_id, other_id=sister, kind=kind))
    night.offer(sister, here)
    found = {line.house_code: notes(line) for line in night.suggest(request_id).suggestions}
    known_as = {"case_codes": [night.case_code(sister)]}
    assert found[here.code][Note.COMPANIONS_HERE] == known_as
    assert found[elsewhere.code][Note.COMPANIONS_ELSEWHERE] == known_as


def test_an_old_report_is_to_be_called_about(night: Night) -> None:
    night.house(1)
    night.clock.forward(timedelta(hours=12))
    assert Note.REPORT_IS_OLD not in notes(only_one(night, night.request()))
    night.clock.forward(timedelta(hours=1))
    assert notes(only_one(night, night.request()))[Note.REPORT_IS_OLD] == {"hours": 13}


def test_a_house_that_never_reported_is_to_be_called(night: Night) -> None:
    night.house(1, is_reported=False)
    request_id = night.request()
    night.waive(request_id, RuleCode.DARK)
    found = notes(only_one(night, request_id))
    assert found[Note.NEVER_REPORTED] == {}
    assert found[Note.WAIVED] == {"codes": ["dark"]}


def test_a_waiver_that_opens_nothing_is_not_mentioned(night: Night) -> None:
    night.house(1)
    request_id = night.request()
    night.waive(request_id, RuleCode.DARK)
    assert Note.WAIVED not in notes(only_one(night, request_id))


def test_a_house_that_asks_to_be_called_first(night: Night) -> None:
    house = night.house(1)
    with night.context.store.transaction() as session:
        report = session.exec(select(CapacityReport).where(CapacityReport.house_id == house.id)).one()
        report.needs_call_first = True
    assert notes(only_one(night, night.request()))[Note.HOUSE_ASKS_TO_CALL] == {}


def test_a_house_that_declined_her_before(night: Night) -> None:
    house = night.house(1)
    request_id = night.request()
    offer_id = night.offer(request_id, house)
    reason = DeclinedHouse.STAFF_SHORTAGE
    decline_offer(night.context, night.manager(house), offer_id=offer_id, reason=reason, now=night.now)
    night.clock.forward(timedelta(seconds=1))
    assert notes(only_one(night, request_id))[Note.HOUSE_DECLINED_BEFORE] == {"reason": "staff_shortage"}


def test_a_bed_beside_strangers(night: Night) -> None:
    night.house(2)
    assert Note.SHARED_ROOM in notes(only_one(night, night.request(WOMAN)))


def test_a_room_of_their_own_blocks_beds_and_is_not_shared(night: Night) -> None:
    night.house(4, cots_per_room=(1,))
    found = notes(only_one(night, night.request(MOTHER_AND_BABY)))
    assert found[Note.BLOCKS_BEDS] == {"beds": 3}
    assert found[Note.USES_COTS] == {"cots": 1}
    assert Note.SHARED_ROOM not in found


def test_a_girl_of_17_has_a_shared_room_to_herself(night: Night) -> None:
    night.house(1, unaccompanied_minors=True)
    people = ((WOMAN[0][0], 17),)
    assert Note.SHARED_ROOM not in notes(only_one(night, night.request(people)))


def test_two_rooms_of_one_house(night: Night) -> None:
    night.house(1, 1)
    two_adults = (*WOMAN, *WOMAN)
    line = only_one(night, night.request(two_adults, columns={"may_split": True}))
    assert Note.TWO_ROOMS in notes(line)
    assert len(line.rooms) == 2


def test_steps_on_the_way_to_the_room(night: Night) -> None:
    house = night.house(2)
    assert Note.NOT_STEP_FREE in notes(only_one(night, night.request(MOTHER_AND_SON)))
    with night.context.store.transaction() as session:
        session.get_one(Room, house.rooms[0].id).features = frozenset({RoomNeed.STEP_FREE})
    assert Note.NOT_STEP_FREE not in notes(only_one(night, night.request(MOTHER_AND_SON)))


def test_a_stay_that_must_end_sooner(night: Night) -> None:
    night.house(1, max_stay_nights=10)
    assert notes(only_one(night, night.request(columns={"nights": 30})))[Note.SHORTER_STAY] == {"nights": 10}
