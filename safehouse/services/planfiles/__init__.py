"""Planning files in and out: problems, plans and suggestions as JSON, without a database, a setting or a secret."""

from safehouse.services.planfiles.answers import plan_document, suggestions_document
from safehouse.services.planfiles.reading import read_problem
from safehouse.services.planfiles.writing import (
    as_bytes,
    network_document,
    refuse_unwritable,
    requests_document,
    write_private,
)

__all__ = [
    "as_bytes",
    "network_document",
    "plan_document",
    "read_problem",
    "refuse_unwritable",
    "requests_document",
    "suggestions_document",
    "write_private",
]
