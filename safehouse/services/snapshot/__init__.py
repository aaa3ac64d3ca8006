"""The only bridge from rows to the values of the engine. Placement ids are row ids, and nothing goes back this way."""

from safehouse.services.snapshot.houses import load_network
from safehouse.services.snapshot.intake import takes_in_at
from safehouse.services.snapshot.requests import load_request, load_requests

__all__ = ["load_network", "load_request", "load_requests", "takes_in_at"]
