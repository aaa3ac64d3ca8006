"""LOC-4: a desk and its houses, every path to a bed, in any order: whatever happens, the judge finds all well.

Nobody is ever placed inside a keep-away area, by code that is not the engine. `make soak` takes 200,000 steps. Seen red with the rules
not applied again, the tags of residents left out, holds that never expire, places kept after a no, and the houses that she refused
forgotten, one at a time; and, with moves, with the old bed given back before the arrival.
"""

import shutil
from collections import Counter
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.property.claims_courses import DEEDS
from tests.property.desk_paths import WIDER_DEEDS, WiderDesk
from tests.support.lengths import length

STEPS = 30
GATE_HISTORIES, SOAK_HISTORIES = 7, 6_700


def test_whatever_is_done_in_whatever_order_all_is_well(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same ids in every history, so that a failing one fails again and can be made shorter.
    chance = Random()
    monkeypatch.setattr("safehouse.domain.ids.secrets", chance)
    number, done = count(), Counter[str]()

    class History(WiderDesk):
        """On a copy of its own of the migrated database."""

        def __init__(self) -> None:
            chance.seed(0)
            path = shutil.copy(migrated_sqlite, tmp_path / f"{next(number)}.sqlite")
            super().__init__(f"sqlite:///{path}", done)

    bounds = settings(
        max_examples=length(gate=GATE_HISTORIES, soak=SOAK_HISTORIES),
        stateful_step_count=STEPS,
        # Every step is a transaction on disk, so making a failing history shorter would take many minutes.
        phases=(Phase.generate,),
    )
    run_state_machine_as_test(History, settings=bounds)
    wanted = {deed.__name__ for deed in (*DEEDS, *WIDER_DEEDS)}
    # A few histories do not come to the rarest of them.
    assert len(wanted - done.keys()) <= length(gate=len(wanted) // 3, soak=0), wanted - done.keys()
