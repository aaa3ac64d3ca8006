"""A disk that takes no more: nothing half-done is left, every older backup is, and the next one is made as if nothing had been."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path

import pytest

from safehouse.domain.codes import BackupError
from safehouse.domain.errors import BackupFailed
from safehouse.services.context import Context
from safehouse.services.db import open_store
from tests.services.backed_up import BackedUp, with_backups
from tests.support.stores import NOW

FILE_BYTES = 1_000


@pytest.fixture
def backed_up(context: Context, tmp_path: Path) -> BackedUp:
    """A service that keeps two backups and has made them."""
    backed_up = with_backups(context, tmp_path / "backups", keep=2)
    for day in (2, 1):
        backed_up.back_up(NOW - timedelta(days=day))
    return backed_up


def contents_of(backed_up: BackedUp) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in backed_up.folder.iterdir()}


@contextmanager
def small_files() -> Iterator[None]:
    """Let no file of this process grow any more, so that a write fails in the middle."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_fails_in_the_middle_leaves_the_older_backups_alone(backed_up: BackedUp) -> None:
    """Seen to fail with a file that is written under its final name."""
    before = contents_of(backed_up)
    assert all(len(content) > FILE_BYTES for content in before.values())
    with small_files(), pytest.raises(BackupFailed) as refusal:
        backed_up.back_up(NOW)
    assert refusal.value.error is BackupError.NOT_WRITTEN
    assert contents_of(backed_up) == before
    new = backed_up.back_up(NOW)
    assert new.name in contents_of(backed_up)


def test_a_disk_that_is_full_only_when_it_is_asked_to_keep_what_it_took(
    backed_up: BackedUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen to fail without the `fsync` before the name is given, and with the rotation before it."""

    def refuse(_descriptor: int) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    before = contents_of(backed_up)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(BackupFailed) as refusal:
        backed_up.back_up(NOW)
    assert refusal.value.error is BackupError.DISK_FULL
    assert contents_of(backed_up) == before


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_database_that_is_away_leaves_the_older_backups_alone(backed_up: BackedUp) -> None:
    before = contents_of(backed_up)
    away = replace(backed_up.context, store=open_store("postgresql://nobody@127.0.0.1:1/nothing"))
    with pytest.raises(BackupFailed) as refusal:
        replace(backed_up, context=away).back_up(NOW)
    assert refusal.value.error is BackupError.DATABASE_AWAY
    assert contents_of(backed_up) == before
