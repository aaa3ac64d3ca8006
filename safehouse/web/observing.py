"""One log line and one count for each answer: which page, never which address, so that neither ids nor queries are kept."""

from time import perf_counter

from flask import Flask, Response, g, request

from safehouse.logs import get_logger
from safehouse.web.access import is_static
from safehouse.web.metrics import count_request

NO_ENDPOINT = "none"
"""Stands for every address that does not exist."""

log = get_logger()


def observe_requests(app: Flask) -> None:
    """Begin before, and end after, everything else that happens to a request."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began_at = perf_counter()


def _end(response: Response) -> Response:
    if is_static(request.endpoint):
        return response
    seconds = perf_counter() - g.began_at
    endpoint = request.endpoint or NO_ENDPOINT
    count_request(endpoint=endpoint, method=request.method, status=response.status_code, seconds=seconds)
    log.info(
        "answered",
        endpoint=endpoint,
        route=request.url_rule.rule if request.url_rule else None,
        method=request.method,
        status=response.status_code,
        duration_ms=round(seconds * 1000),
    )
    return response
