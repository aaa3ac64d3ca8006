"""The process that runs tests with planted faults: `python -m tests.faults.running MODULE` prints one outcome per fault."""

import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pkgutil import resolve_name
from typing import Any

import pytest

from tests.faults.planting import Fault


class Planted:
    """A plugin that plants one fault once every test module is imported, and notes whether it was reached."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.was_reached = False
        self._undo: list[Callable[[], None]] = []

    def pytest_collection_finish(self) -> None:
        """Replace the function under every name by which the package or the tests know it."""
        holder_name, _, name = self.fault.target.rpartition(".")
        holder = resolve_name(holder_name)
        original = getattr(holder, name)
        faulty = self._noting(self.fault.spoil(original))
        known = [module for known, module in sys.modules.items() if known.startswith(("safehouse.", "tests."))]
        for place in (holder, *known):
            for alias, value in list(vars(place).items()):
                if value is original:
                    setattr(place, alias, faulty)
                    self._undo.append(_restoring(place, alias, original))

    def take_back(self) -> None:
        """Put the right function back."""
        for undo in self._undo:
            undo()

    def _noting(self, faulty: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # It stands for any function.
            self.was_reached = True
            return faulty(*args, **kwargs)

        return noting


def _restoring(place: object, alias: str, original: object) -> Callable[[], None]:
    return lambda: setattr(place, alias, original)


def outcome(fault: Fault) -> str:
    """`found`, or what is the matter with the fault or its test."""
    planted = Planted(fault)
    output = StringIO()
    with redirect_stdout(output):
        code = pytest.main(["-p", "no:cacheprovider", "-q", "-x", fault.test], plugins=[planted])
    planted.take_back()
    if not planted.was_reached:
        return f"never reached\n{output.getvalue()}"
    return "found" if code == pytest.ExitCode.TESTS_FAILED else f"not found\n{output.getvalue()}"


def main() -> None:
    """Run the tests of all faults of the module named on the command line."""
    faults: tuple[Fault, ...] = import_module(sys.argv[1]).FAULTS
    json.dump({fault.name: outcome(fault) for fault in faults}, sys.stdout)


if __name__ == "__main__":
    main()
