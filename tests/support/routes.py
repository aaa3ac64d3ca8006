"""Every route of the application as a request that a test can send."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from safehouse.domain.ids import new_id
from safehouse.web.access import PUBLIC_ENDPOINTS, STATIC_ENDPOINTS

_SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Route:
    """One endpoint with one method, at an address whose ids exist nowhere."""

    endpoint: str
    method: str
    path: str
    has_ids: bool

    @property
    def is_safe(self) -> bool:
        """Whether calling it must change nothing."""
        return self.method in _SAFE


def guarded_routes(app: Flask) -> Iterator[Route]:
    """All routes that need a login, each with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC_ENDPOINTS | STATIC_ENDPOINTS:
            continue
        adapter = app.url_map.bind("localhost")
        values = {name: "2026-11-24" if name.endswith("_on") else new_id() for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = adapter.build(rule.endpoint, values, method=method)
            yield Route(rule.endpoint, method, path, bool(rule.arguments))
