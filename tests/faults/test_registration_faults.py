"""Faults of places, houses, requests, capacity reports and scope; each makes the named test fail."""

from collections.abc import Callable, Sequence
from pathlib import Path

from safehouse.domain.errors import Problem
from safehouse.models.places import Place
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

SERVICES = "safehouse.services"
AUDIT = "tests/services/test_registration_audit.py"
CAPACITY = "tests/services/test_capacity.py"
DESK = "tests/services/test_requests_desk.py"
CHANGED = "tests/services/test_houses_changing.py"
HOUSES = "tests/services/test_houses.py"
ROOMS = "tests/services/test_houses_rooms.py"
PLACES = "tests/services/test_places.py"
CHANGING = "tests/services/test_requests_changing.py"
SCOPE = "tests/services/test_scope.py"
STATES = "tests/unit/test_bed_states.py"


def _the_biggest(_: AnyFunction) -> Callable[[Sequence[Place]], Place | Problem]:
    return lambda found: max(found, key=lambda place: place.population) if found else Problem.UNKNOWN_PLACE


FAULTS = (
    Fault(
        "the biggest town of a name is guessed",
        f"{SERVICES}.places._the_only",
        _the_biggest,
        f"{PLACES}::test_a_town_is_never_guessed[sqlite-Rotterdam-ambiguous_place]",
    ),
    Fault(
        "a house opens before its first report",
        f"{SERVICES}.houses.status._has_reported",
        always(answer=True),
        f"{HOUSES}::test_a_house_is_not_opened_before_its_first_report[sqlite]",
    ),
    Fault(
        "a manager makes a compromised house safe",
        f"{SERVICES}.houses.status._refuse_unless_managed",
        always(None),
        f"{HOUSES}::test_only_the_national_contact_closes_a_house_or_makes_it_safe_again[sqlite-compromised]",
    ),
    Fault(
        "every code can be waived",
        f"{SERVICES}.requests.waiving._refuse_unless_waivable",
        always(None),
        f"{DESK}::test_nobody_waives_a_code_that_is_not_waivable[sqlite-keep_away]",
    ),
    Fault(
        "waivers outlive the request that they were given for",
        f"{SERVICES}.requests.entering._delete_parts",
        always([]),
        f"{CHANGING}::test_a_change_ends_the_waivers_that_were_given_for_what_it_said_before[sqlite]",
    ),
    Fault(
        "a request is changed while an offer is out",
        f"{SERVICES}.request_states.refuse_unless",
        always(None),
        f"{CHANGING}::test_a_request_for_which_something_is_held_or_that_has_ended_is_not_changed[sqlite-offered]",
    ),
    Fault(
        "strangers need not be spoken of",
        f"{SERVICES}.capacity.checking._rooms_to_speak_of",
        always({}),
        f"{CAPACITY}::test_of_strangers_in_a_shared_room_something_must_be_said[sqlite]",
    ),
    Fault(
        "a claimed bed goes out of service",
        f"{SERVICES}.capacity.checking.is_out_of_service",
        always(answer=True),
        f"{CAPACITY}::test_a_bed_that_is_promised_is_neither_out_of_service_nor_somebody_elses[sqlite-False]",
    ),
    Fault(
        "strangers are forgotten",
        f"{SERVICES}.bed_states.is_occupied_by_unknown",
        always(answer=False),
        f"{STATES}::test_somebody_unknown_stays_in_the_bed_when_the_house_goes_dark",
    ),
    Fault(
        "every bed is known",
        f"{SERVICES}.bed_states._is_unknown",
        always(answer=False),
        f"{STATES}::test_a_bed_that_the_last_report_does_not_mention_is_unknown",
    ),
    Fault(
        "managers speak by telephone and coordinators without",
        f"{SERVICES}.scope._roles_that_speak",
        lambda roles_that_speak: lambda *, by_telephone: roles_that_speak(by_telephone=not by_telephone),
        f"{SCOPE}::test_only_its_manager_speaks_for_a_house_and_by_telephone_its_own_country[sqlite]",
    ),
    Fault(
        "what is in use is retired",
        f"{SERVICES}.houses.retiring._refuse_if_in_use",
        always(None),
        f"{ROOMS}::test_what_is_promised_to_somebody_is_not_retired[sqlite-occupied]",
    ),
    Fault(
        "a room becomes another kind of room around somebody",
        f"{SERVICES}.houses.rooms._check_change",
        always(None),
        f"{ROOMS}::test_nobodys_room_becomes_another_kind_of_room_around_her[sqlite-reserved]",
    ),
    Fault(
        "a new bed is given away before the house has told of it",
        f"{SERVICES}.snapshot.rooms._came_after_the_report",
        always(answer=False),
        f"{ROOMS}::test_new_places_are_offered_to_nobody_before_the_house_has_told_of_them[sqlite]",
    ),
    Fault(
        "households that no longer fit are not named",
        f"{SERVICES}.houses.changing._misplaced",
        always(()),
        f"{CHANGED}::test_households_that_the_house_would_no_longer_take_are_named_with_the_rule[sqlite]",
    ),
    Fault(
        "a section's form changes whatever is sent with it",
        "safehouse.web.house_forms._is_of",
        always(answer=True),
        "tests/web/test_houses_changing.py::test_a_section_changes_alone_and_no_other_field_with_it",
    ),
    Fault(
        "every country is one's own",
        f"{SERVICES}.scope.refuse_foreign_country",
        always(None),
        f"{HOUSES}::test_only_the_national_contact_of_the_country_registers_a_house[sqlite]",
    ),
    Fault(
        "nothing is on record",
        f"{SERVICES}.audit.record",
        always(None),
        f"{AUDIT}::test_without_its_audit_row_a_deed_does_not_happen[reported_capacity-sqlite]",
    ),
)


def test_every_fault_of_registration_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
