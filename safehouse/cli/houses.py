"""`safehouse import houses` and `safehouse export houses`: a network moves in from a file, and out again."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import pycountry

from safehouse.cli.lines import one_line_refusals, refuse
from safehouse.cli.progress import Progress
from safehouse.services.context import Context
from safehouse.services.house_files import (
    MOST_BYTES,
    FileProblem,
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
from safehouse.services.startup import open_service
from safehouse.web.sentences.house_files import (
    explanation_sheet,
    fault_words,
    outcome_words,
    place_words,
    result_words,
)

EXIT_WRONG = 1
_IN = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_OUT = click.Path(path_type=Path)


@click.group("import")
def import_group() -> None:
    """Take something in from a file."""


@click.group("export")
def export_group() -> None:
    """Give something out as a file."""


@import_group.command("houses")
@click.argument("file", type=_IN)
@click.option("--rooms", "rooms_file", type=_IN, help="The sheet of rooms, where FILE is CSV.")
@click.option("--people", "people_file", type=_IN, help="The sheet of people who are there, where FILE is CSV.")
@click.option("--dry-run", "is_trial", is_flag=True, help="Say what would happen, and change nothing.")
def import_command(file: Path, rooms_file: Path | None, people_file: Path | None, *, is_trial: bool) -> None:
    """Register the houses of FILE (CSV or XLSX) and change those that differ; nothing at all if one row is wrong.

    `safehouse export houses --template NL FILE` makes a file to fill in.
    """
    paths = {Sheet.HOUSES: file, Sheet.ROOMS: rooms_file, Sheet.PEOPLE: people_file}
    with _serving() as context, _one_line_for_each_problem(), Progress("Taking in the houses"):
        book = read_book({sheet: _read(path) for sheet, path in paths.items() if path is not None})
        result = import_houses(context, None, book=book, is_trial=is_trial, now=datetime.now(UTC))
    _tell(result)


@export_group.command("houses")
@click.argument("file", type=_OUT)
@click.option("--rooms", "rooms_file", type=_OUT, help="Where the sheet of rooms goes, where FILE is CSV.")
@click.option(
    "--people", "people_file", type=_OUT, help="Where the empty sheet of people goes, with --template and CSV."
)
@click.option("--template", "country", metavar="COUNTRY", help="An empty file to fill in, for houses of this country.")
def export_command(file: Path, rooms_file: Path | None, people_file: Path | None, country: str | None) -> None:
    """Write the houses of the network into FILE (.csv or .xlsx), which must not exist, in the form that import takes.

    It says the cell of each house, which is a secret, and no duty contacts.
    """
    others = {sheet: path for sheet, path in ((Sheet.ROOMS, rooms_file), (Sheet.PEOPLE, people_file)) if path}
    with _serving() as context:
        if country is None:
            sheets = export_houses(context, None, now=datetime.now(UTC))
        else:
            sheets = make_template(context, None, country=_country(country))
        for path, content in _contents(file, others, sheets, is_template=country is not None).items():
            _write(path, content)
            click.echo(f"Wrote {path}.")


def _contents(
    file: Path, others: Mapping[Sheet, Path], sheets: Mapping[Sheet, SheetRows], *, is_template: bool
) -> Mapping[Path, bytes]:
    """The bytes of each file. A workbook has every sheet; a CSV file has one, so each needs its own."""
    kind = file.suffix.casefold()
    if kind == ".xlsx" and not others:
        return {file: write_book(sheets, explanation_sheet() if is_template else None)}
    if kind != ".csv" or others.keys() != sheets.keys() - {Sheet.HOUSES}:
        wanted = " and ".join(f"--{sheet}" for sheet in sheets if sheet is not Sheet.HOUSES)
        refuse(f"FILE must end in .xlsx, or in .csv together with {wanted}")
    paths = {Sheet.HOUSES: file, **others}
    return {paths[sheet]: write_sheet(rows) for sheet, rows in sheets.items()}


@contextmanager
def _serving() -> Iterator[Context]:
    with one_line_refusals():
        context = open_service(os.environ)
        with closing(context.store):
            yield context


@contextmanager
def _one_line_for_each_problem() -> Iterator[None]:
    try:
        yield
    except HouseFileRefused as refusal:
        _list(refusal.problems)
        refuse("nothing was taken in")


def _tell(result: ImportResult) -> None:
    _list(result.problems)
    for outcome in result.houses:
        click.echo(f"{outcome.code}: {outcome_words(outcome)}")
    click.echo(result_words(result))
    if result.problems:
        raise SystemExit(EXIT_WRONG)


def _list(problems: tuple[FileProblem, ...]) -> None:
    for problem in problems:
        click.echo(f"{place_words(problem)}: {fault_words(problem)}")


def _read(path: Path) -> bytes:
    """At most one byte more than a file may have, so that a huge one is refused and not read."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _write(path: Path, content: bytes) -> None:
    """Only its owner may read it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as failure:
        refuse(f"{path} cannot be made: {failure.strerror}")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _country(text: str) -> str:
    code = text.upper()
    if pycountry.countries.get(alpha_2=code) is None:
        refuse("--template takes the two letters of a country, as in NL")
    return code
