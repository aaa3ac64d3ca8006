"""The national contact takes in houses from a file: checked first, then the same file, and no file is kept in between."""

import io
from collections.abc import Callable

import pytest
from sqlmodel import select
from werkzeug.test import TestResponse

from safehouse.domain.access import Actor
from safehouse.models.houses import House
from safehouse.services.context import Context
from safehouse.services.house_files import Sheet, read_book
from tests.rows import CountryDesk, a_country_desk
from tests.services.drafts import load_towns
from tests.services.house_books import CODES, Files, a_house_row, a_person_row, a_room_row, as_files
from tests.support.visitors import Visitor, text_of

PAGE = "/country/houses/file"
GOOD = as_files([a_house_row()], [a_room_row()], [a_person_row()], is_workbook=True)


@pytest.fixture
def desk(context: Context) -> CountryDesk:
    load_towns(context)
    return a_country_desk(context)


@pytest.fixture
def contact(desk: CountryDesk, visitor_as: Callable[[Actor], Visitor]) -> Visitor:
    return visitor_as(desk.national_contact)


def send(visitor: Visitor, files: Files, **fields: str) -> TestResponse:
    visitor.get(PAGE)
    uploads = {sheet.value: (io.BytesIO(content), "C:\\5 Canal Street.csv") for sheet, content in files.items()}
    return visitor.client.post(
        PAGE, data={"csrf_token": visitor.token(), **fields, **uploads}, content_type="multipart/form-data"
    )


def mark_of(page: TestResponse) -> str:
    return page.text.split('name="checked" value="')[1].split('"')[0]


def codes_there(context: Context) -> list[str]:
    with context.store.reading() as session:
        return list(session.exec(select(House.code)))


def test_a_file_is_checked_and_then_taken_in(context: Context, contact: Visitor) -> None:
    checked = send(contact, GOOD, deed="check")
    assert "This would be taken in: 1 new, 0 changed, 0 as they are." in text_of(checked.text)
    assert codes_there(context) == []
    done = send(contact, GOOD, deed="take_in", checked=mark_of(checked))
    assert "Taken in: 1 new, 0 changed, 0 as they were." in text_of(done.text)
    assert codes_there(context) == [CODES[0]]
    assert "Canal" not in done.text


@pytest.mark.parametrize("mark", ["", "another"])
def test_a_file_that_was_not_checked_is_checked_first(context: Context, contact: Visitor, mark: str) -> None:
    """Seen to fail with what the form says of the check left out."""
    page = send(contact, GOOD, deed="take_in", checked=mark)
    assert "This is not the file that was checked." in text_of(page.text)
    assert codes_there(context) == []


def test_every_wrong_row_is_shown_and_nothing_that_stands_there(context: Context, contact: Visitor) -> None:
    """WEB-3 and WEB-4: what was typed is in no answer. Seen to fail with the cell in the sentence."""
    canary = "<script>5 Canal Street</script>"
    row = a_house_row(town=canary, languages=f"{canary}: staff", contacts=f"112, {canary}", intake=canary)
    page = send(contact, as_files([row], [a_room_row(features=canary)]), deed="check")
    assert page.status_code == 422
    text = text_of(page.text)
    for place in ("row 2, column town", "column languages, entry 1", "column intake, entry 1", "Sheet rooms, row 2"):
        assert place in text
    assert "5 things are wrong. Nothing was taken in." in text
    assert "Canal" not in page.text
    assert codes_there(context) == []


def test_no_file_and_no_table_are_said_in_words(contact: Visitor) -> None:
    nothing = send(contact, {}, deed="check")
    assert (nothing.status_code, "Choose a file first." in text_of(nothing.text)) == (422, True)
    damaged = send(contact, {Sheet.HOUSES: b"PK\x03\x04"}, deed="check")
    assert (damaged.status_code, "This file is damaged" in text_of(damaged.text)) == (422, True)


def test_too_large_a_file_is_refused(contact: Visitor) -> None:
    assert send(contact, {Sheet.HOUSES: b"x" * 300_000}, deed="check").status_code == 413


def test_houses_are_given_out_by_a_post_that_changes_nothing_when_it_is_taken_in(contact: Visitor) -> None:
    send(contact, GOOD, deed="take_in", checked=mark_of(send(contact, GOOD, deed="check")))
    answer = contact.post(f"{PAGE}/houses.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="houses.xlsx"'
    assert answer.headers["Cache-Control"] == "no-store"
    again = send(contact, {Sheet.HOUSES: answer.data}, deed="check")
    assert "0 new, 0 changed, 1 as they are." in text_of(again.text)
    assert contact.post(f"{PAGE}/rooms.csv").data.startswith(b"\xef\xbb\xbfhouse,room,")
    assert contact.post(f"{PAGE}/people.csv").status_code == 404
    assert contact.post(f"{PAGE}/secrets.csv").status_code == 404
    assert contact.get(f"{PAGE}/houses.xlsx").status_code in {404, 405}


def test_the_template_of_the_own_country_explains_its_columns(contact: Visitor) -> None:
    answer = contact.get(f"{PAGE}/template/NL/houses.xlsx")
    assert set(read_book({Sheet.HOUSES: answer.data})) == set(Sheet)
    assert contact.get(f"{PAGE}/template/NL/people.csv").data.startswith(b"\xef\xbb\xbfhouse,room,bed,cot,")
    assert contact.get(f"{PAGE}/template/BE/houses.xlsx").status_code == 404
    assert contact.get(f"{PAGE}/template/NL/secrets.csv").status_code == 404
