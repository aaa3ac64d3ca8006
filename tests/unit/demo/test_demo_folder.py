"""The demo's folder: private, made anew when it is half-made, and never somebody else's."""

from pathlib import Path

import pytest

from safehouse.demo.folder import DemoFolder


def test_everything_in_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    folder.begin()
    folder.complete()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.path.iterdir()} == {0o600}


def test_a_folder_is_complete_only_after_everything_was_loaded(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    assert not folder.is_complete
    folder.begin()
    assert not folder.is_complete
    folder.complete()
    assert folder.is_complete


def test_beginning_again_takes_a_new_master_key(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    folder.begin()
    key_file = Path(folder.environment({}, 8000)["SAFEHOUSE_MASTER_KEY_FILE"])
    first = key_file.read_text()
    folder.begin()
    assert key_file.read_text() != first


def test_a_folder_that_is_not_a_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="not a demo folder"):
        DemoFolder(tmp_path).begin()
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_database_named_by_the_caller_is_used(tmp_path: Path) -> None:
    given = {"SAFEHOUSE_DATABASE_URL": "postgresql://demo@127.0.0.1/demo", "SAFEHOUSE_MASTER_KEY": "another"}
    environ = DemoFolder(tmp_path / "demo").environment(given, 8123)
    assert environ["SAFEHOUSE_DATABASE_URL"] == given["SAFEHOUSE_DATABASE_URL"]
    assert environ["SAFEHOUSE_MASTER_KEY"] == ""
    assert environ["SAFEHOUSE_PUBLIC_URL"] == "http://127.0.0.1:8123"
