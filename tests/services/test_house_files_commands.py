"""`safehouse import houses` and `safehouse export houses`, as somebody at the server's command line sees them."""

from base64 import b64encode
from pathlib import Path
from stat import S_IMODE

import pytest
from click.testing import CliRunner, Result

from safehouse.cli import main
from safehouse.services.context import Context
from safehouse.services.house_files import Sheet
from tests.rows import CountryDesk
from tests.services.house_books import CODES, Files, a_house_row, a_person_row, a_room_row, as_files
from tests.support.stores import MASTER_KEY


@pytest.fixture
def store_url(sqlite_store_url: str) -> str:
    """What a command does is tested on both databases; here are its words."""
    return sqlite_store_url


class Operator:
    """Somebody with a folder of files."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.folder = folder
        self._environ = {
            "SAFEHOUSE_SETTINGS_FILE": "",
            "SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(),
            "SAFEHOUSE_DATABASE_URL": context.settings.database_url,
        }

    def run(self, *arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], env=self._environ)

    def put(self, files: Files, ending: str = ".csv") -> list[Path]:
        paths = [self.folder / f"{sheet}{ending}" for sheet in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
        return paths


@pytest.fixture
def operator(context: Context, desk: CountryDesk, tmp_path: Path) -> Operator:
    del desk
    folder = tmp_path / "files"
    folder.mkdir()
    return Operator(context, folder)


def test_a_file_is_tried_taken_in_and_changes_nothing_again(operator: Operator) -> None:
    houses, rooms, people = operator.put(as_files([a_house_row()], [a_room_row()], [a_person_row()]))
    command = ("import", "houses", houses, "--rooms", rooms, "--people", people)
    trial = operator.run(*command, "--dry-run")
    assert trial.exit_code == 0, trial.output
    assert "This would be taken in: 1 new, 0 changed, 0 as they are." in trial.output
    done = operator.run(*command)
    assert f"{CODES[0]}: new; its area hides it among about 380,000 people. 1 person is there." in done.output
    assert "Taken in: 1 new, 0 changed, 0 as they were." in done.output
    assert "Taken in: 0 new, 0 changed, 1 as they were." in operator.run(*command).output


def test_every_wrong_row_is_a_line_and_the_command_fails(operator: Operator) -> None:
    files = as_files([a_house_row(town="", security_level="9")], [a_room_row(beds="none")], is_workbook=True)
    (workbook,) = operator.put(files, ".xlsx")
    result = operator.run("import", "houses", workbook)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Sheet houses, row 2, column town: Please answer this.",
        "Sheet houses, row 2, column security_level: Please give a number from 1 to 3.",
        "Sheet rooms, row 2, column beds: Please give a whole number.",
        "3 things are wrong. Nothing was taken in.",
    ]


def test_a_file_that_is_none_is_refused_in_a_sentence(operator: Operator) -> None:
    (workbook,) = operator.put({Sheet.HOUSES: b"PK\x03\x04"}, ".xlsx")
    result = operator.run("import", "houses", workbook)
    assert result.exit_code == 2
    assert result.stdout.startswith("The file: This file is damaged")
    assert "nothing was taken in" in result.stderr


def test_what_is_given_out_is_private_and_is_taken_in_again(operator: Operator) -> None:
    operator.run(
        "import", "houses", *operator.put(as_files([a_house_row()], [a_room_row()], is_workbook=True), ".xlsx")
    )
    out = operator.folder / "out.xlsx"
    assert operator.run("export", "houses", out).exit_code == 0
    assert S_IMODE(out.stat().st_mode) == 0o600
    assert "Taken in: 0 new, 0 changed, 1 as they were." in operator.run("import", "houses", out).output
    again = operator.run("export", "houses", out)
    assert (again.exit_code, "cannot be made" in again.stderr) == (2, True)


def test_csv_needs_a_file_for_each_sheet(operator: Operator) -> None:
    alone = operator.run("export", "houses", operator.folder / "out.csv")
    assert (alone.exit_code, "--rooms" in alone.stderr) == (2, True)
    paths = [operator.folder / name for name in ("out.csv", "rooms.csv")]
    assert operator.run("export", "houses", paths[0], "--rooms", paths[1]).exit_code == 0
    assert paths[1].read_bytes().startswith(b"\xef\xbb\xbfhouse,room,")


def test_a_template_is_a_workbook_with_an_explanation(operator: Operator) -> None:
    assert operator.run("export", "houses", "--template", "nl", operator.folder / "new.xlsx").exit_code == 0
    refused = operator.run("export", "houses", "--template", "zz", operator.folder / "other.xlsx")
    assert (refused.exit_code, "two letters" in refused.stderr) == (2, True)
