"""Houses from a file: every wrong row by row and column, everything or nothing, and the same file again changes nothing."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import HouseStatus
from safehouse.domain.errors import NotFound
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import DutyContact, House
from safehouse.models.places import Place
from safehouse.services.contacts import Contact, open_contact
from safehouse.services.context import Context
from safehouse.services.house_files import Fault, HouseFileRefused, Outcome, Sheet
from tests.rows import CountryDesk
from tests.services.drafts import UTRECHT
from tests.services.house_books import CODES, a_house_row, a_room_row, as_files, places_of, take_in

FORTY = [a_house_row(code) for code in CODES]
THEIR_ROOMS = [a_room_row(code) for code in CODES]
WRONG = (
    (2, "code", "NL-0000", "code_form"),
    (4, "country", "BE", "other_country"),
    (5, "town", "Atlantis", "unknown_place"),
    (8, "slack_km", "120", "out_of_range"),
    (10, "time_zone", "Amsterdam", "unknown_code"),
    (11, "genders", "women", "unknown_code"),
    (13, "children_accepted", "", "required"),
    (17, "languages", "Martian: staff", "unknown_language"),
    (20, "languages", "Dutch", "required"),
    (21, "services", "sauna", "unknown_code"),
    (26, "security_level", "high", "not_a_number"),
    (30, "intake", "from eight", "not_a_time"),
    (33, "turnaround_hours", "500", "out_of_range"),
    (40, "contacts", "", "required"),
    (41, "unaccompanied_minors", "perhaps", "unknown_code"),
)
"""By the number of the row: a column, what stands there, and what is wrong with that."""


def houses_there(context: Context) -> dict[str, int]:
    """The version of every house by its code."""
    with context.store.reading() as session:
        return {house.code: house.version for house in session.exec(select(House))}


def acts(context: Context) -> list[tuple[Action, str | None, str | None]]:
    """Action, actor and role of each audit entry."""
    with context.store.reading() as session:
        return [(entry.action, entry.actor_id, entry.actor_role) for entry in session.exec(select(AuditEntry))]


@pytest.mark.parametrize("is_workbook", [False, True], ids=["csv", "xlsx"])
def test_forty_houses_with_fifteen_wrong_rows_name_each_by_row_and_column(
    context: Context, desk: CountryDesk, *, is_workbook: bool
) -> None:
    """Seen to fail with the first wrong row ending the work, and with rows counted without their headings."""
    houses = [dict(row) for row in FORTY]
    for row, column, cell, _fault in WRONG:
        houses[row - 2][column] = cell
    rooms = [a_room_row(row["code"]) for row in houses]
    result = take_in(context, desk.national_contact, as_files(houses, rooms, is_workbook=is_workbook))
    assert places_of(result) == [("houses", row, column, fault) for row, column, _cell, fault in WRONG]
    assert not result.is_kept
    assert houses_there(context) == {}
    assert acts(context) == []


@pytest.mark.parametrize("is_workbook", [False, True], ids=["csv", "xlsx"])
def test_the_same_file_again_changes_nothing(context: Context, desk: CountryDesk, *, is_workbook: bool) -> None:
    """Versions and the audit log are as they were. Seen to fail with rooms that are changed without being compared."""
    files = as_files(FORTY[:3], THEIR_ROOMS[:3], is_workbook=is_workbook)
    first = take_in(context, desk.national_contact, files)
    assert first.is_kept
    assert [(house.code, house.outcome, house.hides) for house in first.houses] == [
        (code, Outcome.REGISTERED, 376_435) for code in CODES[:3]
    ]
    before = houses_there(context), acts(context)
    again = take_in(context, desk.national_contact, files)
    assert [house.outcome for house in again.houses] == [Outcome.UNCHANGED] * 3
    assert (houses_there(context), acts(context)) == before


def test_a_house_is_taken_in_as_it_would_be_registered_on_the_page(context: Context, desk: CountryDesk) -> None:
    take_in(context, desk.national_contact, as_files(FORTY[:1], THEIR_ROOMS[:1]))
    with context.store.reading() as session:
        house = session.exec(select(House)).one()
        assert (house.cell, house.slack_km) == (session.get_one(Place, UTRECHT).house_cell, 6)
        assert (house.status, house.intake) == (HouseStatus.PAUSED, [["08:00", "22:00"]])
        contact = session.exec(select(DutyContact)).one()
        assert open_contact(context.vault, contact) == Contact("+31 6 00000000", "duty@example.org")
    assert acts(context) == [(Action.REGISTERED_HOUSE, desk.national_contact.account_id, "national_contact")]


def test_a_trial_says_what_will_happen_and_changes_nothing(context: Context, desk: CountryDesk) -> None:
    """Seen to fail with a trial that is kept."""
    files = as_files(FORTY[:2], THEIR_ROOMS[:2])
    trial = take_in(context, desk.national_contact, files, is_trial=True)
    assert (trial.is_kept, houses_there(context), acts(context)) == (False, {}, [])
    assert take_in(context, desk.national_contact, files).houses == trial.houses


def test_a_house_that_is_there_keeps_its_cell_whatever_town_the_file_names(context: Context, desk: CountryDesk) -> None:
    """Seen to fail with a town that is looked up for every row."""
    take_in(context, desk.national_contact, as_files(FORTY[:1], THEIR_ROOMS[:1]))
    for town in ("Rotterdam, NL", "Atlantis", ""):
        again = take_in(context, desk.national_contact, as_files([a_house_row(town=town)], THEIR_ROOMS[:1]))
        assert [house.outcome for house in again.houses] == [Outcome.UNCHANGED]
    with context.store.reading() as session:
        assert session.exec(select(House.cell)).one() == session.get_one(Place, UTRECHT).house_cell


def test_what_differs_is_changed_and_named(context: Context, desk: CountryDesk) -> None:
    take_in(context, desk.national_contact, as_files(FORTY[:2], THEIR_ROOMS[:2]))
    changed = a_house_row(languages="nl: staff", security_level="3", contacts="")
    result = take_in(context, desk.national_contact, as_files([changed, FORTY[1]], THEIR_ROOMS[:2]))
    assert [(house.outcome, house.fields) for house in result.houses] == [
        (Outcome.CHANGED, ("languages", "security_level")),
        (Outcome.UNCHANGED, ()),
    ]
    assert acts(context)[2:] == [(Action.CHANGED_HOUSE, desk.national_contact.account_id, "national_contact")]


@pytest.mark.parametrize(("column", "cell"), [("cell", "841f9bbffffffff"), ("slack_km", "9")])
def test_no_file_moves_a_house(context: Context, desk: CountryDesk, column: str, cell: str) -> None:
    """Seen to fail with what differs passed over in silence."""
    take_in(context, desk.national_contact, as_files(FORTY[:1], THEIR_ROOMS[:1]))
    moved = take_in(context, desk.national_contact, as_files([a_house_row(**{column: cell})], THEIR_ROOMS[:1]))
    assert places_of(moved) == [("houses", 2, column, "place_is_fixed")]


def test_a_cell_stands_for_the_town_of_a_new_house_if_a_town_of_the_country_has_it(
    context: Context, desk: CountryDesk
) -> None:
    """Seen to fail with any cell of the right length, and with cells of another country."""
    with context.store.reading() as session:
        cells = {place.id: place.house_cell for place in session.exec(select(Place))}
    foreign = cells[2803138]
    for cell, expected in (
        ("85196963fffffffx", "unknown_code"),
        ("841f9bbffffffff", "unknown_code"),
        (foreign, "unknown_code"),
    ):
        refused = take_in(context, desk.national_contact, as_files([a_house_row(town="", cell=cell)], THEIR_ROOMS[:1]))
        assert places_of(refused) == [("houses", 2, "cell", expected)]
    both = take_in(context, desk.national_contact, as_files([a_house_row(cell=cells[UTRECHT])], THEIR_ROOMS[:1]))
    assert places_of(both) == [("houses", 2, "cell", "town_or_cell")]
    files = as_files([a_house_row(town="", cell=cells[UTRECHT])], THEIR_ROOMS[:1])
    assert [house.hides for house in take_in(context, desk.national_contact, files).houses] == [376_435]


def test_nobody_but_the_operator_takes_in_houses_of_another_country(context: Context, desk: CountryDesk) -> None:
    belgian = as_files([a_house_row("BE-22AA", town="Antwerp")], [a_room_row("BE-22AA")])
    assert places_of(take_in(context, desk.national_contact, belgian)) == [("houses", 2, "country", "other_country")]
    with pytest.raises(NotFound):
        take_in(context, desk.coordinator, belgian)
    assert take_in(context, None, belgian).is_kept
    assert acts(context) == [(Action.REGISTERED_HOUSE, None, None)]


def test_a_code_twice_and_rooms_of_no_house_are_named(context: Context, desk: CountryDesk) -> None:
    files = as_files([FORTY[0], FORTY[1], FORTY[0]], [*THEIR_ROOMS[:1], a_room_row(CODES[7])])
    assert places_of(take_in(context, desk.national_contact, files)) == [
        ("houses", 2, "code", "twice"),
        ("houses", 3, "code", "no_rooms"),
        ("houses", 4, "code", "twice"),
        ("rooms", 3, "house", "unknown_house"),
    ]


def test_a_row_of_the_template_that_nobody_filled_in_is_no_house(context: Context, desk: CountryDesk) -> None:
    files = as_files([FORTY[0], {"code": CODES[1], "country": "NL"}], THEIR_ROOMS[:1])
    assert [house.code for house in take_in(context, desk.national_contact, files).houses] == [CODES[0]]
    with pytest.raises(HouseFileRefused) as refusal:
        take_in(context, desk.national_contact, as_files([{"code": CODES[1], "country": "NL"}]))
    assert [problem.fault for problem in refusal.value.problems] == [Fault.EMPTY]


def test_answers_are_read_as_people_write_them(context: Context, desk: CountryDesk) -> None:
    row = a_house_row(
        code=CODES[0].lower(),
        country="nl",
        genders="Woman; MAN\nnonbinary",
        services="Night  staff, pets",
        languages="dutch:  Phone interpreter\nRomanian: STAFF",
        intake="8:00 – 12:30; 14:00-24:00",
        slack_km="6,5",
    )
    result = take_in(context, desk.national_contact, as_files([row], [a_room_row(CODES[0].lower(), shared="YES")]))
    assert result.problems == ()
    with context.store.reading() as session:
        house = session.exec(select(House)).one()
    assert (house.slack_km, house.services) == (6.5, frozenset({"night_staff", "pets"}))
    assert house.intake == [["08:00", "12:30"], ["14:00", "24:00"]]


def test_the_town_is_stored_nowhere_and_the_audit_log_holds_no_cell_of_the_file(
    context: Context, desk: CountryDesk
) -> None:
    """Every table but the gazetteer is searched. Seen to fail with the town among the fields of the audit entry."""
    take_in(context, desk.national_contact, as_files(FORTY[:1], THEIR_ROOMS[:1]))
    with context.store.reading() as session:
        for table in House.metadata.sorted_tables:
            if table.name not in {"place", "place_name"}:
                rows = str(session.execute(text(f"SELECT * FROM {table.name}")).all())  # noqa: S608  # A table of ours.
                assert "Utrecht" not in rows
                assert "00000000" not in rows


def test_a_file_without_the_sheet_of_rooms_changes_facts_only(context: Context, desk: CountryDesk) -> None:
    files = as_files(FORTY[:1], THEIR_ROOMS[:1])
    take_in(context, desk.national_contact, files)
    alone = {Sheet.HOUSES: as_files([a_house_row(security_level="1")])[Sheet.HOUSES]}
    assert [house.fields for house in take_in(context, desk.national_contact, alone).houses] == [("security_level",)]
