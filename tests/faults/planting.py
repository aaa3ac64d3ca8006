"""Planted faults: one function is replaced by a faulty one, and a named test must fail because of it.

`assert_all_found` runs the tests in one other process (`tests.faults.running`), one after the other, each with its fault planted. The
test must fail, and the faulty function must have been called, so that a test that is broken for another reason finds nothing.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

AnyFunction = Callable[..., Any]


@dataclass(frozen=True)
class Fault:
    """`target` is the dotted name of a function; `spoil` makes the faulty one from it; `test` names the test that must fail."""

    name: str
    target: str
    spoil: Callable[[AnyFunction], AnyFunction]
    test: str


def always(answer: object) -> Callable[[AnyFunction], AnyFunction]:
    """The function answers this, whatever it is asked."""
    return lambda _: lambda *_args, **_kwargs: answer


def assert_all_found(module: str, storage: Path) -> None:
    """Demand that each of `module.FAULTS` makes its test fail. A failing example of hypothesis stays in `storage`."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.running", module],
        cwd=ROOT,
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(storage)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    not_found = {fault: outcome for fault, outcome in json.loads(run.stdout).items() if outcome != "found"}
    assert not not_found, not_found
