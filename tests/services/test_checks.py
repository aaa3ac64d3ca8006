"""Whoever runs the service is told every problem in a sentence that says what to do, and nothing secret."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from safehouse.domain.access import Action, SubjectKind
from safehouse.domain.errors import UnsafeSettings
from safehouse.services import migrate
from safehouse.services.audit import record
from safehouse.services.backups import make_key_pair
from safehouse.services.checks import check_everything, check_mail, check_scheduler, list_setting_problems
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.readiness import record_heartbeat
from safehouse.services.sealing import Vault
from safehouse.services.startup import open_service
from safehouse.settings import BackupPlace, MailServer, Settings, SmtpSecurity
from tests.rows import a_coordinator
from tests.services.drafts import load_towns
from tests.support.mailbox import open_mailbox
from tests.support.stores import MASTER_KEY, NOW, Clock, mark_as_newer

OTHER_KEY = bytes(range(100, 132))


@pytest.fixture
def ready(context: Context, tmp_path: Path) -> Context:
    """A service with towns and a folder for backups."""
    load_towns(context)
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    public_key = make_key_pair(tmp_path / "backups.key", now=NOW)
    return replace(context, settings=replace(context.settings, backups=BackupPlace(key=public_key, folder=folder)))


@pytest.fixture
def sqlite_context(sqlite_store_url: str, clock: Clock) -> Iterator[Context]:
    settings = Settings(master_key=MASTER_KEY, database_url=sqlite_store_url)
    context = Context(open_store(sqlite_store_url, clock), Vault(MASTER_KEY), settings)
    yield context
    context.store.close()


def problems(context: Context, *, key_file: Path | None = None, now: datetime = NOW) -> dict[str, str]:
    found = check_everything(context, key_file=key_file, now=now)
    return {finding.subject: finding.problem for finding in found if finding.problem is not None}


def test_a_service_that_is_set_up_has_no_problem(ready: Context, tmp_path: Path) -> None:
    a_coordinator(ready)
    assert problems(ready, key_file=tmp_path.parent / "master.key") == {}


def test_what_is_there_is_said(ready: Context) -> None:
    facts = {finding.subject: finding.fact for finding in check_everything(ready, key_file=None, now=NOW)}
    assert facts["time zone"] == "Europe/Brussels"
    assert facts["countries"] == "all"
    assert "synchronous" in facts["database"]


def test_a_database_that_is_away_is_one_problem(tmp_path: Path) -> None:
    url = f"postgresql://canary@/canary?host={tmp_path}"
    context = Context(open_store(url), Vault(MASTER_KEY), Settings(master_key=MASTER_KEY, database_url=url))
    found = problems(context)
    assert list(found) == ["database"]
    assert "SAFEHOUSE_DATABASE_URL" in found["database"]
    assert "canary" not in str(found)


def test_a_database_without_tables_is_a_problem_and_nothing_is_asked_of_it(ready: Context) -> None:
    migrate.downgrade(ready.store, "base")
    assert "safehouse migrate" in problems(ready)["tables"]


def test_older_tables_are_a_problem_and_are_backed_up_before_they_are_changed(ready: Context) -> None:
    """Seen to fail with the advice to run `safehouse migrate`, which makes no backup."""
    migrate.downgrade(ready.store, "0003")
    assert problems(ready)["tables"] == "the tables are those of an older version: run `safehouse upgrade`"


def test_newer_tables_are_a_problem_that_only_a_newer_version_solves(ready: Context) -> None:
    mark_as_newer(ready.store)
    assert "newer version of safehouse: install that one" in problems(ready)["tables"]


def test_another_master_key_is_a_problem_before_anybody_cannot_log_in(ready: Context) -> None:
    """Seen to fail with the check left out."""
    a_coordinator(ready)
    assert "master key" in problems(replace(ready, vault=Vault(OTHER_KEY)))


def test_a_service_does_not_start_with_another_master_key(context: Context) -> None:
    a_coordinator(context)
    environ = {
        "SAFEHOUSE_MASTER_KEY": b64encode(OTHER_KEY).decode(),
        "SAFEHOUSE_DATABASE_URL": context.settings.database_url,
    }
    with pytest.raises(UnsafeSettings, match="not the one of this database"):
        open_service(environ)


def test_a_database_file_that_everybody_can_read_is_a_problem_and_stops_the_start(sqlite_store_url: str) -> None:
    path = Path(sqlite_store_url.removeprefix("sqlite:///"))
    path.chmod(0o644)
    environ = {"SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(), "SAFEHOUSE_DATABASE_URL": sqlite_store_url}
    with pytest.raises(UnsafeSettings, match="chmod o="):
        open_service(environ)
    path.chmod(0o660)
    open_service(environ).store.close()


def test_a_service_without_towns_is_told_how_to_get_them(context: Context) -> None:
    assert "safehouse load-towns" in problems(context)["towns"]


@pytest.mark.parametrize("apart", [timedelta(minutes=1), -timedelta(minutes=1)])
def test_a_clock_that_is_not_the_one_of_the_database_is_a_problem(ready: Context, apart: timedelta) -> None:
    assert "time server" in problems(ready, now=NOW + apart)["clock"]


def test_a_clock_that_went_back_behind_what_is_on_record_is_a_problem(ready: Context, clock: Clock) -> None:
    with ready.store.transaction() as session:
        record(
            session,
            actor=None,
            role=None,
            action=Action.CREATED_ACCOUNT,
            subject_kind=SubjectKind.ACCOUNT,
            subject_id="one",
            now=NOW,
        )
    clock.now -= timedelta(hours=1)
    assert "behind" in problems(ready, now=clock.now)["clock"]


@pytest.mark.parametrize("place", ["backups/master.key", "backups/deep/../master.key"])
def test_a_master_key_beside_the_backups_is_a_problem(ready: Context, tmp_path: Path, place: str) -> None:
    found = problems(ready, key_file=tmp_path / place)
    assert "whoever steals one has both" in found["where the master key lies"]


def test_a_master_key_beside_the_file_of_the_database_is_a_problem(sqlite_context: Context, tmp_path: Path) -> None:
    assert "where the master key lies" in problems(sqlite_context, key_file=tmp_path / "master.key")
    assert "where the master key lies" not in problems(sqlite_context, key_file=tmp_path.parent / "master.key")


def test_a_country_that_is_none_is_named(ready: Context) -> None:
    settings = replace(ready.settings, countries=frozenset({"NL", "XX"}))
    assert problems(replace(ready, settings=settings))["countries"].endswith(": XX")


class TestBackups:
    def test_a_service_without_backups_is_told(self, context: Context) -> None:
        assert "SAFEHOUSE_BACKUP_KEY" in problems(context)["backups"]

    def test_a_folder_that_is_missing_or_open_is_named(self, ready: Context) -> None:
        assert ready.settings.backups
        ready.settings.backups.folder.chmod(0o755)
        assert "chmod o=" in problems(ready)["backups"]
        ready.settings.backups.folder.rmdir()
        assert "make that folder" in problems(ready)["backups"]


class TestMail:
    def test_no_mail_server_is_said(self) -> None:
        assert "SAFEHOUSE_SMTP_HOST" in str(check_mail(Settings(master_key=MASTER_KEY)).problem)

    def test_a_mail_server_that_lets_the_service_in_is_fine_and_gets_no_mail(self) -> None:
        with open_mailbox() as mailbox:
            assert check_mail(Settings(master_key=MASTER_KEY, mail=mailbox.server)).problem is None
            assert not mailbox.mails

    def test_one_that_does_not_answer_is_said_without_its_password(self) -> None:
        server = MailServer(
            host="127.0.0.1", port=9, sender="a@example.org", security=SmtpSecurity.NONE, user="me", password="canary"
        )
        problem = str(check_mail(Settings(master_key=MASTER_KEY, mail=server)).problem)
        assert "ConnectionRefusedError" in problem
        assert "canary" not in problem


def test_a_scheduler_that_is_not_at_work_is_said(context: Context) -> None:
    assert "start safehouse-scheduler" in str(check_scheduler(context).problem)
    record_heartbeat(context)
    assert check_scheduler(context).problem is None


def test_a_scheduler_is_not_called_fine_where_nobody_can_look(tmp_path: Path) -> None:
    """Seen to fail when only its own silence was a problem."""
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    context = Context(open_store(url), Vault(MASTER_KEY), Settings(master_key=MASTER_KEY, database_url=url))
    assert check_scheduler(context).problem is not None
    context.store.close()


def test_all_settings_that_are_wrong_are_said_at_once_without_their_values() -> None:
    found = list_setting_problems({
        "SAFEHOUSE_PUBLIC_URL": "http://canary.example",
        "SAFEHOUSE_PROXIES": "canary",
        "SAFEHOUSE_SMTP_HOST": "mail.example.org",
        "SAFEHOUSE_METRICS_ADDRESS": "0.0.0.0:9464",
    })  # fmt: skip
    assert [sentence.partition(" ")[0] for sentence in found] == [
        "SAFEHOUSE_MASTER_KEY",
        "SAFEHOUSE_PUBLIC_URL",
        "SAFEHOUSE_PROXIES",
        "SAFEHOUSE_METRICS_ADDRESS",
        "SAFEHOUSE_MAIL_FROM",
    ]
    assert "canary" not in str(found)


def test_settings_that_are_fine_are_no_problem() -> None:
    assert list_setting_problems({"SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode()}) == ()
