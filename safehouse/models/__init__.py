"""The tables. Importing this package registers every one of them on `metadata`."""

from safehouse.models import (
    accounts,
    audit,
    capacity,
    claims,
    evacuations,
    houses,
    jobs,
    mail,
    offers,
    places,
    plans,
    requests,
    residents,
    suggestions,
    summaries,
    transfers,
    unmet,
)
from safehouse.models.base import metadata

__all__ = [
    "accounts",
    "audit",
    "capacity",
    "claims",
    "evacuations",
    "houses",
    "jobs",
    "mail",
    "metadata",
    "offers",
    "places",
    "plans",
    "requests",
    "residents",
    "suggestions",
    "summaries",
    "transfers",
    "unmet",
]
