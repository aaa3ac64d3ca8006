"""`safehouse plan` and `safehouse suggest` as a shell sees them."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from safehouse.cli import COMMANDS, main
from tests.services.planning_documents import PlanningFiles


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def files(tmp_path: Path) -> PlanningFiles:
    planning_files = PlanningFiles(tmp_path)
    planning_files.write()
    return planning_files


def test_a_plan_goes_to_standard_output(files: PlanningFiles) -> None:
    result = run("plan", files.network_path, files.requests_path)
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert document["status"] == "optimal"
    assert document["people"] == {"emergency": 2, "urgent": 0, "planned": 0}
    assert {one["request"] for one in document["placed"] + document["unplaced"]} == {"q1", "q2"}


def test_a_plan_goes_to_a_private_file(files: PlanningFiles) -> None:
    output = files.folder / "plan.json"
    result = run("plan", files.network_path, files.requests_path, "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(output.read_text(encoding="utf-8"))["format"] == "safehouse-plan/1"
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_without_time_the_plan_is_written_all_the_same_and_the_status_is_3(files: PlanningFiles) -> None:
    output = files.folder / "plan.json"
    result = run("plan", files.network_path, files.requests_path, "-o", output, "--time-limit", "0")
    assert result.exit_code == 3
    document = json.loads(output.read_text(encoding="utf-8"))
    assert document["status"] == "time_limit_without_plan"
    assert [one["request"] for one in document["unplaced"]] == ["q1", "q2"]


def test_suggestions_look_at_the_one_request_alone(files: PlanningFiles) -> None:
    for request in ("q1", "q2"):
        result = run("suggest", files.network_path, files.requests_path, "--request", request)
        assert result.exit_code == 0
        document = json.loads(result.stdout)
        assert document["request"] == request
        assert [one["house"] for one in document["suggestions"]] == ["h1"]


def test_at_most_as_many_suggestions_as_asked_for(files: PlanningFiles) -> None:
    files.network["houses"].append({**files.network["houses"][0], "id": "h2"})
    files.write()
    result = run("suggest", files.network_path, files.requests_path, "--request", "q1", "--top", "1")
    assert [one["house"] for one in json.loads(result.stdout)["suggestions"]] == ["h1"]


def test_bad_input_is_one_line_on_standard_error_and_status_2(files: PlanningFiles) -> None:
    files.requests["requests"][0]["keep_away"][0]["radius_km"] = 0
    files.write()
    output = files.folder / "plan.json"
    result = run("plan", files.network_path, files.requests_path, "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{files.requests_path}: requests[0].keep_away[0].radius_km: ")
    assert result.stderr.count("\n") == 1
    assert not output.exists()


def test_a_request_that_is_not_in_the_file_is_bad_input(files: PlanningFiles) -> None:
    result = run("suggest", files.network_path, files.requests_path, "--request", "q9")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{files.requests_path}: requests: has no request with the id that was asked for\n"


def test_keys_and_names_with_control_characters_stay_in_one_line(files: PlanningFiles) -> None:
    files.network["two\nlines\x1b[2J"] = 1
    files.write()
    result = run("plan", files.network_path, files.requests_path)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr


def test_an_output_that_cannot_be_written_is_refused_before_the_files_are_read(files: PlanningFiles) -> None:
    missing = files.folder / "missing" / "plan.json"
    result = run("plan", files.folder / "nowhere.json", files.requests_path, "-o", missing)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{missing}: ")


@pytest.mark.parametrize("limit", ["-1", "nan", "inf", "1e999", "soon", ""])
def test_a_time_limit_is_a_number_of_seconds(limit: str, files: PlanningFiles) -> None:
    result = run("plan", files.network_path, files.requests_path, "--time-limit", limit)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"--time-limit: must be a number of seconds, 0 or more, not {limit}\n"


@pytest.mark.parametrize("top", ["0", "-1", "1.5", "many", "1" * 5000])
def test_at_least_one_suggestion_is_asked_for(top: str, files: PlanningFiles) -> None:
    result = run("suggest", files.network_path, files.requests_path, "--request", "q1", "--top", top)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"--top: must be a whole number from 1 to 1000000, not {top}\n"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("plan",), "Missing argument 'NETWORK'."),
        (("plan", "network.json", "requests.json", "too many"), "Got unexpected extra argument (too many)"),
        (("suggest", "network.json", "requests.json"), "Missing option '--request'."),
        (("plan", "--no\nsuch\x1b[2J"), r"No such option '--no\nsuch\x1b[2J'."),
        (("tidy",), "No such command 'tidy'."),
        (("--tidy",), "No such option '--tidy'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_that_is_called_wrongly_says_so_in_one_line(arguments: tuple[str, ...], what: str) -> None:
    """Red when the usage stands around the sentence, as it does by default."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{what}\n")


def test_planning_loads_neither_the_web_nor_a_database_and_needs_no_setting(files: PlanningFiles) -> None:
    """Seen to fail with `import safehouse.models` in the command."""
    script = (
        "import sys\n"
        "from safehouse.cli import main\n"
        f"main(['plan', {str(files.network_path)!r}, {str(files.requests_path)!r}], standalone_mode=False)\n"
        "loaded = {'flask', 'sqlmodel', 'sqlalchemy', 'apscheduler'} & sys.modules.keys()\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env={}, cwd=files.folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_every_command_can_be_loaded_and_says_what_it_does() -> None:
    help_text = run("--help").stdout
    for name in COMMANDS:
        assert name in help_text
        assert run(name, "--help").exit_code == 0
