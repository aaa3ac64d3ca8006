"""Relaxations as rows hold them: with a suggestion list, a plan and an unmet need."""

from collections.abc import Iterable
from typing import Any

from safehouse.placement.problem import Relaxation


def stored_relaxations(relaxations: Iterable[Relaxation]) -> list[dict[str, Any]]:
    """Each as {waive: codes, houses, beds}, in their order."""
    return [
        {"waive": [code.value for code in relaxation.waive], "houses": relaxation.houses, "beds": relaxation.beds}
        for relaxation in relaxations
    ]
