"""Invented planning files are of the size and the occupancy that were asked for, and the same seed gives the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from safehouse.cli.demo import demo
from safehouse.demo.export import invent_problem
from safehouse.placement.problem import PlacementProblem

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def invented(*, seed: int = 1, occupancy: float = 0.9) -> PlacementProblem:
    return invent_problem(houses=200, requests=10, seed=seed, as_of=NOW, occupancy=occupancy)


def share_free(problem: PlacementProblem) -> float:
    rooms = [room for house in problem.houses for room in house.rooms]
    return sum(len(room.free_beds) for room in rooms) / sum(len(room.beds) for room in rooms)


@pytest.mark.parametrize("occupancy", [0.7, 0.9, 0.99])
def test_about_as_many_beds_are_taken_as_was_asked_for(occupancy: float) -> None:
    """A room of one's own has no free bed when somebody is in it, so rather fewer are free than the occupancy says."""
    free = share_free(invented(occupancy=occupancy))
    assert 0.5 * (1 - occupancy) < free < 1.2 * (1 - occupancy)


def test_the_same_seed_invents_the_same_and_another_one_something_else() -> None:
    assert invented() == invented()
    assert invented(seed=2) != invented()


def test_the_command_writes_files_with_the_occupancy_that_it_was_given(tmp_path: Path) -> None:
    def exported(name: str, *options: str) -> str:
        arguments = ["--export", str(tmp_path / name), "--houses", "30", "--requests", "2", *options]
        assert CliRunner().invoke(demo, arguments).exit_code == 0
        return (tmp_path / name / "NETWORK.json").read_text(encoding="utf-8")

    assert exported("full", "--occupancy", "1").count('"gender_now": null') < exported("usual").count(
        '"gender_now": null'
    )
