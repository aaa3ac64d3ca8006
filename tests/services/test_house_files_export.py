"""Houses given out: with cell and slack in place of the town, no contacts, and in a form that is taken in and changes nothing."""

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.errors import NotFound
from safehouse.domain.ids import is_house_code
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import House
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.house_files import Outcome, Sheet, export_houses, make_template, read_book, write_book
from safehouse.services.houses import register_house
from tests.rows import CountryDesk, a_national_contact
from tests.services.drafts import UTRECHT, a_house_draft
from tests.services.house_books import CODES, a_house_row, a_room_row, as_files, exported, rows_of, take_in
from tests.support.stores import NOW

LABELS = ("=1+1", "'-1", "+31 6 1234", "@home", "01-02", 'a;b, "c"', "部屋 \u202e")


def versions(context: Context) -> dict[str, int]:
    with context.store.reading() as session:
        return {house.code: house.version for house in session.exec(select(House))}


@pytest.fixture
def houses(context: Context, desk: CountryDesk) -> None:
    """Two houses, one with awkward names on its doors."""
    take_in(
        context,
        desk.national_contact,
        as_files(
            [a_house_row(), a_house_row(CODES[1], slack_km="17.25", intake="never", max_stay_nights="90", services="")],
            [a_room_row(), *(a_room_row(CODES[1], label) for label in LABELS)],
        ),
    )


@pytest.mark.parametrize("is_workbook", [False, True], ids=["csv", "xlsx"])
@pytest.mark.usefixtures("houses")
def test_what_is_given_out_is_taken_in_and_changes_nothing(
    context: Context, desk: CountryDesk, *, is_workbook: bool
) -> None:
    """Nor does it lock a house. Seen to fail with contacts that an empty cell takes away."""
    files = exported(export_houses(context, desk.national_contact, now=NOW), is_workbook=is_workbook)
    before = versions(context)
    result = take_in(context, desk.national_contact, files)
    assert result.problems == ()
    assert [house.outcome for house in result.houses] == [Outcome.UNCHANGED] * 2
    assert versions(context) == before


@pytest.mark.usefixtures("houses")
def test_no_town_and_no_contact_is_given_out(context: Context, desk: CountryDesk) -> None:
    """The canaries of what was taken in. Seen to fail with the contacts opened."""
    sheets = export_houses(context, desk.national_contact, now=NOW)
    for content in (*exported(sheets).values(), str(sheets).encode()):
        for secret in ("Utrecht", str(UTRECHT), "00000000", "duty@example.org"):
            assert secret not in content.decode("utf-8-sig")
    headings, (first, second) = sheets[Sheet.HOUSES]
    assert "town" not in headings
    with context.store.reading() as session:
        cell = session.get_one(Place, UTRECHT).house_cell
    assert [(row[headings.index("cell")], row[headings.index("slack_km")]) for row in (first, second)] == [
        (cell, "6"),
        (cell, "17.25"),
    ]


@pytest.mark.usefixtures("houses")
def test_a_contact_gives_out_the_own_country_only_and_each_house_is_on_record(
    context: Context, desk: CountryDesk
) -> None:
    """Seen to fail without the country asked for."""
    belgian = a_national_contact(context, "BE")
    draft = a_house_draft(country="BE", town="Antwerp")
    code = register_house(context, belgian, draft=draft, now=NOW).code
    assert [row[0] for row in export_houses(context, belgian, now=NOW)[Sheet.HOUSES][1]] == [code]
    assert len(export_houses(context, None, now=NOW)[Sheet.HOUSES][1]) == 3
    with pytest.raises(NotFound):
        export_houses(context, desk.coordinator, now=NOW)
    with context.store.reading() as session:
        given_out = select(AuditEntry).where(AuditEntry.action == Action.EXPORTED_HOUSE)
        actors = [(entry.country, entry.actor_id) for entry in session.exec(given_out)]
    assert sorted(actors, key=str) == sorted(
        [("BE", belgian.account_id), ("BE", None), ("NL", None), ("NL", None)], key=str
    )


@pytest.mark.usefixtures("houses")
def test_a_network_moves_to_another_server_with_its_cells(context: Context, desk: CountryDesk) -> None:
    """Contacts are the one thing to write into the file."""
    sheets = export_houses(context, None, now=NOW)
    moved, rooms = rows_of(sheets, Sheet.HOUSES), rows_of(sheets, Sheet.ROOMS)
    new_codes = {CODES[0]: CODES[10], CODES[1]: CODES[11]}
    for row in moved:
        row |= {"code": new_codes[row["code"]], "contacts": "112"}
    for room in rooms:
        room["house"] = new_codes[room["house"]]
    assert take_in(context, desk.national_contact, as_files(moved, rooms)).problems == ()
    with context.store.reading() as session:
        places = {house.code: (house.cell, house.slack_km) for house in session.exec(select(House))}
    assert places[CODES[10]] == places[CODES[0]]
    assert places[CODES[11]] == places[CODES[1]]


@pytest.mark.usefixtures("houses")
def test_the_template_has_codes_that_no_house_has(context: Context, desk: CountryDesk) -> None:
    sheets = make_template(context, desk.national_contact, country="NL")
    headings, rows = sheets[Sheet.HOUSES]
    assert "cell" not in headings
    codes = {row[0] for row in rows}
    assert len(codes) == len(rows)
    assert all(is_house_code(code, "NL") for code in codes)
    assert not codes & set(versions(context))
    assert set(read_book({Sheet.HOUSES: write_book(sheets)})) == set(Sheet)
    with pytest.raises(NotFound):
        make_template(context, desk.national_contact, country="BE")
