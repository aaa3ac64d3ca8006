"""Planning files as JSON values, valid as they are, for tests that break one thing in them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.builders import a_house_cell, an_area_cell

Json = dict[str, Any]
Break = Callable[[Json], object]
"""Changes a document in place."""


def a_network() -> Json:
    """One house with one room and two beds."""
    return {
        "format": "safehouse-network/1",
        "as_of": "2026-11-24T22:00:00Z",
        "houses": [
            {
                "id": "h1",
                "country": "NL",
                "cell": a_house_cell(),
                "slack_km": 2.5,
                "status": "open",
                "genders": ["woman", "man"],
                "children": {"accepted": True, "max_boy_age": 12, "unaccompanied": False, "only": False},
                "languages": {"ro": "staff", "bin": "phone_interpreter"},
                "services": ["pets", "medical"],
                "security_level": 2,
                "specialisms": ["labour"],
                "requires": ["reflection_period"],
                "max_stay_nights": None,
                "intake": [["08:00", "20:00"], ["22:00", "24:00"]],
                "reported_at": "2026-11-24T21:00:00+01:00",
                "resident_tags": ["net-7"],
                "resident_keep_apart_tags": [],
                "rooms": [
                    {
                        "id": "r1",
                        "shared": False,
                        "beds": ["b1", "b2"],
                        "free_beds": ["b1", "b2"],
                        "free_cots": 1,
                        "gender_now": None,
                        "features": ["step_free"],
                    }
                ],
            }
        ],
    }


def a_request_entry(request_id: str) -> Json:
    """A mother and her son."""
    return {
        "id": request_id,
        "urgency": "emergency",
        "people": [{"id": "p1", "gender": "woman", "age": 24}, {"id": "p2", "gender": "man", "age": 3}],
        "languages": {"ro": "fluent", "it": "some"},
        "language_required": False,
        "needs": ["pets", "step_free"],
        "keep_away": [{"cell": an_area_cell(51.92, 4.48), "radius_km": 20}],
        "keep_apart_tags": [],
        "tags": ["net-9"],
        "keep_apart": [],
        "keep_together": [],
        "min_security": 1,
        "countries": ["NL", "BE"],
        "entitlements": ["reflection_period"],
        "pickup": an_area_cell(),
        "arrives_at": "2026-11-24T23:30:00Z",
        "nights": 30,
        "exploitation": None,
        "refused_houses": ["gone"],
        "may_split": False,
    }


def a_requests() -> Json:
    """Two requests."""
    return {"format": "safehouse-requests/1", "requests": [a_request_entry("q1"), a_request_entry("q2")]}


@dataclass
class PlanningFiles:
    """Two files in a folder, written from documents that a test may break first."""

    folder: Path
    network: Json = field(default_factory=a_network)
    requests: Json = field(default_factory=a_requests)

    @property
    def network_path(self) -> Path:
        return self.folder / "network.json"

    @property
    def requests_path(self) -> Path:
        return self.folder / "requests.json"

    def write(self) -> tuple[Path, Path]:
        self.network_path.write_text(json.dumps(self.network), encoding="utf-8")
        self.requests_path.write_text(json.dumps(self.requests), encoding="utf-8")
        return self.network_path, self.requests_path
