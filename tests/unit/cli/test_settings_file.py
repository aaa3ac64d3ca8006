"""The settings file of a server: read like systemd reads it, refused where it would be misunderstood or read by others."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from safehouse.cli import main, settings_file
from safehouse.cli.settings_file import (
    add_settings_file,
    parse_settings,
    read_settings_file,
    write_new_file,
    written_settings,
)
from safehouse.domain.errors import UnsafeSettings

PATH = Path("safehouse.env")


def a_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "safehouse.env"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_each_line_is_a_setting_a_comment_or_empty() -> None:
    text = """# Where people reach the service.
SAFEHOUSE_PUBLIC_URL=https://safehouse.example

  SAFEHOUSE_PROXIES = 1
"""
    with pytest.raises(UnsafeSettings, match="line 4"):
        parse_settings(text, PATH)
    assert parse_settings(text.replace(" = ", "="), PATH) == {
        "SAFEHOUSE_PUBLIC_URL": "https://safehouse.example",
        "SAFEHOUSE_PROXIES": "1",
    }


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("SAFEHOUSE_SMTP_PASSWORD=p#a$s;s%", "p#a$s;s%"),
        ('SAFEHOUSE_SMTP_PASSWORD="two words"', "two words"),
        (r'SAFEHOUSE_SMTP_PASSWORD="a \"quote\" and a \\"', r'a "quote" and a \ '.strip()),
        ("SAFEHOUSE_SMTP_PASSWORD='$HOME \\'", "$HOME \\"),
        ("SAFEHOUSE_SMTP_PASSWORD=", ""),
    ],
)
def test_a_value_is_what_systemd_would_hand_over(line: str, value: str) -> None:
    assert parse_settings(line, PATH) == {"SAFEHOUSE_SMTP_PASSWORD": value}


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])).filter(str.isprintable))
def test_what_is_written_is_read_back(value: str) -> None:
    text = written_settings({"SAFEHOUSE_SMTP_PASSWORD": value})
    assert parse_settings(text, PATH) == {"SAFEHOUSE_SMTP_PASSWORD": value}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("SAFEHOUSE_SESION_HOURS=canary", "no setting has this name"),
        ("PATH=canary", "no setting has this name"),
        ("export SAFEHOUSE_PROXIES=canary", "no setting has this name"),
        ("SAFEHOUSE_MASTER_KEY=canary", "belongs into a file of its own"),
        ("SAFEHOUSE_SMTP_PASSWORD=canary\\", "in double quotes"),
        ("SAFEHOUSE_SMTP_PASSWORD=ca'na'ry", "in double quotes"),
        ('SAFEHOUSE_SMTP_PASSWORD="canary', "quotes do not end"),
        ('SAFEHOUSE_SMTP_PASSWORD="canary" # mine', "quotes do not end"),
        ("SAFEHOUSE_PROXIES=1\nSAFEHOUSE_PROXIES=canary", "set twice"),
    ],
)
def test_a_line_that_could_be_misunderstood_is_refused_without_its_value(line: str, why: str) -> None:
    """A misspelt setting that is passed over would leave the service less safe than its file says."""
    with pytest.raises(UnsafeSettings, match=why) as refusal:
        parse_settings(line, PATH)
    assert "canary" not in str(refusal.value)


def test_a_value_of_several_lines_cannot_be_written() -> None:
    with pytest.raises(UnsafeSettings, match="must be one line"):
        written_settings({"SAFEHOUSE_SMTP_PASSWORD": "one\nSAFEHOUSE_PROXIES=5"})


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644])
def test_a_file_that_is_open_to_everybody_is_refused(mode: int, tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="chmod o="):
        read_settings_file(a_file(tmp_path, "SAFEHOUSE_PROXIES=1", mode))


def test_the_environment_wins(tmp_path: Path) -> None:
    path = a_file(tmp_path, "SAFEHOUSE_PROXIES=1\nSAFEHOUSE_TIME_ZONE=Asia/Kathmandu\n")
    environ = {"SAFEHOUSE_SETTINGS_FILE": str(path), "SAFEHOUSE_PROXIES": "2"}
    add_settings_file(environ)
    assert environ["SAFEHOUSE_PROXIES"] == "2"
    assert environ["SAFEHOUSE_TIME_ZONE"] == "Asia/Kathmandu"


def test_a_file_that_is_named_must_be_there_and_the_usual_one_need_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_file, "USUAL_PATH", tmp_path / "nothing")
    environ: dict[str, str] = {}
    add_settings_file(environ)
    assert environ == {}
    with pytest.raises(UnsafeSettings, match="cannot be read"):
        add_settings_file({"SAFEHOUSE_SETTINGS_FILE": str(tmp_path / "nothing")})


def test_a_command_refuses_a_bad_file_in_one_line(tmp_path: Path) -> None:
    path = a_file(tmp_path, "SAFEHOUSE_PROXYS=1")
    result = CliRunner().invoke(main, ["migrate"], env={"SAFEHOUSE_SETTINGS_FILE": str(path)})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"safehouse: {path}, line 1: no setting")
    assert result.stderr.count("\n") == 1


def test_planning_and_the_demo_have_nothing_to_do_with_it(tmp_path: Path) -> None:
    path = a_file(tmp_path, "nonsense")
    for command in ("plan", "suggest", "demo"):
        result = CliRunner().invoke(main, [command, "--help"], env={"SAFEHOUSE_SETTINGS_FILE": str(path)})
        assert result.exit_code == 0


def test_a_new_file_is_for_its_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "new"
    write_new_file(path, "one", group_id=None)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_new_file(path, "two", group_id=None)
    assert path.read_text(encoding="utf-8") == "one"
