"""What Prometheus is told, on a port of its own on this machine: requests, durations, and how much work waits. No personal figure.

Every worker counts in files of a folder that they share (`PROMETHEUS_MULTIPROC_DIR`), which `safehouse serve` makes anew at
each start; whichever worker is asked adds them up.
"""

import os
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from safehouse.domain.errors import Unavailable
from safehouse.services.context import Context
from safehouse.services.workload import Workload, measure_workload

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
PATH = "/metrics"
METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
"""All others are counted together, because a stranger may invent as many as he likes."""

REQUESTS = Counter("safehouse_requests", "Requests answered.", ("endpoint", "method", "status_class"), registry=None)
DURATIONS = Histogram("safehouse_request_duration_seconds", "From request to answer.", ("endpoint",), registry=None)


def count_request(*, endpoint: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. The endpoint is a name of the program, never an address."""
    known_method = method if method in METHODS else "other"
    REQUESTS.labels(endpoint, known_method, f"{status // 100}xx").inc()
    DURATIONS.labels(endpoint).observe(seconds)


def exposition(context: Context) -> bytes:
    """All figures in the text format of Prometheus; without its database, those of the requests alone."""
    registry = CollectorRegistry()
    if FOLDER_VARIABLE in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # The client types only part of itself.
    else:
        registry.register(REQUESTS)
        registry.register(DURATIONS)
    registry.register(_WorkloadCollector(context))
    return generate_latest(registry)


def with_metrics(pages: "WSGIApplication", context: Context) -> "WSGIApplication":
    """The application with its figures on the port that the settings name, where nothing else is served."""
    address = context.settings.metrics_address
    if address is None:
        return pages
    metrics_port = str(address[1])

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["SERVER_PORT"] != metrics_port:
            return pages(environ, start_response)
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) != ("GET", PATH):
            start_response(f"{HTTPStatus.NOT_FOUND.value} Not Found", [("Content-Length", "0")])
            return []
        start_response(f"{HTTPStatus.OK.value} OK", [("Content-Type", CONTENT_TYPE_PLAIN_0_0_4)])
        return [exposition(context)]

    return application


class _WorkloadCollector(Collector):
    """Asks the database at each scrape, so that any worker knows what the scheduler did."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            workload = measure_workload(self._context)
        except Unavailable:
            yield GaugeMetricFamily("safehouse_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("safehouse_database_up", "Whether the database answers.", value=1)
        yield from _gauges(workload)


def _gauges(workload: Workload) -> Iterator[GaugeMetricFamily]:
    outbox = GaugeMetricFamily("safehouse_outbox_messages", "Messages that wait.", labels=["channel"])
    runs = GaugeMetricFamily("safehouse_job_runs", "Scheduled runs that were done.", labels=["job"])
    jobs = GaugeMetricFamily("safehouse_jobs", "Work asked for by pages.", labels=["state"])
    for family, figures in ((outbox, workload.outbox), (runs, workload.runs), (jobs, workload.jobs)):
        for label, figure in figures.items():
            family.add_metric([label], figure)
        yield family
    if workload.scheduler_silence is not None:
        seconds = workload.scheduler_silence.total_seconds()
        yield GaugeMetricFamily("safehouse_scheduler_heartbeat_age_seconds", "Since its last sign of life.", seconds)
