"""Documents that are written: their form, their mode, and that a file is there whole or not at all."""

import json
import os
import stat
from pathlib import Path

import pytest

from safehouse.domain.codes import Band, PlanStatus, RuleCode
from safehouse.domain.errors import PlanningFileRefused
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import Plan, PlanValue, Relaxation, Unplaced
from safehouse.placement.ranking import rank
from safehouse.placement.solver import plan
from safehouse.services.planfiles import as_bytes, plan_document, refuse_unwritable, suggestions_document, write_private
from tests.builders import a_house, a_household, a_problem, a_request, a_room, an_area_cell

POINTS = {"language", "margin", "journey", "specialism", "stay", "freshness", "room_fit", "total"}


def test_a_plan_is_written_key_by_key_as_the_format_says() -> None:
    problem = a_problem(
        [a_house(rooms=(a_room(2, free_cots=1),))],
        [a_request(id="q1", people=a_household(30, 1)), a_request(id="q2", people=a_household(30, 30, 30))],
    )
    document = plan_document(plan(problem, time_limit_s=60))
    assert list(document) == [
        "format", "status", "people", "points", "upper_bound", "wall_ms", "placed", "unplaced",
    ]  # fmt: skip
    assert document["format"] == "safehouse-plan/1"
    assert document["people"] == {"emergency": 2, "urgent": 0, "planned": 0}
    written = json.loads(as_bytes(document))
    (placed,) = written["placed"]
    assert placed["rooms"] == [{"room": "r1", "beds": ["b1"], "cots": 1}]
    assert placed["points"].keys() == POINTS
    assert placed["points"]["total"] == sum(placed["points"].values()) - placed["points"]["total"]
    assert written["unplaced"] == [
        {"request": "q2", "excluded": {"no_room": 1}, "relaxations": [], "competes_with": []}
    ]


def test_codes_without_a_house_are_left_out_and_the_others_stand_in_table_order() -> None:
    unplaced = Unplaced(
        request="q1",
        excluded={RuleCode.DARK: 2, RuleCode.GENDER: 1, RuleCode.NEEDS: 0},
        relaxations=(Relaxation(waive=(RuleCode.DARK,), houses=2, beds=3),),
        competes_with=(),
    )
    nothing = PlanValue(0, 0, 0, 0)
    written = plan_document(Plan(PlanStatus.OPTIMAL, nothing, nothing, 0, (), (unplaced,)))["unplaced"]
    assert written == [
        {
            "request": "q1",
            "excluded": {"gender": 1, "dark": 2},
            "relaxations": [{"waive": ["dark"], "houses": 2, "beds": 3}],
            "competes_with": [],
        }
    ]
    assert list(json.loads(json.dumps(written))[0]["excluded"]) == ["gender", "dark"]


def test_suggestions_are_written_with_their_band_and_never_with_verdicts() -> None:
    problem = a_problem([a_house(), a_house(id="h2", resident_tags=frozenset({"t"}))])
    request = a_request(pickup=an_area_cell(), keep_apart_tags=frozenset({"t"}))
    document = suggestions_document(rank(prepare_network(problem.houses, problem.as_of), request))
    assert list(document) == ["format", "request", "suggestions", "excluded", "relaxations", "warnings"]
    assert document["excluded"] == {"no_room": 1}
    assert document["warnings"] == ["no_keep_away_area"]
    (suggestion,) = json.loads(as_bytes(document))["suggestions"]
    assert suggestion.keys() == {"house", "rooms", "points", "band"}
    assert suggestion["band"] == Band.UNDER_50.value


def test_without_a_pick_up_place_there_is_no_band() -> None:
    problem = a_problem()
    document = suggestions_document(rank(prepare_network(problem.houses, problem.as_of), problem.requests[0]))
    assert json.loads(as_bytes(document))["suggestions"][0]["band"] is None


def test_documents_end_with_a_newline_and_keep_every_script() -> None:
    assert as_bytes({"house": "بيت 家"}) == '{\n  "house": "بيت 家"\n}\n'.encode()


def test_only_its_owner_can_read_a_written_file(tmp_path: Path) -> None:
    """Seen to fail with `Path.write_bytes` for the temporary file."""
    before = os.umask(0)
    try:
        write_private(tmp_path / "plan.json", {"a": 1})
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o600


def test_a_readable_file_that_is_overwritten_becomes_private(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o644)
    write_private(target, {"a": 1})
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert json.loads(target.read_text(encoding="utf-8")) == {"a": 1}


def test_a_file_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    link = tmp_path / "latest.json"
    link.symlink_to(tmp_path / "plans" / "plan.json")
    write_private(link, {"a": 1})
    assert link.is_symlink()
    assert json.loads(link.read_text(encoding="utf-8")) == {"a": 1}


@pytest.mark.parametrize("target", ["missing/plan.json", "."])
def test_a_target_that_cannot_be_written_is_refused_before_the_work(target: str, tmp_path: Path) -> None:
    with pytest.raises(PlanningFileRefused):
        refuse_unwritable(tmp_path / target)
    with pytest.raises(PlanningFileRefused):
        write_private(tmp_path / target, {"a": 1})
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_never_replaced_by_a_file() -> None:
    with pytest.raises(PlanningFileRefused, match="is not a regular file"):
        write_private(Path("/dev/null"), {"a": 1})


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / ("p" * 250)
    target.write_text("old", encoding="utf-8")
    with pytest.raises(PlanningFileRefused, match="cannot be written"):
        write_private(target, {"a": 1})
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]
