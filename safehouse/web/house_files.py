"""The national contact takes in houses from a file, and gives them out as one. The server keeps no file between two steps."""

from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services.house_files import (
    MOST_ROWS,
    HouseFileRefused,
    ImportResult,
    Sheet,
    SheetRows,
    export_houses,
    import_houses,
    make_template,
    read_book,
    write_book,
    write_sheet,
)
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.house_form_page import contact_countries
from safehouse.web.sentences import house_files as tell
from safehouse.web.sentences.house_facts import misplaced_words
from safehouse.web.texts import country_name

pages = Blueprint("house_files", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


@pages.get("/country/houses/file")
@allow(Role.NATIONAL_CONTACT)
def show() -> ResponseReturnValue:
    """Choose a file, or get one."""
    return _page()


@pages.post("/country/houses/file")
@allow(Role.NATIONAL_CONTACT)
def take_in() -> ResponseReturnValue:
    """Check the chosen files; take them in when they are those that were checked on the page before."""
    form = Form.sent()
    files = _sent_files()
    mark = _mark(files)
    is_wanted = form.has("deed", "take_in")
    try:
        result = import_houses(
            current_context(),
            current_actor(),
            book=read_book(files),
            is_trial=not is_wanted or form.value("checked") != mark,
            now=current_now(),
        )
    except HouseFileRefused as refusal:
        result = ImportResult((), refusal.problems, is_kept=False)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if result.problems else HTTPStatus.OK
    return _page(result, checked=mark, has_more_files=len(files) > 1, is_other=is_wanted and not result.is_kept), status


@pages.get("/country/houses/file/template/<country>/<name>")
@allow(Role.NATIONAL_CONTACT)
def template(country: str, name: str) -> ResponseReturnValue:
    """An empty file to fill in: a workbook, or one sheet as CSV."""
    sheets = make_template(current_context(), current_actor(), country=country)
    return _download(name, sheets, tell.explanation_sheet())


@pages.post("/country/houses/file/<name>")
@allow(Role.NATIONAL_CONTACT)
def give_out(name: str) -> ResponseReturnValue:
    """The houses of the own countries as a file; a post, because it is put on record."""
    if name not in _names((Sheet.HOUSES, Sheet.ROOMS)):
        raise NotFound
    return _download(name, export_houses(current_context(), current_actor(), now=current_now()))


def _page(
    result: ImportResult | None = None, *, checked: str = "", has_more_files: bool = False, is_other: bool = False
) -> str:
    return render_template(
        "house_files/show.html",
        result=result,
        checked=checked if result is not None and not result.problems and not result.is_kept else "",
        has_more_files=has_more_files,
        is_other=is_other,
        countries=[(code, country_name(code)) for code in contact_countries()],
        sheets=[sheet.value for sheet in Sheet],
        most_houses=MOST_ROWS[Sheet.HOUSES],
        tell=tell,
        misplaced_words=misplaced_words,
    )


def _sent_files() -> Mapping[Sheet, bytes]:
    """The chosen files by the sheet that each is for; the houses are there in any case, so that their absence is said."""
    sent = {sheet: request.files[sheet.value].read() for sheet in Sheet if sheet.value in request.files}
    return {Sheet.HOUSES: b""} | {sheet: content for sheet, content in sent.items() if content}


def _mark(files: Mapping[Sheet, bytes]) -> str:
    """What stands for the files, to tell whether they are those that were checked."""
    digests = [sha256(files.get(sheet, b"")).digest() for sheet in Sheet]
    return sha256(b"".join(digests)).hexdigest()


def _names(sheets: tuple[Sheet, ...]) -> Mapping[str, Sheet | None]:
    """By the name of a file: its sheet, None for the workbook with all of them."""
    return {"houses.xlsx": None, **{f"{sheet}.csv": sheet for sheet in sheets}}


def _download(name: str, sheets: Mapping[Sheet, SheetRows], explanation: SheetRows | None = None) -> Response:
    names = _names(tuple(sheets))
    if name not in names:
        raise NotFound
    sheet = names[name]
    content = write_book(sheets, explanation) if sheet is None else write_sheet(sheets[sheet])
    response = Response(content, mimetype=_XLSX if sheet is None else _CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
