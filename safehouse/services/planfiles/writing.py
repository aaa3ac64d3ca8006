"""Documents to bytes, and bytes to a file that only its owner can read and that is there whole or not at all."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from safehouse.domain.errors import PlanningFileRefused
from safehouse.placement.problem import PlacementProblem
from safehouse.services.planfiles.network import NetworkFile
from safehouse.services.planfiles.requests import RequestsFile


def network_document(problem: PlacementProblem) -> dict[str, object]:
    """The NETWORK file of a problem; refused with pydantic's `ValidationError` when the problem is not one the format takes."""
    return NetworkFile.of(problem).model_dump(mode="json")


def requests_document(problem: PlacementProblem) -> dict[str, object]:
    """The REQUESTS file of a problem; refused as `network_document` is."""
    return RequestsFile.of(problem).model_dump(mode="json")


def as_bytes(document: Mapping[str, object]) -> bytes:
    """The document as JSON in UTF-8, with a newline at its end."""
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode("utf-8")


def refuse_unwritable(path: Path) -> None:
    """Refuse a target that could not be written, before the work whose result goes there."""
    if path.exists() and not path.is_file():
        raise PlanningFileRefused(str(path), "the file", "is not a regular file")
    if not os.access(path.resolve().parent, os.W_OK):
        raise PlanningFileRefused(str(path), "the file", "cannot be written: its folder is missing or read-only")


def write_private(path: Path, document: Mapping[str, object]) -> None:
    """Write the document with mode 0600, whole or not at all; what was there before stays until the new one is complete.

    Refused with `PlanningFileRefused` when the file cannot be written.
    """
    content = as_bytes(document)
    target = path.resolve()
    refuse_unwritable(target)
    try:
        _replace(target, content)
    except OSError as error:
        raise PlanningFileRefused(str(path), "the file", f"cannot be written: {error.strerror}") from error


def _replace(target: Path, content: bytes) -> None:
    """Write beside the target and rename: a temporary file of this kind has mode 0600 from the start."""
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
