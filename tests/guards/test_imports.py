"""Which packages of others a layer may use: an allow-list, where the import contracts can only forbid by name."""

import sys

import pytest

from tests.support.sources import Module, python_modules

OWN = {"safehouse"}
ALLOWED_IN_DOMAIN = {"h3"}
ALLOWED_IN_PLACEMENT = {"h3", "numpy"}
ALLOWED_IN_THE_ENGINE = ALLOWED_IN_PLACEMENT | {"ortools"}


def modules_of(layer: str) -> list[Module]:
    return [module for module in python_modules("safehouse") if str(module).startswith(f"safehouse/{layer}/")]


def foreign_packages(module: Module) -> set[str]:
    return module.imported_packages() - sys.stdlib_module_names - OWN


@pytest.mark.parametrize("module", modules_of("domain"), ids=str)
def test_domain_uses_the_standard_library_and_h3_only(module: Module) -> None:
    assert foreign_packages(module) <= ALLOWED_IN_DOMAIN


@pytest.mark.parametrize("module", modules_of("placement"), ids=str)
def test_placement_uses_numpy_and_h3_only_and_its_engine_ortools_too(module: Module) -> None:
    is_engine = str(module) == "safehouse/placement/solver/engine.py"
    assert foreign_packages(module) <= (ALLOWED_IN_THE_ENGINE if is_engine else ALLOWED_IN_PLACEMENT)


@pytest.mark.parametrize("module", modules_of("models"), ids=str)
def test_a_module_with_tables_keeps_its_annotations_alive(module: Module) -> None:
    """`from __future__ import annotations` turns them into text, and SQLModel loses the relationships."""
    assert "__future__" not in module.imported_packages()
